import {
  decisionsOf,
  models,
  unpinned,
  type ModelServiceProps,
  type PodSpec,
  type PodTransform,
  type TargetCluster,
} from 'modelyard';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type SimulatedNodes, type TestNamespace } from '../../lib/testing';
import { gpuService, withDeployment } from './gpu-service';
import { LiveService, type LivePod } from './live-service';
import { aks, eks, four, onAks, onEks, type Nodes } from './measured-nodes';
import { leave, nodesOfKwok } from './simulated-nodes';

// What other tools' defaults were measured by, and fail in most of, measured of ours in the same way: docs/peers.md has
// the table, and names the tests below.

let cluster: Cluster;
let namespace: TestNamespace;
let simulated: SimulatedNodes | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('peers');
  simulated = await nodesOfKwok(cluster);
});

beforeEach((context) => {
  context.skip(simulated === undefined, 'because nothing simulates nodes in this cluster');
});

afterEach(async () => {
  if (simulated !== undefined) await leave(cluster, namespace.name);
  await simulated?.remove();
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

const image = unpinned('myuser/detector:v1', 'nobody has published it');

/** Each server, with what it has by default. */
const servers: readonly (Pick<ModelServiceProps, 'runtime' | 'model'> & { readonly name: string })[] = [
  { name: 'any HTTP server', runtime: { kind: 'http', image, port: 8000, healthPath: '/health' } },
  {
    name: 'vLLM',
    runtime: { kind: 'vllm', image: unpinned('vllm/vllm-openai:v0.33.0', image.reason), contextLength: 8192 },
    model: { source: { kind: 'in-image', path: '/weights' }, architecture: models.llama32_1b },
  },
];

describe.each(servers)('$name with a GPU:', { timeout: 60_000 }, ({ name: _, ...served }) => {
  const two = { kind: 'fixed', replicas: 2 } as const;
  const detector = (name: string, props: Props): ReturnType<typeof gpuService> => {
    const { target, ...rest } = { target: eks, ...props };
    return gpuService(name, target, { ...served, gpus: 1, ...rest });
  };

  async function applied(name: string, props: Props = {}, nodes: Nodes = onEks): Promise<LiveService> {
    await make(nodes);
    const service = new LiveService(cluster, namespace.name, name);
    await service.apply(detector(name, props).manifests());
    return service;
  }

  /** Its pods as the API server has them, once all are ready. */
  async function running(name: string, props: Props = {}, nodes: Nodes = onEks): Promise<readonly Live[]> {
    const wanted = props.scaling?.kind === 'fixed' ? props.scaling.replicas : 1;
    await (await applied(name, props, nodes)).waitFor(allReady(wanted));
    return list('/api/v1', 'pods', name);
  }

  describe('admission', () => {
    it('pods are made in a restricted namespace', async () => {
      expect(await running('restricted')).toHaveLength(1);
    });

    it('and none without our security context, though the Deployment is accepted', async () => {
      const none = change({ securityContext: undefined });
      await expect(applied('refused', { transformPod: none })).rejects.toThrow('would violate PodSecurity');
      const [deployment] = await vi.waitFor(() => failing('refused'), { timeout: 20_000, interval: 200 });
      expect(deployment?.status).toMatchObject({
        conditions: expect.arrayContaining([
          expect.objectContaining({ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate' }),
        ]),
      });
      expect(await list('/api/v1', 'pods', 'refused')).toEqual([]);
    });
  });

  describe('scheduling', () => {
    it.each<[string, Props, Nodes, string]>([
      ['nodes tainted nvidia.com/gpu=present take its pods', {}, onEks, 'l4'],
      ['so they do where no cluster is declared', { target: undefined }, onEks, 'l4'],
      ['nodes tainted sku=gpu take its pods', { target: aks }, onAks, 'a100'],
    ])('%s', async (_, props, nodes, pool) => {
      const [pod] = await running('tolerant', props, nodes);
      expect(simulated?.poolOf(String(asRecord(pod?.spec)['nodeName']))).toBe(pool);
    });

    it.each<[string, Props, Nodes]>([
      ['nvidia.com/gpu=present', {}, onEks],
      ['sku=gpu', { target: aks }, onAks],
    ])('and none of its pods without our tolerations: %s', async (_, props, nodes) => {
      const service = await applied(
        'intolerant',
        { ...props, transformPod: change({ tolerations: undefined }) },
        nodes,
      );
      expect(await service.unschedulable()).toContain('had untolerated taint');
    });
  });

  describe('rollout', () => {
    const full = (version: string): Props => ({ scaling: two, env: { VERSION: version } });

    it('a new version of two replicas on two GPUs is rolled out', async () => {
      const service = await applied('full', full('v1'));
      await service.waitFor(allReady(2));
      await service.replace(detector('full', full('v2')).manifests());
      const pods = await list('/api/v1', 'pods', 'full');
      expect(pods).toMatchObject([2, 2].map(() => ({ spec: { containers: [{ env: variable('VERSION', 'v2') }] } })));
    });

    it("and waits with Kubernetes' own strategy", async () => {
      await make(onEks);
      const service = new LiveService(cluster, namespace.name, 'stuck');
      const surging = (version: string): readonly Manifest[] =>
        withDeployment(detector('stuck', full(version)).manifests(), { strategy: undefined });
      await service.rollOut(surging('v1'));
      await service.apply(surging('v2'));
      expect(await service.unschedulable()).toContain('Insufficient nvidia.com/gpu');
      expect((await service.pods()).map(({ ready }) => ready).sort()).toEqual([false, true, true]);
    });
  });

  describe('the pod', () => {
    it('an image without a digest is said aloud, with the reason', async () => {
      const { service } = detector('tagged', {});
      expect(decisionsOf(service)).toContainEqual({
        field: 'runtime.image without a digest',
        value: expect.stringContaining(':v'),
        reason: image.reason,
        override: 'runtime.image',
      });
    });

    it('startup, readiness and liveness are probed by HTTP, and loading may take ten minutes', async () => {
      const server = serverOf(await running('probed'));
      const probe = { httpGet: { path: expect.stringMatching(/^\//), port: 'http' } };
      expect(server).toMatchObject({ startupProbe: probe, readinessProbe: probe, livenessProbe: probe });
      const { periodSeconds, failureThreshold } = asRecord(asRecord(server)['startupProbe']);
      expect(Number(periodSeconds) * Number(failureThreshold)).toBeGreaterThanOrEqual(600);
    });

    it('requests and limits are set', async () => {
      expect(serverOf(await running('sized'))).toMatchObject({
        resources: {
          requests: { cpu: '2', memory: '8Gi', 'nvidia.com/gpu': '1' },
          limits: { memory: '8Gi', 'nvidia.com/gpu': '1' },
        },
      });
    });

    it('before it leaves it pauses, and its grace period covers the pause and the requests', async () => {
      const [pod] = await running('leaving');
      const { preStop } = asRecord(asRecord(serverOf([pod]))['lifecycle']);
      const pause = Number(asRecord(asRecord(preStop)['sleep'])['seconds']);
      expect(pause).toBeGreaterThanOrEqual(5);
      // Kubernetes' own 30 seconds for the requests are left.
      expect(Number(asRecord(pod?.spec)['terminationGracePeriodSeconds'])).toBeGreaterThanOrEqual(pause + 30);
    });

    it('shared memory has a size limit', async () => {
      const [several] = await running('several', { gpus: 2 }, four);
      expect(sharedMemoryOf(several)).toEqual([{ medium: 'Memory', sizeLimit: expect.stringMatching(/Gi$/) }]);
      if (simulated !== undefined) await leave(cluster, namespace.name);
      const [one] = await running('one', {}, onEks);
      expect(sharedMemoryOf(one).filter((folder) => !('sizeLimit' in asRecord(folder)))).toEqual([]);
    });

    it('service links are off', async () => {
      expect(await running('unlinked')).toMatchObject([{ spec: { enableServiceLinks: false } }]);
    });

    it('no token is mounted', async () => {
      const [pod] = await running('tokenless');
      expect(JSON.stringify(pod?.spec)).not.toContain('serviceAccountToken"');
      expect(pod?.spec).toMatchObject({ automountServiceAccountToken: false });
    });

    it('it runs as no root, with the seccomp profile of its runtime', async () => {
      const securityContext = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
      expect(await running('confined')).toMatchObject([{ spec: { securityContext } }]);
    });
  });

  describe('its surroundings', () => {
    it('of two replicas one at a time may be evicted', async () => {
      // New pods take some time. The API server refuses the second eviction meanwhile, and the client asks again.
      const podAnnotations = { 'sim/ready-after': '3s' };
      const service = await applied('evicted', { scaling: two, podAnnotations });
      const before = await service.waitFor(allReady(2));
      const allowed = async (): Promise<void> => {
        const [budget] = await list('/apis/policy/v1', 'poddisruptionbudgets', 'evicted');
        expect(budget?.status).toMatchObject({ expectedPods: 2, currentHealthy: 2, disruptionsAllowed: 1 });
      };
      await vi.waitFor(allowed, { timeout: 20_000, interval: 200 });
      for (const { name } of before) await service.evict(name);
      const left = new Set(before.map(({ name }) => name));
      const successors = (await service.pods()).filter(({ name }) => !left.has(name));
      expect(successors.map(({ ready }) => ready)).toContain(true);
    });

    it('what an autoscaler has decided stays, when all is applied again', async () => {
      const scaling: Props['scaling'] = { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] };
      const service = await applied('scaled', { scaling });
      await scale('scaled', 2);
      await service.apply(detector('scaled', { scaling }).manifests());
      expect(await list('/apis/apps/v1', 'deployments', 'scaled')).toMatchObject([{ spec: { replicas: 2 } }]);
      // With a number beside the autoscaler, as some write it, each apply takes the replicas away again.
      await service.apply(withDeployment(detector('scaled', { scaling }).manifests(), { replicas: 1 }));
      expect(await list('/apis/apps/v1', 'deployments', 'scaled')).toMatchObject([{ spec: { replicas: 1 } }]);
    });

    it('two releases in one namespace have their own pods each', async () => {
      await make(onEks);
      for (const name of ['blue', 'green']) {
        const release = new LiveService(cluster, namespace.name, name);
        await release.apply(detector(name, {}).manifests());
        await release.waitFor(allReady(1));
      }
      const [blue, green] = [await podsBehind('blue'), await podsBehind('green')];
      expect({ blue, green }).toEqual({
        blue: [expect.stringMatching(/^blue-/)],
        green: [expect.stringMatching(/^green-/)],
      });
    });

    it('two replicas run on two nodes in two zones', async () => {
      const pods = await running('spread', { scaling: two });
      expect(new Set(pods.map(({ spec }) => asRecord(spec)['nodeName'])).size).toBe(2);
    });

    it('and the second waits where all have to be in one zone', async () => {
      const labelSelector = { matchLabels: { 'app.kubernetes.io/instance': 'together' } };
      const term = { topologyKey: 'topology.kubernetes.io/zone', labelSelector };
      const affinity = { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      const service = await applied('together', { scaling: two, transformPod: change({ affinity }) });
      expect(await service.unschedulable()).toContain("didn't match pod affinity rules");
    });
  });
});

type Props = Partial<ModelServiceProps> & { readonly target?: TargetCluster | undefined };

/** An object as the API server has it. */
interface Live {
  readonly metadata: unknown;
  readonly spec: unknown;
  readonly status: unknown;
}

async function make(nodes: Nodes): Promise<void> {
  for (const [pool, node] of nodes) await simulated?.add(pool, node);
  await simulated?.settle();
}

/** The objects of a service. */
async function list(group: string, resource: string, instance: string): Promise<readonly Live[]> {
  return find(group, resource, `app.kubernetes.io/instance=${instance}`);
}

async function find(group: string, resource: string, selector: string): Promise<readonly Live[]> {
  const path = `${group}/namespaces/${namespace.name}/${resource}?labelSelector=${encodeURIComponent(selector)}`;
  const { status, body } = await cluster.call({ method: 'GET', path });
  if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
  return asArray(asRecord(body)['items'])
    .map(asRecord)
    .map(({ metadata, spec, status, ...rest }) => ({ metadata, spec, status, ...rest }));
}

async function failing(name: string): Promise<readonly Live[]> {
  const deployments = await list('/apis/apps/v1', 'deployments', name);
  if (!JSON.stringify(deployments).includes('ReplicaFailure')) throw new Error(`${name} has not failed yet`);
  return deployments;
}

/** What a HorizontalPodAutoscaler does. */
async function scale(name: string, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace.name}/deployments/${name}/scale`;
  const contentType = 'application/merge-patch+json';
  const { status, body } = await cluster.call({ method: 'PATCH', path, contentType, body: { spec: { replicas } } });
  if (status !== 200) throw new Error(`PATCH ${path}: ${status} ${JSON.stringify(body)}`);
}

/** The pods to which a Service leads, as the endpoints controller says. */
async function podsBehind(service: string): Promise<readonly unknown[]> {
  const read = async (): Promise<readonly unknown[]> => {
    const slices = await find('/apis/discovery.k8s.io/v1', 'endpointslices', `kubernetes.io/service-name=${service}`);
    const endpoints = slices.flatMap((slice) => asArray(asRecord(slice)['endpoints']));
    if (endpoints.length === 0) throw new Error(`${service} leads nowhere`);
    return endpoints.map((endpoint) => asRecord(asRecord(endpoint)['targetRef'])['name']);
  };
  return vi.waitFor(read, { timeout: 20_000, interval: 200 });
}

function serverOf([pod]: readonly (Live | undefined)[]): unknown {
  return asArray(asRecord(pod?.spec)['containers'])[0];
}

/** The folders in memory of a pod. */
function sharedMemoryOf(pod: Live | undefined): readonly unknown[] {
  return asArray(asRecord(pod?.spec)['volumes'])
    .map((volume) => asRecord(volume)['emptyDir'])
    .filter((folder) => asRecord(folder)['medium'] === 'Memory');
}

function variable(name: string, value: string): unknown {
  return expect.arrayContaining([{ name, value }]);
}

function allReady(wanted: number): (pods: readonly LivePod[]) => boolean {
  return (pods) => pods.length === wanted && pods.every(({ ready }) => ready);
}

/** Puts these fields into the pod, in the place of ours. */
function change(fields: Partial<PodSpec>): PodTransform {
  return ({ metadata, spec }) => ({ metadata, spec: { ...spec, ...fields } });
}

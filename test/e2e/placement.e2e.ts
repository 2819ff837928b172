import { Chart, Testing } from 'cdk8s';
import { App, nodeTaintsAndLabels, type PodTransform, type TargetCluster } from 'modelyard';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { renderExamples } from '../../examples/app';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord, asString, type PlainRecord } from '../../lib/verify/untrusted';
import { clusterOf } from '../../lib/hardware';
import { openCluster, podsOf, type Cluster, type SimulatedNodes, type TestNamespace } from '../../lib/testing';
import { gpuService, withDeployment } from './gpu-service';
import { LiveService, type LivePod } from './live-service';
import { cases, poolOf, targets } from './placement-cases';
import { leave, nodesOfKwok } from './simulated-nodes';

// The real scheduler brings each pod to the pool that placement named, on nodes with the labels, taints and room that
// EKS, AKS and Karpenter give them, and rolls a full pool to its end. Beside each proof stands the same without what we
// derive, which must fail: otherwise the proof would show nothing.

let cluster: Cluster;
let namespace: TestNamespace;
let simulated: SimulatedNodes | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('placement');
  simulated = await nodesOfKwok(cluster);
});

beforeEach((context) => {
  context.skip(simulated === undefined, 'because nothing simulates nodes in this cluster');
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

const noTolerations: PodTransform = ({ metadata, spec }) => ({ metadata, spec: { ...spec, tolerations: undefined } });
const noSelector: PodTransform = ({ metadata, spec }) => ({ metadata, spec: { ...spec, nodeSelector: undefined } });

describe.each(targets)('on $name', { timeout: 60_000 }, ({ target, replaceable, full }) => {
  let nodes: SimulatedNodes;

  beforeAll(async () => {
    if (simulated === undefined) return;
    nodes = simulated;
    await nodes.fill(target);
  });

  afterEach(() => simulated && leave(cluster, namespace.name));

  afterAll(() => simulated?.remove());

  const poolsOf = (pods: readonly LivePod[]): readonly (string | undefined)[] =>
    pods.map(({ node }) => nodes.poolOf(node));

  describe('a pod comes to', () => {
    const ours = cases.filter((one) => one.target === target);

    it.each(ours)('$what', async ({ props, pool }) => {
      const service = live('comes');
      await service.apply(gpuService('comes', target, props).manifests());
      const pods = await service.waitFor((all) => all.length > 0 && all.every(({ ready }) => ready));
      expect(poolsOf(pods)).toEqual([pool]);
    });

    it.each(ours.filter(({ pool }) => poolOf(target, pool).taints.length > 0))(
      'no node without the tolerations that we derive for $what',
      async ({ props }) => {
        const service = live('intolerant');
        const intolerant = { ...props, transformPod: noTolerations };
        await service.apply(gpuService('intolerant', target, intolerant, []).manifests());
        expect(await service.unschedulable()).toContain('had untolerated taint');
      },
    );
  });

  it.each(replaceable)(
    'a pod waits for %s while that takes none, and goes elsewhere without the selector that we derive',
    async (name) => {
      const props = { gpus: 1, placement: poolOf(target, name) };
      await nodes.cordon(name, true);
      try {
        const [ours, theirs] = [live('ours'), live('theirs')];
        await ours.apply(gpuService('ours', target, props).manifests());
        await theirs.apply(gpuService('theirs', target, { ...props, transformPod: noSelector }).manifests());
        expect(await ours.unschedulable()).toContain("didn't match Pod's node affinity/selector");
        const [pod] = await theirs.waitFor((pods) => pods.length > 0 && pods.every(({ ready }) => ready));
        expect(nodes.poolOf(pod?.node)).not.toBe(name);
        await nodes.cordon(name, false);
        const [came] = await ours.waitFor((pods) => pods.every(({ ready }) => ready));
        expect(nodes.poolOf(came?.node)).toBe(name);
      } finally {
        await nodes.cordon(name, false);
      }
    },
  );

  describe.each(full)('a new version of two replicas that fill $what of $pool', ({ pool, gpus }) => {
    const at = (name: string, version: string): readonly Manifest[] =>
      gpuService(name, target, {
        gpus,
        placement: poolOf(target, pool),
        scaling: { kind: 'fixed', replicas: 2 },
        env: { VERSION: version },
      }).manifests();

    it('replaces the old one', async () => {
      const service = live('full');
      await service.rollOut(at('full', 'v1'));
      expect(poolsOf(await service.pods())).toEqual([pool, pool]);
      await service.replace(at('full', 'v2'));
      expect(poolsOf(await service.pods())).toEqual([pool, pool]);
    });

    it("waits for the place of the old one with Kubernetes' own surge", async () => {
      const service = live('stuck');
      const surging = (version: string): readonly Manifest[] =>
        withDeployment(at('stuck', version), { strategy: undefined });
      await service.rollOut(surging('v1'));
      const before = new Set((await service.pods()).map(({ name }) => name));
      await service.apply(surging('v2'));
      expect(await service.unschedulable()).toContain('Insufficient nvidia.com/gpu');
      const pods = await service.pods();
      const [old, added] = [pods.filter(({ name }) => before.has(name)), pods.filter(({ name }) => !before.has(name))];
      expect(old).toMatchObject([
        { ready: true, leaving: false },
        { ready: true, leaving: false },
      ]);
      expect(added).toMatchObject([{ ready: false, node: undefined }]);
    });
  });
});

describe('each pod of an example comes to the pool that its selector names:', () => {
  const examples = examplesWithTarget();

  it('there are examples', () => {
    expect(examples.map(({ chart }) => chart)).toEqual(expect.arrayContaining(['gpu-pod-eks', 'gpu-pod-aks']));
  });

  it.each(examples)('$chart', async ({ manifests, target }) => {
    const own = await cluster.namespace('example');
    // A cluster has other nodes than those of its declared pools, for what needs none of them.
    await simulated?.add('other', { labels: {}, taints: [], allocatable: { cpu: '64', memory: '256Gi', pods: '110' } });
    await simulated?.fill(target);
    try {
      const wanted = await makePods(own, manifests);
      const pods = await vi.waitFor(() => readyPods(own, wanted), { timeout: 60_000, interval: 200 });
      const placed = pods.filter(({ spec }) => isPlaced(spec));
      const came = placed.map(
        ({ name, spec }) => `${name} on ${String(simulated?.poolOf(asString(spec['nodeName'])))}`,
      );
      console.log(`${pods.length} pods, ${came.length} for a pool: ${came.join(', ')}`);
      expect(came.length).toBeGreaterThan(0);
      expect(came).toEqual(placed.map(({ name, spec }) => `${name} on ${named(target, spec['nodeSelector'])}`));
    } finally {
      if (simulated !== undefined) await leave(cluster, own.name);
      await simulated?.remove();
      await own.remove();
    }
  });
});

interface Example {
  readonly chart: string;
  readonly target: TargetCluster;
  readonly manifests: readonly Manifest[];
}

function examplesWithTarget(): readonly Example[] {
  const app = new App();
  renderExamples(app);
  return app.node
    .findAll()
    .filter((construct) => Chart.isChart(construct))
    .flatMap((chart) => {
      const target = clusterOf(chart);
      const manifests: readonly Manifest[] = target === undefined ? [] : Testing.synth(chart);
      const isForPools = manifests.flatMap(podsOf).some((pod) => isPlaced(asRecord(pod['spec'])));
      return target === undefined || !isForPools ? [] : [{ chart: chart.node.id, target, manifests }];
    });
}

/** Makes the pods of these objects: Deployments by their controller, of others one pod for each template. */
async function makePods(own: TestNamespace, manifests: readonly Manifest[]): Promise<number> {
  let count = 0;
  for (const account of manifests.filter(({ kind }) => kind === 'ServiceAccount')) await own.create(account);
  for (const manifest of manifests) {
    const isDeployment = manifest.kind === 'Deployment';
    const made = isDeployment ? [manifest] : podsOf(manifest);
    for (const object of made) await own.create(withoutClaims(object));
    count += isDeployment ? Number(asRecord(manifest['spec'])['replicas'] ?? 1) : made.length;
  }
  return count;
}

/** Nothing makes volumes here; without a source they are empty folders. */
function withoutClaims(manifest: Manifest): Manifest {
  const parsed: Manifest = JSON.parse(JSON.stringify(manifest), (key, value: unknown) =>
    key === 'persistentVolumeClaim' ? undefined : value,
  );
  return parsed;
}

interface ReadyPod {
  readonly name: string;
  readonly spec: PlainRecord;
}

/** The pods of the namespace, where there are as many as wanted, and all are ready. */
async function readyPods(own: TestNamespace, wanted: number): Promise<readonly ReadyPod[]> {
  const { body } = await cluster.call({ method: 'GET', path: `/api/v1/namespaces/${own.name}/pods` });
  const pods = asArray(asRecord(body)['items']).map(asRecord);
  if (pods.length !== wanted) throw new Error(`${pods.length} pods of ${wanted}`);
  return pods.map(({ metadata, spec, status }) => {
    const name = String(asRecord(metadata)['name']);
    if (asRecord(status)['phase'] !== 'Running') throw new Error(`${name}: ${JSON.stringify(status)}`);
    return { name, spec: asRecord(spec) };
  });
}

/** Whether a pod needs nodes of a certain pool: it names some, or asks for what device plugins offer. */
function isPlaced(spec: PlainRecord): boolean {
  const limits = asArray(spec['containers']).map((container) => asRecord(asRecord(container)['resources'])['limits']);
  return spec['nodeSelector'] !== undefined || limits.some((of) => Object.keys(asRecord(of)).join().includes('/'));
}

/** The pools of a target whose nodes have all labels of a selector. */
function named({ nodePools, region }: TargetCluster, selector: unknown): string {
  const wanted = Object.entries(asRecord(selector));
  const has = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    wanted.every(([key, value]) => labels[key] === value);
  const pools = wanted.length === 0 ? [] : nodePools.filter((pool) => has(nodeTaintsAndLabels(pool, region)));
  return pools.map(({ name }) => name).join(' or ');
}

function live(name: string): LiveService {
  return new LiveService(cluster, namespace.name, name);
}

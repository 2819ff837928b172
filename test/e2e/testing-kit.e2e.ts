import '../../lib/testing/vitest.mjs';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import {
  App,
  bindCluster,
  ModelService,
  nodePool,
  targetCluster,
  unpinned,
  type ModelServiceProps,
  type NodePool,
} from '../../lib';
import {
  expectAccepted,
  expectSchedulable,
  openCluster,
  simulateNodes,
  synth,
  waitFor,
  type Cluster,
  type SimulatedNodes,
} from '../../lib/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asArray, asRecord, type Manifest } from '../../lib/verify';
import { readSize } from './size';

// What modelyard/testing promises to users of a cluster, with a real one.

/** Apart from other runs on the same cluster. */
const owner = `testing-kit-${randomBytes(4).toString('hex')}`;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await openCluster({ owner });
});

afterAll(async () => {
  await cluster?.close();
});

const target = targetCluster({
  name: 'production',
  cloud: 'eks',
  region: 'eu-central-1',
  kubernetes: '1.34',
  nodePools: [
    nodePool('general', { machine: 'm7i.xlarge', nodes: { min: 1, max: 1 } }),
    nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 2 }, zones: ['eu-central-1a', 'eu-central-1b'] }),
    nodePool('t4', { machine: 'g4dn.12xlarge', nodes: { min: 0, max: 1 } }),
  ],
});

const poolOf = (name: string): NodePool | undefined => target.nodePools.find((pool) => pool.name === name);

function appOf(props: Partial<ModelServiceProps> = {}, bound = false): App {
  const app = new App({ outdir: 'never-written' });
  const chart = new Chart(app, 'models', { namespace: 'models' });
  if (bound) bindCluster(chart, target);
  new ModelService(chart, 'chat', {
    runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'never fetched'), port: 8000, healthPath: '/up' },
    resources: { cpu: 1, memory: '2Gi' },
    ...props,
  });
  return app;
}

async function call(path: string): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const { status, body } = await cluster.call({ method: 'GET', path });
  return { status, body: { ...asRecord(body) } };
}

async function itemsAt(path: string): Promise<readonly Record<string, unknown>[]> {
  const { status, body } = await call(path);
  expect(status).toBe(200);
  return asArray(body['items']).map((item) => ({ ...asRecord(item) }));
}

function nameIn(object: unknown): string {
  return String(asRecord(asRecord(object)['metadata'])['name']);
}

/** The namespaces of this run that nobody has asked to remove. */
async function standing(): Promise<readonly string[]> {
  const ours = encodeURIComponent(`app.kubernetes.io/managed-by=modelyard-testing,app.kubernetes.io/part-of=${owner}`);
  const namespaces = await itemsAt(`/api/v1/namespaces?labelSelector=${ours}`);
  return namespaces.filter(({ metadata }) => asRecord(metadata)['deletionTimestamp'] === undefined).map(nameIn);
}

describe('expectAccepted', () => {
  it('passes an app that the API server accepts, keeps nothing, and leaves no namespace', async () => {
    await expectAccepted(appOf(), { owner });
    expect(await standing()).toEqual([]);
  });

  it("says which objects are refused, and why, in the API server's words", async () => {
    const manifests = synth(appOf()).map((manifest): Manifest => {
      if (manifest.kind === 'Service') return { ...manifest, spec: { ...asRecord(manifest['spec']), port: 80 } };
      if (manifest.kind !== 'Deployment') return manifest;
      return JSON.parse(JSON.stringify(manifest).replace('"runAsNonRoot":true', '"runAsNonRoot":false'));
    });
    const said = await expectAccepted(manifests, { cluster }).then(
      () => 'accepted',
      (error: unknown) => String(error),
    );
    expect(said.split('\n')).toEqual([
      `Error: Kubernetes ${cluster.version} does not accept 3 of 4 objects and pods:`,
      expect.stringMatching(/^ {2}Service chat: \d{3} .*unknown field "spec\.port"/),
      expect.stringMatching(
        /^ {2}Deployment chat: it warns: would violate PodSecurity "restricted:latest": runAsNonRoot/,
      ),
      expect.stringMatching(
        /^ {2}Pod of Deployment chat: 403 .*violates PodSecurity "restricted:latest": runAsNonRoot/,
      ),
    ]);
    expect(await standing()).toEqual([]);
  });

  it('asks of a kind that is not installed, and lets it pass where that may be', async () => {
    const model: Manifest = { apiVersion: 'acme.example.com/v1', kind: 'Model', metadata: { name: 'chat' } };
    await expect(expectAccepted([model], { cluster })).rejects.toThrow(
      'Model chat: acme.example.com/v1 Model is not installed in this cluster',
    );
    await expectAccepted([model], { cluster, allow: ['not-installed'] });
  });

  it('is what the matcher of vitest asks for', async () => {
    await expect(appOf()).toBeAcceptedBy(cluster);
    const misspelt = synth(appOf()).map((manifest): Manifest => {
      return manifest.kind === 'Service'
        ? { ...manifest, spec: { ...asRecord(manifest['spec']), port: 80 } }
        : manifest;
    });
    await expect(misspelt).not.toBeAcceptedBy(cluster);
    const accepted = `Kubernetes ${cluster.version} accepts 4 of 4 objects and pods`;
    await expect(() => expect(appOf()).not.toBeAcceptedBy(cluster)).rejects.toHaveProperty('message', accepted);
    expect(await standing()).toEqual([]);
  });

  it('logs in by a program, as EKS and AKS want it', async (context) => {
    const raw = execFileSync('kubectl', ['config', 'view', '--raw', '--minify', '--flatten', '--output=json'], {
      encoding: 'utf8',
    });
    const config: Record<string, unknown> = JSON.parse(raw);
    const [{ user } = { user: undefined }] = asArray(config['users']).map(asRecord);
    const status = credentialOf(asRecord(user));
    context.skip(
      status === undefined,
      'because the user of this kubeconfig has neither a token nor a certificate in it',
    );
    const folder = mkdtempSync(join(tmpdir(), 'modelyard-exec-'));
    try {
      const [credential, kubeconfig] = [join(folder, 'credential.json'), join(folder, 'kubeconfig.json')];
      const apiVersion = 'client.authentication.k8s.io/v1';
      writeFileSync(credential, JSON.stringify({ apiVersion, kind: 'ExecCredential', status }), { mode: 0o600 });
      const exec = { apiVersion, command: 'cat', args: [credential], interactiveMode: 'Never' };
      const users = asArray(config['users']).map((one) => ({ name: asRecord(one)['name'], user: { exec } }));
      writeFileSync(kubeconfig, JSON.stringify({ ...config, users }), { mode: 0o600 });
      await expectAccepted(appOf(), { kubeconfig, owner });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** What a program would print for the user of a kubeconfig. */
function credentialOf(user: Readonly<Record<string, unknown>>): object | undefined {
  const text = (base64: unknown): string => Buffer.from(String(base64), 'base64').toString();
  const { token, 'client-certificate-data': certificate, 'client-key-data': key } = user;
  if (token !== undefined) return { token };
  if (certificate === undefined || key === undefined) return undefined;
  return { clientCertificateData: text(certificate), clientKeyData: text(key) };
}

describe('namespaces', () => {
  it('of tests beside each other keep their objects apart', async () => {
    const use = (tier: string): Promise<readonly unknown[]> =>
      cluster.inNamespace('apart', async (namespace) => {
        const settings: Manifest = {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'settings', namespace: 'models', labels: { tier } },
        };
        await namespace.apply([settings]);
        const found = await namespace.list({ apiVersion: 'v1', kind: 'ConfigMap', labels: { tier } });
        const all = await namespace.list({ apiVersion: 'v1', kind: 'ConfigMap' });
        return [found.map(nameIn), all.map(nameIn).filter((name) => name !== 'kube-root-ca.crt')];
      });
    const one = [['settings'], ['settings']];
    expect(await Promise.all(['a', 'b', 'c', 'd'].map(use))).toEqual([one, one, one, one]);
    expect(await standing()).toEqual([]);
  });

  it('say whose they are and what for', async () => {
    await cluster.inNamespace('labelled', async ({ name }) => {
      const { body } = await call(`/api/v1/namespaces/${name}`);
      expect(asRecord(body['metadata'])['labels']).toMatchObject({
        'app.kubernetes.io/managed-by': 'modelyard-testing',
        'app.kubernetes.io/part-of': owner,
        'app.kubernetes.io/component': 'labelled',
        'pod-security.kubernetes.io/enforce': 'restricted',
      });
    });
  });

  it('are removed where the test fails, and its own error is told', async () => {
    const failing = cluster.inNamespace('failing', async () => {
      throw new Error('as it should');
    });
    await expect(failing).rejects.toThrow(new Error('as it should'));
    expect(await standing()).toEqual([]);
  });

  it('are removed with the connection, where nobody has done that', async () => {
    const other = await openCluster({ owner });
    const { name } = await other.namespace('left');
    expect(await standing()).toEqual([name]);
    await other.close();
    expect(await standing()).toEqual([]);
  });

  it('take nothing that would outlive them', async () => {
    const role: Manifest = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'x' } };
    await cluster.inNamespace('scoped', async (namespace) => {
      await expect(namespace.apply([role])).rejects.toThrow(
        new Error('ClusterRole x belongs to no namespace, and would stay when the test ends'),
      );
    });
  });
});

describe('simulated nodes', () => {
  let nodes: SimulatedNodes;

  beforeAll(async () => {
    nodes = await simulateNodes(cluster, target);
  });

  afterAll(async () => {
    await nodes?.remove();
  });

  const poolsOf = (places: Awaited<ReturnType<SimulatedNodes['places']>>): unknown => places.map(({ pool }) => pool);

  it('are filled by the real scheduler, as the proof says', async () => {
    const two = appOf({ gpus: 1, placement: poolOf('l4'), scaling: { kind: 'fixed', replicas: 2 } }, true);
    expectSchedulable(two, target);
    await cluster.inNamespace('fits', async (namespace) => {
      await namespace.apply(synth(two));
      expect(poolsOf(await nodes.placesOf(2, namespace))).toEqual(['l4', 'l4']);
    });
  });

  it('do not take what the proof says that they cannot', async () => {
    // A node of l4 has one GPU, and the library would make no service that asks for two there.
    const one = synth(appOf({ gpus: 1, placement: poolOf('l4') }, true));
    const two: readonly Manifest[] = JSON.parse(
      JSON.stringify(one).replaceAll('"nvidia.com/gpu":"1"', '"nvidia.com/gpu":"2"'),
    );
    expect(() => expectSchedulable(two, target)).toThrow('a pod asks for 2 nvidia.com/gpu, and a node has 1');
    await cluster.inNamespace('too-large', async (namespace) => {
      await namespace.apply(two);
      const [place] = await nodes.placesOf(1, namespace);
      expect(place).toMatchObject({ pool: undefined, node: undefined });
      expect(place?.because).toContain('Insufficient nvidia.com/gpu');
    });
  });

  it('are kept alive', async () => {
    const ours = async (): Promise<readonly Record<string, unknown>[]> =>
      (await itemsAt('/api/v1/nodes')).filter((node) => nodes.poolOf(nameIn(node)) !== undefined);
    const [name] = (await ours()).map(nameIn);
    const renewed = async (): Promise<string> => {
      const { body } = await call(`/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/${String(name)}`);
      return String(asRecord(body['spec'])['renewTime']);
    };
    const first = await renewed();
    await waitFor('a heartbeat', async () => {
      if ((await renewed()) === first) throw new Error(`the last one was at ${first}`);
    });
    // A node without any is given up after 40 seconds, or 50.
    if (readSize() === 'full') await new Promise((resume) => setTimeout(resume, 75_000));
    const ready = (await ours()).map(({ status }) =>
      asArray(asRecord(status)['conditions'])
        .map(asRecord)
        .find(({ type }) => type === 'Ready'),
    );
    expect(ready.map((condition) => condition?.['status'])).toEqual(['True', 'True', 'True', 'True']);
  });
});

describe('removed nodes', () => {
  it('go with their pods and leases', async () => {
    await cluster.inNamespace('going', async (namespace) => {
      const own = await simulateNodes(cluster, target);
      const all = (await itemsAt('/api/v1/nodes')).map(nameIn);
      const mine = all.filter((one) => own.poolOf(one) !== undefined);
      expect(mine).toHaveLength(4);
      const app = appOf({ gpus: 1, placement: poolOf('t4') }, true);
      await namespace.apply(synth(app));
      expect(await own.placesOf(1, namespace)).toMatchObject([{ pool: 't4' }]);
      await own.remove();
      const left = (await itemsAt('/api/v1/nodes')).map(nameIn);
      expect(left.filter((one) => mine.includes(one))).toEqual([]);
      const pods = await namespace.list({ apiVersion: 'v1', kind: 'Pod' });
      expect(
        pods.map((pod) => asRecord(pod['spec'])['nodeName']).filter((node) => mine.includes(String(node))),
      ).toEqual([]);
      await waitFor('the leases to go', async () => {
        const leases = (await itemsAt('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases')).map(nameIn);
        const still = leases.filter((one) => mine.includes(one));
        if (still.length > 0) throw new Error(`${still.join(', ')} are still there`);
      });
    });
  });
});

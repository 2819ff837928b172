import { Chart } from 'cdk8s';
import { App, ModelService, unpinned, type Container, type ModelServiceProps, type PodTransform } from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { LiveService, type LivePod } from './live-service';
import { askingAgain, steadily, tell, whileAsked } from './steady-traffic';
import { post, type Question } from './traffic';

// A model of scikit-learn behind HTTP, from a Dockerfile such as a team would write, asked at a steady rate while what
// happens to pods happens to its pods. Beside it stands the same without what we add, which loses requests each time.
//
// MODELYARD_E2E_SCIKIT=localhost says that the images of scripts/scikit-images are on the cluster's nodes, and that its
// Services and pods answer on this machine.

const registry = process.env['MODELYARD_E2E_SCIKIT'];

let cluster: Cluster;
let namespace: TestNamespace;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('steady');
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

describe('a model of scikit-learn on a real node', { concurrent: true }, () => {
  beforeEach((context) => {
    context.skip(registry === undefined, 'because MODELYARD_E2E_SCIKIT does not say that the images are there');
  });

  describe('that takes 60 seconds to load', () => {
    it('is waited for, and ready then', async () => {
      const service = live('heavy');
      await service.rollOut(model('heavy', 'v1', { env: { LOADS_FOR: '60' } }));
      const [pod] = await service.pods();
      console.log(`note: ready ${String(pod?.readyAfter)} s after its start, 60 of which the model takes to load`);
      expect(pod).toMatchObject({ ready: true, restarts: 0 });
      expect(pod?.readyAfter).toBeGreaterThanOrEqual(60);
      expect(await question(await service.url(question))).toEqual({ version: 'v1' });
      await service.remove();
    });

    it("is killed by a liveness probe with Kubernetes' own defaults and nothing else", async () => {
      const service = live('hasty');
      const livenessProbe = { httpGet: { path: '/health', port: 'http' } };
      const plain = change({ startupProbe: undefined, livenessProbe });
      await service.apply(model('hasty', 'v1', { env: { LOADS_FOR: '60' }, transformPod: plain }));
      const pods = await service.waitFor((all) => all.some(({ restarts }) => restarts > 0));
      expect(pods).toMatchObject([{ ready: false }]);
      await service.remove();
    });
  });

  it('loses no request while it rolls, a pod of it is deleted, and its node is drained', async () => {
    const service = live('calm');
    const at = (version: string): readonly Manifest[] => model('calm', version, twoReplicas);
    await service.rollOut(at('v1'));
    const url = await service.url(question);
    for (const { what, happens } of calamities) {
      let told: unknown;
      const traffic = await whileAsked(url, question, async () => {
        told = await happens(service, at);
      });
      tell(what, traffic);
      expect(traffic.failures).toEqual([]);
      if (what === drained) expect(told, 'pods that the budget kept').toBe(1);
      expect(Object.keys(traffic.answers).sort()).toEqual(what.startsWith('v1') ? ['v1', 'v2'] : ['v2']);
    }
    await service.remove();
  });

  it('loses requests each time without our probes, pause, surge and budget', async () => {
    const service = live('bare');
    const at = (version: string): readonly Manifest[] => bare(model('bare', version, twoReplicas));
    await service.rollOut(at('v1'));
    await service.waitFor((pods) => pods.every(({ ready }) => ready));
    const url = await service.url(question);
    for (const { what, happens } of [...calamities, killed]) {
      const traffic = await whileAsked(url, question, async () => {
        await happens(service, at);
        await everyPodAnswers(service);
      });
      tell(`${what}, without ours`, traffic);
      expect(traffic.failures).not.toEqual([]);
    }
    await service.remove();
  });

  // A server that is killed cannot answer what it has in hand. What becomes of the others?
  describe('whose server is killed', () => {
    it('refuses connections until its pod is known not to be ready, of which those that ask again notice nothing', async () => {
      const service = live('single');
      await service.rollOut(model('single', 'v1', twoReplicas));
      const url = await service.url(question);
      const again = steadily(url, askingAgain(question, 6));
      const once = await whileAsked(url, question, () => killed.happens(service, () => []));
      const traffic = await again.end();
      tell(`${killed.what}, one of two`, once);
      tell(`${killed.what}, and clients connect again`, traffic);
      expect(traffic.failures).toEqual([]);
      expect(once.failures.filter(({ error }) => !/ECONNREFUSED|ECONNRESET|socket hang up/.test(error))).toEqual([]);
      await service.remove();
    });

    it('loses what it has in hand and nothing else, where another process shares its port', async () => {
      const service = live('paired');
      const paired = { ...twoReplicas, env: { ...twoReplicas.env, PROCESSES: '2' } };
      await service.rollOut(model('paired', 'v1', paired));
      const url = await service.url(question);
      const [pod] = await service.pods();
      const again = steadily(url, askingAgain(question, 1));
      const once = steadily(url, question);
      await new Promise((resume) => setTimeout(resume, 1000));
      await kill(service, pod);
      const dead = once.now();
      await new Promise((resume) => setTimeout(resume, 10_000));
      const [plain, patient] = await Promise.all([once.end(), again.end()]);
      tell('one of two processes killed', plain);
      tell('one of two processes killed, and clients connect once more', patient);
      expect(plain.failures.filter(({ at }) => at > dead)).toEqual([]);
      expect(patient.failures).toEqual([]);
      expect(await service.pods()).toMatchObject([{ restarts: 0 }, { restarts: 0 }]);
      await service.remove();
    });
  });
});

const twoReplicas = { scaling: { kind: 'fixed', replicas: 2 }, env: { LOADS_FOR: '3' } } as const;

const drained = 'all pods drained';

/** What happens to pods. */
interface Calamity {
  readonly what: string;
  readonly happens: (service: LiveService, at: (version: string) => readonly Manifest[]) => Promise<unknown>;
}

const calamities: readonly Calamity[] = [
  {
    what: 'v1 to v2',
    happens: (service, at) => service.replace(at('v2')),
  },
  {
    what: 'a pod deleted',
    happens: async (service) => {
      const [pod] = await service.pods();
      await service.replaced([pod?.name ?? ''], () => service.delete(pod?.name ?? ''));
    },
  },
  {
    what: drained,
    happens: async (service) => {
      const pods = (await service.pods()).map(({ name }) => name);
      return service.replaced(pods, () => service.drain(pods));
    },
  },
];

const killed: Calamity = {
  what: 'a server killed',
  happens: async (service) => {
    const [pod] = await service.pods();
    await kill(service, pod);
    await service.waitFor((pods) => pods.some(({ restarts }) => restarts > 0) && pods.every(({ ready }) => ready));
  },
};

/** Ends a process that serves, from within its container, at once. */
async function kill(service: LiveService, pod: LivePod | undefined): Promise<void> {
  const { process } = await predict(`http://${String(pod?.address)}:8080/`);
  expect(await service.shell(pod?.name ?? '', `kill -KILL ${process}`)).toBe('');
}

/** Waits until the pods answer, which without probes count as ready before. */
async function everyPodAnswers(service: LiveService): Promise<void> {
  for (const { address } of await service.pods()) {
    await vi.waitFor(() => question(`http://${String(address)}:8080/`), { timeout: 60_000, interval: 200 });
  }
}

/** What the versions make of 1 and 2. */
const lines: Readonly<Record<string, readonly number[]>> = { v1: [3, 5], v2: [4, 7] };

async function predict(url: string): Promise<{ readonly version: string; readonly process: number }> {
  const { version, process, line } = asRecord(await post(`${url}predict`, 10, { x: [1, 2] }));
  // What was learnt is right to some millionths.
  expect(asArray(line).map((value) => Number(Number(value).toFixed(6)))).toEqual(lines[String(version)]);
  return { version: String(version), process: Number(process) };
}

const question: Question = async (url) => {
  const { version } = await predict(url);
  return { version };
};

function live(name: string): LiveService {
  return new LiveService(cluster, namespace.name, name);
}

/** The objects of a service, as a user's own app would write them. */
function model(name: string, version: string, props: Partial<ModelServiceProps> = {}): readonly Manifest[] {
  const app = new App();
  new ModelService(new Chart(app, 'steady'), name, {
    runtime: {
      kind: 'http',
      image: unpinned(`${registry ?? ''}/scikit-learn:${version}`, 'built here, for this test'),
      port: 8080,
      healthPath: '/health',
    },
    resources: { cpu: '50m', memory: '512Mi' },
    ...props,
  });
  return app.synthObjects();
}

/** What remains of a service for who writes a Deployment and a Service with no more than they must have. */
function bare(manifests: readonly Manifest[]): readonly Manifest[] {
  return manifests
    .filter(({ kind }) => kind !== 'PodDisruptionBudget')
    .map((manifest) => {
      if (manifest.kind !== 'Deployment') return manifest;
      const { replicas, selector, template } = asRecord(manifest['spec']);
      // A cast, as it is our own pod that was rendered.
      const pod = template as Parameters<PodTransform>[0];
      const nothing = {
        startupProbe: undefined,
        readinessProbe: undefined,
        livenessProbe: undefined,
        lifecycle: undefined,
      };
      return { ...manifest, spec: { replicas, selector, template: change(nothing)(pod) } };
    });
}

/** Puts these fields into the server's container, in the place of ours. */
function change(fields: Partial<Container>): PodTransform {
  return ({ metadata, spec }) => ({
    metadata,
    spec: { ...spec, containers: spec.containers.map((container) => ({ ...container, ...fields })) },
  });
}

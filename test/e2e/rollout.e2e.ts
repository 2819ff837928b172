import { Chart, Testing } from 'cdk8s';
import { Deployment } from 'cdk8s-plus-28';
import {
  App,
  ModelService,
  unpinned,
  type Container,
  type Duration,
  type HttpRuntimeProps,
  type ModelServiceProps,
  type PodSpec,
  type PodTransform,
  type Rollout,
} from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { LiveService } from './live-service';
import { ask, get, underTraffic, type Answer } from './traffic';

// What a manifest promises of starts, stops and rollouts, kept by a real kubelet under real requests. Beside each proof
// stands the same without what we add, which must fail: otherwise the proof shows nothing.
//
// MODELYARD_E2E_IMAGE names the image of test/e2e/model-server without its tag: v1 and v2 must be there, and the
// cluster's Services must answer on this machine.

const image = process.env['MODELYARD_E2E_IMAGE'];

let cluster: Cluster;
let namespace: TestNamespace;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('rollout');
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

describe('a ModelService on a real node', { concurrent: true }, () => {
  beforeEach((context) => {
    context.skip(image === undefined, 'because MODELYARD_E2E_IMAGE names no image that this cluster has');
  });

  describe('rollouts', () => {
    it('bring a new version, and the old one back, with no failed request', async () => {
      const service = live('calm');
      const at = (version: string): readonly Manifest[] => model('calm', version, twoSlowReplicas);
      await service.rollOut(at('v1'));
      expect(await service.isAvailable()).toBe(true);
      const url = await service.url();

      for (const [from, to] of versions) {
        const { answers, failures } = await underTraffic(url, () => service.replace(at(to)));
        tell(`${from} to ${to}`, answers, failures);
        expect(failures).toEqual([]);
        expect(Object.keys(answers).sort()).toEqual(['v1', 'v2']);
        const afterwards = await Promise.all(Array.from({ length: 100 }, () => ask(url, 10)));
        expect(new Set(afterwards.map(({ version }) => version))).toEqual(new Set([to]));
      }
    });

    it.each(['pause', 'probes'] as const)('fail requests without our %s', async (missing) => {
      const name = `no-${missing}`;
      const service = live(name);
      const at = (version: string): readonly Manifest[] =>
        model(name, version, { ...twoSlowReplicas, rollout: quick, transformPod: change(nothingOf[missing]) });
      await service.rollOut(at('v1'));
      const url = await service.url();

      // Whether a request arrives in the very moment is chance, hence more tries than the first, which has always sufficed.
      let failures: readonly string[] = [];
      for (const [from, to] of [...versions, ...versions]) {
        const traffic = await underTraffic(url, () => service.replace(at(to)));
        failures = traffic.failures;
        tell(`${from} to ${to} without our ${missing}`, traffic.answers, failures);
        if (failures.length > 0) break;
      }
      expect(failures).not.toEqual([]);
    });
  });

  describe('a slow start', () => {
    it('of 40 seconds is waited for where 90 are granted', async () => {
      const service = live('patient');
      await service.rollOut(model('patient', 'v1', { ...slow, runtime: { startsWithin: '90s' } }));
      expect(await service.pods()).toMatchObject([{ ready: true, restarts: 0 }]);
      expect((await ask(await service.url(), 10)).version).toBe('v1');
    });

    it.each<[string, string, Props]>([
      ['our own probe where 10 are granted', 'hasty', { runtime: { startsWithin: '10s' } }],
      ["cdk8s-plus-28's probe of a port", 'neighbour', { transformPod: change(probesOfCdk8sPlus()) }],
    ])('of 40 seconds is cut short by %s', async (_, name, props) => {
      const service = live(name);
      await service.apply(model(name, 'v1', { ...slow, rollout: quick, ...props }));
      const pods = await service.waitFor((all) => all.some(({ restarts }) => restarts > 0));
      expect(pods).toMatchObject([{ ready: false }]);
    });
  });

  it('gives a broken server no more requests, and starts it again', async () => {
    const service = live('phoenix');
    await service.rollOut(model('phoenix', 'v1', { scaling: { kind: 'fixed', replicas: 2 }, rollout: quick }));
    await get(`${await service.url()}break`, 10);
    await service.waitFor((pods) => pods.some(({ ready, restarts }) => !ready && restarts === 0));
    const { answers, failures } = await underTraffic(await service.url(), async () => {
      await service.waitFor((pods) => pods.every(({ ready }) => ready));
    });
    tell('while one of two servers is broken', answers, failures);
    expect(failures).toEqual([]);
    expect((await service.pods()).map(({ restarts }) => restarts).sort()).toEqual([0, 1]);
  });

  describe('a request of 10 seconds, whose pod is evicted meanwhile,', () => {
    // The stop comes a second after the eviction, so that the server and no pause finishes the request.
    const evictUnderWay = async (name: string, drain: Duration): Promise<Answer> => {
      const service = live(name);
      await service.rollOut(model(name, 'v1', { rollout: quick, runtime: { drain } }));
      const [pod] = await service.pods();
      let evicted = Promise.resolve();
      const answer = await ask(`${await service.url()}?takes=10s`, 60, () => {
        evicted = service.evict(pod?.name ?? '');
      });
      await evicted;
      return answer;
    };

    it('is answered where it may take 20', async () => {
      expect(await evictUnderWay('kind', '20s')).toMatchObject({ version: 'v1', toldToStop: true });
    });

    it('fails where it may take 1', async () => {
      await expect(evictUnderWay('strict', '1s')).rejects.toThrow('aborted');
    });
  });

  it('runs as an ordinary user, who can write to /tmp alone', async () => {
    const service = live('plain');
    await service.rollOut(model('plain', 'v1', { rollout: quick }));
    expect(JSON.parse(await get(`${await service.url()}self`, 10))).toEqual({
      user: 1000,
      group: 1000,
      writesRoot: false,
      writesTmp: true,
      hasApiToken: false,
      CapEff: '0000000000000000',
      CapBnd: '0000000000000000',
      NoNewPrivs: '1',
      Seccomp: '2', // a filter
    });
  });
});

const versions = [
  ['v1', 'v2'],
  ['v2', 'v1'],
] as const;

type Props = Omit<Partial<ModelServiceProps>, 'runtime'> & { readonly runtime?: Partial<HttpRuntimeProps> };

/** Pods that are of no use for some seconds after their start. */
const twoSlowReplicas: Props = { scaling: { kind: 'fixed', replicas: 2 }, env: { LOADS_FOR: '3s' } };

const slow: Props = { env: { LOADS_FOR: '40s' } };

/** For services whose rollout is not what is tested. */
const quick: Rollout = { kind: 'rolling', preStopSleep: '1s', readyFor: '1s' };

const nothingOf: Readonly<Record<'pause' | 'probes', Partial<Container>>> = {
  pause: { lifecycle: undefined },
  probes: { startupProbe: undefined, readinessProbe: undefined, livenessProbe: undefined },
};

/** The objects of a service, as a user's own app would write them. */
function model(name: string, version: string, { runtime, ...props }: Props): readonly Manifest[] {
  const app = new App();
  new ModelService(new Chart(app, 'rollout'), name, {
    runtime: {
      kind: 'http',
      image: unpinned(`${image ?? ''}:${version}`, 'made for this test'),
      port: 8080,
      healthPath: '/health',
      ...runtime,
    },
    resources: { cpu: '20m', memory: '64Mi' },
    ...props,
  });
  return app.synthObjects();
}

/** Puts these fields into the server's container, in the place of ours. */
function change(fields: Partial<Container>): PodTransform {
  return ({ metadata, spec }) => ({
    metadata,
    spec: { ...spec, containers: spec.containers.map((container) => ({ ...container, ...fields })) },
  });
}

/** The probes that cdk8s-plus-28 gives to a container with a port, when it is told nothing else. */
function probesOfCdk8sPlus(): Partial<Container> {
  const chart = Testing.chart();
  new Deployment(chart, 'neighbour', { containers: [{ image: 'server', portNumber: 8080 }] });
  const [{ spec }] = Testing.synth(chart) as [{ spec: { template: { spec: PodSpec } } }];
  const [container] = spec.template.spec.containers;
  expect(container?.startupProbe).toEqual({ failureThreshold: 3, tcpSocket: { port: 8080 } });
  const { startupProbe, readinessProbe, livenessProbe } = container ?? {};
  return { startupProbe, readinessProbe, livenessProbe };
}

function live(name: string): LiveService {
  return new LiveService(cluster, namespace.name, name);
}

function tell(what: string, answers: Readonly<Record<string, number>>, failures: readonly string[]): void {
  const all = Object.values(answers).reduce((sum, count) => sum + count, failures.length);
  const some = failures.length === 0 ? '' : `, the first after ${String(failures[0])}`;
  console.log(`${what}: ${all} requests, answers ${JSON.stringify(answers)}, ${failures.length} failed${some}`);
}

import { Chart } from 'cdk8s';
import {
  App,
  ModelService,
  unpinned,
  type ModelServiceProps,
  type Rollout,
  type Runtime,
  type UnpinnedImage,
} from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Notes } from '../../lib/core';
import { mlserverRuntime } from '../../lib/serving/runtimes/mlserver';
import { torchserveRuntime } from '../../lib/serving/runtimes/torchserve';
import type { Manifest } from '../../lib/verify/manifest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { LiveService } from './live-service';
import { readSize } from './size';
import { get, post, underTraffic, type Answer } from './traffic';

// Upstream's own servers, started from the pods that we render: what our runtimes say of them, held against them.
//
// MODELYARD_E2E_SERVERS=localhost says that the images of scripts/server-images are on the cluster's nodes, and that
// its Services and pods answer on this machine.

const registry = process.env['MODELYARD_E2E_SERVERS'];

let cluster: Cluster;
let namespace: TestNamespace;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('servers');
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

/** A kind of server, with the model y = 2x + 1 in its image. */
interface Case {
  readonly name: string;
  readonly runtime: Runtime;
  readonly memory: `${number}Gi`;
  /** What our runtime says of the server's metrics. */
  readonly metrics: readonly string[];
  /** Asks for f(1) and f(2). */
  readonly ask: (url: string, seconds: number, takes?: number) => Promise<Pick<Answer, 'version'>>;
  /** The same service, in which a request that outlasts the pause before the stop is lost. */
  readonly careless: Partial<Runtime>;
  /** How such a request fails. */
  readonly loss: RegExp;
}

const image = (server: string): UnpinnedImage => unpinned(`${registry ?? ''}/${server}`, 'built here, for this test');
const mlserver = { kind: 'mlserver', image: image('mlserver:1.7.1'), drain: '20s' } as const;
const torchserve = { kind: 'torchserve', image: image('torchserve:0.12.0'), workersPerModel: 1, drain: '20s' } as const;
const answer = [3, 5]; // f(1) and f(2)

const servers: readonly Case[] = [
  {
    name: 'mlserver',
    runtime: mlserver,
    memory: '1Gi',
    metrics: signalsOf(mlserverRuntime.describe(mlserver, new Notes(), {})),
    ask: async (url, seconds, takes = 0) => {
      const body = await post(`${url}v2/models/line/infer`, seconds, {
        inputs: [{ name: 'x', datatype: 'FP64', shape: [2], data: [1, 2] }],
        parameters: { takes },
      });
      const { model_version: version, outputs } = asRecord(body);
      expect(asRecord(asArray(outputs)[0])['data']).toEqual(answer);
      return { version: String(version) };
    },
    careless: { parallelWorkers: 1 },
    loss: /status 500/,
  },
  {
    name: 'torchserve',
    runtime: torchserve,
    memory: '2Gi',
    metrics: signalsOf(torchserveRuntime.describe(torchserve, new Notes(), {})),
    ask: async (url, seconds, takes = 0) => {
      const { version, line } = asRecord(await post(`${url}predictions/line`, seconds, { x: [1, 2], takes }));
      expect(line).toEqual(answer);
      return { version: String(version) };
    },
    careless: { drain: '1s' },
    loss: /socket hang up|ECONNRESET/,
  },
];

// A smoke run starts one server, and leaves rollouts to the suite steady.
const isFull = readSize() === 'full';
const cases = servers.filter(({ name }) => isFull || name === 'mlserver');

describe('on a real node', { concurrent: true }, () => {
  beforeEach((context) => {
    context.skip(registry === undefined, 'because MODELYARD_E2E_SERVERS does not say that the images are there');
  });

  describe.each(cases)('$name', ({ name, runtime, memory, metrics, ask, careless, loss }) => {
    const live = (word: string): LiveService => liveService(`${name}-${word}`);
    const model = (word: string, version: string, props: Partial<ModelServiceProps> = {}): readonly Manifest[] =>
      manifests(`${name}-${word}`, {
        runtime,
        resources: { cpu: '50m', memory },
        ...props,
        env: { VERSION: version, ...props.env },
      });

    it('is ready once its model is loaded, and runs as an ordinary user, who can write to /tmp alone', async () => {
      const service = live('slow');
      await service.rollOut(model('slow', 'v1', { env: { LOADS_FOR: '20' }, rollout: quick }));
      const [pod] = await service.pods();
      console.log(`${name}: ready after ${String(pod?.readyAfter)} s, 20 of which its model takes to load`);
      expect(pod).toMatchObject({ ready: true, restarts: 0 });
      expect(pod?.readyAfter).toBeGreaterThanOrEqual(20);
      expect(await ask(await service.url((url) => ask(url, 10)), 10)).toEqual({ version: 'v1' });

      const scraped = await get(await service.metrics(), 10);
      expect(metrics.filter((metric) => new RegExp(`^${metric}[{ ]`, 'm').test(scraped))).toEqual(metrics);

      const line = 'id -u; touch /tmp/file && echo written; touch /file';
      expect(await service.shell(pod?.name ?? '', line)).toBe(
        "1000\nwritten\ntouch: cannot touch '/file': Read-only file system\n",
      );
      await service.remove();
    });

    it.runIf(isFull)('rolls, and loses a pod, with no failed request', async () => {
      const service = live('calm');
      const at = (version: string): readonly Manifest[] =>
        model('calm', version, { scaling: { kind: 'fixed', replicas: 2 }, env: { LOADS_FOR: '3' } });
      await service.rollOut(at('v1'));
      const question = (url: string): ReturnType<typeof ask> => ask(url, 10);
      const url = await service.url(question);
      const rolled = await underTraffic(url, () => service.replace(at('v2')), question);
      tell(`${name}, v1 to v2`, rolled.answers, rolled.failures);
      expect(rolled.failures).toEqual([]);
      expect(Object.keys(rolled.answers).sort()).toEqual(['v1', 'v2']);

      const [lost] = await service.pods();
      const evicted = await underTraffic(url, () => service.lose(lost?.name ?? ''), question);
      tell(`${name}, while a pod is evicted`, evicted.answers, evicted.failures);
      expect(evicted.failures).toEqual([]);
      await service.remove();
    });

    describe('a request of 10 seconds, whose pod is evicted meanwhile,', () => {
      // The stop comes a second after the eviction, so that the server and no pause finishes the request.
      const evictUnderWay = async (word: string, props: Partial<Runtime>): Promise<Pick<Answer, 'version'>> => {
        const service = live(word);
        // A cast, as spreading loses which member of the union it is.
        await service.rollOut(model(word, 'v1', { rollout: quick, runtime: { ...runtime, ...props } as Runtime }));
        const url = await service.url((given) => ask(given, 10));
        const [pod] = await service.pods();
        const asked = ask(url, 60, 10);
        const outcome = Promise.allSettled([asked]); // an early failure is nobody's until it is awaited
        await new Promise((resume) => setTimeout(resume, 2000));
        await service.evict(pod?.name ?? '');
        await service.remove(); // no other pod is wanted
        await outcome;
        return asked;
      };

      it('is answered', async () => {
        expect(await evictUnderWay('kind', {})).toEqual({ version: 'v1' });
      });

      it(`fails with ${JSON.stringify(careless)}`, async () => {
        await expect(evictUnderWay('strict', careless)).rejects.toThrow(loss);
      });
    });
  });

  it.runIf(isFull)('torchserve that asks for tokens is ready once its model is loaded, too', async () => {
    const service = liveService('guarded');
    await service.rollOut(
      manifests('guarded', {
        runtime: { ...torchserve, tokenAuthorization: true },
        resources: { cpu: '50m', memory: '2Gi' },
        env: { LOADS_FOR: '20' },
        rollout: quick,
      }),
    );
    const [pod] = await service.pods();
    expect(pod).toMatchObject({ ready: true, restarts: 0 });
    expect(pod?.readyAfter).toBeGreaterThanOrEqual(20);
    await service.remove();
  });
});

function liveService(name: string): LiveService {
  return new LiveService(cluster, namespace.name, name);
}

/** The objects of a service, as a user's own app would write them. */
function manifests(name: string, props: Omit<ModelServiceProps, 'model'>): readonly Manifest[] {
  const app = new App();
  new ModelService(new Chart(app, 'servers'), name, {
    model: { source: { kind: 'in-image', path: '/models' } },
    ...props,
  });
  return app.synthObjects();
}

/** For services whose rollout is not what is tested. */
const quick: Rollout = { kind: 'rolling', preStopSleep: '1s', readyFor: '1s' };

function signalsOf({ signals }: ReturnType<typeof mlserverRuntime.describe>): readonly string[] {
  return Object.values(signals ?? {}).map(({ metric }) => metric);
}

function tell(what: string, answers: Readonly<Record<string, number>>, failures: readonly string[]): void {
  const all = Object.values(answers).reduce((sum, count) => sum + count, failures.length);
  const some = failures.length === 0 ? '' : `, the first after ${String(failures[0])}`;
  console.log(`${what}: ${all} requests, answers ${JSON.stringify(answers)}, ${failures.length} failed${some}`);
}

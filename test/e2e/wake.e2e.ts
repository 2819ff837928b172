import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chart } from 'cdk8s';
import { App, ModelService, unpinned, type Wake } from 'modelyard';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { verify, type Manifest } from '../../lib/verify';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';
import { LiveService } from './live-service';
import { Prometheus } from './prometheus';
import { readSize } from './size';
import { askOnce } from './traffic';

// What wakes a service that has no pods, and what cannot, with a real KEDA, a real Prometheus, and pods that answer.
//
// MODELYARD_E2E_IMAGE names the image of test/e2e/model-server, as for the suite rollout. KEDA runs on this machine, so
// that it reads what listens here, and `prometheus` is on the PATH.

const image = process.env['MODELYARD_E2E_IMAGE'];

/** Seconds for which nothing must wake. */
const watched = readSize() === 'full' ? 60 : 10;

let cluster: Cluster;
let namespace: TestNamespace;
let prometheus: Prometheus | undefined;
let missing: string | undefined;

beforeAll(async () => {
  cluster = await openCluster();
  const keda = await cluster.call({ method: 'GET', path: '/apis/external.metrics.k8s.io/v1beta1' });
  if (image === undefined) missing = 'MODELYARD_E2E_IMAGE names no image that this cluster has';
  else if (keda.status !== 200) missing = 'KEDA does not run in this cluster';
  else if (!Prometheus.isThere) missing = 'prometheus is not on the PATH';
  if (missing !== undefined) return;
  namespace = await cluster.namespace('wake');
  prometheus = await Prometheus.start();
});

afterAll(async () => {
  await namespace?.remove();
  await prometheus?.stop();
  await cluster?.close();
});

/** What stands in front of a service that may have no pods, as a gateway does, and tells of those who knock. */
class Door {
  /** How many have knocked, ever. */
  requests = 0;
  /** How many wait. */
  waiting = 0;
  readonly host: string;
  private readonly server: Server;

  private constructor(server: Server) {
    this.server = server;
    // It listens on a port, and not on a path.
    this.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => {
      const metrics = `# TYPE door_requests_total counter\ndoor_requests_total ${this.requests}\n`;
      response.setHeader('content-type', request.url === '/metrics' ? 'text/plain; version=0.0.4' : 'application/json');
      response.end(request.url === '/metrics' ? metrics : JSON.stringify({ waiting: this.waiting }));
    });
  }

  static async open(): Promise<Door> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Door(server);
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('a service at zero', { concurrent: true }, () => {
  beforeEach((context) => {
    context.skip(missing !== undefined, `because ${String(missing)}`);
  });

  it.each<[string, (door: Door) => Wake]>([
    ['prometheus', () => ({ kind: 'prometheus', query: knocksAt('prometheus'), perReplica: 100 })],
    [
      'metrics-api',
      ({ host }) => ({
        kind: 'trigger',
        type: 'metrics-api',
        metadata: { url: `http://${host}/waiting`, valueLocation: 'waiting', targetValue: '100' },
      }),
    ],
  ])('wakes on %s, answers, and returns to zero', async (name, wake) => {
    const service = live(name);
    const door = await Door.open();
    await prometheus?.scrape({ [name]: door.host });
    const url = await start(name);
    await service.apply(sleepy(name, wake(door)));
    await service.waitFor((pods) => pods.length === 0);
    await expect(askOnce(url)).rejects.toThrow(/ECONNREFUSED|EHOSTUNREACH|aborted/);

    const since = performance.now();
    door.waiting = 1;
    const knock = async (): Promise<unknown> => {
      door.requests += 1;
      return askOnce(url);
    };
    expect(await vi.waitFor(knock, { timeout: 120_000, interval: 100 })).toMatchObject({ version: 'v1' });
    const woken = seconds(since);
    door.waiting = 0;
    await service.waitFor((pods) => pods.length === 0);
    door.close();
    console.log(
      `note: from zero, ${name} brought the first answer after ${woken} s, and no pod was left after ${seconds(since)} s`,
    );
  });

  it('does not wake on what its own pods measure, which keeps it awake while they run', async () => {
    const control = live('control');
    const door = await Door.open();
    await start('control');
    await control.apply(withTriggers('control', [fromPrometheus(knocksAt('control'))]));
    const asleep = Object.entries(refused).map(([name, one]) => ({ ...one, name, service: live(name) }));
    const urls = await Promise.all(asleep.map(({ name }) => start(name)));
    const targets = Object.fromEntries(asleep.map(({ name }, index) => [name, new URL(urls[index] ?? '').host]));
    await prometheus?.scrape({ ...targets, control: door.host });

    // While its pods run and are asked, what they measure is seen, so that nothing but their absence is in the way.
    const stop = askAll(urls, door);
    const known = async (): Promise<void> => expect(await prometheus?.ask(ownRequests)).toBeGreaterThan(0);
    await vi.waitFor(known, { timeout: 60_000, interval: 250 });
    for (const { name, triggers, keepsAwake, service } of asleep) {
      const objects = withTriggers(name, triggers(), keepsAwake ? patient : {});
      await service.apply(objects);
      const said = verify(objects).filter(({ severity }) => severity === 'error');
      expect(said.map(({ code }) => code)).toEqual(name === 'own-address' ? ['verify/autoscaler-from-zero'] : []);
    }
    await Promise.all(asleep.filter(({ keepsAwake }) => keepsAwake).map(({ name }) => activity(name, 'True')));
    await stop();
    await Promise.all(
      [control, ...asleep.map(({ service }) => service)].map((one) => one.waitFor((pods) => pods.length === 0)),
    );
    await Promise.all(asleep.map(({ name }) => activity(name, 'False')));

    const knocked = askAll(urls, door);
    await control.waitFor((pods) => pods.some(({ ready }) => ready));
    const seen = new Map<string, Set<unknown>>();
    // KEDA looks each second.
    for (let looks = 0; looks < 5 * watched; looks += 1) {
      for (const { name } of asleep) seen.set(name, (seen.get(name) ?? new Set()).add(await replicasOf(name)));
      await new Promise((resume) => setTimeout(resume, 200));
    }
    await knocked();
    door.close();
    expect(Object.fromEntries(seen)).toEqual(Object.fromEntries(asleep.map(({ name }) => [name, new Set([0])])));
    console.log(
      `note: what woke the control did not wake, for ${watched} s more: ${asleep.map(({ name }) => name).join(', ')}`,
    );
  });
});

/** How many knock a second at the door that is scraped under this name. */
function knocksAt(of: string): string {
  return `sum(rate(door_requests_total{of="${of}"}[5s]))`;
}

type Trigger = Readonly<Record<string, unknown>>;

const ownRequests = 'sum(model_server_recent_requests{of="own-metric"})';

/**
 * What a proof says no to, as what wakes a service: `ModelService` warns of metrics that its server exports and refuses
 * cpu and memory, and `verify` an address of its own pods. Here ScaledObjects ask for it that nothing has proved.
 */
const refused: Readonly<Record<string, { readonly triggers: () => readonly Trigger[]; readonly keepsAwake: boolean }>> =
  {
    'own-metric': {
      triggers: () => [fromPrometheus(ownRequests)],
      keepsAwake: true,
    },
    'own-address': {
      triggers: () => [
        {
          type: 'metrics-api',
          metadata: {
            url: `http://own-address.${namespace.name}.svc.cluster.local/metrics`,
            format: 'prometheus',
            valueLocation: 'model_server_recent_requests',
            targetValue: '100',
          },
        },
      ],
      keepsAwake: true,
    },
    // Its webhook refuses them alone, so that a clock stands beside that strikes in half a year.
    cpu: { triggers: () => [usage('cpu'), clock()], keepsAwake: false },
    memory: { triggers: () => [usage('memory'), clock()], keepsAwake: false },
  };

function usage(type: string): Trigger {
  return { type, metricType: 'Utilization', metadata: { value: '50' } };
}

function fromPrometheus(query: string): Trigger {
  const serverAddress = prometheus?.address ?? '';
  return { type: 'prometheus', metadata: { serverAddress, query, threshold: '100', ignoreNullValues: 'true' } };
}

function clock(): Trigger {
  const month = ((new Date().getUTCMonth() + 6) % 12) + 1;
  return {
    type: 'cron',
    metadata: { timezone: 'UTC', start: `0 0 1 ${month} *`, end: `1 0 1 ${month} *`, desiredReplicas: '1' },
  };
}

const never: Wake = {
  kind: 'trigger',
  type: 'cron',
  metadata: { timezone: 'UTC', start: '0 0 1 1 *', end: '1 0 1 1 *', desiredReplicas: '1' },
};

/** The objects of a service that goes to zero, as a user's own app would write them. */
function sleepy(name: string, wake: Wake): readonly Manifest[] {
  const app = new App();
  new ModelService(new Chart(app, 'wake', { namespace: namespace.name }), name, {
    runtime: {
      kind: 'http',
      image: unpinned(`${image ?? ''}:v1`, 'made for this test'),
      port: 8080,
      healthPath: '/health',
      startsWithin: '30s',
    },
    resources: { cpu: '10m', memory: '32Mi' },
    rollout: { kind: 'rolling', preStopSleep: '1s', readyFor: '1s' },
    scaling: {
      kind: 'scale-to-zero',
      max: 2,
      wake,
      pollingInterval: '1s',
      idleFor: '3s',
      prometheus: { address: prometheus?.address },
    },
  });
  return app.synthObjects();
}

/** Seconds that bridge a look of KEDA, or of Prometheus, that comes late: at zero nothing could make up for it. */
const patient = { initialCooldownPeriod: 20, cooldownPeriod: 10 };

/** The same with other triggers, which no ModelService renders. */
function withTriggers(name: string, triggers: readonly Trigger[], periods: object = {}): readonly Manifest[] {
  return sleepy(name, never).map((manifest) =>
    manifest.kind === 'ScaledObject'
      ? { ...manifest, spec: { ...asRecord(manifest['spec']), triggers, ...periods } }
      : manifest,
  );
}

/** Lets a service run before KEDA hears of it, and says where it answers. */
async function start(name: string): Promise<string> {
  const service = live(name);
  await service.apply(sleepy(name, never).filter(({ kind }) => kind !== 'ScaledObject'));
  return service.url();
}

/** Asks again and again, whatever comes of it, and tells the door; the result ends it. */
function askAll(urls: readonly string[], door: Door): () => Promise<void> {
  let over = false;
  const asking = Promise.all(
    urls.map(async (url) => {
      while (!over) {
        door.requests += 1;
        await askOnce(url).catch(() => undefined); // at zero nothing answers
        await new Promise((resume) => setTimeout(resume, 200));
      }
    }),
  );
  return async () => {
    over = true;
    await asking;
  };
}

/** Waits until KEDA says of a ScaledObject that it is active, or that it is not. */
async function activity(name: string, wanted: 'True' | 'False'): Promise<void> {
  const path = `/apis/keda.sh/v1alpha1/namespaces/${namespace.name}/scaledobjects/${name}`;
  await vi.waitFor(
    async () => {
      const { body } = await cluster.call({ method: 'GET', path });
      const conditions = asArray(asRecord(asRecord(body)['status'])['conditions']).map(asRecord);
      expect([name, conditions.find(({ type }) => type === 'Active')?.['status']]).toEqual([name, wanted]);
    },
    { timeout: 60_000, interval: 250 },
  );
}

async function replicasOf(name: string): Promise<unknown> {
  const path = `/apis/apps/v1/namespaces/${namespace.name}/deployments/${name}`;
  return asRecord(asRecord((await cluster.call({ method: 'GET', path })).body)['spec'])['replicas'];
}

function live(name: string): LiveService {
  return new LiveService(cluster, namespace.name, name);
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(1);
}

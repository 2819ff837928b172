import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Chart } from 'cdk8s';
import { App, ModelService, unpinned } from '../../lib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { asRecord } from '../../lib/verify/untrusted';
import { doubtedByKeda, refusedByKeda } from '../verify/refused-by-keda';
import { openCluster, type Cluster, type TestNamespace } from '../../lib/testing';

// What we render for KEDA, against a real KEDA: it sleeps, wakes, grows and sleeps again by numbers that the test holds,
// and what `verify` calls wrong is refused.

let cluster: Cluster;
let namespace: TestNamespace;
let hasKeda = false;

beforeAll(async () => {
  cluster = await openCluster();
  // It serves this API by itself, so that it runs where the API answers.
  hasKeda = (await cluster.call({ method: 'GET', path: '/apis/external.metrics.k8s.io/v1beta1' })).status === 200;
  if (!hasKeda) console.log('skipped, because KEDA does not run in this cluster');
});

beforeEach(async (context) => {
  context.skip(!hasKeda, 'because KEDA does not run in this cluster');
  namespace = await cluster.namespace('keda');
});

afterEach(async () => {
  if (hasKeda) await namespace.remove();
});

afterAll(async () => {
  await cluster?.close();
});

/** Answers queries as Prometheus does, with numbers that the test holds. */
class Metrics {
  /** What a query that contains the text is answered; any other has no result. */
  readonly numbers: Map<string, number> = new Map();
  readonly asked: Set<string> = new Set();
  private readonly server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://metrics');
    const query = url.searchParams.get('query') ?? '';
    this.asked.add(query);
    const [, number] = [...this.numbers].find(([text]) => query.includes(text)) ?? [];
    const result = number === undefined ? [] : [{ metric: {}, value: [0, String(number)] }];
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    // It listens on a port, and not on a path.
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('a service', () => {
  it('sleeps, wakes at the first request, grows with them, and sleeps again', { timeout: 240_000 }, async () => {
    const metrics = new Metrics();
    const address = await metrics.start();
    try {
      metrics.numbers.set('router_requests', 0);
      for (const manifest of sleepy(address)) await namespace.create(manifest);
      await replicasBecome(0);
      metrics.numbers.set('router_requests', 1);
      await replicasBecome(1);
      // Twelve wait, and one replica takes four.
      metrics.numbers.set('vllm:num_requests_waiting', 12);
      await replicasBecome(3);
      metrics.numbers.set('vllm:num_requests_waiting', 0);
      metrics.numbers.set('router_requests', 0);
      await replicasBecome(0);
    } finally {
      metrics.stop();
    }
    expect([...metrics.asked].sort()).toEqual([
      'sum(rate(router_requests_total{model="cha\\"t\\\\"}[1m]))',
      `sum(vllm:num_requests_waiting{namespace="${namespace.name}",pod=~"chat-[a-z0-9]{1,10}-[a-z0-9]{5}"})`,
    ]);
  });
});

/** The objects of a service that goes to zero, as a user's own app would write them. */
function sleepy(address: string): readonly Manifest[] {
  const app = new App();
  const signals = { 'queue-depth': { metric: 'vllm:num_requests_waiting', counts: 'now' } } as const;
  const image = unpinned('localhost/none:1', 'never pulled');
  new ModelService(new Chart(app, 'keda', { namespace: namespace.name }), 'chat', {
    runtime: { kind: 'http', image, port: 8080, healthPath: '/health', metricsPath: '/metrics', signals },
    resources: { cpu: '10m', memory: '16Mi' },
    scaling: {
      kind: 'scale-to-zero',
      max: 5,
      wake: { kind: 'prometheus', query: 'sum(rate(router_requests_total{model="cha\\"t\\\\"}[1m]))', perReplica: 5 },
      on: [{ kind: 'queue-depth', perReplica: 4 }],
      pollingInterval: '1s',
      idleFor: '3s',
      scaleDown: { stabilizationWindow: '0s', podsPerMinute: 10 },
      prometheus: { address },
    },
  });
  return app.synthObjects();
}

async function replicasBecome(wanted: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${namespace.name}/deployments/chat`;
  await vi.waitFor(
    async () => {
      const { body } = await cluster.call({ method: 'GET', path });
      expect(asRecord(asRecord(body)['spec'])['replicas']).toBe(wanted);
    },
    { timeout: 60_000, interval: 250 },
  );
  console.log(`${wanted} replicas`);
}

it.each([...refusedByKeda, ...doubtedByKeda])(
  '$what is refused, and mended is taken',
  { timeout: 60_000 },
  async ({ beside, wrong, says, right }) => {
    for (const manifest of beside) await namespace.create(manifest);
    // Its webhook learns of what stands beside a moment later.
    const known = async (): Promise<void> => expect(await refusalOf(wrong, true)).toContain(says);
    await vi.waitFor(known, { timeout: 30_000, interval: 500 });
    expect(await refusalOf(right)).toBe('');
  },
);

/** Why KEDA does not take an object; what it takes stays, unless it should not have been taken. */
async function refusalOf(manifest: Manifest, takenBack = false): Promise<string> {
  try {
    await namespace.create(manifest);
  } catch (error) {
    return String(error);
  }
  if (!takenBack) return '';
  const name = String(asRecord(manifest.metadata)['name']);
  const path = `/apis/keda.sh/v1alpha1/namespaces/${namespace.name}/scaledobjects/${name}`;
  await cluster.call({ method: 'DELETE', path });
  await vi.waitFor(
    async () => {
      expect((await cluster.call({ method: 'GET', path })).status).toBe(404);
    },
    { timeout: 20_000, interval: 200 },
  );
  return '';
}

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify, type Manifest } from '../../lib/verify';
import { asArray, asRecord, type PlainRecord } from '../../lib/verify/untrusted';
import { budget, deployment, job, object, service, workload, type Changes } from '../verify/manifests';
import { refused, warned } from '../verify/refused';
import { refusedRoutes, takenRoutes } from '../verify/routes';
import { deploymentOf, enforcing, judged } from '../verify/standards';
import { openCluster, podsOf, type Cluster, type TestNamespace } from '../../lib/testing';
import { gatewayApi, install, isServed } from './custom-resources';

// What verify says, against what the API server and the controllers of a real cluster do.

const why = process.env['KUBECONFIG'] ? '' : ', skipped, because KUBECONFIG is not set';

let cluster: Cluster;
let namespace: TestNamespace;
let uninstall: (() => void) | undefined;

describe.skipIf(why !== '')(`the verdicts of verify${why}`, () => {
  beforeAll(async () => {
    cluster = await openCluster();
    namespace = await cluster.namespace('verify');
    uninstall = await install(cluster, gatewayApi);
  });

  afterAll(async () => {
    await namespace?.remove();
    uninstall?.();
    await cluster?.close();
  });

  it.each(refused)('$what is refused, and mended is taken', async ({ wrong, right, says }) => {
    const [no] = await namespace.dryRun([wrong]);
    expect(no?.message).toContain(says);
    const [yes] = await namespace.dryRun([right]);
    expect(yes?.message).toBe('');
  });

  it.each(warned)('$what is warned of, and mended is not', async ({ wrong, right, says }) => {
    const [doubtful] = await namespace.dryRun([wrong]);
    expect(doubtful?.message).toBe('');
    expect(doubtful?.warnings.join()).toContain(says);
    const [plain] = await namespace.dryRun([right]);
    expect(plain?.message).toBe('');
    expect(plain?.warnings.join()).not.toContain(says);
  });

  describe('of pods by the Pod Security Standards', () => {
    const levels = ['baseline', 'restricted'].flatMap((level) =>
      ['v1.21', 'v1.24', 'v1.28', 'v1.31', 'v1.34', 'latest'].map((version) => ({ level, version })),
    );

    it.each(levels)('are those of the API server at $level, $version', async ({ level, version }) => {
      const name = `${namespace.name}-${level}-${version.replace('.', '-')}`;
      const made = await cluster.call({
        method: 'POST',
        path: '/api/v1/namespaces',
        body: enforcing(name, level, version),
      });
      expect(made.status).toBe(201);
      try {
        // A controller makes it, and no pod is admitted before.
        const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } };
        await cluster.call({ method: 'POST', path: `/api/v1/namespaces/${name}/serviceaccounts`, body: account });
        const disagreements: string[] = [];
        let refusals = 0;
        for (const one of judged) {
          const deployment = deploymentOf(one, name);
          const [pod] = podsOf(deployment);
          const path = `/api/v1/namespaces/${name}/pods?dryRun=All`;
          const { status, body } = await cluster.call({ method: 'POST', path, body: pod ?? {} });
          const said = String(asRecord(body)['message']);
          const isRefused = status === 403 && said.includes('violates PodSecurity');
          if (!isRefused && status !== 201) disagreements.push(`${one.what}: ${status} ${said}`);
          const found = verify([enforcing(name, level, version), deployment]);
          const isError = found.some(({ code }) => code === 'verify/pod-security');
          refusals += isRefused ? 1 : 0;
          // Of the latest version, only what all agree on is said.
          if (isError !== isRefused && (isError || version !== 'latest')) {
            disagreements.push(`${one.what}: ${isRefused ? said : 'taken'}`);
          }
        }
        expect(disagreements).toEqual([]);
        expect(refusals).toBeGreaterThan(10);
      } finally {
        await cluster.call({ method: 'DELETE', path: `/api/v1/namespaces/${name}` });
      }
    });
  });

  describe('of routes', () => {
    it.for(refusedRoutes)('$what is refused, and mended is taken', async ({ wrong, right, says }, context) => {
      if (!(await isServed(cluster, gatewayApi.group))) context.skip('the Gateway API is not installed');
      const [no] = await namespace.dryRun([wrong]);
      expect(no?.message).toContain(says);
      const [yes] = await namespace.dryRun([right]);
      expect(yes?.message).toBe('');
    });

    it.for(takenRoutes)('$what is taken', async ({ taken }, context) => {
      if (!(await isServed(cluster, gatewayApi.group))) context.skip('the Gateway API is not installed');
      const [yes] = await namespace.dryRun([taken]);
      expect(yes?.message).toBe('');
    });
  });

  it.each<{ what: string; workload: Manifest; budget: Manifest; allowed: number }>([
    { what: 'one of one must stay', ...one('a'), budget: budgetOf('a', { minAvailable: 1 }), allowed: 0 },
    { what: 'one of one may go', ...one('b'), budget: budgetOf('b', { maxUnavailable: 1 }), allowed: 1 },
    { what: 'none may go', ...one('c'), budget: budgetOf('c', { maxUnavailable: '0%' }), allowed: 0 },
    { what: 'all must stay', ...one('d'), budget: budgetOf('d', { minAvailable: '100%' }), allowed: 0 },
    { what: '67% of three must stay', ...three('e'), budget: budgetOf('e', { minAvailable: '67%' }), allowed: 0 },
    { what: '66% of three must stay', ...three('f'), budget: budgetOf('f', { minAvailable: '66%' }), allowed: 1 },
    {
      what: 'a Job may miss one',
      workload: job(allowed('g')),
      budget: budgetOf('g', { maxUnavailable: 1 }),
      allowed: 0,
    },
    {
      what: 'a Job must keep none',
      workload: job(allowed('h')),
      budget: budgetOf('h', { minAvailable: 0 }),
      allowed: 1,
    },
    { what: 'a lone Pod may be missed', workload: lone('i'), budget: budgetOf('i', { maxUnavailable: 1 }), allowed: 0 },
  ])('where $what, $allowed may be evicted', async ({ workload, budget, allowed }) => {
    await namespace.create(budget);
    await namespace.create(workload);
    const name = nameOf(budget);
    const pods = await run(name, asRecord(workload['spec'])['replicas'] === 3 ? 3 : 1);
    const { status, events } = await until(`${name} is counted`, async () => {
      const status = asRecord(
        (await get(`/apis/policy/v1/namespaces/${namespace.name}/poddisruptionbudgets/${name}`))['status'],
      );
      const conditions = asArray(status['conditions']).map(asRecord);
      const failed = conditions.some(({ reason }) => reason === 'SyncFailed');
      const events = await eventsOf(name);
      const counted = status['currentHealthy'] === pods.length;
      return counted || (failed && events.length > 0) ? { status, events } : undefined;
    });
    expect(status['disruptionsAllowed'], events.join()).toBe(allowed);
    const codes = ['verify/budget-blocks-drain', 'verify/budget-cannot-count'];
    const findings = verify([workload, budget]).filter(({ code }) => codes.includes(code));
    expect(findings.length).toBe(allowed === 0 ? 1 : 0);
  });

  it('a pod with two budgets cannot be evicted', async () => {
    const workload = deployment(allowed('two'));
    const budgets = [
      budgetOf('two', { maxUnavailable: 1 }),
      budget({ maxUnavailable: 1 }, { name: 'second', labels: { app: 'two' } }),
    ];
    await namespace.create(workload);
    for (const one of budgets) await namespace.create(one);
    const [pod = ''] = await run('two', 1);
    const evict = (): Promise<PlainRecord> =>
      post(`/api/v1/namespaces/${namespace.name}/pods/${pod}/eviction?dryRun=All`, {
        apiVersion: 'policy/v1',
        kind: 'Eviction',
        metadata: { name: pod },
      });
    expect((await evict())['message']).toBe(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
    expect(verify([workload, ...budgets]).map(({ code }) => code)).toContain('verify/two-budgets');
  });

  it('the pods of a StatefulSet with a long name are refused', async () => {
    const set = workload('apps/v1', 'StatefulSet', allowed('a'.repeat(60)));
    await namespace.create(set);
    await until('the StatefulSet says why', async () => {
      const said = await eventsOf('a'.repeat(60));
      return said.find((message) => message.includes('must be no more than 63 characters'));
    });
    expect(
      verify([set])
        .filter(({ severity }) => severity === 'error')
        .map(({ code }) => code),
    ).toEqual(['verify/invalid-name']);
  });

  it('a Service that names a port which no container has leads nowhere', async () => {
    const ports = [{ name: 'web', containerPort: 8080 }];
    const server = deployment({ ...allowed('web'), container: { ...allowed('web').container, ports } });
    // Without this, pods that are on no node are left out.
    const publishNotReadyAddresses = true;
    const right = service({
      name: 'right',
      labels: { app: 'web' },
      spec: { publishNotReadyAddresses, ports: [{ port: 80, targetPort: 'web' }] },
    });
    const wrong = service({
      name: 'wrong',
      labels: { app: 'web' },
      spec: { publishNotReadyAddresses, ports: [{ port: 80, targetPort: 'http' }] },
    });
    for (const manifest of [server, right, wrong]) await namespace.create(manifest);
    await run('web', 1);
    const portsOf = (name: string): Promise<readonly unknown[]> =>
      until(`${name} has endpoints`, async () => {
        const path = `/apis/discovery.k8s.io/v1/namespaces/${namespace.name}/endpointslices`;
        const slices = asArray((await get(`${path}?labelSelector=kubernetes.io/service-name%3D${name}`))['items']).map(
          asRecord,
        );
        const filled = slices.find(({ endpoints }) => asArray(endpoints).length > 0);
        return filled && asArray(filled['ports']);
      });
    expect(await portsOf('right')).toHaveLength(1);
    expect(await portsOf('wrong')).toHaveLength(0);
    const errors = verify([server, right, wrong]).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ code, object }) => [code, object.name])).toEqual([['verify/unknown-port-name', 'wrong']]);
  });
});

/** Pods that the namespace lets in, of a name and with a label of their own. */
function allowed(name: string, spec: object = {}): Changes & { readonly container: object } {
  return {
    name,
    spec: { ...spec },
    pod: { securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } } },
    container: { securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } },
  };
}

function one(name: string): { readonly workload: Manifest } {
  return { workload: deployment(allowed(name)) };
}

function three(name: string): { readonly workload: Manifest } {
  return { workload: deployment(allowed(name, { replicas: 3 })) };
}

function lone(name: string): Manifest {
  const { pod, container } = allowed(name);
  return object(
    'v1',
    'Pod',
    { name, metadata: { labels: { app: name } } },
    {
      containers: [{ name: 'server', image: 'registry.example/server', ...container }],
      ...pod,
    },
  );
}

function budgetOf(name: string, spec: object): Manifest {
  return budget({ ...spec }, { name });
}

function nameOf(manifest: Manifest): string {
  return String(asRecord(manifest.metadata)['name']);
}

/** Waits for the pods with a label, and reports them as running and ready, as a kubelet would. */
async function run(app: string, count: number): Promise<readonly string[]> {
  const pods = `/api/v1/namespaces/${namespace.name}/pods`;
  const names = await until(`${app} has pods`, async () => {
    const items = asArray((await get(`${pods}?labelSelector=app%3D${app}`))['items']).map(asRecord);
    return items.length === count ? items.map(nameOf) : undefined;
  });
  const status = {
    phase: 'Running',
    podIP: '10.9.9.9',
    podIPs: [{ ip: '10.9.9.9' }],
    conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }],
  };
  for (const name of names) {
    const path = `${pods}/${name}/status`;
    const reply = await cluster.call({
      method: 'PATCH',
      path,
      body: { status },
      contentType: 'application/strategic-merge-patch+json',
    });
    expect(reply.status, `${path} ${JSON.stringify(reply.body)}`).toBe(200);
  }
  return names;
}

async function eventsOf(name: string): Promise<readonly string[]> {
  const path = `/api/v1/namespaces/${namespace.name}/events?fieldSelector=involvedObject.name%3D${name}`;
  return asArray((await get(path))['items']).map((event) => String(asRecord(event)['message']));
}

async function get(path: string): Promise<PlainRecord> {
  return asRecord((await cluster.call({ method: 'GET', path })).body);
}

async function post(path: string, body: object): Promise<PlainRecord> {
  return asRecord((await cluster.call({ method: 'POST', path, body })).body);
}

/** Asks until there is an answer, for as long as a minute. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await new Promise((resume) => setTimeout(resume, 200));
  }
  throw new Error(`waited a minute in vain: ${what}`);
}

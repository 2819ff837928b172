import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  annotationKeyProblem,
  environmentNameProblem,
  formatQuantity,
  labelKeyProblem,
  labelValue,
  labelValueProblem,
  nameBudgets,
  nameProblem,
  parseQuantity,
  portNameProblem,
  quantityToMilli,
  type NameEdition,
  type Quantity,
} from '../../lib/core';
import { asRecord } from '../../lib/verify/untrusted';
import { openCluster, type Cluster, type Reply, type TestNamespace } from '../../lib/testing';
import { readSize } from './size';

// What lib/core says of quantities and names, against what the API server does with them.

const why = process.env['KUBECONFIG'] ? '' : ', skipped, because KUBECONFIG is not set';

const generated = readSize() === 'full' ? 3000 : 400;

const seed = Number(process.env['MODELYARD_SEED'] ?? (readSize() === 'full' ? randomInt(2 ** 31) : 1));

const dryRun = 'dryRun=All&fieldValidation=Strict';

let cluster: Cluster;
let namespace: TestNamespace;

describe.skipIf(why !== '')(`units and names${why}`, () => {
  beforeAll(async () => {
    cluster = await openCluster();
    namespace = await cluster.namespace('quantities');
  });

  afterAll(async () => {
    await namespace?.remove();
    await cluster?.close();
  });

  it('reads the quantities that the API server reads, and writes them as it does', async () => {
    const texts = [...new Set([...hostileQuantities, ...fc.sample(quantityTexts, { numRuns: generated, seed })])];
    const answers = await Promise.all(texts.map(ask));
    const count = { refused: 0, negative: 0, canonical: 0, keptAsGiven: 0, unstable: 0, warned: 0 };
    for (const [index, text] of texts.entries()) {
      const answer = answers[index] ?? unanswered();
      const quantity = parseQuantity(text);
      const about = `${JSON.stringify(text)}: ${answer.status} ${answer.message}`;
      expect(answer.status === 400, about).toBe(quantity === undefined);
      if (quantity === undefined) {
        expect(answer.message, about).toMatch(/quantit|numeric part/);
        count.refused += 1;
        continue;
      }
      expect(answer.status, about).toBe(quantity.nanos < 0n ? 422 : 201);
      if (quantity.nanos < 0n) {
        count.negative += 1;
        continue;
      }
      const canonical = formatQuantity(quantity);
      const rounded = formatQuantity(inMilli(quantity));
      if (answer.sizeLimit === canonical) count.canonical += 1;
      else if (isUnstable(quantity)) {
        const isSame = parseQuantity(String(answer.sizeLimit))?.nanos === quantity.nanos;
        expect(isSame, about).toBe(quantity.format === 'binary');
        count.unstable += 1;
      } else {
        // The API server keeps a text as it came where its parser took the fast path, `0005` and `1.234` among them.
        expect(answer.sizeLimit, about).toBe(text);
        count.keptAsGiven += 1;
      }
      if (!isUnstable(inMilli(quantity))) expect([rounded, text], about).toContain(answer.memory);
      // The API server looks for a fraction in thousandths, and overflows where they need more than 63 bits.
      if (quantityToMilli(quantity) >= 2n ** 63n) continue;
      const isFractional = quantityToMilli(quantity) % 1000n !== 0n;
      expect(
        answer.warnings.some((warning) => warning.includes('fractional byte value')),
        about,
      ).toBe(isFractional);
      if (isFractional) count.warned += 1;
    }
    console.log(`quantities: ${texts.length} sent, seed ${seed}: ${JSON.stringify(count)}`);
    expect(count.refused).toBeGreaterThan(20);
    expect(count.canonical).toBeGreaterThan(100);
  });

  it('writes quantities that the API server leaves as they are', async () => {
    const parsed = [...hostileQuantities, ...fc.sample(quantityTexts, { numRuns: generated, seed })].flatMap(
      (text) => parseQuantity(text) ?? [],
    );
    const texts = [...new Set(parsed.filter(({ nanos }) => nanos >= 0n).map(formatQuantity))];
    const answers = await Promise.all(texts.map(ask));
    expect(answers.map(({ sizeLimit }) => sizeLimit)).toEqual(texts);
    console.log(`canonical quantities: ${texts.length} sent, none changed`);
  });

  it.each([' 5', '5 ', 'k', '.', '+', 'Gi', 'e3', '1e1000'])('refuses %j, which the API server takes', async (text) => {
    expect((await ask(text)).status).toBe(201);
    expect(parseQuantity(text)).toBeUndefined();
  });

  it('accepts the names that the API server accepts, kind by kind', async () => {
    let sent = 0;
    const edition: NameEdition = minorOf(cluster.version) < 36 ? 'portable' : 'relaxed';
    for (const [kind, { path, body }] of Object.entries(namedObjects)) {
      const replies = await Promise.all(names.map((name) => create(path, { kind, ...body, metadata: { name } })));
      for (const [index, name] of names.entries()) {
        // The API server makes up a name for a LimitRange that has none.
        if (kind === 'LimitRange' && name === '') continue;
        const problem = nameProblem(kind, name, edition);
        const { status, message } = summary(replies[index]);
        const about = `${kind} ${JSON.stringify(name)}: ${problem ?? 'no problem'}; ${status} ${message}`;
        expect(status, about).toBe(problem === undefined ? 201 : 422);
        if (problem !== undefined)
          expect(message, about).toMatch(/metadata\.(name|labels)|template\.labels|name or generateName/);
        sent += 1;
      }
    }
    console.log(`names: ${Object.keys(namedObjects).length} kinds, ${sent} sent`);
  });

  it.for(['Deployment', 'StatefulSet'] as const)(
    'leaves room for the pods of a %s of the longest name',
    async (kind, { skip }) => {
      if (!(await hasControllers())) skip('no controllers run in this cluster, so it makes no pods');
      const generated = kind === 'Deployment' ? '[a-z0-9]+-[a-z0-9]{5}' : '0';
      // The hash of a template has eight to ten characters: of five, one has ten all but certainly.
      for (const index of [1, 2, 3, 4, 5]) {
        const name = `${'x'.repeat(nameBudgets[kind].limit - 1)}${index}`;
        const labels = { app: `${kind.toLowerCase()}-${index}` };
        const serviceName = kind === 'StatefulSet' ? { serviceName: 'a' } : {};
        const spec = {
          selector: { matchLabels: labels },
          template: { ...template, metadata: { labels } },
          ...serviceName,
        };
        await namespace.create({ apiVersion: 'apps/v1', kind, metadata: { name }, spec });
        expect(await podNameOf(labels.app)).toMatch(new RegExp(`^${name}-${generated}$`));
      }
    },
  );

  it('accepts the keys and values of labels and annotations that the API server accepts', async () => {
    const texts = [...names, 'A_b', 'a/b', 'a/b/c', '/b', 'a/', 'A.b/c', 'a_b/c', `${'x'.repeat(254)}/a`, 'a/B', 'İ'];
    for (const text of texts) {
      const judged = [
        [{ labels: { key: text } }, labelValueProblem(text)],
        [{ labels: { key: labelValue(text) } }, undefined],
        [{ labels: { [text]: 'value' } }, labelKeyProblem(text)],
        [{ annotations: { [text]: 'value' } }, annotationKeyProblem(text)],
      ] as const;
      for (const [metadata, problem] of judged) {
        const reply = await create('api/v1/configmaps', { kind: 'ConfigMap', metadata: { name: 'a', ...metadata } });
        const { status, message } = summary(reply);
        expect(status, `${JSON.stringify(metadata)}: ${problem}; ${message}`).toBe(problem === undefined ? 201 : 422);
      }
    }
  });

  it('accepts the names of ports and variables that the API server accepts', async () => {
    const texts = [
      ...names,
      '8080',
      'a--b',
      'x'.repeat(15),
      'x'.repeat(16),
      '1A',
      'A=B',
      '..a',
      'A\tB',
      'A\x7f',
      '~',
      'A~',
    ];
    for (const text of texts) {
      const judged = [
        [{ ports: [{ name: text, containerPort: 80 }] }, text === '' ? undefined : portNameProblem(text)],
        [{ env: [{ name: text, value: 'a' }] }, environmentNameProblem(text, 'relaxed')],
      ] as const;
      for (const [container, problem] of judged) {
        const { status, message } = summary(await create('api/v1/pods', pod(container)));
        expect(status, `${JSON.stringify(container)}: ${problem}; ${message}`).toBe(problem === undefined ? 201 : 422);
      }
    }
  });
});

const digits = fc.oneof(
  fc.nat(2000).map(String),
  fc.nat(2000).map((number) => `${number}000`),
  fc.nat(99).map((number) => `00${number}`),
  fc.bigInt({ min: 0n, max: 10n ** 22n }).map(String),
  fc.integer({ min: 1, max: 40 }).map((number) => String(number * 1024)),
);

const suffixes = ['', 'n', 'u', 'm', 'k', 'M', 'G', 'T', 'P', 'E', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

const misspelt = ['K', 'g', 'GB', 'gi', 'Gib', 'mi', 'i', 'e', 'E+', 'e3i', 'k3', 'mm', '-3'];

const quantityTexts: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', '', '', '', '', '+', '-'),
    digits,
    fc.oneof(
      fc.constant(''),
      digits.map((fraction) => `.${fraction}`),
      fc.constant('.'),
    ),
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...suffixes) },
      { weight: 2, arbitrary: fc.integer({ min: -30, max: 30 }).map((exponent) => `e${exponent}`) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 30 }).map((exponent) => `E+${exponent}`) },
      { weight: 2, arbitrary: fc.constantFrom(...misspelt) },
    ),
  )
  .map((parts) => parts.join(''));

const hostileQuantities: readonly string[] = [
  ...['0', '-0', '+0', '00', '0.0', '0Gi', '0e9', '0n', '1.', '.5', '+5', '0005', '-5', '1.234', '1.500', '0.500'],
  ...['0.1n', '1e-30', '-1e-30', '0.0000000001Gi', '0.0001Ki', '1.1Ki', '1.953125Ki', '1023', '1023.5Ki', '0.5Ki'],
  ...['7Ei', '8Ei', '16Ei', '9223372036854775807', '9223372036854775808', '1E', '12E', '12E6', '999E', '1000E', '1e21'],
  ...['1e99', '1E3', '1e+3', '1e03', '1e-0', '1e1', '1e2', '1e-1', '1e-2', '1024Mi', '1.0Gi', '1000m', '1000000n'],
  ...[
    '',
    '--5',
    '+-5',
    '1.2.3',
    '1,5',
    '1_000',
    '5\n.',
    '1K',
    '80GB',
    '80gi',
    '80 Gi',
    '1e',
    '1e+',
    '1e3Gi',
    '1k3',
    '5-3',
  ],
  ...['0x10', 'NaN', 'Infinity', 'null', '٣', '５', '1e9.5', '1Ki5', '1kk', '½', '1°', '1e99999999999999999999'],
];

const names: readonly string[] = [
  ...[
    'a',
    'a-b',
    'a--b',
    '7b',
    '7',
    'a.b',
    'a.7',
    'a..b',
    '.a',
    'a.',
    'a-.b',
    '-a',
    'a-',
    'A',
    'aB',
    'a_b',
    'a b',
    ' a',
    'ä',
  ],
  ...[
    '',
    '.',
    '..',
    'a/b',
    'a%b',
    'a:b',
    'a\n',
    '\u0000',
    '模型',
    ...[46, 52, 53, 54, 63, 64, 253, 254].map((count) => 'x'.repeat(count)),
  ],
  `${'x'.repeat(63)}.${'y'.repeat(63)}`,
  `${'x'.repeat(64)}.y`,
];

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

const container = { name: 'a', image: 'example.invalid/a:1', securityContext: restricted };

const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };

const jobTemplate = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };

const selector = { matchLabels: { app: 'a' } };

const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' };

const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' };

const defaultBackend = { service: { name: 'a', port: { number: 80 } } };

const claim = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };

const volume = { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/a' } };

/** The collection of each kind, without its namespace, and what its objects need besides a name. */
const namedObjects: Readonly<Record<string, { readonly path: string; readonly body: object }>> = {
  ClusterRole: { path: 'apis/rbac.authorization.k8s.io/v1//clusterroles', body: { rules: [] } },
  ClusterRoleBinding: { path: 'apis/rbac.authorization.k8s.io/v1//clusterrolebindings', body: { roleRef } },
  ConfigMap: { path: 'api/v1/configmaps', body: {} },
  CronJob: {
    path: 'apis/batch/v1/cronjobs',
    body: { spec: { schedule: '0 0 * * *', jobTemplate: { spec: { template: jobTemplate } } } },
  },
  DaemonSet: { path: 'apis/apps/v1/daemonsets', body: { spec: { selector, template } } },
  Deployment: { path: 'apis/apps/v1/deployments', body: { spec: { selector, template } } },
  HorizontalPodAutoscaler: {
    path: 'apis/autoscaling/v2/horizontalpodautoscalers',
    body: { spec: { maxReplicas: 2, scaleTargetRef } },
  },
  Ingress: { path: 'apis/networking.k8s.io/v1/ingresses', body: { spec: { defaultBackend } } },
  IngressClass: { path: 'apis/networking.k8s.io/v1//ingressclasses', body: { spec: { controller: 'example.com/a' } } },
  Job: { path: 'apis/batch/v1/jobs', body: { spec: { template: jobTemplate } } },
  Lease: { path: 'apis/coordination.k8s.io/v1/leases', body: { spec: {} } },
  LimitRange: { path: 'api/v1/limitranges', body: { spec: { limits: [] } } },
  Namespace: { path: 'api/v1//namespaces', body: {} },
  NetworkPolicy: { path: 'apis/networking.k8s.io/v1/networkpolicies', body: { spec: { podSelector: {} } } },
  PersistentVolume: { path: 'api/v1//persistentvolumes', body: { spec: volume } },
  PersistentVolumeClaim: { path: 'api/v1/persistentvolumeclaims', body: { spec: claim } },
  Pod: { path: 'api/v1/pods', body: { spec: template.spec } },
  PodDisruptionBudget: { path: 'apis/policy/v1/poddisruptionbudgets', body: { spec: { maxUnavailable: 1, selector } } },
  PriorityClass: { path: 'apis/scheduling.k8s.io/v1//priorityclasses', body: { value: 1 } },
  ReplicaSet: { path: 'apis/apps/v1/replicasets', body: { spec: { selector, template } } },
  ResourceQuota: { path: 'api/v1/resourcequotas', body: { spec: {} } },
  Role: { path: 'apis/rbac.authorization.k8s.io/v1/roles', body: { rules: [] } },
  RoleBinding: { path: 'apis/rbac.authorization.k8s.io/v1/rolebindings', body: { roleRef } },
  RuntimeClass: { path: 'apis/node.k8s.io/v1//runtimeclasses', body: { handler: 'a' } },
  Secret: { path: 'api/v1/secrets', body: {} },
  Service: { path: 'api/v1/services', body: { spec: { ports: [{ port: 80 }] } } },
  ServiceAccount: { path: 'api/v1/serviceaccounts', body: {} },
  StatefulSet: { path: 'apis/apps/v1/statefulsets', body: { spec: { selector, template, serviceName: 'a' } } },
  StorageClass: { path: 'apis/storage.k8s.io/v1//storageclasses', body: { provisioner: 'example.com/a' } },
};

/** A path that ends in `//NAME` is outside of any namespace. */
function create(path: string, body: object): Promise<Reply> {
  const [, root = '', version = '', separator = '', plural = ''] =
    /^(api|apis\/[^/]+)\/([^/]+)(\/\/?)(\w+)$/.exec(path) ?? [];
  const place = separator === '//' ? plural : `namespaces/${namespace.name}/${plural}`;
  const apiVersion = [root.slice('apis/'.length), version].filter(Boolean).join('/');
  return cluster.call({
    method: 'POST',
    path: `/${root}/${version}/${place}?${dryRun}`,
    body: { apiVersion, ...body },
  });
}

function pod(more: object, spec: object = {}): object {
  return { kind: 'Pod', metadata: { name: 'a' }, spec: { containers: [{ ...container, ...more }], ...spec } };
}

interface QuantityAnswer {
  readonly status: number;
  readonly message: string;
  readonly warnings: readonly string[];
  /** The quantity where the API server does not round it. */
  readonly sizeLimit: unknown;
  /** The quantity where the API server rounds it up to thousandths. */
  readonly memory: unknown;
}

/** Puts a quantity into a Pod, as the size of a volume and as a request for memory. */
async function ask(quantity: string): Promise<QuantityAnswer> {
  const volumes = [{ name: 'a', emptyDir: { sizeLimit: quantity } }];
  const reply = await create('api/v1/pods', pod({ resources: { requests: { memory: quantity } } }, { volumes }));
  const spec = asRecord(asRecord(reply.body)['spec']);
  const emptyDir = asRecord(asRecord(asArray(spec['volumes'])[0])['emptyDir']);
  const resources = asRecord(asRecord(asArray(spec['containers'])[0])['resources']);
  return {
    ...summary(reply),
    warnings: reply.warnings,
    sizeLimit: emptyDir['sizeLimit'],
    memory: asRecord(resources['requests'])['memory'],
  };
}

function minorOf(version: string): number {
  return Number(/^v1\.(\d+)/.exec(version)?.[1]);
}

/** Says whether anything acts on objects: a controller publishes the root certificate in each namespace. */
async function hasControllers(): Promise<boolean> {
  const path = '/api/v1/namespaces/default/configmaps/kube-root-ca.crt';
  return (await cluster.call({ method: 'GET', path })).status === 200;
}

/** Waits for the first pod of a workload. */
async function podNameOf(app: string): Promise<unknown> {
  const path = `/api/v1/namespaces/${namespace.name}/pods?labelSelector=app=${app}`;
  const find = async (): Promise<unknown> =>
    asArray(asRecord((await cluster.call({ method: 'GET', path })).body)['items'])[0];
  const found = await vi.waitUntil(find, { timeout: 20_000, interval: 200 });
  return asRecord(asRecord(found)['metadata'])['name'];
}

function summary(reply: Reply | undefined): { status: number; message: string } {
  return { status: reply?.status ?? 0, message: String(asRecord(reply?.body)['message'] ?? '') };
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function unanswered(): never {
  throw new Error('the API server did not answer');
}

function inMilli(quantity: Quantity): Quantity {
  return { ...quantity, nanos: quantityToMilli(quantity) * 1_000_000n };
}

/** The two cases in which what the API server writes at first is not what it writes in the end. */
function isUnstable({ nanos, format }: Quantity): boolean {
  const bytes = nanos / 1_000_000_000n;
  if (bytes === 0n || format === 'exponent') return false;
  return format === 'binary' ? bytes % 1024n !== 0n : bytes % 10n ** 21n === 0n;
}

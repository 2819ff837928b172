import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import {
  Claim,
  decisionsOf,
  existingConfigMap,
  existingSecret,
  ModelService,
  setPlatformDefaults,
  unpinned,
  type ModelServiceProps,
  type PlatformDefaults,
} from 'modelyard';
import { describe, expect, it, test } from 'vitest';
import { existingOf, issuesOf, type IssueDetails } from '../../lib/core';
import { selectorLabels } from '../../lib/workload';
import { image, least, manifestsOf, OneService, resources, type Manifest } from '../serving/one-service';

/** A service in a chart for which these defaults hold. */
function governed(defaults: PlatformDefaults, props: Partial<ModelServiceProps> = {}): OneService {
  return new (class extends OneService {
    readonly governedService: ModelService;
    constructor() {
      super();
      const chart = new Chart(this.app, 'governed', { namespace: 'models' });
      setPlatformDefaults(chart, defaults);
      this.governedService = new ModelService(chart, 'chat', { ...least, ...props });
    }
    override get issues(): ReturnType<typeof issuesOf> {
      return issuesOf(this.governedService);
    }
    override get decisions(): ReturnType<typeof decisionsOf> {
      return decisionsOf(this.governedService);
    }
    override all(kind?: string): Manifest[] {
      return manifestsOf(this.governedService).filter((manifest) => kind === undefined || manifest.kind === kind);
    }
  })();
}

function valuesOf(container: Manifest): Readonly<Record<string, unknown>> {
  return Object.fromEntries((container.env ?? []).map(({ name, value }: Manifest) => [name, value]));
}

function usedOf(built: OneService): readonly string[] {
  return built.decisions
    .filter(({ reason }) => reason.startsWith('PlatformDefaults.'))
    .map(({ field, reason, override }) => `${field}: ${reason}; ${override}`);
}

const sidecar = { name: 'log', image, resources };
const both: Partial<ModelServiceProps> = { sidecars: [sidecar], initContainers: [{ ...sidecar, name: 'first' }] };

describe('a registry mirror', () => {
  const registryMirror = { 'docker.io': 'mirror.example.com/hub' };

  it('is where every image of a pod is pulled from, and nothing else of it changes', () => {
    const own = { ...sidecar, image: unpinned('quay.io/a/b:1', 'a test') };
    const disk = { name: 'weights', mountPath: '/weights', from: { kind: 'image', image } } as const;
    const built = governed({ registryMirror }, { ...both, sidecars: [own], volumes: [disk] });
    const { initContainers, containers, volumes } = built.pod;
    const images = [...initContainers, ...containers].map((container: Manifest) => container.image);
    expect(images).toEqual([
      'quay.io/a/b:1',
      'mirror.example.com/hub/myuser/model:v1',
      'mirror.example.com/hub/myuser/model:v1',
    ]);
    expect(volumes.find(({ name }: Manifest) => name === 'weights').image.reference).toBe(
      'mirror.example.com/hub/myuser/model:v1',
    );
    expect(usedOf(built)).toEqual([
      'container server image: PlatformDefaults.registryMirror of governed say so; runtime.image',
      'container first image: PlatformDefaults.registryMirror of governed say so; initContainers[0].image',
    ]);
  });
});

describe('secrets to pull with', () => {
  const imagePullSecrets = [existingSecret('registry')];

  it('are those of the platform, unless the service names its own', () => {
    const built = governed({ imagePullSecrets });
    expect(built.pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(usedOf(built)).toEqual([
      'pod imagePullSecrets: PlatformDefaults.imagePullSecrets of governed say so; imagePullSecrets',
    ]);
    const own = governed({ imagePullSecrets }, { imagePullSecrets: [existingSecret('own')] });
    expect(own.pod.imagePullSecrets).toEqual([{ name: 'own' }]);
    expect(usedOf(own)).toEqual([]);
  });
});

describe('required labels', () => {
  const labels = { 'example.com/owner': 'search', 'app.kubernetes.io/part-of': 'theirs' };

  it('stand on every object and every pod, and in no selector', () => {
    const built = governed({ labels }, { scaling: { kind: 'fixed', replicas: 2 } });
    for (const { kind, metadata } of built.all())
      expect(metadata.labels, kind).toMatchObject({ 'example.com/owner': 'search' });
    expect(built.deployment.template.metadata.labels).toMatchObject({
      'example.com/owner': 'search',
      'app.kubernetes.io/part-of': 'governed',
    });
    const selector = selectorLabels({ instance: 'chat', component: 'server', application: '', partOf: '' });
    expect(built.deployment.selector).toEqual({ matchLabels: selector });
    expect(built.one('Service').spec.selector).toEqual(selector);
    expect(built.one('PodDisruptionBudget').spec.selector).toEqual({ matchLabels: selector });
    expect(usedOf(built)).toEqual([
      'metadata.labels: PlatformDefaults.labels of governed say so; PlatformDefaults.labels',
    ]);
  });

  it('stand on claims too', () => {
    const chart = new Chart(new App(), 'data');
    setPlatformDefaults(chart, { labels });
    new Claim(chart, 'disk', { size: '1Gi', accessModes: ['ReadWriteOnce'] });
    expect(manifestsOf(chart)[0]?.metadata.labels).toMatchObject({ 'example.com/owner': 'search' });
  });
});

describe('a proxy', () => {
  const proxy = { httpProxy: 'http://proxy.example.com:3128', httpsProxy: 'http://proxy.example.com:3129' };
  const inside = 'localhost,127.0.0.1,::1,.svc,.cluster.local';

  it('is told to every container, in both cases of letters', () => {
    const built = governed({ proxy }, both);
    for (const container of [...built.pod.initContainers, built.server]) {
      expect(valuesOf(container), container.name).toMatchObject({
        HTTP_PROXY: proxy.httpProxy,
        http_proxy: proxy.httpProxy,
        HTTPS_PROXY: proxy.httpsProxy,
        https_proxy: proxy.httpsProxy,
        NO_PROXY: inside,
        no_proxy: inside,
      });
    }
    expect(usedOf(built)).toHaveLength(3);
  });

  it('is not asked for what the platform or the service says', () => {
    const built = governed(
      { proxy: { ...proxy, noProxy: ['10.0.0.0/8', '.example.com'] } },
      { env: { HTTP_PROXY: 'http://own:1' } },
    );
    expect(valuesOf(built.server)).toMatchObject({
      HTTP_PROXY: 'http://own:1',
      http_proxy: proxy.httpProxy,
      NO_PROXY: '10.0.0.0/8,.example.com',
    });
    expect(built.server.env.filter(({ name }: Manifest) => name === 'HTTP_PROXY')).toHaveLength(1);
    expect(usedOf(built)).toEqual([
      'container server env http_proxy, HTTPS_PROXY, https_proxy, NO_PROXY, no_proxy: PlatformDefaults.proxy of governed say so; env',
    ]);
  });
});

describe('a bundle of certificates', () => {
  it.each([
    [
      { kind: 'config-map', configMap: existingConfigMap('company-ca', { keys: ['ca'] }), key: 'ca' } as const,
      { configMap: { name: 'company-ca', items: [{ key: 'ca', path: 'ca.crt' }] } },
    ],
    [
      { kind: 'secret', secret: existingSecret('company-ca', { keys: ['ca'] }), key: 'ca' } as const,
      { secret: { secretName: 'company-ca', items: [{ key: 'ca', path: 'ca.crt' }] } },
    ],
  ])('is mounted in every container, from a %o', (caBundle, source) => {
    const built = governed({ caBundle }, both);
    expect(built.issues).toEqual([]);
    expect(built.pod.volumes).toContainEqual({ name: 'platform-ca-bundle', ...source });
    for (const container of [...built.pod.initContainers, built.server]) {
      expect(container.volumeMounts, container.name).toContainEqual(
        expect.objectContaining({ name: 'platform-ca-bundle', mountPath: '/etc/platform-ca-bundle', readOnly: true }),
      );
      const values = valuesOf(container);
      for (const name of [
        'SSL_CERT_FILE',
        'REQUESTS_CA_BUNDLE',
        'CURL_CA_BUNDLE',
        'AWS_CA_BUNDLE',
        'NODE_EXTRA_CA_CERTS',
      ]) {
        expect(values[name], name).toBe('/etc/platform-ca-bundle/ca.crt');
      }
    }
    expect(usedOf(built)).toHaveLength(3);
    expect(existingOf(built.service)).toEqual([]);
  });
});

test('Hugging Face is asked for elsewhere', () => {
  const built = governed({ huggingFaceEndpoint: 'https://hub.example.com' });
  expect(valuesOf(built.server)).toMatchObject({ HF_ENDPOINT: 'https://hub.example.com' });
  expect(usedOf(built)).toEqual([
    'container server env HF_ENDPOINT: PlatformDefaults.huggingFaceEndpoint of governed say so; env',
  ]);
});

test('pods have the priority of the platform, unless the service has its own', () => {
  const built = governed({ priorityClassName: 'models' });
  expect(built.pod.priorityClassName).toBe('models');
  expect(usedOf(built)).toHaveLength(1);
  const own = governed({ priorityClassName: 'models' }, { priorityClassName: 'first' });
  expect(own.pod.priorityClassName).toBe('first');
  expect(usedOf(own)).toEqual([]);
});

describe('users of the platform', () => {
  it('are left to it to assign', () => {
    const built = governed({ users: { kind: 'assigned' } });
    expect(built.pod.securityContext).toEqual({
      runAsNonRoot: true,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(usedOf(built)).toEqual([
      'pod securityContext.runAsUser, runAsGroup, fsGroup: PlatformDefaults.users of governed say so; security.user, security.group',
    ]);
    const own = governed({ users: { kind: 'assigned' } }, { security: { user: 7, group: 8 } });
    expect(own.pod.securityContext).toMatchObject({ runAsUser: 7, runAsGroup: 8, fsGroup: 8 });
    expect(usedOf(own)).toEqual([]);
  });

  it('are taken from a range, in which the own one of a server may lie', () => {
    const away = governed({ users: { kind: 'range', first: 1_000_680_000, count: 10_000 } });
    expect(away.pod.securityContext).toMatchObject({ runAsUser: 1_000_680_000, runAsGroup: 1_000_680_000 });
    expect(usedOf(away)).toEqual([
      'pod securityContext.runAsUser: PlatformDefaults.users of governed say so; security.user',
    ]);
    const within = governed({ users: { kind: 'range', first: 1000, count: 1 } });
    expect(within.pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
    expect(usedOf(within)).toEqual([]);
  });
});

describe('what cannot be', () => {
  const code = 'workload/invalid-platform-default';

  it.each<[string, PlatformDefaults, IssueDetails]>([
    [
      'a mirror with a scheme',
      { registryMirror: { 'docker.io': 'https://mirror.example.com' } },
      {
        code: 'workload/invalid-platform-default',
        property: 'registryMirror["docker.io"]',
        given: '"https://mirror.example.com"',
        message: 'is no place of images: a registry, and a path in it, without scheme and tag',
        fix: "{ 'docker.io': 'mirror.example.com/hub' }",
      },
    ],
    [
      'a label that selectors ask for',
      { labels: { 'app.kubernetes.io/instance': 'all' } },
      {
        code,
        property: 'labels["app.kubernetes.io/instance"]',
        given: '"all"',
        message: 'tells one service from another, and is set for each',
        fix: "a label such as { 'example.com/cost-centre': '4711' }",
      },
    ],
    [
      'a value that no label has',
      { labels: { team: 'a b' } },
      {
        code,
        property: 'labels["team"]',
        given: '"a b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: "a label such as { 'example.com/cost-centre': '4711' }",
      },
    ],
    [
      'users that are root',
      { users: { kind: 'range', first: 0, count: 10 } },
      {
        code,
        property: 'users',
        given: '{"first":0,"count":10}',
        message: 'are no users: whole numbers above 0, and no id above 2147483647',
        fix: "{ kind: 'range', first: 1000680000, count: 10000 }",
      },
    ],
    [
      'a proxy with a password',
      { proxy: { httpProxy: 'http://user:hunter2@proxy.example.com:3128' } },
      {
        code: 'data/credential-literal',
        property: 'proxy',
        given: '(42 characters, not shown)',
        message: 'looks like a password in a URL; it would stand in plain text in the manifest',
        fix: 'an address without a user and a password, and each service its own',
      },
    ],
  ])('is an issue of the scope: %s', (_what, defaults, issue) => {
    const chart = new Chart(new App(), 'models');
    setPlatformDefaults(chart, defaults);
    expect(issuesOf(chart).map(({ path: _path, source: _source, ...details }) => details)).toEqual([issue]);
  });
});

describe('scopes within scopes', () => {
  const anyDefaults: fc.Arbitrary<PlatformDefaults> = fc.record(
    {
      priorityClassName: fc.constantFrom('low', 'middle', 'high'),
      huggingFaceEndpoint: fc.constantFrom('https://a.example.com', 'https://b.example.com'),
      labels: fc.dictionary(fc.constantFrom('team', 'cost'), fc.constantFrom('x', 'y'), { noNullPrototype: true }),
      registryMirror: fc.constantFrom({ 'docker.io': 'a.example.com' }, { 'docker.io': 'b.example.com' }),
      imagePullSecrets: fc.constantFrom([], [existingSecret('a')], [existingSecret('b')]),
    },
    { requiredKeys: [] },
  );
  const level = fc.option(anyDefaults, { nil: undefined });

  it('say of each field what the nearest one says, to every pod below and to no other', () => {
    fc.assert(
      fc.property(
        fc.array(level, { minLength: 3, maxLength: 3 }),
        fc.array(level, { minLength: 3, maxLength: 3 }),
        (one, two) => {
          const app = new App();
          const built = [one, two].map((levels, index) => {
            const chart = new Chart(app, `chart-${index}`);
            const outer = new Construct(chart, 'outer');
            const inner = new Construct(outer, 'inner');
            [chart, outer, inner].forEach((scope, depth) => {
              const defaults = levels[depth];
              if (defaults !== undefined) setPlatformDefaults(scope, defaults);
            });
            return [chart, outer, inner].map((scope, depth) => ({
              wanted: Object.assign({}, ...levels.slice(0, depth + 1)) as PlatformDefaults,
              service: new ModelService(scope, 'service', { ...least, sidecars: [sidecar] }),
            }));
          });
          for (const { wanted, service } of built.flat()) {
            const deployment = manifestsOf(service).find(({ kind }) => kind === 'Deployment');
            const { metadata, spec: pod } = deployment?.spec.template ?? {};
            expect(pod.priorityClassName).toBe(wanted.priorityClassName);
            expect(pod.imagePullSecrets?.map(({ name }: Manifest) => name)).toEqual(
              wanted.imagePullSecrets?.map(({ name }) => name),
            );
            for (const container of [...pod.initContainers, ...pod.containers]) {
              expect(valuesOf(container)['HF_ENDPOINT']).toBe(wanted.huggingFaceEndpoint);
              const place = wanted.registryMirror?.['docker.io'];
              expect(container.image).toBe(`${place === undefined ? '' : `${place}/`}myuser/model:v1`);
            }
            const { team, cost } = metadata.labels;
            expect({ team, cost }).toEqual({ team: wanted.labels?.['team'], cost: wanted.labels?.['cost'] });
            expect(deployment?.spec.selector).toEqual({ matchLabels: service.matchLabels });
            expect(Object.keys(service.matchLabels)).toHaveLength(2);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });
});

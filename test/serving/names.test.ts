import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { ModelService, type ModelServiceNames } from 'modelyard';
import { image, least, manifestsOf, OneService, type Manifest } from './one-service';

/** Everything that a service can make. */
function whole(names: ModelServiceNames = {}): OneService {
  return new OneService(
    {
      names,
      config: { env: { A: 'b' } },
      scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] },
    },
    (service) => {
      service.exposeVia({ kind: 'ingress', host: 'models.example.com' });
      service.allowFrom({ kind: 'namespace', name: 'web' });
    },
  );
}

function namesByKind(built: OneService): Record<string, string> {
  return Object.fromEntries(built.all().map(({ kind, metadata }) => [kind, metadata.name]));
}

describe('without names of their own', () => {
  it('the objects have the name that is derived from the ids', () => {
    expect(namesByKind(whole())).toEqual({
      ServiceAccount: 'chat',
      Service: 'chat',
      ConfigMap: 'chat-config',
      Deployment: 'chat',
      PodDisruptionBudget: 'chat',
      HorizontalPodAutoscaler: 'chat',
      Ingress: 'chat',
      NetworkPolicy: 'chat',
    });
  });

  it.each([
    [['chat'], 'chat'],
    [['team', 'chat'], 'team-chat'],
    [['team', 'Default'], 'team'],
    [['team', 'Default', 'chat'], 'team-chat'],
  ])('the ids %j below the chart make %s', (ids, name) => {
    const chart = new Chart(new App(), 'models');
    const scope = ids.slice(0, -1).reduce<Construct>((parent, id) => new Construct(parent, id), chart);
    const service = new ModelService(scope, ids.at(-1) ?? '', least);
    expect(service.names.deployment).toBe(name);
  });

  it('the ids below the nearest chart count', () => {
    const outer = new Chart(new App(), 'outer');
    expect(new ModelService(new Chart(outer, 'inner'), 'chat', least).names.deployment).toBe('chat');
  });

  it('a name leaves room for what Kubernetes appends to it', () => {
    const chart = new Chart(new App(), 'models');
    const service = new ModelService(chart, 'a'.repeat(60), least);
    expect(service.names.deployment).toMatch(/^a{37}-[0-9a-v]{8}$/);
    expect(service.names.configMap).toBe(`${service.names.deployment}-config`);
  });
});

describe('names of their own', () => {
  const given: Required<ModelServiceNames> = {
    deployment: 'a-deployment',
    leaderWorkerSet: 'a-group',
    service: 'a-service',
    autoscaler: 'an-autoscaler',
    disruptionBudget: 'a-budget',
    serviceAccount: 'an-account',
    configMap: 'a-config-map',
    networkPolicy: 'a-policy',
    proxy: 'a-proxy',
    verticalAutoscaler: 'a-vertical-autoscaler',
  };

  it('replace the derived ones, and references follow them', () => {
    const built = whole(given);
    expect(namesByKind(built)).toEqual({
      ServiceAccount: 'an-account',
      Service: 'a-service',
      ConfigMap: 'a-config-map',
      Deployment: 'a-deployment',
      PodDisruptionBudget: 'a-budget',
      HorizontalPodAutoscaler: 'an-autoscaler',
      Ingress: 'chat',
      NetworkPolicy: 'a-policy',
    });
    expect(built.one('HorizontalPodAutoscaler').spec.scaleTargetRef.name).toBe('a-deployment');
    expect(built.one('Ingress').spec.rules[0].http.paths[0].backend.service.name).toBe('a-service');
    expect(built.pod.serviceAccountName).toBe('an-account');
    expect(built.service.url).toBe('http://a-service.models.svc');
  });

  it('never change a selector or a label, which could not be changed back', () => {
    const derived = whole();
    const named = whole(given);
    const labels = ({ metadata }: Manifest): unknown => metadata.labels;
    expect(named.all().map(labels)).toEqual(derived.all().map(labels));
    expect(named.deployment.selector).toEqual(derived.deployment.selector);
    expect(named.deployment.template.metadata.labels).toEqual(derived.deployment.template.metadata.labels);
    expect(named.one('Service').spec.selector).toEqual(derived.one('Service').spec.selector);
    expect(named.one('PodDisruptionBudget').spec.selector).toEqual(derived.one('PodDisruptionBudget').spec.selector);
    expect(named.one('NetworkPolicy').spec.podSelector).toEqual(derived.one('NetworkPolicy').spec.podSelector);
  });

  it.each([
    ['deployment', 'Front', 'must consist of a-z, 0-9, - and .'],
    ['service', 'a.b', 'must consist of a-z, 0-9 and -'],
    ['autoscaler', '', 'must not be empty'],
    ['disruptionBudget', 'a/b', 'must not contain / or %'],
    ['serviceAccount', 'a_b', 'must consist of a-z, 0-9, - and .'],
    ['configMap', '-a', 'must start and end with a letter or digit, also on both sides of each .'],
    ['networkPolicy', 'a'.repeat(254), 'must be no more than 253 characters, and has 254'],
  ] as const)('of a %s: not %j', (prop, name, message) => {
    expect(whole({ [prop]: name }).issues).toMatchObject([
      { code: 'core/invalid-name', property: `names.${prop}`, message },
    ]);
  });
});

describe('labels', () => {
  it('say what it is, what it is part of, and who manages it; those of pods also the version', () => {
    const common = {
      'app.kubernetes.io/instance': 'chat',
      'app.kubernetes.io/component': 'server',
      'app.kubernetes.io/name': 'chat',
      'app.kubernetes.io/part-of': 'models',
      'app.kubernetes.io/managed-by': 'modelyard',
    };
    const built = whole();
    const versioned = { ...common, 'app.kubernetes.io/version': 'v1' };
    for (const { kind, metadata } of built.all()) {
      expect(metadata.labels, kind).toEqual(kind === 'Deployment' ? versioned : common);
    }
    expect(built.deployment.template.metadata.labels).toEqual(versioned);
  });

  it('select by what never changes with a version', () => {
    const selector = { 'app.kubernetes.io/instance': 'chat', 'app.kubernetes.io/component': 'server' };
    const built = whole();
    expect(built.service.matchLabels).toEqual(selector);
    expect(built.deployment.selector).toEqual({ matchLabels: selector });
    expect(built.one('Service').spec.selector).toEqual(selector);
  });

  it.each([
    ['the tag of the image', undefined, 'v1'],
    ['what the user says', '2026.1', '2026.1'],
    ['what the user says, as a label can hold it', 'main+dirty', expect.stringMatching(/^main-dirty-[0-9a-v]{8}$/)],
  ])('name the version: %s', (_what, version, label) => {
    const { labels } = new OneService({ version }).deployment.template.metadata;
    expect(labels['app.kubernetes.io/version']).toEqual(label);
  });

  it('name no version where the image has a digest alone', () => {
    const runtime = { kind: 'http', image: `m@sha256:${'0'.repeat(64)}`, port: 5000, healthPath: '/' } as const;
    expect(new OneService({ runtime }).deployment.template.metadata.labels).not.toHaveProperty([
      'app.kubernetes.io/version',
    ]);
  });

  it('name the application where the runtime is one', () => {
    const { labels } = new OneService({
      runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: { kind: 'empty' } },
    }).one('Service').metadata;
    expect(labels['app.kubernetes.io/name']).toBe('tensorflow-serving');
  });
});

describe('the address of a service', () => {
  it.each([
    ['models', undefined, 'http://chat.models.svc'],
    ['models', 80, 'http://chat.models.svc'],
    ['models', 8080, 'http://chat.models.svc:8080'],
    [undefined, undefined, 'http://chat'],
  ])('in the namespace %s at port %s is %s', (namespace, servicePort, url) => {
    const chart = new Chart(new App(), 'models', namespace === undefined ? {} : { namespace });
    const service = new ModelService(chart, 'chat', { ...least, servicePort });
    expect(service.url).toBe(url);
    const [port] = manifestsOf(chart).find(({ kind }) => kind === 'Service')?.spec.ports ?? [];
    expect(port.port).toBe(servicePort ?? 80);
  });
});

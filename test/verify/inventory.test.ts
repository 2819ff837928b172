import { expect, test } from 'vitest';
import { Inventory } from '../../lib/verify/inventory';
import { readLabelMap, readLabelSelector } from '../../lib/verify/selector';
import { autoscaler, deployment, object, plain, service, workload } from './manifests';

const wantedService = { group: '', kind: 'Service', namespace: '', name: 'chat' };

test('an object is found by group, kind, namespace and name', () => {
  const [here, there, custom] = [service(), service({ namespace: 'prod' }), plain('serving.knative.dev/v1', 'Service')];
  const inventory = new Inventory([custom, here, there]);
  expect(inventory.tryFind(wantedService)?.manifest).toBe(here);
  expect(inventory.tryFind({ ...wantedService, namespace: 'prod' })?.manifest).toBe(there);
  expect(inventory.tryFind({ ...wantedService, group: 'serving.knative.dev' })?.manifest).toBe(custom);
  expect(inventory.tryFind({ ...wantedService, namespace: 'dev' })).toBeUndefined();
  expect(inventory.ofKind('', 'Service').map(({ document }) => document)).toEqual([1, 2]);
});

test('objects without a namespace share one, which is not the one called default', () => {
  const inventory = new Inventory([service({ metadata: { namespace: '' } }), service({ namespace: 'default' })]);
  expect(inventory.tryFind(wantedService)?.document).toBe(0);
  expect(inventory.tryFind({ ...wantedService, namespace: 'default' })?.document).toBe(1);
});

test('objects outside of namespaces are found whatever namespace is written on them', () => {
  const inventory = new Inventory([plain('storage.k8s.io/v1', 'StorageClass', { name: 'fast', namespace: 'a' })]);
  const wanted = { group: 'storage.k8s.io', kind: 'StorageClass', namespace: 'b', name: 'fast' };
  expect(inventory.tryFind(wanted)?.document).toBe(0);
});

test('what the app makes goes before what is declared, and a declaration without a group fits any', () => {
  const login = { kind: 'Secret', name: 'login' };
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', name: 'read' };
  const inventory = new Inventory([plain('v1', 'Secret', { name: 'login' })], { existing: [login, role] });
  const wanted = { group: '', kind: 'Secret', namespace: '', name: 'login' };
  expect(inventory.locate(wanted).kind).toBe('in-app');
  expect(inventory.locate({ ...wanted, group: 'example.com' })).toEqual({ kind: 'declared', existing: login });
  expect(inventory.locate({ ...wanted, group: '', kind: 'Role', name: 'read' }).kind).toBe('not-known');
});

test('a declaration is of its own namespace, and of its own group where it names one', () => {
  const existing = [
    { apiVersion: 'example.com/v1', kind: 'Service', namespace: 'prod', name: 'chat' },
    { apiVersion: 'v1', kind: 'Service', namespace: 'prod', name: 'chat' },
  ];
  const inventory = new Inventory([], { existing });
  expect(inventory.locate({ ...wantedService, namespace: 'prod' })).toEqual({
    kind: 'declared',
    existing: existing[1],
  });
  expect(inventory.locate(wantedService).kind).toBe('not-known');
});

test('a declaration of what lives outside of namespaces is found whatever namespace it carries', () => {
  const existing = [{ kind: 'RuntimeClass', name: 'nvidia', namespace: 'a' }];
  const wanted = { group: 'node.k8s.io', kind: 'RuntimeClass', namespace: 'b', name: 'nvidia' };
  expect(new Inventory([], { existing }).locate(wanted).kind).toBe('declared');
});

test('pods are those of every kind that carries a template, with the place where it stands', () => {
  const inventory = new Inventory([
    deployment(),
    workload('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec: {} } } } } }),
    object('v1', 'Pod', {}, { containers: [{ name: 'a' }] }),
    object(
      'jobset.x-k8s.io/v1alpha2',
      'JobSet',
      {},
      {
        replicatedJobs: [{ template: { spec: { template: {} } } }, { template: { spec: { template: {} } } }],
      },
    ),
    object('ray.io/v1', 'RayCluster', {}, { workerGroupSpecs: [{ template: { spec: { containers: [] } } }] }),
    { ...plain('v1', 'PodTemplate'), template: {} },
    workload('apps/v1', 'ReplicaSet'),
    workload('v1', 'ReplicationController'),
    workload('argoproj.io/v1alpha1', 'Rollout'),
    object(
      'leaderworkerset.x-k8s.io/v1',
      'LeaderWorkerSet',
      {},
      {
        leaderWorkerTemplate: { leaderTemplate: {}, workerTemplate: {} },
      },
    ),
    workload('serving.knative.dev/v1', 'Service'),
    workload('autoscaling/v2', 'HorizontalPodAutoscaler'),
    workload('snapshot.storage.k8s.io/v1', 'VolumeSnapshot'),
    autoscaler(),
  ]);
  expect(inventory.podTemplates.map(({ owner, origin, podPath }) => `${owner.kind} ${origin} ${podPath}`)).toEqual([
    'Deployment kubernetes spec.template.spec',
    'CronJob kubernetes spec.jobTemplate.spec.template.spec',
    'Pod kubernetes spec',
    'JobSet kubernetes spec.replicatedJobs[0].template.spec.template.spec',
    'JobSet kubernetes spec.replicatedJobs[1].template.spec.template.spec',
    'RayCluster custom spec.workerGroupSpecs[0].template.spec',
    'PodTemplate kubernetes template.spec',
    'ReplicaSet kubernetes spec.template.spec',
    'ReplicationController kubernetes spec.template.spec',
    'Rollout kubernetes spec.template.spec',
    'LeaderWorkerSet kubernetes spec.leaderWorkerTemplate.leaderTemplate.spec',
    'LeaderWorkerSet kubernetes spec.leaderWorkerTemplate.workerTemplate.spec',
    'Service custom spec.template.spec',
  ]);
});

test('templates of a kind that nobody knows are looked for six levels deep', () => {
  const nest = (levels: number): object => (levels === 0 ? { spec: { containers: [] } } : { a: nest(levels - 1) });
  const deep = [6, 7].map((levels) =>
    object('example.com/v1', 'Engine', { name: `a${levels}` }, { a: nest(levels - 1) }),
  );
  const listed = object('example.com/v1', 'Engine', {}, { a: [[[[[{ spec: { containers: [] } }]]]]] });
  const inventory = new Inventory([...deep, listed]);
  expect(inventory.podTemplates.map(({ podPath }) => podPath)).toEqual([
    'spec.a.a.a.a.a.a.spec',
    'spec.a[0][0][0][0][0].spec',
  ]);
});

test('containers are those that run before, beside and after', () => {
  const initContainers = [{ name: 'load' }, { name: 'proxy', restartPolicy: 'Always' }];
  const containers = [{ name: 'server', restartPolicy: 'Always' }, {}];
  const [template] = new Inventory([deployment({ pod: { initContainers, containers } })]).podTemplates;
  expect(template?.containers.map(({ role, name, path }) => `${role} ${name} ${path}`)).toEqual([
    'init load spec.template.spec.initContainers[0]',
    'sidecar proxy spec.template.spec.initContainers[1]',
    'main server spec.template.spec.containers[0]',
    'main  spec.template.spec.containers[1]',
  ]);
});

test('a selector finds the pods of its namespace that meet all its conditions', () => {
  const inventory = new Inventory([
    deployment({ name: 'a', labels: { app: 'chat', tier: 'web' } }),
    deployment({ name: 'b', labels: { app: 'chat', tier: 'worker' } }),
    deployment({ name: 'c', labels: { app: 'talk' } }),
    deployment({ name: 'd', namespace: 'prod', labels: { app: 'chat', tier: 'web' } }),
  ]);
  const found = (selector: ReturnType<typeof readLabelSelector>, namespace = ''): readonly string[] =>
    selector === undefined
      ? ['unreadable']
      : [...inventory.podsSelectedBy(selector, namespace)].map(({ owner }) => owner.name);
  const expression = (key: string, operator: string, values?: unknown): ReturnType<typeof readLabelSelector> =>
    readLabelSelector({ matchExpressions: [{ key, operator, values }] });

  expect(found(readLabelMap({ app: 'chat', tier: 'web' }))).toEqual(['a']);
  expect(found(readLabelSelector({ matchLabels: { app: 'chat' } }))).toEqual(['a', 'b']);
  expect(found(readLabelSelector({ matchLabels: { app: 'chat' } }), 'prod')).toEqual(['d']);
  expect(found(readLabelSelector({}))).toEqual(['a', 'b', 'c']);
  expect(found(expression('app', 'In', ['talk', 'chat']))).toEqual(['a', 'b', 'c']);
  expect(found(expression('app', 'NotIn', ['talk']))).toEqual(['a', 'b']);
  expect(found(expression('tier', 'NotIn', ['web']))).toEqual(['b', 'c']);
  expect(found(expression('tier', 'Exists'))).toEqual(['a', 'b']);
  expect(found(expression('tier', 'DoesNotExist'))).toEqual(['c']);
  expect(found(expression('tier', 'Maybe'))).toEqual(['unreadable']);
  expect(found(readLabelMap({ app: 1 }))).toEqual(['unreadable']);
});

import { describe, expect, it } from 'vitest';
import type { BatchTrainingJobProps, PodSpec, PodTransform, Schedule, TargetCluster } from 'modelyard';
import type { Manifest } from '../serving/one-service';
import { at, cluster, copyWith, image, OneJob, pools, resources } from './one-job';

interface Row {
  /** The field, as the decision names it. */
  readonly field: string;
  /** The prop that the decision names, and what is given there. */
  readonly override: string;
  readonly given: Partial<BatchTrainingJobProps>;
  /** What else the job is made of. */
  readonly beside?: Partial<BatchTrainingJobProps>;
  readonly target?: TargetCluster;
  readonly read: (built: OneJob) => unknown;
  readonly decided: unknown;
  readonly overridden: unknown;
}

/** The last word on the pod's spec. */
function lastWord(spec: Partial<PodSpec>): PodTransform {
  return (template) => ({ ...template, spec: { ...template.spec, ...spec } });
}

/** The last word on every container. */
function lastWordOnContainers(fields: Readonly<Record<string, unknown>>): PodTransform {
  return (template) => {
    const { containers, initContainers = [] } = template.spec;
    const changed = <T extends object>(all: readonly T[]): T[] => all.map((one) => ({ ...one, ...fields }));
    const spec = { ...template.spec, containers: changed(containers), initContainers: changed(initContainers) };
    return { ...template, spec };
  };
}

const nightly: Schedule = { cron: '0 2 * * *', timeZone: 'Etc/UTC' };

const moving: Partial<BatchTrainingJobProps> = {
  copyWith,
  inputs: { data: at('data/') },
  outputs: { model: at('models/') },
  checkpoints: { kind: 'store', at: at('kept/'), every: '10m' },
};

const own = { kind: 'own', reason: 'the program writes them to a database' } as const;

function together(kind: 'torchrun' | 'jax', port?: number): Partial<BatchTrainingJobProps> {
  return { command: ['train.py'], topology: { kind, nodes: 2, ...(port === undefined ? {} : { port }) } };
}

/** The value of a variable of a container. */
function valueIn({ env }: Manifest, name: string): unknown {
  return env.find((variable: { readonly name: string }) => variable.name === name)?.value;
}

/** What is decided of a container that no prop describes, which only the last word on the pod changes. */
function ofOurs(name: string): readonly Row[] {
  const last = (what: string, read: Row['read'], decided: unknown, fields: Readonly<Record<string, unknown>>): Row => ({
    field: `container ${name} ${what}`,
    override: 'transformPod',
    beside: moving,
    given: { transformPod: lastWordOnContainers(fields) },
    read,
    decided,
    overridden: 'changed',
  });
  const container = (built: OneJob): Manifest => built.container(name);
  const home = [{ name: 'HOME', value: 'changed' }];
  return [
    last('imagePullPolicy', (built) => container(built).imagePullPolicy, 'IfNotPresent', {
      imagePullPolicy: 'changed',
    }),
    last('env HOME', (built) => valueIn(container(built), 'HOME'), '/tmp', { env: home }),
    last(
      'limits.memory',
      (built) => container(built).resources.limits.memory,
      name === 'checkpoints' ? '512Mi' : '1Gi',
      { resources: { limits: { memory: 'changed' } } },
    ),
    last('limits.cpu', (built) => container(built).resources.limits.cpu, undefined, {
      resources: { limits: { cpu: 'changed' } },
    }),
    last(
      'securityContext.readOnlyRootFilesystem',
      (built) => container(built).securityContext.readOnlyRootFilesystem,
      true,
      { securityContext: { readOnlyRootFilesystem: 'changed' } },
    ),
    last(
      'securityContext.allowPrivilegeEscalation',
      (built) => container(built).securityContext.allowPrivilegeEscalation,
      false,
      { securityContext: { allowPrivilegeEscalation: 'changed' } },
    ),
    last(
      'securityContext.capabilities',
      (built) => container(built).securityContext.capabilities,
      { drop: ['ALL'] },
      { securityContext: { capabilities: 'changed' } },
    ),
  ];
}

/** Every decision, what it decides in the manifest, and the prop that really decides otherwise. */
const rows: readonly Row[] = [
  {
    field: 'ServiceAccount automountServiceAccountToken',
    override: 'serviceAccount',
    given: { serviceAccount: { name: 'team' } },
    read: (built) =>
      built.all('ServiceAccount').map(({ automountServiceAccountToken }) => automountServiceAccountToken),
    decided: [false],
    overridden: [],
  },
  {
    field: 'container train, folders it may write to',
    override: 'writable',
    given: { writable: ['/cache'] },
    read: ({ train }) => train.volumeMounts.map(({ mountPath }: Manifest) => mountPath),
    decided: ['/tmp'],
    overridden: ['/cache'],
  },
  {
    field: 'pod annotations, kept on its node',
    override: 'podAnnotations',
    given: { podAnnotations: { 'karpenter.sh/do-not-disrupt': 'false' } },
    read: ({ run }) => run.template.metadata.annotations,
    decided: { 'karpenter.sh/do-not-disrupt': 'true', 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
    overridden: { 'karpenter.sh/do-not-disrupt': 'false', 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' },
  },
  {
    field: 'pod terminationGracePeriodSeconds',
    override: 'transformPod',
    given: { transformPod: lastWord({ terminationGracePeriodSeconds: 600 }) },
    read: ({ pod }) => pod.terminationGracePeriodSeconds,
    decided: 110,
    overridden: 600,
  },
  {
    field: 'pod terminationGracePeriodSeconds',
    override: 'transformPod',
    beside: { placement: pools.azureSpot, checkpoints: own },
    given: { transformPod: lastWord({ terminationGracePeriodSeconds: 30 }) },
    read: ({ pod }) => pod.terminationGracePeriodSeconds,
    decided: 25,
    overridden: 30,
  },
  {
    field: 'container train imagePullPolicy',
    override: 'transformPod',
    given: { transformPod: lastWordOnContainers({ imagePullPolicy: 'Always' }) },
    read: ({ train }) => train.imagePullPolicy,
    decided: 'IfNotPresent',
    overridden: 'Always',
  },
  {
    field: 'container train env HOME',
    override: 'env.HOME',
    given: { env: { HOME: '/home/me' } },
    read: ({ train }) => valueIn(train, 'HOME'),
    decided: '/tmp',
    overridden: '/home/me',
  },
  {
    field: 'resources limits.memory',
    override: 'resources.memoryLimit',
    given: { resources: { ...resources, memoryLimit: '2Gi' } },
    read: ({ train }) => train.resources.limits,
    decided: { memory: '1Gi' },
    overridden: { memory: '2Gi' },
  },
  {
    field: 'resources limits.cpu',
    override: 'resources.cpuLimit',
    given: { resources: { ...resources, cpuLimit: 2 } },
    read: ({ train }) => train.resources.limits,
    decided: { memory: '1Gi' },
    overridden: { memory: '1Gi', cpu: '2' },
  },
  {
    field: 'container train securityContext.readOnlyRootFilesystem',
    override: 'security.rootFilesystem',
    given: { security: { rootFilesystem: { kind: 'writable', reason: 'it writes beside its code' } } },
    read: ({ train }) => train.securityContext.readOnlyRootFilesystem,
    decided: true,
    overridden: false,
  },
  {
    field: 'container train securityContext.allowPrivilegeEscalation',
    override: 'transformPod',
    given: { transformPod: lastWordOnContainers({ securityContext: { allowPrivilegeEscalation: true } }) },
    read: ({ train }) => train.securityContext.allowPrivilegeEscalation,
    decided: false,
    overridden: true,
  },
  {
    field: 'container train securityContext.capabilities',
    override: 'transformPod',
    given: { transformPod: lastWordOnContainers({ securityContext: { capabilities: {} } }) },
    read: ({ train }) => train.securityContext.capabilities,
    decided: { drop: ['ALL'] },
    overridden: {},
  },
  {
    field: 'pod automountServiceAccountToken',
    override: 'mountServiceAccountToken',
    given: { mountServiceAccountToken: true },
    read: ({ pod }) => pod.automountServiceAccountToken,
    decided: false,
    overridden: true,
  },
  {
    field: 'pod enableServiceLinks',
    override: 'transformPod',
    given: { transformPod: lastWord({ enableServiceLinks: true }) },
    read: ({ pod }) => pod.enableServiceLinks,
    decided: false,
    overridden: true,
  },
  {
    field: 'pod securityContext.runAsUser',
    override: 'security.user',
    given: { security: { user: 5 } },
    read: ({ pod }) => pod.securityContext.runAsUser,
    decided: 1000,
    overridden: 5,
  },
  {
    field: 'pod securityContext.runAsGroup, fsGroup',
    override: 'security.group',
    given: { security: { group: 7 } },
    read: ({ pod }) => [pod.securityContext.runAsGroup, pod.securityContext.fsGroup],
    decided: [1000, 1000],
    overridden: [7, 7],
  },
  ...(
    [
      ['fsGroupChangePolicy', 'OnRootMismatch', 'Always'],
      ['runAsNonRoot', true, false],
      ['seccompProfile', { type: 'RuntimeDefault' }, { type: 'Unconfined' }],
    ] as const
  ).map(([field, decided, overridden]): Row => ({
    field: `pod securityContext.${field}`,
    override: 'transformPod',
    given: { transformPod: lastWord({ securityContext: { [field]: overridden } }) },
    read: ({ pod }) => pod.securityContext[field],
    decided,
    overridden,
  })),
  {
    field: 'Job spec.backoffLimit',
    override: 'failure.retries',
    given: { failure: { retries: 0 } },
    read: ({ run }) => run.backoffLimit,
    decided: 3,
    overridden: 0,
  },
  {
    field: 'Job spec.podFailurePolicy, exit codes that fail it',
    override: 'failure.bugs',
    given: { failure: { bugs: [7, 3, 7] } },
    read: ({ run }) => run.podFailurePolicy.rules[1],
    decided: { action: 'FailJob', onExitCodes: { operator: 'In', values: [2, 64, 65, 66, 78, 126, 127] } },
    overridden: { action: 'FailJob', onExitCodes: { operator: 'In', values: [3, 7] } },
  },
  {
    field: 'Job spec.podFailurePolicy, lost nodes',
    override: 'failure.lostNodes',
    beside: { failure: { bugs: [] } },
    given: { failure: { bugs: [], lostNodes: 'counted' } },
    read: ({ run }) => [run.podFailurePolicy, run.podReplacementPolicy],
    decided: [
      { rules: [{ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] }] },
      'Failed',
    ],
    overridden: [undefined, 'Failed'],
  },
  {
    field: 'Job metadata.name, its end',
    override: 'schedule',
    given: { schedule: 'on-demand' },
    read: (built) => built.all().flatMap(({ kind, metadata }) => (kind.endsWith('Job') ? [metadata.name] : [])),
    decided: [expect.stringMatching(/^churn-[0-9a-f]{8}$/)],
    overridden: ['churn'],
  },
  {
    field: 'Job spec.activeDeadlineSeconds',
    override: 'deadline',
    beside: { schedule: nightly },
    given: { deadline: '2h' },
    read: ({ run }) => run.activeDeadlineSeconds,
    decided: 86_400,
    overridden: 7200,
  },
  {
    field: 'CronJob spec.startingDeadlineSeconds',
    override: 'schedule.startsWithin',
    beside: { schedule: nightly },
    given: { schedule: { ...nightly, startsWithin: '1h' } },
    read: ({ cronJob }) => cronJob.startingDeadlineSeconds,
    decided: 300,
    overridden: 3600,
  },
  {
    field: 'CronJob spec.concurrencyPolicy',
    override: 'schedule.concurrency',
    beside: { schedule: nightly },
    given: { schedule: { ...nightly, concurrency: 'replace' } },
    read: ({ cronJob }) => cronJob.concurrencyPolicy,
    decided: 'Forbid',
    overridden: 'Replace',
  },
  {
    field: 'CronJob spec.successfulJobsHistoryLimit, spec.failedJobsHistoryLimit',
    override: 'schedule.history',
    beside: { schedule: nightly },
    given: { schedule: { ...nightly, history: { succeeded: 0, failed: 9 } } },
    read: ({ cronJob }) => [cronJob.successfulJobsHistoryLimit, cronJob.failedJobsHistoryLimit],
    decided: [3, 3],
    overridden: [0, 9],
  },
  {
    field: 'port of the rendezvous',
    override: 'topology.port',
    beside: together('torchrun'),
    given: together('torchrun', 4000),
    read: ({ train }) => train.command.filter((word: string) => word.startsWith('--master-port')),
    decided: ['--master-port=29500'],
    overridden: ['--master-port=4000'],
  },
  {
    field: 'port of the coordinator',
    override: 'topology.port',
    beside: together('jax'),
    given: together('jax', 4000),
    read: ({ train }) => valueIn(train, 'COORDINATOR_ADDRESS'),
    decided: '$(JOB_NAME)-0.churn-workers:1234',
    overridden: '$(JOB_NAME)-0.churn-workers:4000',
  },
  {
    field: 'resources',
    override: 'resources',
    beside: { resources: undefined, placement: pools.l4, gpus: 4 },
    target: cluster,
    given: { resources },
    read: ({ train }) => [train.resources.requests.cpu, train.resources.requests.memory],
    decided: ['47300m', '173Gi'],
    overridden: ['500m', '1Gi'],
  },
  {
    field: 'volume at /dev/shm',
    override: 'sharedMemory',
    beside: { placement: pools.l4, gpus: 4 },
    target: cluster,
    given: { sharedMemory: '512Mi' },
    read: ({ pod }) => pod.volumes.find(({ emptyDir }: Manifest) => emptyDir?.medium === 'Memory').emptyDir.sizeLimit,
    decided: '2Gi',
    overridden: '512Mi',
  },
  {
    field: 'node pool',
    override: 'placement',
    beside: { gpus: 1 },
    target: cluster,
    given: { placement: pools.h100 },
    read: ({ pod }) => pod.nodeSelector['eks.amazonaws.com/nodegroup'],
    decided: 'l4',
    overridden: 'h100',
  },
  ...['pull-data', 'restore', 'checkpoints', 'push-model'].flatMap(ofOurs),
];

/** Safety that the user gives up, with a reason of the user's own. */
const waived: readonly (readonly [field: string, override: string])[] = [
  ['image without a digest', 'image'],
  ['copyWith without a digest', 'copyWith'],
  ['sidecars[0].image without a digest', 'sidecars[0].image'],
  ['checkpoints', 'checkpoints'],
  ['container train securityContext.readOnlyRootFilesystem', 'security.rootFilesystem'],
];

/** What is decided of containers of users, which test/serving/decisions.test.ts looks into. */
const elsewhere = /^(?:container log |sidecars\[0\] |sidecars\[0\]\.resources )/;

/** Jobs that between them make every decision there is. */
const jobs: readonly OneJob[] = [
  new OneJob(),
  new OneJob({ ...moving, schedule: nightly, sidecars: [{ name: 'log', image, resources }] }),
  new OneJob({ schedule: 'on-demand', checkpoints: own }),
  new OneJob({ placement: pools.azureSpot, checkpoints: own }),
  new OneJob({ ...together('torchrun'), resources: undefined, placement: pools.l4, gpus: 4 }, undefined, cluster),
  new OneJob({ ...together('jax'), gpus: 1 }, undefined, cluster),
];

/** What stands at a path such as `schedule.history`. */
function valueAt(path: string, object: unknown): unknown {
  return path.split('.').reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>>)[step], object);
}

describe('a decision names the prop that decides otherwise', () => {
  it.each(rows.map((row) => [`${row.field}: ${row.override}`, row] as const))('%s', (_name, row) => {
    const decided = new OneJob(row.beside, undefined, row.target);
    expect(decided.issues).toEqual([]);
    const decision = decided.decisions.find(({ field }) => field === row.field);
    expect(decision?.override).toBe(row.override);
    expect(row.read(decided)).toEqual(row.decided);

    expect(valueAt(row.override, row.given), row.override).toBeDefined();
    const overridden = new OneJob({ ...row.beside, ...row.given }, undefined, row.target);
    expect(overridden.issues).toEqual([]);
    expect(row.read(overridden)).toEqual(row.overridden);
  });

  it('is told of every decision', () => {
    const made = jobs.flatMap(({ decisions }) => decisions.map(({ field, override }) => `${field}: ${override}`));
    const listed = [...rows.map(({ field, override }) => [field, override] as const), ...waived];
    const known = new Set(listed.map(([field, override]) => `${field}: ${override}`));
    expect([...new Set(made)].filter((one) => !elsewhere.test(one)).sort()).toEqual([...known].sort());
  });
});

describe('a decision', () => {
  const made = jobs.flatMap(({ decisions }) => decisions);

  it('has a reason', () => {
    for (const { field, reason } of made) {
      if (!field.endsWith('without a digest')) expect(reason, field).toMatch(/^\S.{10,}[^.\s]$/);
    }
  });

  it('is made once, however a job is made', () => {
    for (const { decisions } of jobs) {
      const fields = decisions.map(({ field }) => field);
      expect(fields.filter((field, index) => fields.indexOf(field) !== index)).toEqual([]);
    }
  });

  it('tells what stands in the manifest', () => {
    const built = new OneJob();
    const hash = built.decisions.find(({ field }) => field === 'Job metadata.name, its end')?.value;
    expect(built.one('Job').metadata.name).toBe(`churn-${String(hash)}`);
  });

  it.each([
    ['writable', { writable: [] }],
    ['failure.retries', { failure: { retries: 3 } }],
    ['failure.bugs', { failure: { bugs: [] } }],
    ['failure.lostNodes', { failure: { lostNodes: 'ignored' } }],
    ['deadline', { schedule: 'on-demand' }],
    ['schedule.startsWithin', { schedule: 'on-demand' }],
    ['schedule.history', { schedule: { ...nightly, history: { succeeded: 3, failed: 3 } } }],
    ['serviceAccount', { serviceAccount: { name: 'team' } }],
  ] satisfies [string, Partial<BatchTrainingJobProps>][])('is none where the user gives %s', (prop, given) => {
    expect(new OneJob(given).decisions.map(({ override }) => override)).not.toContain(prop);
  });
});

describe('the deadline on a schedule', () => {
  it.each([
    ['* * * * *', 1],
    ['0 2 * * *', 1],
    ['0 2 ? * ?', 1],
    ['0 2 * * 1-5', 7],
    ['0 2 * * 0', 7],
    ['0 2 1 * *', 31],
    ['0 2 1 * 0', 31],
    ['0 2 * 1 *', 366],
    ['0 2 29 2 *', 366],
  ] as const)('of %s is %s days', (cron, days) => {
    const { run } = new OneJob({ schedule: { cron, timeZone: 'Etc/UTC' } });
    expect(run.activeDeadlineSeconds).toBe(days * 86_400);
  });
});

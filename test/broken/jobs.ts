import type { Manifest } from '../../lib/verify';
import { asRecord } from '../../lib/verify/untrusted';
import { job, object, service, type Changes } from '../verify/manifests';
import { clusterWith, whole, type Broken, type Configuration } from './broken';

const of = (spec: object, more: Changes = {}): Manifest => job({ ...more, spec: { ...spec } });
const { template } = asRecord(job()['spec']);
const indexed = { completionMode: 'Indexed', completions: 4, parallelism: 4 };
const failing = (rule: object, spec: object = {}): Manifest => of({ ...spec, podFailurePolicy: { rules: [rule] } });
const onCodes = (fields: object): object => ({
  action: 'FailJob',
  onExitCodes: { operator: 'In', values: [2], ...fields },
});
const succeeding = (rule: object): Manifest => of({ ...indexed, successPolicy: { rules: [rule] } });
const scheduled = (spec: object): Manifest =>
  object(
    'batch/v1',
    'CronJob',
    { name: 'retrain' },
    { schedule: '0 3 * * *', jobTemplate: { spec: job()['spec'] }, ...spec },
  );
const ranks = (spec: object = {}, more: Changes = {}): Manifest =>
  of(
    { ...indexed, ...spec },
    { labels: { app: 'train' }, ...more, pod: { restartPolicy: 'Never', subdomain: 'train' } },
  );
const names = (spec: object = {}): Manifest =>
  service({
    name: 'train',
    labels: { app: 'train' },
    spec: { clusterIP: 'None', publishNotReadyAddresses: true, ports: [{ port: 29500 }], ...spec },
  });
const queued = (queue: string, spec: object = {}): Manifest =>
  of(spec, { namespace: 'default', metadata: { labels: { 'kueue.x-k8s.io/queue-name': queue } } });
const gpu = { container: { resources: { limits: { 'nvidia.com/gpu': 1 } }, ports: [{ containerPort: 29500 }] } };
const launching = (processes: string): Manifest =>
  of({}, { container: { ...gpu.container, command: ['torchrun', processes, 'train.py'] } });
/** For a cluster that knows a further kind. */
const known = (manifests: readonly Manifest[], group: string, kind: string, version: string): Configuration => ({
  manifests,
  cluster: clusterWith({
    customResources: [...(whole.customResources ?? []), { group, kind, versions: [version] }],
  }),
});
const jobSet = (spec: object, name = 'workers'): Configuration =>
  known(
    [
      object(
        'jobset.x-k8s.io/v1alpha2',
        'JobSet',
        {},
        {
          replicatedJobs: [{ name, replicas: 10, template: { spec: { ...indexed, template } } }],
          ...spec,
        },
      ),
    ],
    'jobset.x-k8s.io',
    'JobSet',
    'v1alpha2',
  );
const listening = { container: { ports: [{ containerPort: 29500 }] } };
const podGroup = (minMember: number): Manifest =>
  object('scheduling.x-k8s.io/v1alpha1', 'PodGroup', { name: 'train' }, { minMember });
const grouped = ranks({}, { ...listening, labels: { app: 'train', 'scheduling.x-k8s.io/pod-group': 'train' } });
const volcano = (minAvailable: number): Configuration =>
  known(
    [
      object(
        'batch.volcano.sh/v1alpha1',
        'Job',
        {},
        { minAvailable, tasks: [{ name: 'workers', replicas: 4, template }] },
      ),
    ],
    'batch.volcano.sh',
    'Job',
    'v1alpha1',
  );

/** Jobs that are refused, or never start. */
export const jobs: readonly Broken[] = [
  {
    what: 'an Indexed Job without a number of indexes',
    rules: ['T-08'],
    broken: [of({ completionMode: 'Indexed', parallelism: 4 })],
    mended: [of({ completionMode: 'Indexed', parallelism: 4, completions: 4 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.completions',
  },
  {
    what: 'a limit of failures of each index of a Job without indexes',
    rules: ['T-08'],
    broken: [of({ backoffLimitPerIndex: 1 })],
    mended: [of({ ...indexed, backoffLimitPerIndex: 1 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.backoffLimitPerIndex',
  },
  {
    what: 'more indexes that may fail than there are',
    rules: ['T-08'],
    broken: [of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 5 })],
    mended: [of({ ...indexed, backoffLimitPerIndex: 1, maxFailedIndexes: 4 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.maxFailedIndexes',
  },
  {
    what: 'a policy for failures of pods that are restarted in their place',
    rules: ['T-05'],
    broken: [job({ pod: { restartPolicy: 'OnFailure' }, spec: { podFailurePolicy: { rules: [onCodes({})] } } })],
    mended: [job({ pod: { restartPolicy: 'Never' }, spec: { podFailurePolicy: { rules: [onCodes({})] } } })],
    code: 'verify/job-refused',
    at: 'Job chat spec.template.spec.restartPolicy',
  },
  {
    what: 'a policy for failures of pods that are replaced while they end',
    rules: ['T-05'],
    broken: [failing(onCodes({}), { podReplacementPolicy: 'TerminatingOrFailed' })],
    mended: [failing(onCodes({}), { podReplacementPolicy: 'Failed' })],
    code: 'verify/job-refused',
    at: 'Job chat spec.podReplacementPolicy',
  },
  {
    what: 'exit codes out of order',
    rules: ['T-05'],
    broken: [failing(onCodes({ values: [64, 2] }))],
    mended: [failing(onCodes({ values: [2, 64] }))],
    code: 'verify/job-refused',
    at: 'Job chat spec.podFailurePolicy.rules[0].onExitCodes.values',
  },
  {
    what: 'the exit code of success as a failure',
    rules: ['T-05'],
    broken: [failing(onCodes({ values: [0, 2] }))],
    mended: [failing(onCodes({ values: [1, 2] }))],
    code: 'verify/job-refused',
    at: 'Job chat spec.podFailurePolicy.rules[0].onExitCodes.values',
  },
  {
    what: 'the exit code of a container that there is not',
    rules: ['T-05'],
    broken: [failing(onCodes({ containerName: 'trainer' }))],
    mended: [failing(onCodes({ containerName: 'server' }))],
    code: 'verify/job-refused',
    at: 'Job chat spec.podFailurePolicy.rules[0].onExitCodes.containerName',
  },
  {
    what: 'an index that fails on its own without a limit for it',
    rules: ['T-05'],
    broken: [failing({ ...onCodes({}), action: 'FailIndex' }, indexed)],
    mended: [failing({ ...onCodes({}), action: 'FailIndex' }, { ...indexed, backoffLimitPerIndex: 1 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.podFailurePolicy.rules[0].action',
  },
  {
    what: 'a rule for failures that goes by nothing',
    rules: ['T-05'],
    broken: [failing({ action: 'Ignore' })],
    mended: [failing({ action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] })],
    code: 'verify/job-refused',
    at: 'Job chat spec.podFailurePolicy.rules[0]',
  },
  {
    what: 'more indexes that succeed than there are',
    rules: ['T-11'],
    broken: [succeeding({ succeededCount: 5 })],
    mended: [succeeding({ succeededCount: 4 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.successPolicy.rules[0].succeededCount',
  },
  {
    what: 'indexes beyond the last',
    rules: ['T-11'],
    broken: [succeeding({ succeededIndexes: '0,2-4' })],
    mended: [succeeding({ succeededIndexes: '0,2-3' })],
    code: 'verify/job-refused',
    at: 'Job chat spec.successPolicy.rules[0].succeededIndexes',
  },
  {
    what: 'a policy for the success of a Job without indexes',
    rules: ['T-11'],
    broken: [of({ successPolicy: { rules: [{ succeededCount: 1 }] } })],
    mended: [succeeding({ succeededCount: 1 })],
    code: 'verify/job-refused',
    at: 'Job chat spec.successPolicy',
  },
  {
    what: 'a time zone in a schedule',
    rules: ['T-21'],
    broken: [scheduled({ schedule: 'CRON_TZ=Europe/Berlin 0 3 * * *' })],
    mended: [scheduled({ timeZone: 'Europe/Berlin' })],
    code: 'verify/schedule-refused',
    at: 'CronJob retrain spec.schedule',
  },
  {
    what: 'the time zone of whatever machine it is',
    rules: ['T-21'],
    broken: [scheduled({ timeZone: 'Local' })],
    mended: [scheduled({ timeZone: 'UTC' })],
    code: 'verify/schedule-refused',
    at: 'CronJob retrain spec.timeZone',
  },
  {
    what: 'a schedule of six fields',
    rules: ['T-21'],
    broken: [scheduled({ schedule: '0 0 3 * * *' })],
    mended: [scheduled({ schedule: '0 3 * * *' })],
    code: 'verify/schedule-refused',
    at: 'CronJob retrain spec.schedule',
  },
  {
    what: 'the 24th hour',
    rules: ['T-21'],
    broken: [scheduled({ schedule: '0 24 * * *' })],
    mended: [scheduled({ schedule: '0 0 * * *' })],
    code: 'verify/schedule-refused',
    at: 'CronJob retrain spec.schedule',
  },
  {
    what: 'a run that is given up before the controller looks',
    rules: ['T-23'],
    broken: [scheduled({ startingDeadlineSeconds: 5 })],
    mended: [scheduled({ startingDeadlineSeconds: 300 })],
    code: 'verify/schedule-missed',
    at: 'CronJob retrain spec.startingDeadlineSeconds',
    severity: 'warning',
  },
  {
    what: 'ranks that run only half at once',
    rules: ['T-13'],
    broken: [names(), ranks({ parallelism: 2 }, listening)],
    mended: [names(), ranks({}, listening)],
    code: 'verify/ranks-wait',
    at: 'Job chat spec.parallelism',
    severity: 'warning',
  },
  {
    what: 'ranks whose Service has an address of its own',
    rules: ['T-30'],
    thread: 'https://github.com/kubernetes-sigs/jobset/issues/504',
    broken: [names({ clusterIP: undefined }), ranks({}, listening)],
    mended: [names(), ranks({}, listening)],
    code: 'verify/no-host-names',
    at: 'Job chat spec.template.spec.subdomain',
  },
  {
    what: 'ranks on GPUs that are placed one by one',
    rules: ['T-40'],
    thread: 'https://github.com/kubernetes-sigs/lws/issues/167',
    broken: [names(), ranks({}, gpu)],
    mended: [
      names(),
      ranks({}, { ...gpu, metadata: { labels: { 'pod-group.scheduling.sigs.k8s.io/name': 'train' } } }),
    ],
    code: 'verify/gang-not-whole',
    at: 'Job chat spec.template.spec',
    severity: 'warning',
  },
  {
    what: 'a queue that the namespace does not have',
    rules: ['T-41'],
    thread: 'https://github.com/kubernetes-sigs/kueue/issues/3158',
    broken: [queued('trainings')],
    mended: [queued('training')],
    code: 'verify/not-in-cluster',
    at: 'Job chat metadata.labels["kueue.x-k8s.io/queue-name"]',
  },
  {
    what: 'a Job that starts itself and waits in a queue',
    rules: ['T-41'],
    broken: [queued('training', { suspend: false })],
    mended: [queued('training')],
    code: 'verify/started-twice',
    at: 'Job chat spec.suspend',
    severity: 'warning',
  },
  {
    what: 'two processes of torchrun on one GPU',
    rules: ['T-34'],
    broken: [launching('--nproc-per-node=2')],
    mended: [launching('--nproc-per-node=1')],
    code: 'verify/processes-not-gpus',
    at: 'Job chat spec.template.spec.containers[0].command[1]',
    severity: 'warning',
  },
  {
    what: 'a JobSet whose pods would have names too long for a host',
    rules: ['T-38'],
    broken: jobSet({}, 'distributed-training-of-the-large-recommender-model'),
    mended: jobSet({}, 'training-of-the-recommender'),
    code: 'verify/job-set-refused',
    at: 'JobSet chat spec.replicatedJobs[0].name',
  },
  {
    what: 'a policy for the success of a Job that the JobSet does not have',
    rules: ['T-38'],
    broken: jobSet({ successPolicy: { operator: 'All', targetReplicatedJobs: ['leader'] } }),
    mended: jobSet({ successPolicy: { operator: 'All', targetReplicatedJobs: ['workers'] } }),
    code: 'verify/job-set-refused',
    at: 'JobSet chat spec.successPolicy.targetReplicatedJobs[0]',
  },
  {
    what: 'a group that waits for more pods than its Job has',
    rules: ['T-42'],
    broken: known([names(), podGroup(8), grouped], 'scheduling.x-k8s.io', 'PodGroup', 'v1alpha1'),
    mended: known([names(), podGroup(4), grouped], 'scheduling.x-k8s.io', 'PodGroup', 'v1alpha1'),
    code: 'verify/group-never-whole',
    at: 'PodGroup train spec.minMember',
  },
  {
    what: 'a Job of Volcano that waits for more pods than its tasks have',
    rules: ['T-43'],
    broken: volcano(8),
    mended: volcano(4),
    code: 'verify/volcano-job-refused',
    at: 'Job chat spec.minAvailable',
  },
];

import fc from 'fast-check';
import type { BatchTrainingJobNames, Failure, Queue, Schedule, Topology } from '../../lib';
import { duration, longDuration } from './amounts';
import type { CheckpointsDescription, JobDescription, JobPropsDescription, PlaceDescription } from './job-description';
import { anyId } from './hostile-text';
import { image, reason } from './image-shapes';
import { access } from './model-shapes';
import {
  annotations,
  args,
  command,
  env,
  initContainer,
  resources,
  security,
  sidecar,
  transform,
  writable,
} from './pod-shapes';
import { accelerator, accelerators, placement, serviceAccount } from './service-shapes';
import { flag, list, oneOf, optional, pairsAcross, record, some, union, type Shape } from './shape';
import { label, labelWithLetter, subdomain } from './valid-names';
import { secret, volume } from './volume-shapes';

type Place = PlaceDescription['at'];

const at: Shape<Place> = record<Place>('StoreLocation', {
  kind: some(fc.constant('object-store')),
  uri: some(
    fc.constantFrom<Place['uri']>('s3://churn', 's3://churn/a b/модель/', 'az://churn/', 'https://example.com/a'),
  ),
  access,
  endpoint: optional(
    some(fc.constantFrom<NonNullable<Place['endpoint']>>('https://minio.example.com', 'http://minio:9000/')),
  ),
  region: optional(some(fc.constantFrom('us-east-1', 'eu-central-1'))),
  serverSideEncryption: optional(some(fc.constant('aws:kms' as const))),
  account: optional(some(fc.constantFrom('acme', 'acme2'))),
});

const places: Shape<readonly PlaceDescription[]> = list(record<PlaceDescription>('place', { name: some(label), at }), {
  maxLength: 2,
});

const checkpoints: Shape<CheckpointsDescription> = union<CheckpointsDescription>('Checkpoints', {
  store: { at, every: some(fc.constantFrom('5s', '90s', '10m', '1d')) },
  own: { reason },
});

const timed: Shape<Schedule> = record<Schedule>('Schedule', {
  cron: some(
    fc.constantFrom(
      '* * * * *',
      '0 2 * * *',
      '*/15 8-18 * * mon-fri',
      '30 4 29 2 *',
      ' 0  0 1,15 JAN,jul ? ',
      '0 0 31 */2 *',
    ),
  ),
  timeZone: some(fc.constantFrom('Etc/UTC', 'Europe/Berlin', 'America/Argentina/Buenos_Aires')),
  concurrency: optional(oneOf('Schedule.concurrency', { forbid: true, replace: true, allow: true })),
  startsWithin: optional(some(longDuration)),
  history: optional(some(fc.record({ succeeded: fc.nat(9), failed: fc.nat(9) }))),
  suspend: optional(flag('Schedule.suspend')),
});

const modes = ['Starts: on-demand', 'Starts: on a schedule'];

const schedule: Shape<Schedule | 'on-demand'> = {
  values: fc.oneof({ weight: 1, arbitrary: fc.constant('on-demand' as const) }, { weight: 3, arbitrary: timed.values }),
  members: new Set([...modes, ...timed.members]),
  options: timed.options,
  pairs: new Set([...timed.pairs, ...pairsAcross(modes.slice(1), [...timed.members])]),
  look: (value, sight) => {
    sight.member(value === 'on-demand' ? 'Starts: on-demand' : 'Starts: on a schedule');
    if (value !== 'on-demand') timed.look(value, sight);
  },
};

const failure: Shape<Failure> = record<Failure>('Failure', {
  retries: optional(some(fc.constantFrom(0, 1, 100))),
  bugs: optional(some(fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 4 }))),
  lostNodes: optional(oneOf('Failure.lostNodes', { ignored: true, counted: true })),
});

const nodes: Shape<number> = some(fc.constantFrom(2, 3, 10, 11, 100, 10_000));
const port: Shape<number> = some(fc.constantFrom(1, 1234, 65_535));

const topology: Shape<Topology> = union<Topology>('Topology', {
  torchrun: { nodes, processesPerNode: optional(some(fc.integer({ min: 1, max: 8 }))), port: optional(port) },
  jax: { nodes, port: optional(port) },
});

const names: Shape<BatchTrainingJobNames> = record<BatchTrainingJobNames>('BatchTrainingJobNames', {
  job: optional(some(label.map((name) => name.slice(0, 46).replace(/-+$/, '')))),
  serviceAccount: optional(some(subdomain)),
  workers: optional(some(labelWithLetter)),
});

const props: Shape<JobPropsDescription> = record<JobPropsDescription>('BatchTrainingJobProps', {
  image,
  command: optional(command),
  args: optional(args),
  env: optional(env),
  resources: optional(resources, 0.8),
  volumes: optional(list(volume, { maxLength: 2 })),
  writable: optional(writable),
  inputs: optional(places),
  outputs: optional(places),
  copyWith: optional(image),
  checkpoints: optional(checkpoints),
  schedule: optional(schedule),
  failure: optional(failure),
  deadline: optional(some(longDuration)),
  keepFor: optional(some(duration)),
  topology: optional(topology, 0.4),
  queue: optional(record<Queue>('Queue', { name: some(label), priorityClass: optional(some(label)) }), 0.3),
  serviceAccount: optional(serviceAccount, 0.4),
  names: optional(names, 0.3),
  sidecars: optional(list(sidecar, { maxLength: 2 }), 0.4),
  initContainers: optional(list(initContainer, { maxLength: 2 }), 0.4),
  security: optional(security, 0.4),
  imagePullSecrets: optional(list(secret, { maxLength: 2 }), 0.4),
  mountServiceAccountToken: optional(flag('mountServiceAccountToken'), 0.4),
  priorityClassName: optional(some(fc.constantFrom('system-cluster-critical', 'system-node-critical')), 0.3),
  podAnnotations: optional(annotations, 0.4),
  transformPod: optional(transform, 0.4),
  placement: optional(placement, 0.5),
  gpus: optional(accelerators, 0.2),
  accelerator: optional(accelerator, 0.5),
  sharedMemory: optional(some(fc.constantFrom('1Ki', '512Ki')), 0.3),
});

/** A job before its parts have been made to agree with each other. */
export const job: Shape<JobDescription> = record<JobDescription>('training job', {
  chartId: some(anyId),
  namespace: optional(some(fc.constantFrom('models', 'team-a', 'n'.repeat(63)))),
  path: some(
    fc
      .tuple(anyId, fc.array(anyId, { maxLength: 2 }))
      .map(([first, rest]): readonly [string, ...string[]] => [first, ...rest]),
  ),
  props,
});

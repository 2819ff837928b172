import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  existingClaim,
  existingSecret,
  type AccessMode,
  type BatchTrainingJob,
  type BatchTrainingJobProps,
  type InitContainer,
  type IssueDetails,
  type MountedVolume,
  type ObjectStore,
  type Schedule,
  type StoreGrant,
  type StoreLocation,
  type TargetCluster,
} from 'modelyard';
import { issuesSoFar } from '../../lib/core';
import { later } from '../serving/late';
import { at, cluster, copyWith, found, image, OneJob, pools, resources, signed } from './one-job';

interface Row {
  readonly what: string;
  readonly said: IssueDetails | readonly IssueDetails[];
  readonly props: Partial<BatchTrainingJobProps>;
  readonly target?: TargetCluster;
}

/** What is wrong with one prop, without a cluster. */
function row(what: string, said: IssueDetails | readonly IssueDetails[], props: Row['props']): Row {
  return { what, said, props };
}

function every(cron: string, more: Partial<Schedule> = {}): Partial<BatchTrainingJobProps> {
  return { schedule: { cron, timeZone: 'Etc/UTC', ...more } };
}

/** A place past what the compiler takes, as a program in JavaScript would hand it over. */
function elsewhere(uri: string): StoreLocation {
  // A cast: no such address has the type.
  return at('', { uri: uri as never });
}

function overlapping(property: string, given: string, message: string): IssueDetails {
  return {
    code: 'training/overlapping-places',
    property,
    given: `"${given}"`,
    message,
    fix: 'a place of its own',
  };
}

const places: readonly Row[] = [
  row(
    'an output over an input',
    overlapping(
      'outputs.model',
      's3://churn/data',
      'lies in what inputs.data reads, s3://churn/data/: each run would read what the ones before it wrote',
    ),
    { copyWith, inputs: { data: at('data/') }, outputs: { model: at('data') } },
  ),
  row(
    'an output within an input',
    overlapping(
      'outputs.model',
      's3://churn/data/models/',
      'lies in what inputs.data reads, s3://churn/data/: each run would read what the ones before it wrote',
    ),
    { copyWith, inputs: { data: at('data/') }, outputs: { model: at('data/models/') } },
  ),
  row(
    'checkpoints within an input',
    overlapping(
      'checkpoints.at',
      's3://churn/data/kept',
      'lies in what inputs.data reads, s3://churn/data/: each run would read what the ones before it wrote',
    ),
    {
      copyWith,
      inputs: { data: at('data/') },
      checkpoints: { kind: 'store', at: at('data/kept'), every: '10m' },
    },
  ),
  row(
    'two outputs in one place',
    overlapping('outputs.report', 's3://churn/out/', 'is where outputs.model writes too, s3://churn/out'),
    { copyWith, outputs: { model: at('out'), report: at('out/') } },
  ),
  row(
    'an output around another',
    overlapping('outputs.report', 's3://churn/', 'is where outputs.model writes too, s3://churn/out'),
    { copyWith, outputs: { model: at('out'), report: at('') } },
  ),
  row(
    'checkpoints in an output',
    overlapping('checkpoints.at', 's3://churn/out/kept', 'is where outputs.model writes too, s3://churn/out/'),
    {
      copyWith,
      outputs: { model: at('out/') },
      checkpoints: { kind: 'store', at: at('out/kept'), every: '10m' },
    },
  ),
  ...(['inputs', 'outputs'] as const).map((prop) =>
    row(
      `an address of ${prop} that nobody speaks`,
      {
        code: 'data/unknown-scheme',
        property: `${prop}.data`,
        given: '"gs://churn/data"',
        message: 'nobody here speaks that',
        fix: 's3://BUCKET/PATH, az://CONTAINER/PATH or https://HOST/PATH',
      },
      { copyWith, [prop]: { data: elsewhere('gs://churn/data') } },
    ),
  ),
  row(
    'an output in no bucket',
    {
      code: 'data/unknown-scheme',
      property: 'outputs.model',
      given: '"s3://"',
      message: 'names no bucket, container or host',
      fix: 's3://BUCKET/PATH, az://CONTAINER/PATH or https://HOST/PATH',
    },
    { copyWith, outputs: { model: elsewhere('s3://') } },
  ),
  row(
    'a rendezvous at no port',
    {
      code: 'training/invalid-topology',
      property: 'topology.port',
      given: '0',
      message: 'is no port',
      fix: 'a whole number from 1 to 65535, or nothing',
    },
    { command: ['train.py'], topology: { kind: 'torchrun', nodes: 2, port: 0 } },
  ),
  row(
    'an interpreter where a launcher wants a script',
    {
      code: 'training/invalid-topology',
      property: 'command',
      given: '"python3"',
      message: 'would be run as a script: torchrun starts Python itself',
      fix: "the script and its arguments alone, such as command: ['train.py']",
    },
    { command: ['python3', 'train.py'], topology: { kind: 'torchrun', nodes: 2 } },
  ),
  row(
    'half a process',
    {
      code: 'training/invalid-topology',
      property: 'topology.processesPerNode',
      given: '1.5',
      message: 'is no number of processes',
      fix: 'a whole number from 1 on, or nothing for one',
    },
    { command: ['train.py'], topology: { kind: 'torchrun', nodes: 2, processesPerNode: 1.5 } },
  ),
  row(
    'a rank that is set by hand',
    {
      code: 'training/env-clash',
      property: 'env.PROCESS_ID',
      given: '"0"',
      message: 'the job sets it, and what runs beside the program goes by it',
      fix: 'another name',
    },
    { command: ['train.py'], topology: { kind: 'jax', nodes: 2 }, env: { PROCESS_ID: '0' } },
  ),
  row(
    'checkpoints in a folder of no store',
    {
      code: 'data/unknown-scheme',
      property: 'checkpoints.at',
      given: '"/mnt/checkpoints"',
      message: 'nobody here speaks that',
      fix: 's3://BUCKET/PATH, az://CONTAINER/PATH or https://HOST/PATH',
    },
    { copyWith, checkpoints: { kind: 'store', at: elsewhere('/mnt/checkpoints'), every: '10m' } },
  ),
  row(
    'an output on the web',
    {
      code: 'training/not-writable',
      property: 'outputs.model',
      given: '"https://example.com/model"',
      message: 'the web is read from alone',
      fix: 'a place of a store that the job may write to',
    },
    { copyWith, outputs: { model: at('', { uri: 'https://example.com/model' }) } },
  ),
  row(
    'checkpoints that nobody signs for',
    {
      code: 'training/not-writable',
      property: 'checkpoints.at',
      given: '"public"',
      message: 'requests are not signed, and nobody may write unsigned',
      fix: 'a place of a store that the job may write to',
    },
    { copyWith, checkpoints: { kind: 'store', at: at('', { access: { kind: 'public' } }), every: '10m' } },
  ),
  row(
    "a container of Azure's storage without its account",
    {
      code: 'data/no-store-account',
      property: 'checkpoints.at.account',
      given: undefined,
      message:
        "rclone finds a container of Azure's storage by the account that it is in (https://rclone.org/azureblob/)",
      fix: "account: 'the storage account'",
    },
    { copyWith, checkpoints: { kind: 'store', at: at('', { uri: 'az://churn/kept' }), every: '10m' } },
  ),
  row(
    'a key that the Secret has not',
    {
      code: 'data/no-such-key',
      property: 'inputs.data.AWS_SECRET_ACCESS_KEY',
      given: '"secret"',
      message: "objects is declared to hold 'id' only",
      fix: "one of its keys, or declare 'secret' among them",
    },
    {
      copyWith,
      inputs: {
        data: at('data/', {
          access: {
            kind: 'secret',
            secret: existingSecret('objects', { keys: ['id'] }),
            variables: { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' },
          },
        }),
      },
    },
  ),
  row(
    'nothing that copies',
    {
      code: 'training/no-copier',
      property: 'copyWith',
      given: undefined,
      message: 'is not given, and what is read and written is copied by rclone',
      fix: "copyWith: unpinned('rclone/rclone:TAG', 'the reason'), or with its digest",
    },
    { inputs: { data: at('data/') }, outputs: { model: at('models/') } },
  ),
  row(
    'a copier without a digest, once however often it copies',
    {
      code: 'image/not-pinned',
      property: 'copyWith',
      given: '"rclone/rclone:1.76.0"',
      message: 'has no digest, so it can change under a running service',
      fix: "copyWith: 'rclone/rclone:1.76.0@sha256:DIGEST', or unpinned(\"rclone/rclone:1.76.0\", 'the reason')",
    },
    // The compiler refuses a tag; a program in JavaScript hands one over all the same.
    {
      copyWith: 'rclone/rclone:1.76.0' as never,
      inputs: { data: at('data/') },
      outputs: { model: at('models/') },
    },
  ),
];

const names: readonly Row[] = [
  ...(['Data', 'two words', '', 'x'.repeat(59)] as const).map((name) =>
    row(
      `an input of the name '${name}'`,
      {
        code: 'core/invalid-name',
        property: `inputs.${name}`,
        given: `"${name}"`,
        message: 'is part of the name of a container: lower-case letters, digits and -, 58 characters at most',
        fix: "a name such as 'data' or 'model'",
      },
      { copyWith, inputs: { [name]: at('data/') } },
    ),
  ),
  ...(
    [
      ['of a Job', 54, {}],
      ['of a Job of 11 nodes', 51, { command: ['train.py'], topology: { kind: 'torchrun', nodes: 11 } }],
      ['of a Job of 12 nodes', 51, { command: ['train.py'], topology: { kind: 'jax', nodes: 12 } }],
      ['of a Job of 10 nodes', 52, { command: ['train.py'], topology: { kind: 'jax', nodes: 10 } }],
      ['of a CronJob', 52, every('0 2 * * *')],
      ['of a CronJob that waits to be asked', 52, { schedule: 'on-demand' }],
      [
        'of a CronJob of 2 nodes',
        50,
        { ...every('0 2 * * *'), command: ['train.py'], topology: { kind: 'torchrun', nodes: 2 } },
      ],
    ] as const
  ).map(([which, longest, props]) =>
    row(
      `a name ${which} that is too long for what is named after it`,
      {
        code: 'core/invalid-name',
        property: 'names.job',
        given: `"${'n'.repeat(longest + 1)}"`,
        message: `must be no more than ${longest} characters, and has ${longest + 1}`,
        fix: "names: { job: 'churn' }, or nothing",
      },
      { ...props, names: { job: 'n'.repeat(longest + 1) } },
    ),
  ),
  row(
    'a name of an account that is none',
    {
      code: 'core/invalid-name',
      property: 'names.serviceAccount',
      given: '"Robot"',
      message: 'must consist of a-z, 0-9, - and .',
      fix: "names: { serviceAccount: 'churn' }, or nothing",
    },
    { names: { serviceAccount: 'Robot' } },
  ),
  row(
    'a name of an account that is not made',
    {
      code: 'training/account-named-twice',
      property: 'names.serviceAccount',
      given: '"robot"',
      message: 'names the account that the job would make, and serviceAccount gives it team instead',
      fix: 'serviceAccount, or names.serviceAccount',
    },
    { names: { serviceAccount: 'robot' }, serviceAccount: { name: 'team' } },
  ),
  row(
    'a name of a Service that is none',
    {
      code: 'core/invalid-name',
      property: 'names.workers',
      given: '"4-nodes"',
      message: 'must start with a letter',
      fix: "names: { workers: 'churn-workers' }, or nothing",
    },
    { names: { workers: '4-nodes' }, command: ['train.py'], topology: { kind: 'jax', nodes: 4 } },
  ),
];

const never = (cron: string): Row =>
  row(
    `a time that never comes, ${cron}`,
    {
      code: 'training/invalid-schedule',
      property: 'schedule.cron',
      given: `"${cron}"`,
      message: 'never comes: none of these months has such a day',
      fix: "a day that there is, such as '0 2 28 2 *'",
    },
    every(cron),
  );

const times: readonly Row[] = [
  ...['0 2 30 2 *', '0 2 31 4,6,9,11 *', '0 2 30-31 2 ?', '0 2 30 FEB *', '0 2 31 4-6/2 *', ' 0  2 30/2 feb * '].map(
    never,
  ),
  ...(['Mars/Olympus', '+01:00', 'Local', ''] as const).map((timeZone) =>
    row(
      `the time zone '${timeZone}'`,
      {
        code: 'training/invalid-schedule',
        property: 'schedule.timeZone',
        given: `"${timeZone}"`,
        message: 'is no time zone that is known',
        fix: "a name of the IANA database, such as 'Europe/Berlin' or 'Etc/UTC'",
      },
      every('0 2 * * *', { timeZone }),
    ),
  ),
  row(
    'less than no history, and half a run',
    [
      {
        code: 'training/invalid-schedule',
        property: 'schedule.history.succeeded',
        given: '-1',
        message: 'is no number of runs',
        fix: '0 or more',
      },
      {
        code: 'training/invalid-schedule',
        property: 'schedule.history.failed',
        given: '0.5',
        message: 'is no number of runs',
        fix: '0 or more',
      },
    ],
    every('0 2 * * *', { history: { succeeded: -1, failed: 0.5 } }),
  ),
  ...(
    [
      ['schedule.startsWithin', every('0 2 * * *', { startsWithin: '0s' })],
      ['deadline', { deadline: '0s' }],
      ['keepFor', { keepFor: '0s' }],
      ['checkpoints.every', { copyWith, checkpoints: { kind: 'store', at: at('kept/'), every: '0s' } }],
    ] as const
  ).map(([property, props]) =>
    row(
      `no time for ${property}`,
      {
        code: 'core/invalid-duration',
        property,
        given: '"0s"',
        message: 'must be more than zero',
        fix: "a number and a unit, such as '30s', '15m' or '1.5h'",
      },
      props,
    ),
  ),
];

const onTwoNodes: Partial<BatchTrainingJobProps> = { command: ['train.py'], topology: { kind: 'jax', nodes: 2 } };

function diskOf(...accessModes: readonly [AccessMode, ...AccessMode[]]): MountedVolume {
  return { name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: existingClaim('disk', { accessModes }) } };
}

function reading(mode: AccessMode): InitContainer {
  return { name: 'reads', image, resources, volumes: [diskOf(mode)] };
}

const runs: readonly Row[] = [
  {
    ...row(
      'spot without checkpoints',
      {
        code: 'training/no-checkpoints',
        property: 'checkpoints',
        given: undefined,
        message:
          'nodes of pool spot are on spot, and may be taken away at any time: each try would begin from the beginning',
        fix: "checkpoints: { kind: 'store', at: store.at('checkpoints/'), every: '10m' }, { kind: 'own', reason: 'how the program keeps them' }, or a pool on demand",
      },
      { placement: pools.spot, gpus: 4 },
    ),
    target: cluster,
  },
  row(
    'checkpoints more often than they can be copied',
    {
      code: 'training/invalid-checkpoints',
      property: 'checkpoints.every',
      given: '"4s"',
      message: 'is too often: a copy takes longer than that',
      fix: "'10m', and no less than '5s'",
    },
    { copyWith, checkpoints: { kind: 'store', at: at('kept/'), every: '4s' } },
  ),
  row(
    'checkpoints of its own that nobody tells of',
    {
      code: 'core/no-reason',
      property: 'checkpoints',
      given: '"own"',
      message: 'gives up safety without a reason',
      fix: 'the reason, in a sentence for the next reader',
    },
    { checkpoints: { kind: 'own', reason: ' ' } },
  ),
  row(
    'another run than the one that what copies goes by',
    {
      code: 'training/env-clash',
      property: 'env.RUN',
      given: '"mine"',
      message: 'the job sets it, and what runs beside the program goes by it',
      fix: 'another name',
    },
    { env: { RUN: 'mine' } },
  ),
  row(
    'another interval than the one that is copied by',
    {
      code: 'training/env-clash',
      property: 'env.CHECKPOINT_EVERY_SECONDS',
      given: undefined,
      message: 'the job sets it, and what runs beside the program goes by it',
      fix: 'another name',
    },
    {
      copyWith,
      checkpoints: { kind: 'store', at: at('kept/'), every: '10m' },
      env: { CHECKPOINT_EVERY_SECONDS: later('5') },
    },
  ),
  ...[0, 1, -2, 1.5, 10_001, Number.NaN].flatMap((nodes) =>
    (['torchrun', 'jax'] as const).map((kind) =>
      row(
        `${nodes} nodes of ${kind}`,
        {
          code: 'training/invalid-topology',
          property: 'topology.nodes',
          given: String(nodes),
          message: 'is no number of nodes that train together',
          fix: 'a whole number from 2 to 10000, or no topology for one pod',
        },
        { command: ['train.py'], topology: { kind, nodes } },
      ),
    ),
  ),
  ...(['torchrun', 'jax'] as const).map((kind) =>
    row(
      `${kind} without a command`,
      {
        code: 'training/invalid-topology',
        property: 'command',
        given: undefined,
        message: 'is not given, and what the entrypoint of an image starts cannot be started by a launcher',
        fix: "command: ['train.py']",
      },
      { topology: { kind, nodes: 2 } },
    ),
  ),
  {
    ...row(
      'fewer processes than GPUs',
      {
        code: 'training/invalid-topology',
        property: 'topology.processesPerNode',
        given: '4',
        message: '8 of nvidia.com/gpu are asked for, one for each process',
        fix: '8, or nothing',
      },
      {
        command: ['train.py'],
        topology: { kind: 'torchrun', nodes: 2, processesPerNode: 4 },
        placement: pools.h100,
        gpus: 8,
      },
    ),
    target: cluster,
  },
  row(
    'a claim for one pod, and two of them',
    {
      code: 'training/claim-not-shared',
      property: 'topology.nodes',
      given: '2',
      message: 'claim disk is ReadWriteOncePod: only one pod can mount it',
      fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or no topology",
    },
    { ...onTwoNodes, volumes: [diskOf('ReadWriteOncePod')], initContainers: [reading('ReadWriteOncePod')] },
  ),
  ...[-1, 1.5, 101, Number.NaN].map((retries) =>
    row(
      `${retries} tries`,
      {
        code: 'training/invalid-failure',
        property: 'failure.retries',
        given: String(retries),
        message: 'is no number of tries',
        fix: 'a whole number from 0 to 100',
      },
      { failure: { retries } },
    ),
  ),
  row(
    'exit codes that no failure has',
    {
      code: 'training/invalid-failure',
      property: 'failure.bugs',
      given: '"0, 256, 1.5, -1"',
      message: 'no program exits with that and has failed',
      fix: 'whole numbers from 1 to 255',
    },
    { failure: { bugs: [0, 1, 256, 255, 1.5, -1] } },
  ),
  row(
    'nothing that says what it needs',
    {
      code: 'workload/no-resources',
      property: 'resources',
      given: undefined,
      message: 'nothing says what a pod needs, and no node pool is known of which it could take a share',
      fix: "resources: { cpu: 4, memory: '16Gi' }, or a placement in a pool whose machine is known",
    },
    { resources: undefined },
  ),
  row(
    'a volume of the name of one of ours',
    {
      code: 'workload/volume-clash',
      property: 'volumes',
      given: '"checkpoints"',
      message: 'the pod has a different volume of that name already',
      fix: 'another name, or the same source in both to share one volume',
    },
    {
      copyWith,
      checkpoints: { kind: 'store', at: at('kept/'), every: '10m' },
      volumes: [{ name: 'checkpoints', from: { kind: 'empty', medium: 'memory' }, mountPath: '/mine' }],
    },
  ),
];

/** Props that decide, and are known only at deployment: past the compiler, which refuses each. */
const decided = {
  'failure.retries': { failure: { retries: later(3) } },
  'failure.bugs[0]': { failure: { bugs: [later(3)] } },
  'schedule.cron': { schedule: { cron: later('0 2 * * *'), timeZone: 'Etc/UTC' } },
  'schedule.suspend': { schedule: { cron: '0 2 * * *', timeZone: 'Etc/UTC', suspend: later(true) } },
  'topology.nodes': { command: ['train.py'], topology: { kind: 'jax', nodes: later(2) } },
  'queue.name': { queue: { name: later('team') } },
  deadline: { deadline: later('1h') },
  image: { image: later('train@sha256:0') },
  copyWith: { copyWith: later('rclone@sha256:0') },
  'checkpoints.every': { checkpoints: { kind: 'store', at: at('kept/'), every: later('1h') } },
  'inputs.data.uri': { copyWith, inputs: { data: { ...at(''), uri: later('s3://churn') } } },
  'inputs.data.uri.scheme': { copyWith, inputs: { data: { ...at(''), uri: { scheme: later('s3'), rest: 'churn' } } } },
  'inputs.data.endpoint': { copyWith, inputs: { data: { ...at(''), endpoint: later('https://example.com') } } },
  'outputs.model.access.kind': { copyWith, outputs: { model: { ...at(''), access: { kind: later('public') } } } },
  'outputs.model': { copyWith, outputs: { model: later(at('')) } },
  'outputs.model.access.podLabels.use': {
    copyWith,
    outputs: { model: at('', { access: { kind: 'service-account', podLabels: { use: later('true') as never } } }) },
  },
} as const;

describe('an issue says what, where, and what to write instead:', () => {
  it.each([...places, ...names, ...times, ...runs])('$what', ({ said, props, target }) => {
    const built = new OneJob(props, undefined, target);
    expect(found(built.issues)).toEqual([said].flat());
    expect(found(built.warnings)).toEqual([]);
  });

  it.each(Object.entries(decided))('%s that is known only at deployment', (property, props) => {
    // A cast, as the compiler refuses what is tested.
    expect(found(new OneJob(props as never).issues)).toEqual([
      {
        code: 'core/deferred-decides',
        property,
        given: undefined,
        message: 'its value is known only when the stack is deployed, and it decides something before',
        fix: 'a value that is known when the program runs',
      },
    ]);
  });
});

describe('a warning says what, where, and what to write instead:', () => {
  it.each([
    ['the program mounts', { volumes: [diskOf('ReadWriteOnce')] }],
    ['an init container mounts', { initContainers: [reading('ReadWriteOnce')] }],
  ] satisfies [string, Partial<BatchTrainingJobProps>][])(
    'a claim of one node that %s, and two of them',
    (_, props) => {
      const built = new OneJob({ ...onTwoNodes, ...props });
      expect(built.issues).toEqual([]);
      expect(found(built.warnings)).toEqual([
        {
          code: 'training/claim-not-shared',
          property: 'topology.nodes',
          given: '2',
          message: 'claim disk is ReadWriteOnce: pods on a second node cannot mount it',
          fix: "a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or no topology",
        },
      ]);
    },
  );
});

describe('nothing is said of', () => {
  const fine: Readonly<Record<string, Partial<BatchTrainingJobProps>>> = {
    'an input beside an output whose name begins like it': {
      copyWith,
      inputs: { data: at('data') },
      outputs: { model: at('data-of-models') },
    },
    'an input within what is written, of which each run writes a folder of its own': {
      copyWith,
      inputs: { data: at('data/raw') },
      outputs: { model: at('data') },
    },
    'the same path of another store': {
      copyWith,
      inputs: { data: at('data') },
      outputs: { model: at('data', { endpoint: 'https://objects.example.com' }) },
    },
    'one input under two names': { copyWith, inputs: { one: at('data'), other: at('data') } },
    'an input of the web': { copyWith, inputs: { data: at('', { uri: 'https://example.com/data.csv' }) } },
    'an input that anyone may read': { copyWith, inputs: { data: at('', { access: { kind: 'public' } }) } },
    'the last day of February in a leap year': every('0 2 29 2 *'),
    'a day that one of the months has': every('0 2 31 2,3 *'),
    'a day that is not there, or else a Monday': every('0 2 30 2 1'),
    'a step over all days': every('0 2 */31 2 *'),
    'what cannot be read, of which verify tells': every('0 2 x y *'),
    'checkpoints every five seconds': { copyWith, checkpoints: { kind: 'store', at: at('kept/'), every: '5s' } },
    'a variable of its own checkpoints': {
      checkpoints: { kind: 'own', reason: 'the program writes to a database' },
      env: { CHECKPOINT_EVERY_SECONDS: '5' },
    },
    'no try but one, and no exit code of a bug': { failure: { retries: 0, bugs: [] } },
    'names of inputs and outputs of 58 characters': {
      copyWith,
      inputs: { ['x'.repeat(58)]: at('data/') },
      outputs: { ['x'.repeat(58)]: at('models/') },
    },
    'a claim that several nodes may mount': { ...onTwoNodes, volumes: [diskOf('ReadWriteOnce', 'ReadOnlyMany')] },
    'a claim of one pod, which has it alone': { volumes: [diskOf('ReadWriteOncePod')] },
    'the longest name of a Job': { names: { job: 'n'.repeat(54) } },
    'the longest name of a CronJob of two nodes': {
      ...every('0 2 * * *'),
      command: ['train.py'],
      topology: { kind: 'torchrun', nodes: 2 },
      names: { job: 'n'.repeat(50) },
    },
    'spot with checkpoints that the program keeps': {
      placement: pools.spot,
      gpus: 4,
      checkpoints: { kind: 'own', reason: 'the program writes to a database' },
    },
  };

  it.each(Object.entries(fine))('%s', (_what, props) => {
    const built = new OneJob(props, undefined, cluster);
    expect(found(built.issues)).toEqual([]);
    expect(found(built.warnings)).toEqual([]);
  });
});

describe('a store of this program', () => {
  function storeOf(more: Partial<StoreGrant> = {}): ObjectStore {
    const store: ObjectStore = {
      storeName: 'churn',
      at: (path) => at(path, { store, access: { kind: 'service-account' } }),
      grantRead: (workload) => workload.addStoreGrant({ store, access: 'read', ...more }),
      grantWrite: (workload) => workload.addStoreGrant({ store, access: 'write', ...more }),
    };
    return store;
  }
  const store = storeOf();
  const reads = { copyWith, inputs: { data: store.at('data/') } };
  const writes = { copyWith, outputs: { model: store.at('models/') } };
  const keeps = { copyWith, checkpoints: { kind: 'store', at: store.at('kept/'), every: '10m' } } as const;

  const unread: IssueDetails = {
    code: 'data/no-store-grant',
    property: 'inputs.data',
    given: '"churn"',
    message: 'is a store that has not let the job read, and would refuse it',
    fix: 'grantRead(job) of the store, once the job is made',
  };
  const unwritten: IssueDetails = {
    code: 'data/no-store-grant',
    property: 'outputs.model',
    given: '"churn"',
    message: 'is a store that has not let the job write, and would refuse it',
    fix: 'grantWrite(job) of the store, once the job is made',
  };

  it.each([
    ['reads from it', reads, unread],
    ['writes to it', writes, unwritten],
    ['keeps checkpoints in it', keeps, { ...unwritten, property: 'checkpoints.at' }],
  ] as const)('must have let in a job that %s, once that is made', (_what, props, said) => {
    const refused = new OneJob(props);
    expect(found(refused.issues)).toEqual([said]);
    expect(issuesSoFar(refused.job)).toEqual([]);
    expect(refused.job.node.validate()).toHaveLength(1);
    expect(new OneJob(props, (job) => store.grantWrite(job)).issues).toEqual([]);
  });

  it('must let in for what the job does: to read is not to write', () => {
    const read = (job: BatchTrainingJob): void => store.grantRead(job);
    expect(new OneJob(reads, read).issues).toEqual([]);
    expect(found(new OneJob(writes, read).issues)).toEqual([unwritten]);
    const both = { ...reads, ...writes };
    expect(found(new OneJob(both, read).issues)).toEqual([unwritten]);
    expect(found(new OneJob(both).issues)).toEqual([unread, unwritten]);
  });

  it('is not another that let the job in', () => {
    const other = storeOf();
    expect(found(new OneJob(reads, (job) => other.grantWrite(job)).issues)).toEqual([unread]);
  });

  const asking: Partial<StoreGrant> = {
    annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/churn' },
    podLabels: { 'azure.workload.identity/use': 'true' },
  };
  const annotated: IssueDetails = {
    code: 'data/account-not-annotated',
    property: 'serviceAccount',
    given: '"team"',
    message: 'is not made here, so that it does not get eks.amazonaws.com/role-arn, by which the store knows it',
    fix: "no serviceAccount; or these annotations on it, and acknowledge(CONSTRUCT, 'data/account-not-annotated', 'the reason')",
  };

  it.each([
    ['a Job', {}],
    ['a CronJob', { schedule: 'on-demand' }],
  ] as const)('annotates the account of %s, and labels its pods alone', (_what, props) => {
    const knowing = storeOf(asking);
    const built = new OneJob({ ...writes, ...props, outputs: { model: knowing.at('') } }, (job) =>
      knowing.grantWrite(job),
    );
    expect(built.one('ServiceAccount').metadata.annotations).toEqual(asking.annotations);
    expect(built.run.template.metadata.labels).toMatchObject({ ...asking.podLabels, ...built.job.matchLabels });
    expect(built.job.matchLabels).not.toHaveProperty('azure.workload.identity/use');
  });

  it('warns where the account is not made here', () => {
    const knowing = storeOf(asking);
    const props = { serviceAccount: { name: 'team' }, copyWith, outputs: { model: knowing.at('') } };
    const warned = new OneJob(props, (job) => knowing.grantWrite(job));
    expect(found(warned.warnings)).toEqual([annotated]);
    expect(warned.all('ServiceAccount')).toEqual([]);
    const silent = new OneJob({ ...props, outputs: { model: store.at('') } }, (job) => store.grantWrite(job));
    expect(silent.warnings).toEqual([]);
  });

  it('warns of a place that asks for annotations by itself', () => {
    const place = at('', { access: { kind: 'service-account', annotations: asking.annotations } });
    const props = { copyWith, inputs: { data: place } };
    expect(found(new OneJob({ ...props, serviceAccount: { name: 'team' } }).warnings)).toEqual([annotated]);
    const own = new OneJob(props);
    expect(own.warnings).toEqual([]);
    expect(own.one('ServiceAccount').metadata.annotations).toEqual(asking.annotations);
  });
});

describe('what is said of a pod', () => {
  it('is told of the container that it is about', () => {
    const built = new OneJob({
      copyWith,
      inputs: { data: signed('data/') },
      sidecars: [{ name: 'log', image, resources: { cpu: 0, memory: '1Gi' } }],
    });
    expect(found(built.issues)).toEqual([
      {
        code: 'core/invalid-quantity',
        property: 'sidecars[0].resources.cpu',
        given: '0',
        message: 'must be more than zero',
        fix: "a number of cores, such as '2', '0.5' or '500m'",
      },
    ]);
  });

  it('is told of its resources, as those of a pod', () => {
    expect(found(new OneJob({ resources: { ...resources, memory: '-1Gi' } }).issues)).toEqual([
      {
        code: 'core/invalid-quantity',
        property: 'resources.memory',
        given: '"-1Gi"',
        message: 'must not be negative',
        fix: "'1Gi'",
      },
    ]);
  });

  it('is told of a store whose Secret is in another namespace', () => {
    const secret = { name: 'objects', namespace: 'storage' };
    const place = at('', { access: { kind: 'secret', secret, variables: { AWS_ACCESS_KEY_ID: 'id' } } });
    expect(found(new OneJob({ copyWith, outputs: { model: place } }).issues)).toEqual([
      {
        code: 'data/other-namespace',
        property: 'outputs.model.AWS_ACCESS_KEY_ID',
        given: '"objects"',
        message: 'the Secret lives in namespace storage, and can be read in that one only, not in models',
        fix: "a Secret in a chart with namespace 'models'",
      },
    ]);
  });
});

it('every code of this room is pinned, here or where memory is judged', () => {
  const folder = join(__dirname, '..', '..', 'lib', 'training');
  const codesIn = (file: string): string[] =>
    [...readFileSync(file, 'utf8').matchAll(/\bcode: '([^']+)'/g)].map(([, code = '']) => code);
  const emitted = readdirSync(folder).flatMap((file) => codesIn(join(folder, file)));
  expect(new Set(emitted).size).toBeGreaterThan(8);
  const pinned = [__filename, join(__dirname, 'memory.test.ts')].flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/['"]([a-z]+\/[a-z-]+)['"]/g)].map(([, code]) => code),
  );
  expect(pinned).toEqual(expect.arrayContaining(emitted));
});

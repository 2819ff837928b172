import {
  defineRuntime,
  existingClaim,
  type Deferred,
  type DefinedRuntime,
  type Notes,
  type ServerDescription,
} from 'modelyard';
import { runtimeChecks, type RuntimeUnderTest } from 'modelyard/testing';
import { expect, it } from 'vitest';
import type { ServingContext } from '../../../lib';
import { image } from '../../serving/one-service';

// Each check is seen to fail, at a runtime with one fault, and says what is wrong and what to write instead.

const good: ServerDescription = {
  image,
  args: ['--port=8080'],
  ports: [
    { name: 'http', port: 8080 },
    { name: 'metrics', port: 9090 },
  ],
  health: { port: 'http', started: '/ready', ready: '/ready', alive: '/live' },
  startsWithin: '10m',
  drain: '30s',
  user: { user: 1000, group: 1000, reason: "the image's own user" },
  writable: ['/tmp'],
  metrics: { port: 'metrics', path: '/metrics' },
  signals: { concurrency: { metric: 'requests_under_way', counts: 'now' } },
};

const counted: ServerDescription['signals'] = {
  'queue-depth': { metric: 'requests_that_wait', counts: 'now' },
  concurrency: { metric: 'requests_under_way', counts: 'now' },
  'request-rate': { metric: 'requests_total', counts: 'ever' },
};

type Describe = (notes: Notes, context: ServingContext) => Partial<ServerDescription>;

function runtimeWith(describe: Describe, loads: DefinedRuntime['loads'] = []): DefinedRuntime {
  return defineRuntime<Record<string, never>>({
    name: 'bad',
    loads,
    describe: (_props, notes, context) => ({ ...good, ...describe(notes, context) }),
  })({});
}

function of(change: Partial<ServerDescription>): RuntimeUnderTest {
  return { runtime: () => runtimeWith(() => change) };
}

/** The names of the checks that fail, and what they say. */
function failing(subject: RuntimeUnderTest): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...runtimeChecks(subject)].flatMap(({ name, run }) => {
      try {
        run();
        return [];
      } catch (error) {
        return [[name, error instanceof Error ? error.message : String(error)]];
      }
    }),
  );
}

let described = 0;

const rows: readonly (readonly [string, RuntimeUnderTest, Readonly<Record<string, string>>])[] = [
  ['has no fault', of({}), {}],
  [
    'counts how often it is described',
    { runtime: () => runtimeWith(() => ({ env: { RUN: String((described += 1)) } })) },
    {
      'is the same server each time that it is described':
        'two services of one value differ at Deployment.spec.template.spec.containers[0].env[1].value: "1" and "2"; write a describe() that decides by what it is given alone',
    },
  ],
  [
    'listens on one port twice',
    of({
      ports: [
        { name: 'http', port: 8080 },
        { name: 'grpc', port: 8080 },
        { name: 'metrics', port: 9090 },
      ],
    }),
    {
      'leaves nothing to mend':
        'a service of it has something wrong with it:\n  verify/duplicate-port spec.template.spec.containers[0].ports[1].containerPort 8080/TCP: container server already declares this port, and kubectl apply --server-side refuses to have it twice; write it once, under one name',
      'has ports with a name and a number each': 'ports http and grpc are both 8080; write a number for each',
    },
  ],
  [
    'calls two ports by one name',
    of({
      ports: [
        { name: 'http', port: 8080 },
        { name: 'http', port: 8081 },
        { name: 'metrics', port: 9090 },
      ],
    }),
    {
      'leaves nothing to mend':
        'a service of it has something wrong with it:\n  verify/duplicate-port spec.ports[1].name "http": the Service already has a port of this name; write another name for one of them\n  verify/duplicate-name spec.template.spec.containers[0].ports[1].name "http": container server already has a port of this name; write another name for one of them',
      'has ports with a name and a number each': 'ports 8080 and 8081 are both called http; write a name for each',
    },
  ],
  [
    'calls a port in capitals',
    of({
      ports: [
        { name: 'HTTP', port: 8080 },
        { name: 'http', port: 8081 },
        { name: 'metrics', port: 9090 },
      ],
    }),
    {
      'leaves nothing to mend': `a service of it has something wrong with it:\n  serving/invalid-port runtime.ports[0].name "HTTP": must consist of a-z, 0-9 and -; write a name such as 'http'`,
      'has ports with a name and a number each': 'port 8080 is called "HTTP", which must consist of a-z, 0-9 and -',
    },
  ],
  [
    'is asked on a port that it has not',
    of({ health: { ...good.health, port: 'admin' } }),
    {
      'leaves nothing to mend':
        'a service of it has something wrong with it:\n  verify/unknown-port-name spec.template.spec.containers[0].livenessProbe.httpGet.port "admin": container server declares no port of this name, only "http" and "metrics"; write the name of a port that the container declares, or a number\n  verify/unknown-port-name spec.template.spec.containers[0].readinessProbe.httpGet.port "admin": container server declares no port of this name, only "http" and "metrics"; write the name of a port that the container declares, or a number\n  verify/unknown-port-name spec.template.spec.containers[0].startupProbe.httpGet.port "admin": container server declares no port of this name, only "http" and "metrics"; write the name of a port that the container declares, or a number',
      'is asked for its health on a port of its own':
        "the startupProbe asks port admin, and its ports are http, metrics; write health: { port: 'http', … }",
    },
  ],
  [
    'is asked for a path that is none',
    of({ health: { ...good.health, alive: 'live' as '/live' } }),
    { 'is asked for its health on a port of its own': 'the livenessProbe asks live, which does not begin with /' },
  ],
  [
    'has 20 seconds to load',
    of({ startsWithin: '20s' }),
    {
      'has time to load its model':
        "it has 20 s to load, less than the 100 s that it had without a startup probe; write startsWithin: '10m', or what loading takes",
    },
  ],
  [
    'has its metrics on a port that it has not',
    of({ metrics: { port: 'admin', path: '/metrics' } }),
    {
      'leaves nothing to mend': `a service of it has something wrong with it:\n  serving/invalid-port runtime.metrics.port "admin": is not the name of a port of the server; write one of 'http', 'metrics'`,
      'shows its metrics on a port of its own, if it has any':
        "its metrics are on none of its ports; write metrics: { port: 'http' or 'metrics', … }",
    },
  ],
  [
    'has its metrics under a path that is none',
    of({ metrics: { port: 'metrics', path: 'metrics' as '/metrics' } }),
    {
      'shows its metrics on a port of its own, if it has any':
        'its metrics are under metrics, which does not begin with /',
    },
  ],
  [
    'has no time for its requests',
    of({ drain: '0s' }),
    {
      'has time to finish the requests under way':
        "when it is told to stop nothing is left for requests under way; write drain: '30s', or what a request takes",
    },
  ],
  [
    'runs as root',
    of({ user: { user: 0, group: 0, reason: 'the image says nothing' } }),
    {
      'leaves nothing to mend':
        'a service of it has something wrong with it:\n  verify/root-refused spec.template.spec.securityContext.runAsUser 0: container server runs as root although runAsNonRoot is true, so that the kubelet never starts it; write the number of a user that the image can run as, such as 1000',
      'runs as a user who is not root':
        'it runs as user 0; write user: { user: 1000, … }, or another number above 0 that the image expects',
    },
  ],
  [
    'may write nowhere',
    of({ writable: [] }),
    {
      'writes to folders that it may write to':
        "it cannot write to /tmp, and most libraries do; write writable: ['/tmp', …]",
    },
  ],
  [
    'keeps its cache where it may not write',
    of({ env: { HF_HOME: '/root/.cache' } }),
    {
      'writes to folders that it may write to':
        "HF_HOME is /root/.cache, and it may write to /tmp only; write writable: ['/root/.cache', …]",
    },
  ],
  [
    'writes into its image',
    { ...of({}), service: { security: { rootFilesystem: { kind: 'writable', reason: 'it writes' } } } },
    {
      'writes to folders that it may write to':
        "the file system of its image is writable; write the folders that it writes to as writable: ['/tmp']",
    },
  ],
  [
    'is started by a shell',
    of({ command: ['/bin/sh', '-c', 'serve --port=8080'], args: [] }),
    {
      'is told to stop itself, and no shell in its place':
        "it is started by /bin/sh, where the signal to stop may end; write command: ['PROGRAM', 'ARGUMENT', …]",
      'leaves nothing to mend': [
        'a service of it has something wrong with it:',
        '  verify/signal-held-back spec.template.spec.containers[0].command "/bin/sh": as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over; write exec before the last command of the script, or the program itself as command',
      ].join('\n'),
    },
  ],
  [
    'decides without a reason',
    {
      runtime: () =>
        runtimeWith((notes) => {
          notes.decide({ field: 'container server env A', value: '1', reason: '', override: 'runtime.a' });
          return {};
        }),
    },
    {
      'says why it decides what it decides':
        "the decision on container server env A has no reason; write reason: '…', a sentence",
    },
  ],
  [
    'decides for good',
    {
      runtime: () =>
        runtimeWith((notes) => {
          notes.decide({ field: 'container server env A', value: '1', reason: 'so', override: '' });
          return {};
        }),
    },
    {
      'says why it decides what it decides':
        "the decision on container server env A names no prop that overrides it; write override: '…'",
    },
  ],
  [
    'decides something',
    {
      runtime: () =>
        runtimeWith((notes) => {
          notes.decide({ field: '', value: '1', reason: 'so it is', override: 'runtime.a' });
          return {};
        }),
    },
    {
      'says why it decides what it decides':
        "a decision does not say of what it is: so it is; write field: 'container server …'",
    },
  ],
  [
    'loads models, as it says, and is told of none',
    { runtime: () => runtimeWith(() => ({}), ['folder', 'hub', 'stream']) },
    {
      'serves a model from a claim, or says that it cannot':
        'nothing tells the server of /models; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
      'serves a model from a folder of its image, or says that it cannot':
        'nothing tells the server of /opt/weights; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
      'serves a model from an image that is mounted, or says that it cannot':
        'nothing tells the server of /models; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
      'serves a model from a store that is copied first, or says that it cannot':
        'nothing tells the server of /models; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
      'serves a model from a store that it reads itself, or says that it cannot':
        'nothing tells the server of s3://weights/model; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
      'serves a model from Hugging Face, or says that it cannot':
        'nothing tells the server of team/model; write context.model.reference among its arguments, variables or files, or leave its delivery out of loads',
    },
  ],
  [
    'needs another port for its model',
    {
      runtime: () =>
        runtimeWith(
          (_notes, { model }) =>
            model === undefined ? {} : { args: [model.reference], ports: [...good.ports, { name: 'model', port: 0 }] },
          ['folder'],
        ),
    },
    {
      'serves a model from a claim, or says that it cannot':
        'a service of a model from a claim has something wrong with it:\n  serving/invalid-port runtime.ports[2].port 0: is not a port: a whole number from 1 to 65535; write runtime.ports[2].port: 8080',
      'serves a model from a folder of its image, or says that it cannot':
        'a service of a model from a folder of its image has something wrong with it:\n  serving/invalid-port runtime.ports[2].port 0: is not a port: a whole number from 1 to 65535; write runtime.ports[2].port: 8080',
      'serves a model from an image that is mounted, or says that it cannot':
        'a service of a model from an image that is mounted has something wrong with it:\n  serving/invalid-port runtime.ports[2].port 0: is not a port: a whole number from 1 to 65535; write runtime.ports[2].port: 8080',
      'serves a model from a store that is copied first, or says that it cannot':
        'a service of a model from a store that is copied first has something wrong with it:\n  serving/invalid-port runtime.ports[2].port 0: is not a port: a whole number from 1 to 65535; write runtime.ports[2].port: 8080',
    },
  ],
  [
    'keeps its state on a disk of one node',
    of({
      volumes: [
        {
          name: 'state',
          mountPath: '/state',
          from: { kind: 'claim', claim: existingClaim('state', { accessModes: ['ReadWriteOnce'] }) },
        },
      ],
    }),
    {
      'scales to two replicas, or says that it cannot':
        "a service that scales to two replicas has something wrong with it:\n  serving/claim-not-shared scaling up to 2 replicas: claim state is ReadWriteOnce: replicas on a second node cannot mount it; write a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
      'scales by its processor time, or says that it cannot':
        "a service that scales by its processor time has something wrong with it:\n  serving/claim-not-shared scaling up to 3 replicas: claim state is ReadWriteOnce: replicas on a second node cannot mount it; write a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
      'scales to zero, by the clock, or says that it cannot':
        "a service that scales to zero, by the clock has something wrong with it:\n  serving/claim-not-shared scaling up to 3 replicas: claim state is ReadWriteOnce: replicas on a second node cannot mount it; write a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
      'scales by requests under way, or says that it cannot':
        "a service that scales by requests under way has something wrong with it:\n  serving/claim-not-shared scaling up to 3 replicas: claim state is ReadWriteOnce: replicas on a second node cannot mount it; write a claim with accessModes: ['ReadOnlyMany'] or ['ReadWriteMany'], or scaling: { kind: 'fixed', replicas: 1 }",
    },
  ],
  [
    'counts and shows nothing',
    of({ metrics: undefined, signals: counted }),
    {
      'scales by requests that wait, or says that it cannot':
        "it scales by a metric of its own, and shows none; write metrics: { port: 'http', path: '/metrics' }",
      'scales by requests under way, or says that it cannot':
        "it scales by a metric of its own, and shows none; write metrics: { port: 'http', path: '/metrics' }",
      'scales by requests a second, or says that it cannot':
        "it scales by a metric of its own, and shows none; write metrics: { port: 'http', path: '/metrics' }",
    },
  ],
  [
    'has a token in plain text',
    of({ env: { API_TOKEN: 'hf_abcdefghijklmnopqrstuvwxyzABCDEF12' } }),
    {
      'leaves nothing to mend':
        "a service of it has something wrong with it:\n  data/credential-literal env.API_TOKEN (37 characters, not shown): looks like a Hugging Face token; it would stand in plain text in the manifest; write { kind: 'secret', secret: existingSecret('NAME', { keys: ['KEY'] }), key: 'KEY' }, or notSecret(value, 'the reason') if API_TOKEN is none",
    },
  ],
  [
    'has a flag of two names, and tells of one',
    { ...of({}), ownArguments: ['--port', '-p'] },
    {
      'lets nobody set its own arguments again':
        "a user may set -p a second time; write flags: { aliases: { '-p': '--AS-IT-IS-WRITTEN' } }, or args with -p itself",
    },
  ],
  [
    'ignores what is known later',
    { ...of({}), deferred: { region: () => runtimeWith(() => ({})) } },
    {
      'hands on region that is known only later':
        'region does not reach the manifest; write the value itself among arguments or variables',
    },
  ],
  [
    'makes a text of what is known later',
    {
      ...of({}),
      deferred: { region: (value: Deferred<string>) => runtimeWith(() => ({ env: { REGION: String(value) } })) },
    },
    {
      'hands on region that is known only later':
        'region is made a text before it is known; write the value itself, or value.apply(…)',
    },
  ],
  [
    'reads what is known later',
    {
      ...of({}),
      deferred: { region: (value: Deferred<string>) => runtimeWith(() => ({ env: { REGION: value.get() } })) },
    },
    {
      'hands on region that is known only later':
        'region is read before it is known; write the value itself where it belongs',
    },
  ],
  [
    'hands on what is known later',
    { ...of({}), deferred: { region: (value: Deferred<string>) => runtimeWith(() => ({ env: { REGION: value } })) } },
    {},
  ],
  [
    'is wrong beside what is known later',
    {
      ...of({}),
      deferred: {
        region: (value: Deferred<string>) =>
          runtimeWith(() => ({ env: { REGION: value }, ports: [{ name: 'http', port: 0 }], metrics: undefined })),
      },
    },
    {
      'hands on region that is known only later':
        'with region known only later something is wrong:\n  serving/invalid-port runtime.port 0: is not a port: a whole number from 1 to 65535; write runtime.port: 8080',
    },
  ],
  [
    'takes nonsense',
    {
      ...of({}),
      refused: { 'fewer than no workers': { runtime: () => runtimeWith(() => ({})), code: 'acme/invalid-workers' } },
    },
    {
      'refuses fewer than no workers':
        "it takes fewer than no workers without an issue; write notes.issue({ code: 'acme/invalid-workers', … })",
    },
  ],
  [
    'refuses nonsense by another code',
    {
      ...of({}),
      refused: {
        'port 0': {
          runtime: () =>
            runtimeWith(() => ({ ports: [{ name: 'http', port: 0 }], metrics: undefined, signals: undefined })),
          code: 'acme/invalid-port',
        },
      },
    },
    { 'refuses port 0': "it refuses port 0 by serving/invalid-port; write code: 'acme/invalid-port'" },
  ],
];

it.each(rows)('a runtime that %s', (_what, subject, said) => {
  expect(failing(subject)).toEqual(said);
});

it('of one of them each check says no', () => {
  const said = new Set(rows.flatMap(([, , messages]) => Object.keys(messages)));
  const names = [...runtimeChecks(of({}))].map(({ name }) => name);
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !said.has(name))).toEqual([]);
});

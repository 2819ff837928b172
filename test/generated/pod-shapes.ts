import fc from 'fast-check';
import type { ContainerPort, ContainerResource, Cpu, PodField, Resources, Security } from '../../lib';
import { bytes, cpuNumber, cpuText } from './amounts';
import type {
  EnvValueDescription,
  FileDescription,
  InitContainerDescription,
  Setting,
  SidecarDescription,
  TransformDescription,
  VariableDescription,
} from './app-description';
import { anyPath, anyText } from './hostile-text';
import { image, reason } from './image-shapes';
import { flag, list, numberOrText, oneOf, optional, record, some, union, type Shape } from './shape';
import { dataKey, label, labelValue, portName, portNumber, qualifiedName, variableName } from './valid-names';
import { configMap, mountPath, pick, secret, volume } from './volume-shapes';

/** Texts by label or annotation key. */
export const annotations: Shape<Readonly<Record<string, string>>> = some(
  fc.dictionary(qualifiedName, anyText, { maxKeys: 2, noNullPrototype: true }),
);

const fields = {
  'metadata.name': fc.constant('metadata.name'),
  'metadata.namespace': fc.constant('metadata.namespace'),
  'metadata.uid': fc.constant('metadata.uid'),
  'metadata.labels': qualifiedName.map((key) => `metadata.labels['${key}']` as const),
  'metadata.annotations': qualifiedName.map((key) => `metadata.annotations['${key}']` as const),
  'spec.nodeName': fc.constant('spec.nodeName'),
  'spec.serviceAccountName': fc.constant('spec.serviceAccountName'),
  'status.hostIP': fc.constant('status.hostIP'),
  'status.podIP': fc.constant('status.podIP'),
} satisfies Readonly<Record<string, fc.Arbitrary<PodField>>>;

const field: Shape<PodField> = {
  values: fc.oneof(...Object.values(fields)),
  members: new Set(Object.keys(fields).map((name) => `PodField: ${name}`)),
  options: new Set(),
  pairs: new Set(),
  look: (value, sight) => sight.member(`PodField: ${value.replace(/\[.*/s, '')}`),
};

const resource: Shape<ContainerResource> = oneOf('ContainerResource', {
  'limits.cpu': true,
  'limits.memory': true,
  'limits.ephemeral-storage': true,
  'requests.cpu': true,
  'requests.memory': true,
  'requests.ephemeral-storage': true,
});

const envValue: Shape<EnvValueDescription> = union<EnvValueDescription>('EnvValue', {
  literal: { value: some(anyText) },
  'not-secret': { value: some(fc.constantFrom('hunter2', 'AKIAIOSFODNN7EXAMPLE', 'x')), reason },
  secret: { secret, key: some(dataKey), optional: optional(flag('EnvValue secret.optional')) },
  'config-map': { configMap, key: some(dataKey), optional: optional(flag('EnvValue config-map.optional')) },
  field: { path: field },
  resource: { resource },
});

export const env: Shape<readonly VariableDescription[]> = list(
  record<VariableDescription>('Env', { name: some(variableName), value: envValue }),
  { maxLength: 6 },
);

/** Arguments: flags that no runtime sets, and anything that is no flag. */
export const args: Shape<readonly string[]> = some(
  fc.array(
    fc.oneof(
      anyText.filter((text) => !/^--?[A-Za-z]/.test(text)),
      fc.constantFrom('--user-flag=1', '-Xmx1g', '--user_x'),
    ),
    {
      maxLength: 3,
    },
  ),
);

/** What is started: a program, then anything. */
export const command: Shape<readonly [string, ...string[]]> = some(
  fc
    .tuple(fc.constantFrom('start', '/bin/server', 'two words'), fc.array(anyText, { maxLength: 2 }))
    .map(([program, rest]): readonly [string, ...string[]] => [program, ...rest]),
);

/** Folders to which a server writes. */
export const writable: Shape<readonly `/${string}`[]> = some(
  fc.array(
    fc.oneof(
      fc.constantFrom<`/${string}`>(
        '/tmp',
        '/var/cache',
        '/var-cache',
        '/.cache',
        '/data/',
        '/модель',
        '/home/user/Models',
        '/a b',
      ),
      anyPath.map((path): `/${string}` => `/w${path.slice(1).replaceAll(':', '')}`),
    ),
    { maxLength: 2 },
  ),
);

const cpu: Shape<Cpu> = numberOrText<Cpu>('Cpu', cpuNumber, cpuText);

export const resources: Shape<Resources> = record<Resources>('Resources', {
  cpu,
  memory: some(bytes),
  cpuLimit: optional(cpu),
  memoryLimit: optional(some(bytes)),
  ephemeralStorage: optional(some(bytes)),
});

export const rootFilesystem: Shape<NonNullable<Security['rootFilesystem']>> = union<
  NonNullable<Security['rootFilesystem']>
>('rootFilesystem', { 'read-only': {}, writable: { reason } });

export const security: Shape<Security> = record<Security>('Security', {
  user: optional(some(fc.constantFrom(1, 1000, 65534, 1000700000, 2147483647))),
  group: optional(some(fc.constantFrom(0, 1, 1000, 2147483647))),
  rootFilesystem: optional(rootFilesystem),
});

const shared: Shape<NonNullable<InitContainerDescription['shared']>> = record('shared volume', { pick, mountPath });

const port: Shape<ContainerPort> = record<ContainerPort>('ContainerPort', {
  name: some(portName),
  containerPort: some(portNumber),
  protocol: optional(oneOf('protocol', { TCP: true, UDP: true, SCTP: true })),
});

export const initContainer: Shape<InitContainerDescription> = record<InitContainerDescription>('InitContainer', {
  name: some(label),
  image,
  command: optional(command),
  args: optional(args),
  env: optional(env),
  resources,
  volumes: optional(list(volume, { maxLength: 1 })),
  writable: optional(writable),
  rootFilesystem: optional(rootFilesystem),
  shared: optional(shared),
});

export const sidecar: Shape<SidecarDescription> = record<SidecarDescription>('Sidecar', {
  name: some(label),
  image,
  command: optional(command),
  args: optional(args),
  env: optional(env),
  resources,
  volumes: optional(list(volume, { maxLength: 1 })),
  writable: optional(writable),
  rootFilesystem: optional(rootFilesystem),
  shared: optional(shared),
  ports: optional(list(port, { maxLength: 2 })),
});

/** Keys of a map that cdk8s drops or stumbles over, where it copies what it is given key by key. */
const lostByCdk8s: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

export const settings: Shape<readonly Setting[]> = some(
  fc.array(fc.record({ name: variableName.filter((name) => !lostByCdk8s.has(name)), value: anyText }), {
    maxLength: 3,
  }),
);

export const files: Shape<readonly FileDescription[]> = some(
  fc.array(
    fc.record({
      path: fc.oneof(
        fc.constantFrom<`/${string}`>('/etc/app.conf', '/toString', '/app/конфиг.yaml', '/two words', '/valueOf'),
        fc.constantFrom<`/${string}`>('//twice', '/a/', '/A-b_c.d', `/${'deep/'.repeat(40)}file`),
      ),
      content: anyText,
    }),
    { maxLength: 3 },
  ),
);

export const transform: Shape<TransformDescription> = union<TransformDescription>('transformPod', {
  identity: {},
  'pod-level-resources': {},
  'numbers-as-quantities': {},
  'node-affinity': { values: some(fc.array(labelValue, { minLength: 1, maxLength: 2 })) },
  'further-container': { name: some(label) },
});

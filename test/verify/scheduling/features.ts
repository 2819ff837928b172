import fc from 'fast-check';
import { claimNames } from './storage';

/** A pod while it is put together. */
export interface Draft {
  readonly metadata: { readonly labels: Record<string, string> };
  readonly spec: {
    [field: string]: unknown;
    readonly containers: [DraftContainer];
    readonly initContainers: DraftContainer[];
  };
}

export interface DraftContainer {
  readonly name: string;
  readonly image: string;
  restartPolicy?: 'Always';
  resources: { requests?: Record<string, string>; limits?: Record<string, string> };
  ports?: readonly object[];
}

/** Something that the scheduler looks at, and how a pod comes to have it. */
export interface Feature {
  readonly name: string;
  /** The plugin that takes nodes out for it. */
  readonly plugin: string;
  /** Draws what is added to a pod. */
  readonly addition: fc.Arbitrary<(draft: Draft) => void>;
}

export const namespaces = ['first', 'second'] as const;
export const zones = ['a', 'b', 'c'] as const;
export const apps = ['web', 'cache', 'train'] as const;

/** A container that does nothing; what it asks for is added. */
export function containerNamed(name: string): DraftContainer {
  return { name, image: 'localhost/none:1', resources: {} };
}

const cpu = fc.constantFrom('100m', '500m', '1', '1500m', '3', '0.1');
const memory = fc.constantFrom('256Mi', '1Gi', '3Gi', '5.5Gi', '2e9');
const amounts = fc.record({ cpu, memory });
const amountsOfPod = fc.record({
  cpu: fc.constantFrom('3100m', '3500m', '5'),
  memory: fc.constantFrom('6Gi', '6Gi', '12Gi'),
});

function feature<T>(
  name: string,
  plugin: string,
  drawn: fc.Arbitrary<T>,
  add: (draft: Draft, value: T) => void,
): Feature {
  return {
    name,
    plugin,
    addition: drawn.map(
      (value) =>
        (draft: Draft): void =>
          add(draft, value),
    ),
  };
}

function merge(draft: Draft, path: readonly string[], value: object): void {
  let place: Record<string, unknown> = draft.spec;
  for (const field of path) place = place[field] = { ...(place[field] as object | undefined) };
  Object.assign(place, value);
}

function append(draft: Draft, path: readonly string[], ...items: readonly object[]): void {
  const [field = '', ...around] = [...path].reverse();
  const outer = around.reverse();
  merge(draft, outer, {});
  let place: Record<string, unknown> = draft.spec;
  for (const name of outer) place = place[name] as Record<string, unknown>;
  place[field] = [...((place[field] as object[] | undefined) ?? []), ...items];
}

const requests: readonly Feature[] = [
  feature('requests', 'NodeResourcesFit', amounts, ({ spec }, drawn) => {
    const { resources } = spec.containers[0];
    resources.requests = { ...resources.requests, ...drawn };
    // No more may be asked for than is allowed.
    for (const name of Object.keys(drawn)) delete resources.limits?.[name];
  }),
  feature('limits only', 'NodeResourcesFit', amounts, ({ spec }, limits) => {
    spec.containers[0].resources.limits = { ...limits, ...spec.containers[0].resources.limits };
    // What is asked for may not be more than that.
    delete spec.containers[0].resources.requests;
  }),
  feature(
    'init containers',
    'NodeResourcesFit',
    fc.array(amounts, { minLength: 1, maxLength: 2 }),
    ({ spec }, drawn) => {
      for (const asked of drawn) {
        spec.initContainers.push({
          ...containerNamed(`init-${spec.initContainers.length}`),
          resources: { requests: asked },
        });
      }
    },
  ),
  feature('sidecars', 'NodeResourcesFit', fc.tuple(amounts, fc.boolean()), ({ spec }, [asked, isFirst]) => {
    const sidecar: DraftContainer = {
      ...containerNamed(`sidecar-${spec.initContainers.length}`),
      restartPolicy: 'Always',
      resources: { requests: asked },
    };
    if (isFirst) spec.initContainers.unshift(sidecar);
    else spec.initContainers.push(sidecar);
  }),
  feature('overhead', 'NodeResourcesFit', fc.constant({}), ({ spec }) => {
    Object.assign(spec, { runtimeClassName: 'modelyard-overhead', overhead: { cpu: '1500m', memory: '1Gi' } });
  }),
  feature('pod-level resources', 'NodeResourcesFit', amountsOfPod, ({ spec }, limits) => {
    // Containers may not ask for more than the pod does, those that come later included.
    spec.containers[0].resources = {};
    spec.initContainers.length = 0;
    Object.assign(spec, { resources: { limits, requests: { cpu: limits.cpu } } });
  }),
  feature('extended resources', 'NodeResourcesFit', fc.constantFrom('1', '2', '4'), ({ spec }, count) => {
    const { resources } = spec.containers[0];
    resources.limits = { ...resources.limits, 'nvidia.com/gpu': count };
  }),
  feature('ephemeral storage', 'NodeResourcesFit', fc.constantFrom('1Gi', '50Gi'), ({ spec }, storage) => {
    const { resources } = spec.containers[0];
    resources.limits = { ...resources.limits, 'ephemeral-storage': storage };
  }),
  feature('huge pages', 'NodeResourcesFit', fc.constantFrom('64Mi', '512Mi'), ({ spec }, pages) => {
    const { resources } = spec.containers[0];
    resources.limits = { ...resources.limits, 'hugepages-2Mi': pages, memory: '256Mi' };
    delete resources.requests;
  }),
];

const value = fc.constantFrom('cpu', 'cpu', 'gpu', 'gpu', 'none');

function requires(draft: Draft, ...terms: readonly object[]): void {
  const path = ['affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms'];
  append(draft, path, ...terms);
}

function expression(name: string, drawn: fc.Arbitrary<object>): Feature {
  return feature(name, 'NodeAffinity', drawn, (draft, one) => requires(draft, { matchExpressions: [one] }));
}

const key = fc.constantFrom('pool', 'kubernetes.io/arch', 'topology.kubernetes.io/zone', 'spare');
const generation = fc.constantFrom('6', '4', '11', '3');

const selection: readonly Feature[] = [
  feature('node selector', 'NodeAffinity', value, (draft, pool) => merge(draft, ['nodeSelector'], { pool })),
  feature('architecture', 'NodeAffinity', fc.constantFrom('amd64', 'arm64'), (draft, arch) =>
    merge(draft, ['nodeSelector'], { 'kubernetes.io/arch': arch }),
  ),
  expression(
    'affinity In',
    fc.array(value, { minLength: 1, maxLength: 2 }).map((values) => ({ key: 'pool', operator: 'In', values })),
  ),
  expression(
    'affinity NotIn',
    value.map((one) => ({ key: 'pool', operator: 'NotIn', values: [one] })),
  ),
  expression(
    'affinity Exists',
    key.map((one) => ({ key: one, operator: 'Exists' })),
  ),
  expression(
    'affinity DoesNotExist',
    key.map((one) => ({ key: one, operator: 'DoesNotExist' })),
  ),
  expression(
    'affinity Gt',
    generation.map((bound) => ({ key: 'generation', operator: 'Gt', values: [bound] })),
  ),
  expression(
    'affinity Lt',
    generation.map((bound) => ({ key: 'generation', operator: 'Lt', values: [bound] })),
  ),
  // Alternatives: the terms that another feature adds are further ones.
  feature(
    'affinity matchFields',
    'NodeAffinity',
    fc.tuple(fc.nat(3), fc.constantFrom('In', 'NotIn')),
    (draft, [index, operator]) =>
      requires(draft, { matchFields: [{ key: 'metadata.name', operator, values: [`NODE-${index}`] }] }),
  ),
  feature('affinity of both kinds', 'NodeAffinity', fc.tuple(fc.nat(1), value), (draft, [index, one]) =>
    requires(
      draft,
      ...[index, index + 2].map((each) => ({
        matchFields: [{ key: 'metadata.name', operator: 'In', values: [`NODE-${each}`] }],
        matchExpressions: [{ key: 'pool', operator: 'NotIn', values: [one] }],
      })),
    ),
  ),
];

const toleration = fc.constantFrom(
  { key: 'nvidia.com/gpu', operator: 'Exists' },
  { key: 'nvidia.com/gpu', operator: 'Equal', value: 'present', effect: 'NoSchedule' },
  { key: 'nvidia.com/gpu', value: 'absent' },
  { key: 'drained', operator: 'Exists', effect: 'NoExecute' },
  { key: 'drained', operator: 'Exists', effect: 'NoSchedule' },
  { operator: 'Exists' },
);

const tolerations: readonly Feature[] = [
  feature('tolerations', 'TaintToleration', toleration, (draft, one) => append(draft, ['tolerations'], one)),
  feature(
    'toleration of cordoned nodes',
    'NodeUnschedulable',
    fc.nat(2).map((one) => one === 0),
    (draft, isGiven) => {
      const key = isGiven ? 'node.kubernetes.io/unschedulable' : 'other';
      append(draft, ['tolerations'], { key, operator: 'Exists', effect: 'NoSchedule' });
    },
  ),
];

const topologyKey = fc.constantFrom('topology.kubernetes.io/zone', 'kubernetes.io/hostname', 'pool', 'spare');
const app = fc.constantFrom(...apps);

function spread(name: string, drawn: fc.Arbitrary<object>): Feature {
  const whole = fc.record({ topologyKey, app, maxSkew: fc.constantFrom(1, 1, 2), more: drawn, isOwn: fc.boolean() });
  return feature(name, 'PodTopologySpread', whole, (draft, { topologyKey, app, maxSkew, more, isOwn }) => {
    if (isOwn) draft.metadata.labels['app'] = app;
    const present = (draft.spec['topologySpreadConstraints'] ?? []) as readonly { readonly topologyKey: string }[];
    // There may be one for a key.
    if (present.some((other) => other.topologyKey === topologyKey)) return;
    append(draft, ['topologySpreadConstraints'], {
      topologyKey,
      maxSkew,
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector: { matchLabels: { app } },
      ...more,
    });
  });
}

const spreads: readonly Feature[] = [
  spread('spread', fc.constant({})),
  spread(
    'spread over least domains',
    fc.constantFrom(2, 3, 5).map((minDomains) => ({ minDomains })),
  ),
  spread(
    'spread, nodes by affinity',
    fc.constantFrom('Honor', 'Ignore').map((nodeAffinityPolicy) => ({ nodeAffinityPolicy })),
  ),
  spread(
    'spread, nodes by taints',
    fc.constantFrom('Honor', 'Ignore').map((nodeTaintsPolicy) => ({ nodeTaintsPolicy })),
  ),
  spread('spread by label keys', fc.constant({ matchLabelKeys: ['version'] })),
  spread('spread of all', fc.constant({ labelSelector: {} })),
];

const labelSelector = fc.oneof(
  app.map((one) => ({ matchLabels: { app: one } })),
  app.map((one) => ({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: [one] }] })),
  fc.constant({ matchExpressions: [{ key: 'version', operator: 'Exists' }] }),
);

const where = fc.constantFrom<object>(
  {},
  { namespaces: ['NAMESPACE-second'] },
  { namespaceSelector: {} },
  { namespaceSelector: { matchLabels: { 'modelyard-team': 'second' } } },
  { namespaceSelector: { matchExpressions: [{ key: 'modelyard-team', operator: 'DoesNotExist' }] } },
);

function nearness(name: string, kind: 'podAffinity' | 'podAntiAffinity', drawn: fc.Arbitrary<object>): Feature {
  const term = fc.record({ topologyKey, labelSelector, more: drawn, own: fc.option(app, { nil: undefined }) });
  return feature(name, 'InterPodAffinity', term, (draft, { topologyKey, labelSelector, more, own }) => {
    if (own !== undefined) draft.metadata.labels['app'] = own;
    const path = ['affinity', kind, 'requiredDuringSchedulingIgnoredDuringExecution'];
    append(draft, path, { topologyKey, labelSelector, ...more });
  });
}

const affinity: readonly Feature[] = [
  nearness('pod affinity', 'podAffinity', fc.constant({})),
  nearness('pod affinity, other namespaces', 'podAffinity', where),
  nearness('pod anti-affinity', 'podAntiAffinity', fc.constant({})),
  nearness('pod anti-affinity, other namespaces', 'podAntiAffinity', where),
  nearness(
    'pod anti-affinity by label keys',
    'podAntiAffinity',
    // The same key may not be in the selector too.
    fc
      .tuple(app, fc.constantFrom('matchLabelKeys', 'mismatchLabelKeys'))
      .map(([one, field]) => ({ labelSelector: { matchLabels: { app: one } }, [field]: ['version'] })),
  ),
  feature('anti-affinity of others', 'InterPodAffinity', app, ({ metadata }, one) => {
    metadata.labels['app'] = one;
  }),
];

function claim(name: string, plugin: string, names: readonly string[]): Feature {
  return feature(name, plugin, fc.constantFrom(...names), (draft, claimName) => {
    const present = (draft.spec['volumes'] ?? []) as readonly { readonly name: string }[];
    if (present.some((other) => other.name === `volume-${claimName}`)) return;
    append(draft, ['volumes'], { name: `volume-${claimName}`, persistentVolumeClaim: { claimName } });
  });
}

const volumes: readonly Feature[] = [
  claim('volume in a zone', 'VolumeZone', ['in-a', 'in-a-or-b', 'in-b-of-old']),
  claim('volume with node affinity', 'VolumeBinding', ['pinned']),
  claim('claim of one pod', 'VolumeRestrictions', ['exclusive']),
  claim('claim that waits for its pod', 'VolumeBinding', claimNames.waiting),
  claim('claim without volume', 'VolumeBinding', [...claimNames.unbound, 'waiting']),
  claim('claim that is not there', 'VolumeRestrictions', [...claimNames.missing, 'waiting']),
];

const ports: readonly Feature[] = [
  feature(
    'host ports',
    'NodePorts',
    fc.record({
      hostPort: fc.constantFrom(8080, 8080, 9090),
      protocol: fc.constantFrom('TCP', 'TCP', 'UDP'),
      hostIP: fc.constantFrom('10.0.0.1', '10.0.0.2', '0.0.0.0', ''),
    }),
    ({ spec }, port) => {
      spec.containers[0].ports = [{ ...port, containerPort: port.hostPort }];
    },
  ),
  feature('host network', 'NodePorts', fc.constantFrom(8080, 9090), ({ spec }, containerPort) => {
    spec['hostNetwork'] = true;
    spec.containers[0].ports = [{ containerPort, hostPort: containerPort }];
  }),
];

/** Everything that a scheduler looks at, one after the other. */
export const features: readonly Feature[] = [
  ...requests,
  ...selection,
  ...tolerations,
  ...spreads,
  ...affinity,
  ...volumes,
  ...ports,
];

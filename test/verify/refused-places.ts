import type { Manifest } from '../../lib/verify';
import { deployment, object } from './manifests';
import type { Refused } from './refused';

const pod = (fields: object): Manifest => deployment({ pod: { ...fields } });
const tolerating = (toleration: object): Manifest => pod({ tolerations: [toleration] });
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const terms = (...nodeSelectorTerms: readonly object[]): Manifest =>
  pod({ affinity: { nodeAffinity: { [required]: { nodeSelectorTerms } } } });
const asking = (key: string, operator: string, values?: readonly string[]): Manifest =>
  terms({ matchExpressions: [{ key, operator, ...(values && { values }) }] });
const field = (key: string, operator: string, values: readonly string[]): Manifest =>
  terms({ matchFields: [{ key, operator, values }] });
const apart = (side: object): Manifest => pod({ affinity: { podAntiAffinity: side } });
const zone = 'topology.kubernetes.io/zone';
const term = { labelSelector: { matchLabels: { app: 'chat' } }, topologyKey: zone };
const even = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: term.labelSelector };
const spread = (...topologySpreadConstraints: readonly object[]): Manifest => pod({ topologySpreadConstraints });
/** A Pod that any namespace lets in. */
const lone = (constraint: object): Manifest =>
  object(
    'v1',
    'Pod',
    { metadata: { labels: { app: 'chat' } } },
    {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'server',
          image: 'registry.example/server',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
      topologySpreadConstraints: [constraint],
    },
  );
const limited = (limits: object): Manifest => deployment({ container: { resources: { limits } } });
const finalized = (name: string): Manifest => deployment({ metadata: { finalizers: [name] } });

/** What Kubernetes 1.34 refuses of how pods ask for their place. */
export const refusedPlaces: readonly Refused[] = [
  {
    what: 'a toleration of everything with a value',
    wrong: tolerating({ value: 'a' }),
    says: 'operator must be Exists when `key` is empty',
    right: tolerating({ operator: 'Exists' }),
  },
  {
    what: 'a toleration of any value with a value',
    wrong: tolerating({ key: 'a', operator: 'Exists', value: 'b' }),
    says: "value must be empty when `operator` is 'Exists'",
    right: tolerating({ key: 'a', operator: 'Equal', value: 'b' }),
  },
  {
    what: 'a toleration of no taint that can be',
    wrong: tolerating({ key: 'a b', operator: 'Exists' }),
    says: 'tolerations[0].key: Invalid value',
    right: tolerating({ key: 'a-b', operator: 'Exists' }),
  },
  {
    what: 'a toleration for a time of what ends no pod',
    wrong: tolerating({ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 }),
    says: "effect must be 'NoExecute' when `tolerationSeconds` is set",
    right: tolerating({ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 }),
  },
  {
    what: 'no term for nodes',
    wrong: terms(),
    says: 'must have at least one node selector term',
    right: terms({}),
  },
  {
    what: 'one of no values',
    wrong: asking('a', 'In', []),
    says: "must be specified when `operator` is 'In' or 'NotIn'",
    right: asking('a', 'In', ['b']),
  },
  {
    what: 'values of a label that is there',
    wrong: asking('a', 'Exists', ['b']),
    says: "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
    right: asking('a', 'Exists'),
  },
  {
    what: 'more than two numbers',
    wrong: asking('a', 'Gt', ['1', '2']),
    says: "must be specified single value when `operator` is 'Lt' or 'Gt'",
    right: asking('a', 'Gt', ['1']),
  },
  {
    what: 'an operator that is none',
    wrong: asking('a', 'Is', ['b']),
    says: 'not a valid selector operator',
    right: asking('a', 'NotIn', ['b']),
  },
  {
    what: 'a label of nodes that is none',
    wrong: asking('a b', 'Exists'),
    says: 'matchExpressions[0].key: Invalid value',
    right: asking('a.b', 'Exists'),
  },
  {
    what: 'a value that no label of nodes has',
    wrong: asking('a', 'In', ['b/c']),
    says: 'matchExpressions[0].values[0]: Invalid value',
    right: asking('a', 'In', ['b-c']),
  },
  {
    what: 'a field of nodes that is not asked for',
    wrong: field('spec.unschedulable', 'In', ['true']),
    says: 'matchFields[0].key: Invalid value',
    right: field('metadata.name', 'In', ['a']),
  },
  {
    what: 'two names of nodes',
    wrong: field('metadata.name', 'In', ['a', 'b']),
    says: 'must be only one value when `operator` is',
    right: field('metadata.name', 'NotIn', ['a']),
  },
  {
    what: 'a preference without a weight',
    wrong: apart({ [preferred]: [{ weight: 101, podAffinityTerm: term }] }),
    says: 'must be in the range 1-100',
    right: apart({ [preferred]: [{ weight: 100, podAffinityTerm: term }] }),
  },
  {
    what: 'apart from each other nowhere',
    wrong: apart({ [required]: [{ labelSelector: term.labelSelector }] }),
    says: 'topologyKey: Required value',
    right: apart({ [required]: [term] }),
  },
  {
    what: 'a preference for nowhere',
    wrong: apart({ [preferred]: [{ weight: 1, podAffinityTerm: { labelSelector: term.labelSelector } }] }),
    says: 'topologyKey: Required value',
    right: apart({ [preferred]: [{ weight: 1, podAffinityTerm: term }] }),
  },
  {
    what: 'no difference',
    wrong: spread({ ...even, maxSkew: 0 }),
    says: 'must be greater than zero',
    right: spread(even),
  },
  {
    what: 'a spread over nothing',
    wrong: spread({ ...even, topologyKey: undefined }),
    says: 'topologyKey: Required value',
    right: spread(even),
  },
  {
    what: 'a spread that says not how strict it is',
    wrong: spread({ ...even, whenUnsatisfiable: 'Never' }),
    says: 'whenUnsatisfiable: Unsupported value',
    right: spread({ ...even, whenUnsatisfiable: 'ScheduleAnyway' }),
  },
  {
    what: 'the same spread twice',
    wrong: spread(even, { ...even, maxSkew: 2 }),
    says: 'Duplicate value: "{topology.kubernetes.io/zone, DoNotSchedule}"',
    right: spread(even, { ...even, topologyKey: 'kubernetes.io/hostname' }),
  },
  {
    what: 'a least number of places that are not waited for',
    wrong: spread({ ...even, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }),
    says: 'can only use minDomains if whenUnsatisfiable=DoNotSchedule',
    right: spread({ ...even, minDomains: 2 }),
  },
  {
    what: 'a label that is asked for twice, of which a Deployment hears only when it makes pods',
    wrong: lone({ ...even, matchLabelKeys: ['app'] }),
    says: 'exists in both matchLabelKeys and labelSelector',
    right: lone({ ...even, matchLabelKeys: ['pod-template-hash'] }),
  },
  {
    what: 'huge pages alone',
    wrong: limited({ 'hugepages-2Mi': '4Mi' }),
    says: 'HugePages require cpu or memory',
    right: limited({ 'hugepages-2Mi': '4Mi', memory: '1Gi' }),
  },
  {
    what: 'a finalizer of nobody',
    wrong: finalized('keep'),
    says: 'name is neither a standard finalizer name nor is it fully qualified',
    right: finalized('example.com/keep'),
  },
  {
    what: 'a finalizer with a blank',
    wrong: finalized('example.com/a b'),
    says: 'metadata.finalizers: Invalid value',
    right: finalized('orphan'),
  },
];

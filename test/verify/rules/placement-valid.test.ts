import { expect, test } from 'vitest';
import { placementValid } from '../../../lib/verify/rules/placement-valid';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment, plain, workload } from '../manifests';

const pod = (fields: object): Manifest => deployment({ pod: { ...fields } });
const tolerating = (...tolerations: readonly object[]): Manifest => pod({ tolerations });
const terms = (...nodeSelectorTerms: readonly object[]): Manifest =>
  pod({ affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } } });
const expressions = (...matchExpressions: readonly object[]): Manifest => terms({ matchExpressions });
const required = 'requiredDuringSchedulingIgnoredDuringExecution';
const preferred = 'preferredDuringSchedulingIgnoredDuringExecution';
const apart = (side: object): Manifest => pod({ affinity: { podAntiAffinity: side } });
const zone = 'topology.kubernetes.io/zone';
const own = { matchLabels: { app: 'chat' } };
const even = { maxSkew: 1, topologyKey: zone, whenUnsatisfiable: 'DoNotSchedule', labelSelector: own };
const spread = (...constraints: readonly object[]): Manifest => pod({ topologySpreadConstraints: constraints });

test.each<Shown>([
  {
    where: 'nothing is asked for',
    manifests: [deployment(), pod({ tolerations: [], affinity: {}, topologySpreadConstraints: [] })],
  },
  {
    where: 'taints are tolerated',
    manifests: [
      tolerating(
        { operator: 'Exists' },
        { key: 'a', operator: 'Exists' },
        { key: 'a', value: 'b', effect: 'NoSchedule' },
        { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 },
      ),
    ],
  },
  {
    where: 'nodes are asked for labels and a name',
    manifests: [
      expressions(
        { key: 'a', operator: 'In', values: ['b', 'c'] },
        { key: 'a', operator: 'NotIn', values: ['d'] },
        { key: 'a', operator: 'Exists' },
        { key: 'a', operator: 'DoesNotExist', values: [] },
        { key: 'a', operator: 'Gt', values: ['1'] },
      ),
      terms({ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['n1'] }] }, {}),
    ],
  },
  {
    where: 'preferences have weights and places',
    manifests: [
      apart({ [preferred]: [{ weight: 100, podAffinityTerm: { topologyKey: zone } }] }),
      apart({ [required]: [{ topologyKey: zone }] }),
    ],
  },
  {
    where: 'pods are spread',
    manifests: [
      spread(even, { ...even, whenUnsatisfiable: 'ScheduleAnyway' }),
      spread({ ...even, minDomains: 2, matchLabelKeys: ['pod-template-hash'] }),
    ],
  },
  {
    where: 'a controller adds the label that is counted',
    manifests: [spread({ ...even, labelSelector: { matchLabels: { 'pod-template-hash': 'a' } } })],
  },
  {
    where: 'a kind that nobody knows makes the pods',
    manifests: [
      workload('example.com/v1', 'Engine', { pod: { tolerations: [{ operator: 'Equal' }] } }),
      plain('v1', 'PodTemplate'),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(placementValid, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'tolerations are refused',
    manifests: [
      tolerating(
        { value: 'a' },
        { key: 'a', operator: 'Exists', value: 'b' },
        { key: 'a b', operator: 'Exists' },
        { key: 'a', operator: 'Exists', tolerationSeconds: 1 },
      ),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.tolerations[0].operator',
        message: 'without a key it is for all taints',
        fix: 'Exists, or a key',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.tolerations[1].value',
        given: '"b"',
        message: 'what tolerates any value names none',
        fix: 'no value, or operator: Equal',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.tolerations[2].key',
        given: '"a b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'the key of a taint',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.tolerations[3].tolerationSeconds',
        given: '1',
        message: 'only what ends pods can be tolerated for a time',
        fix: 'nothing here, or effect: NoExecute',
      },
    ],
  },
  {
    where: 'no node can be meant',
    manifests: [terms()],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms',
        message: 'no term is left that a node could meet',
        fix: 'one term or more',
      },
    ],
  },
  {
    where: 'values do not suit their operator',
    manifests: [
      expressions(
        { key: 'a', operator: 'In' },
        { key: 'a', operator: 'Exists', values: ['b'] },
        { key: 'a', operator: 'Lt', values: ['1', '2'] },
      ),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values',
        message: 'In takes one value or more',
        fix: 'one value or more',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].values',
        given: '["b"]',
        message: 'Exists takes no values',
        fix: 'no values',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values',
        given: '["1","2"]',
        message: 'Lt takes a single number as text',
        fix: 'a single number as text',
      },
    ],
  },
  {
    where: 'an operator, a key or a value is none',
    manifests: [
      expressions(
        { key: 'a', operator: 'Is', values: ['b'] },
        { key: 'a b', operator: 'Exists' },
        { key: 'a', operator: 'In', values: ['b/c'] },
      ),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].operator',
        given: '"Is"',
        message: 'is no operator',
        fix: 'one of In, NotIn, Exists, DoesNotExist, Gt, Lt',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[1].key',
        given: '"a b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'the key of a label of nodes',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[2].values',
        given: '"b/c"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a value that a label can have',
      },
    ],
  },
  {
    where: 'a node is asked for another field than its name',
    manifests: [terms({ matchFields: [{ key: 'spec.unschedulable', operator: 'In', values: ['true'] }] })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchFields[0]',
        message: 'of its fields a node is asked for its name only',
        fix: 'key: metadata.name with In or NotIn, and one value',
      },
    ],
  },
  {
    where: 'places are not told apart',
    manifests: [apart({ [required]: [{ labelSelector: own }], [preferred]: [{ weight: 101, podAffinityTerm: {} }] })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey',
        message: 'says not which label tells places apart',
        fix: 'a label of nodes, such as kubernetes.io/hostname',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight',
        given: '101',
        message: 'a preference has a weight from 1 to 100',
        fix: 'such as 50',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].podAffinityTerm.topologyKey',
        message: 'says not which label tells places apart',
        fix: 'a label of nodes, such as kubernetes.io/hostname',
      },
    ],
  },
  {
    where: 'a spread is refused',
    manifests: [spread({ ...even, maxSkew: 0 }, { ...even, topologyKey: '', whenUnsatisfiable: 'Never' })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[0].maxSkew',
        given: '0',
        message: 'not a whole number of 1 or more',
        fix: '1',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[1].topologyKey',
        given: '""',
        message: 'says not which label tells places apart',
        fix: 'a label of nodes, such as kubernetes.io/hostname',
      },
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[1].whenUnsatisfiable',
        given: '"Never"',
        message: 'says not whether a pod waits for a place that is even enough',
        fix: 'DoNotSchedule or ScheduleAnyway',
      },
    ],
  },
  {
    where: 'a spread is there twice',
    manifests: [spread(even, even)],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[1].topologyKey',
        given: '"topology.kubernetes.io/zone"',
        message: 'another constraint spreads over the same label in the same way',
        fix: 'one constraint for both',
      },
    ],
  },
  {
    where: 'a spread that pods do not wait for has a least',
    manifests: [spread({ ...even, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[0].minDomains',
        given: '2',
        message: 'only what pods wait for can have a least number of places',
        fix: 'nothing here, or whenUnsatisfiable: DoNotSchedule',
      },
    ],
  },
  {
    where: 'a label is asked for twice',
    manifests: [spread({ ...even, matchLabelKeys: ['app'] })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/placement-refused',
        severity: 'error',
        path: 'spec.template.spec.topologySpreadConstraints[0].matchLabelKeys',
        given: '"app"',
        message: 'the labelSelector asks for this label already',
        fix: 'the label in one of the two',
      },
    ],
  },
  {
    where: 'other pods are counted, or none',
    manifests: [
      spread(
        { ...even, labelSelector: { matchLabels: { app: 'web' } } },
        { ...even, topologyKey: 'kubernetes.io/hostname', labelSelector: undefined },
      ),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/spread-counts-others',
        severity: 'warning',
        path: 'spec.template.spec.topologySpreadConstraints[0].labelSelector',
        message: 'it does not select the pods that it stands in, and so does not spread them',
        fix: 'the labels of these pods that all of their replicas have',
      },
      {
        on: 'Deployment chat',
        code: 'verify/spread-counts-others',
        severity: 'warning',
        path: 'spec.template.spec.topologySpreadConstraints[1].labelSelector',
        message: 'without a selector it counts no pods, and spreads nothing',
        fix: 'the labels of these pods that all of their replicas have',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(placementValid, shown)).toEqual(found);
});

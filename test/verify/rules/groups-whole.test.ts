import { expect, test } from 'vitest';
import { groupsWhole } from '../../../lib/verify/rules/groups-whole';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { autoscaler, deployment, job, object, workload, type Changes } from '../manifests';

const label = { 'scheduling.x-k8s.io/pod-group': 'train' };
const annotation = { 'scheduling.k8s.io/group-name': 'train' };
const group = (minMember: unknown, changes: Changes = {}): Manifest =>
  object('scheduling.x-k8s.io/v1alpha1', 'PodGroup', { name: 'train', ...changes }, { minMember });
const volcanoGroup = (minMember: unknown): Manifest =>
  object('scheduling.volcano.sh/v1beta1', 'PodGroup', { name: 'train' }, { minMember });
const four = { completionMode: 'Indexed', completions: 4, parallelism: 4 };
const members = (more: Changes = {}): Manifest => job({ name: 'ranks', labels: label, spec: four, ...more });
const volcanoMembers = (pod: object): Manifest => {
  const template = job({ pod: { ...pod } })['spec'];
  return object(
    'batch/v1',
    'Job',
    { name: 'ranks' },
    { ...four, template: { metadata: { annotations: annotation }, spec: specOf(template) } },
  );
};
const specOf = (spec: unknown): unknown => Object(Object(spec).template).spec;

test.each<Shown>([
  { where: 'there are no groups', manifests: [job({ spec: four })] },
  {
    where: 'as many pods as are waited for belong to it',
    manifests: [group(4), members()],
  },
  {
    where: 'several objects make its pods',
    manifests: [
      group(6),
      members(),
      deployment({ labels: { app: 'chat', ...label }, spec: { replicas: 2 } }),
      deployment({ name: 'other' }),
    ],
  },
  {
    where: 'an autoscaler may make as many',
    manifests: [group(10), deployment({ labels: { app: 'chat', ...label } }), autoscaler()],
  },
  { where: 'its pods are made by others', manifests: [group(10)] },
  {
    where: 'how many there are is not known',
    manifests: [
      group(10),
      members(),
      object('example.com/v1', 'Engine', {}, { template: { metadata: { labels: label }, spec: { containers: [] } } }),
    ],
  },
  { where: 'nobody says how many are waited for', manifests: [group(undefined), group('4'), members()] },
  {
    where: 'it is declared',
    manifests: [members()],
    facts: { existing: [{ kind: 'PodGroup', name: 'train' }] },
  },
  { where: 'Volcano places its pods', manifests: [volcanoGroup(4), volcanoMembers({ schedulerName: 'volcano' })] },
])('finds nothing where $where', (shown) => {
  expect(foundBy(groupsWhole, shown)).toEqual([]);
});

const never = (least: number, most: number, who: string): Found => ({
  on: 'PodGroup train',
  code: 'verify/group-never-whole',
  severity: 'error',
  path: 'spec.minMember',
  given: String(least),
  message: `none of its pods starts before there are ${least} of them, and there are never more than ${most}: ${who}`,
  fix: `minMember: ${most}, or more pods`,
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'it waits for more than there are',
    manifests: [group(5), members()],
    found: [never(5, 4, 'Job ranks')],
  },
  {
    where: 'not all run at once',
    manifests: [group(4), members({ spec: { ...four, parallelism: 2 } })],
    found: [never(4, 2, 'Job ranks')],
  },
  {
    where: 'all that make its pods make fewer',
    manifests: [group(8), members(), workload('apps/v1', 'StatefulSet', { labels: { app: 'chat', ...label } })],
    found: [never(8, 5, 'Job ranks, StatefulSet chat')],
  },
  {
    where: 'a group of Volcano waits for more than there are',
    manifests: [volcanoGroup(5), volcanoMembers({ schedulerName: 'volcano' })],
    found: [never(5, 4, 'Job ranks')],
  },
  {
    where: 'its pods are elsewhere',
    manifests: [group(8, { namespace: 'a' }), members({ namespace: 'b' })],
    found: [
      {
        on: 'Job ranks',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'spec.template.metadata.labels["scheduling.x-k8s.io/pod-group"]',
        given: '"train"',
        message:
          'whether its pods are placed is not known: the app does not make PodGroup b/train, and it is not declared',
        fix: 'a PodGroup train in their namespace',
      },
    ],
  },
  {
    where: 'the scheduler of Kubernetes places the pods of a group of Volcano',
    manifests: [volcanoGroup(4), volcanoMembers({})],
    found: [
      {
        on: 'Job ranks',
        code: 'verify/gang-not-whole',
        severity: 'warning',
        path: 'spec.template.spec.schedulerName',
        message: 'PodGroup train means nothing to the scheduler of Kubernetes, which places its pods one by one',
        fix: 'schedulerName: volcano',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(groupsWhole, shown)).toEqual(found);
});

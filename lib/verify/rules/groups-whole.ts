import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { podGroupsOf, type PodGroup } from '../scheduling/pod-groups';
import { asInteger, asRecord, asString, ownField, pathOfKey } from '../untrusted';

/** What marks the pods of a group for a scheduler that places groups. */
interface GroupKind {
  readonly group: string;
  readonly marks: 'labels' | 'annotations';
  readonly key: string;
  /** Left out: any scheduler may be told to place such groups, that of Kubernetes too. */
  readonly scheduler?: string | undefined;
}

const groupKinds: readonly GroupKind[] = [
  { group: 'scheduling.x-k8s.io', marks: 'labels', key: 'scheduling.x-k8s.io/pod-group' },
  {
    group: 'scheduling.volcano.sh',
    marks: 'annotations',
    key: 'scheduling.k8s.io/group-name',
    scheduler: 'volcano',
  },
];

/** A group of pods can become whole. */
export const groupsWhole: Rule = {
  name: 'groups-whole',
  summary: 'a PodGroup waits for no more pods than belong to it, and they are placed by a scheduler that knows it',
  source:
    'kubernetes-sigs/scheduler-plugins 903da7df pkg/coscheduling/core/core.go: PreFilter, Permit; volcano-sh/volcano ed72c7c8 pkg/scheduler/api/job_info.go: MinMember',
  check(inventory: Inventory): readonly RuleFinding[] {
    const members = groupKinds.map((kind) => inventory.podTemplates.filter((one) => groupOf(one, kind) !== undefined));
    const groups = groupKinds.flatMap(({ group }) => inventory.ofKind(group, 'PodGroup'));
    if (groups.length === 0 && members.every((some) => some.length === 0)) return [];
    const pods = new Map(podGroupsOf(inventory).map((group) => [group.template, group]));
    return groupKinds.flatMap((kind, index) => [
      ...inventory
        .ofKind(kind.group, 'PodGroup')
        .flatMap((group) => judgeGroup(group, members[index] ?? [], pods, kind)),
      ...(members[index] ?? []).flatMap((template) => judgeMember(template, kind, inventory)),
    ]);
  },
};

function groupOf(template: PodTemplate, { marks, key }: GroupKind): string | undefined {
  return asString(ownField(asRecord(template.metadata[marks]), key));
}

function judgeGroup(
  group: ManifestObject,
  members: readonly PodTemplate[],
  pods: ReadonlyMap<PodTemplate, PodGroup>,
  kind: GroupKind,
): readonly RuleFinding[] {
  const least = asInteger(group.spec['minMember']);
  const own = members.filter((one) => one.owner.namespace === group.namespace && groupOf(one, kind) === group.name);
  // Without any of its own it is for pods of others.
  if (least === undefined || own.length === 0) return [];
  let most = 0;
  for (const template of own) {
    const count = pods.get(template)?.most;
    if (count === undefined) return [];
    most += count;
  }
  if (least <= most) return [];
  return [
    {
      code: 'verify/group-never-whole',
      severity: 'error',
      manifest: group.manifest,
      path: 'spec.minMember',
      given: printGiven(least),
      message: `none of its pods starts before there are ${least} of them, and there are never more than ${most}: ${own.map(({ owner }) => nameOf(owner)).join(', ')}`,
      fix: `minMember: ${most}, or more pods`,
    },
  ];
}

function judgeMember(template: PodTemplate, kind: GroupKind, inventory: Inventory): readonly RuleFinding[] {
  const { owner, path, pod, podPath } = template;
  const name = groupOf(template, kind) ?? '';
  const wanted = { group: kind.group, kind: 'PodGroup', namespace: owner.namespace, name };
  const where = inventory.locate(wanted);
  if (where.kind === 'not-known') {
    return [
      {
        code: 'verify/not-known-reference',
        severity: 'not-known',
        manifest: owner.manifest,
        path: pathOfKey(`${path === '' ? '' : `${path}.`}metadata.${kind.marks}`, kind.key),
        given: printGiven(name),
        message: `whether its pods are placed is not known: the app does not make ${nameOf(wanted)}, and it is not declared`,
        fix: `a PodGroup ${name} in their namespace`,
      },
    ];
  }
  const scheduler = asString(pod['schedulerName']) ?? 'default-scheduler';
  if (kind.scheduler === undefined || scheduler !== 'default-scheduler' || template.origin === 'custom') return [];
  return [
    {
      code: 'verify/gang-not-whole',
      severity: 'warning',
      manifest: owner.manifest,
      path: `${podPath}.schedulerName`,
      message: `${nameOf(wanted)} means nothing to the scheduler of Kubernetes, which places its pods one by one`,
      fix: `schedulerName: ${kind.scheduler}`,
    },
  ];
}

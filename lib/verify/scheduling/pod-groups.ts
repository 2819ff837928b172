import { autoscalersOf, targetKey, type Autoscaler } from '../autoscalers';
import { podsUp, readIntOrPercent } from '../int-or-percent';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import { asInteger, asRecord, isSet, type PlainRecord } from '../untrusted';
import { admit } from './admission';
import type { PodState } from './pod-state';

/** Pods that are made alike, and how many of them there are at once. */
export interface PodGroup {
  readonly template: PodTemplate;
  /** The position of the template among all of the app. */
  readonly index: number;
  readonly pod: PodState;
  /** Whether something may add to it that is not declared. */
  readonly isOpen: boolean;
  /** As many run all the time; none of what runs now and then. */
  readonly fewest: number;
  /** As many run at the highest load; nothing where that is not known. */
  readonly most: number | undefined;
  /** Whether a rollout waits for the place of a further pod before it lets an old one go. */
  readonly rollsByAdding: boolean;
}

/** The pods of an app by their templates, but for those of DaemonSets, which come with the nodes. */
export function podGroupsOf(inventory: Inventory): readonly PodGroup[] {
  const autoscalers = new Map(autoscalersOf(inventory).map((one) => [targetKey(one.target), one]));
  return inventory.podTemplates.flatMap((template, index) => {
    const { owner } = template;
    const { group, kind, namespace, name } = owner;
    if (kind === 'DaemonSet' || kind === 'PodTemplate') return [];
    const { pod, openTo } = admit(template, inventory);
    const autoscaler = autoscalers.get(targetKey({ group, kind, namespace, name }));
    return [
      {
        template,
        index,
        pod,
        isOpen: openTo !== undefined,
        ...countOf(template, autoscaler),
        rollsByAdding: rollsByAdding(template),
      },
    ];
  });
}

type Count = Pick<PodGroup, 'fewest' | 'most'>;

function countOf(template: PodTemplate, autoscaler: Autoscaler | undefined): Count {
  const { owner, origin } = template;
  if (origin === 'custom') return { fewest: 0, most: undefined };
  switch (owner.kind) {
    case 'Deployment':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
      return replicasOf(owner.spec, autoscaler);
    case 'LeaderWorkerSet':
      return inGroups(template, replicasOf(owner.spec, autoscaler));
    case 'Job':
      return { fewest: 0, most: parallelOf(owner.spec) };
    case 'CronJob':
      return { fewest: 0, most: parallelOf(asRecord(asRecord(owner.spec['jobTemplate'])['spec'])) };
    case 'Pod':
      // One that is not restarted ends.
      return { fewest: (template.pod['restartPolicy'] ?? 'Always') === 'Always' ? 1 : 0, most: 1 };
    default:
      return { fewest: 0, most: undefined };
  }
}

function replicasOf(spec: PlainRecord, autoscaler: Autoscaler | undefined): Count {
  if (autoscaler !== undefined) return { fewest: autoscaler.atRest, most: autoscaler.most };
  const replicas = asInteger(spec['replicas']) ?? 1;
  return { fewest: replicas, most: replicas };
}

/** One leader in each group, and workers for the rest; where there is one template for both it makes all of them. */
function inGroups({ owner, path }: PodTemplate, { fewest, most }: Count): Count {
  const groups = asRecord(owner.spec['leaderWorkerTemplate']);
  const size = asInteger(groups['size']) ?? 1;
  const hasLeaders = isSet(groups['leaderTemplate']);
  const each = path.endsWith('leaderTemplate') ? 1 : hasLeaders ? size - 1 : size;
  return { fewest: fewest * each, most: most === undefined ? undefined : most * each };
}

function parallelOf(job: PlainRecord): number {
  const parallelism = asInteger(job['parallelism']) ?? 1;
  return Math.min(parallelism, asInteger(job['completions']) ?? parallelism);
}

function rollsByAdding({ owner }: PodTemplate): boolean {
  if (owner.kind !== 'Deployment' || owner.group !== 'apps') return false;
  const strategy = asRecord(owner.spec['strategy']);
  if (strategy['type'] === 'Recreate') return false;
  const { maxSurge, maxUnavailable } = asRecord(strategy['rollingUpdate']);
  const replicas = asInteger(owner.spec['replicas']) ?? 1;
  const surge = readIntOrPercent(maxSurge ?? '25%');
  const unavailable = readIntOrPercent(maxUnavailable ?? '25%');
  if (surge === undefined || unavailable === undefined || podsUp(surge, replicas) === 0) return false;
  // Kubernetes rounds this share down.
  return unavailable.kind === 'number'
    ? unavailable.value === 0
    : Math.floor((unavailable.value * replicas) / 100) === 0;
}

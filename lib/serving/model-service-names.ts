import type { Construct } from 'constructs';
import { budgetFor, nameBudgets, nameProblem, printGiven, type Notes } from '../core';
import { derivedName } from '../workload';
import type { ModelServiceProps } from './model-service-props';

/** The names of a service's objects. */
export interface ResolvedNames {
  /** The derived name: what labels and selectors carry, whatever the objects are called. */
  readonly instance: string;
  readonly deployment: string;
  /** Of the groups, where several pods share a copy of the model. */
  readonly leaderWorkerSet: string;
  readonly service: string;
  readonly autoscaler: string;
  readonly disruptionBudget: string;
  readonly serviceAccount: string;
  readonly configMap: string;
  readonly networkPolicy: string;
  /** The Service by which clients in the cluster find an interceptor, where one wakes the service. */
  readonly proxy: string;
  readonly verticalAutoscaler: string;
}

const kinds = {
  deployment: 'Deployment',
  service: 'Service',
  autoscaler: 'HorizontalPodAutoscaler',
  disruptionBudget: 'PodDisruptionBudget',
  serviceAccount: 'ServiceAccount',
  configMap: 'ConfigMap',
  networkPolicy: 'NetworkPolicy',
  proxy: 'Service',
  verticalAutoscaler: 'VerticalPodAutoscaler',
} as const;

/** Derives the names, and puts the user's in place of those that were given. */
export function resolveNames(construct: Construct, props: ModelServiceProps, notes: Notes): ResolvedNames {
  const instance = derivedName(construct, budgetFor(Object.values(kinds)));
  // Longer names of everything else are as they are for one pod: whether there is a group is not known yet.
  const leaderWorkerSet = `${derivedName(construct, budgetFor(['LeaderWorkerSet']))}${nameBudgets.LeaderWorkerSet.suffix}`;
  const given = props.names ?? {};
  const overrides = new Map<string, string | undefined>(Object.entries(given));
  const check = (prop: string, derived: string, problemOf: (name: string) => string | undefined): void => {
    const name = overrides.get(prop);
    const problem = name === undefined ? undefined : problemOf(name);
    if (problem === undefined) return;
    notes.issue({
      code: 'core/invalid-name',
      property: `names.${prop}`,
      given: printGiven(name),
      message: problem,
      fix: `names: { ${prop}: '${derived}' }, or nothing`,
    });
  };
  for (const [prop, kind] of Object.entries(kinds)) check(prop, instance, (name) => nameProblem(kind, name));
  check('leaderWorkerSet', leaderWorkerSet, groupNameProblem);
  if (props.serviceAccount !== undefined && given.serviceAccount !== undefined) {
    notes.issue({
      code: 'serving/account-named-twice',
      property: 'names.serviceAccount',
      given: printGiven(given.serviceAccount),
      message: `names the account that the service would make, and serviceAccount gives it ${props.serviceAccount.name} instead`,
      fix: 'serviceAccount, or names.serviceAccount',
    });
  }
  return {
    instance,
    deployment: given.deployment ?? instance,
    leaderWorkerSet: given.leaderWorkerSet ?? leaderWorkerSet,
    service: given.service ?? instance,
    autoscaler: given.autoscaler ?? instance,
    disruptionBudget: given.disruptionBudget ?? instance,
    serviceAccount: props.serviceAccount?.name ?? given.serviceAccount ?? instance,
    configMap: given.configMap ?? `${instance}-config`,
    networkPolicy: given.networkPolicy ?? instance,
    proxy: given.proxy ?? `${instance}-proxy`,
    verticalAutoscaler: given.verticalAutoscaler ?? instance,
  };
}

/** A LeaderWorkerSet makes a headless Service of its own name, and StatefulSets with longer ones. */
function groupNameProblem(name: string): string | undefined {
  const { limit } = nameBudgets.LeaderWorkerSet;
  if (name.length <= limit) return nameProblem('Service', name);
  return `must be no more than ${limit} characters, and has ${name.length}: its StatefulSets add the number of the group`;
}

/** A kind of object that this library names, with the row of `nameBudgets` that says how long its name may be. */
export type NamedKind =
  | 'ConfigMap'
  | 'CronJob'
  | 'Deployment'
  | 'HeadlessService'
  | 'HorizontalPodAutoscaler'
  | 'HTTPRoute'
  | 'Ingress'
  | 'Job'
  | 'LeaderWorkerSet'
  | 'NetworkPolicy'
  | 'PersistentVolumeClaim'
  | 'PodDisruptionBudget'
  | 'ScaledObject'
  | 'Secret'
  | 'Service'
  | 'ServiceAccount'
  | 'StatefulSet'
  | 'VerticalPodAutoscaler';

/** How long the name of an object may be, with everything that Kubernetes makes from it still within its limit. */
export interface NameBudget {
  /** The longest name of the object itself, its suffix included. */
  readonly limit: number;
  /** What the library adds to the derived name for this kind. */
  readonly suffix: '' | '-config' | '-data' | '-group' | '-workers';
  readonly reason: string;
  readonly source: string;
}

const subdomain: NameBudget = {
  limit: 253,
  suffix: '',
  reason: 'a DNS-1123 subdomain, and nothing is named after it',
  source: 'apimachinery 0.34.4, pkg/util/validation/validation.go: DNS1123SubdomainMaxLength',
};

/** The longest names, per kind, each with the suffix that the kind adds, its reason and its source. */
export const nameBudgets: Readonly<Record<NamedKind, NameBudget>> = {
  ConfigMap: { ...subdomain, suffix: '-config' },
  CronJob: {
    limit: 52,
    suffix: '',
    reason: 'its Jobs add a dash and ten digits, and the name of a Job is a label value of at most 63',
    source: 'kubernetes 1.34.4, pkg/apis/batch/validation/validation.go: ValidateCronJobCreate',
  },
  Deployment: {
    limit: 46,
    suffix: '',
    reason:
      'its pods add a hash of up to ten and five random characters, each after a dash; beyond 63 the API server cuts the dash first, then the hash',
    source:
      'apiserver 0.34.4, pkg/storage/names/generate.go: MaxGeneratedNameLength; seen on Kubernetes 1.34.4 with names of 46, 47 and 48',
  },
  HeadlessService: {
    limit: 63,
    suffix: '-workers',
    reason: 'a DNS-1035 label, because the name is part of a host name',
    source: 'kubernetes 1.34.4, pkg/apis/core/validation/validation.go: ValidateServiceName',
  },
  HorizontalPodAutoscaler: subdomain,
  HTTPRoute: subdomain,
  Ingress: subdomain,
  Job: {
    limit: 63,
    suffix: '',
    reason: 'its pods carry the name as the value of the label batch.kubernetes.io/job-name',
    source: 'kubernetes 1.34.4, pkg/registry/batch/job/strategy.go: generateSelector',
  },
  LeaderWorkerSet: {
    limit: 44,
    suffix: '-group',
    reason:
      'each group has a StatefulSet with a dash and the number of the group, up to seven digits, after the name, and the name of a StatefulSet takes 52',
    source:
      'kubernetes-sigs/lws 060ab4d, pkg/controllers/pod_controller.go: constructWorkerStatefulSetApplyConfiguration; leaderworkerset_webhook.go: at most 1000000 groups, a DNS-1035 label; seen with LeaderWorkerSet 0.10.0 on Kubernetes 1.34.4: of a name of 52 the leader starts and no worker',
  },
  NetworkPolicy: subdomain,
  PersistentVolumeClaim: { ...subdomain, suffix: '-data' },
  PodDisruptionBudget: subdomain,
  ScaledObject: {
    limit: 54,
    suffix: '',
    reason: 'KEDA names the autoscaler keda-hpa-NAME, and puts that in a label value of at most 63',
    source: 'kedacore/keda, controllers/keda/hpa.go: newHPAForScaledObject, getHPAName',
  },
  Secret: subdomain,
  Service: {
    limit: 63,
    suffix: '',
    reason: 'a DNS-1035 label, because the name is part of a host name',
    source: 'kubernetes 1.34.4, pkg/apis/core/validation/validation.go: ValidateServiceName',
  },
  ServiceAccount: subdomain,
  StatefulSet: {
    limit: 52,
    suffix: '',
    reason:
      'its pods carry the name, a dash and a hash of up to ten characters as the value of the label controller-revision-hash',
    source: 'kubernetes issue 64023; seen on Kubernetes 1.34.4 with names of 52 and 53',
  },
  VerticalPodAutoscaler: subdomain,
};

/**
 * The longest derived name with which every one of these objects stays within its limit.
 *
 * @param suffixes what is added to the derived name instead of the kind's own suffix, such as the id of a further route
 */
export function budgetFor(
  kinds: readonly NamedKind[],
  suffixes: Readonly<Partial<Record<NamedKind, string>>> = {},
): number {
  return Math.min(
    subdomain.limit,
    ...kinds.map((kind) => nameBudgets[kind].limit - (suffixes[kind] ?? nameBudgets[kind].suffix).length),
  );
}

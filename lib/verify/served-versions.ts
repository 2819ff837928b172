/** The minor versions of Kubernetes 1 that serve a kind in a version: from one on, and up to another. */
export interface ServedIn {
  readonly from: number;
  /** The first that does not serve it any more. */
  readonly until?: number | undefined;
}

/**
 * In which versions of Kubernetes a kind is served, of the built-in ones that came or went since 1.16; nothing for others.
 *
 * A beta version that is off unless somebody turns it on counts as served. Source: k8s.io/api 0.33.0 (autoscaling) and
 * 0.36.3 (all others), zz_generated.prerelease-lifecycle.go of each group, read 2026-11-22.
 */
export function servedIn(apiVersion: string, kind: string): ServedIn | undefined {
  return served.get(apiVersion)?.find(([kinds]) => kinds.includes(kind))?.[1];
}

/** The version in which Kubernetes of a minor version serves a kind, to write instead of one in which it does not. */
export function servedInstead(kind: string, minor: number): string | undefined {
  const always = stable.get(kind);
  if (always !== undefined) return always;
  for (const [apiVersion, kinds] of served) {
    const found = kinds.find(([names]) => names.includes(kind))?.[1];
    if (found !== undefined && minor >= found.from && minor < (found.until ?? Infinity)) return apiVersion;
  }
  return undefined;
}

type Served = readonly (readonly [kinds: readonly string[], served: ServedIn])[];

const workloads = ['ControllerRevision', 'DaemonSet', 'Deployment', 'ReplicaSet', 'StatefulSet'];
const webhooks = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];
const validatingPolicies = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
const mutatingPolicies = ['MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding'];
const roles = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'];
const flows = ['FlowSchema', 'PriorityLevelConfiguration'];
const devices = ['DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'];

const served: ReadonlyMap<string, Served> = new Map<string, Served>([
  [
    'admissionregistration.k8s.io/v1',
    [
      [validatingPolicies, { from: 30 }],
      [mutatingPolicies, { from: 36 }],
    ],
  ],
  [
    'admissionregistration.k8s.io/v1beta1',
    [
      [webhooks, { from: 9, until: 22 }],
      [validatingPolicies, { from: 28, until: 34 }],
      [mutatingPolicies, { from: 34, until: 40 }],
    ],
  ],
  ['apps/v1beta1', [[workloads, { from: 5, until: 16 }]]],
  ['apps/v1beta2', [[workloads, { from: 8, until: 16 }]]],
  ['autoscaling/v2', [[['HorizontalPodAutoscaler'], { from: 23 }]]],
  ['autoscaling/v2beta1', [[['HorizontalPodAutoscaler'], { from: 8, until: 25 }]]],
  ['autoscaling/v2beta2', [[['HorizontalPodAutoscaler'], { from: 12, until: 26 }]]],
  ['batch/v1', [[['CronJob'], { from: 21 }]]],
  ['batch/v1beta1', [[['CronJob'], { from: 8, until: 25 }]]],
  ['coordination.k8s.io/v1beta1', [[['Lease'], { from: 12, until: 22 }]]],
  ['discovery.k8s.io/v1beta1', [[['EndpointSlice'], { from: 16, until: 25 }]]],
  [
    'extensions/v1beta1',
    [
      [[...workloads, 'NetworkPolicy'], { from: 1, until: 16 }],
      [['Ingress'], { from: 1, until: 22 }],
    ],
  ],
  ['flowcontrol.apiserver.k8s.io/v1beta1', [[flows, { from: 20, until: 26 }]]],
  ['flowcontrol.apiserver.k8s.io/v1beta2', [[flows, { from: 23, until: 29 }]]],
  ['flowcontrol.apiserver.k8s.io/v1beta3', [[flows, { from: 26, until: 32 }]]],
  ['networking.k8s.io/v1', [[['IPAddress', 'ServiceCIDR'], { from: 33 }]]],
  ['networking.k8s.io/v1beta1', [[['Ingress', 'IngressClass'], { from: 14, until: 22 }]]],
  ['node.k8s.io/v1beta1', [[['RuntimeClass'], { from: 13, until: 25 }]]],
  ['policy/v1beta1', [[['PodDisruptionBudget'], { from: 5, until: 25 }]]],
  ['rbac.authorization.k8s.io/v1beta1', [[roles, { from: 6, until: 22 }]]],
  ['resource.k8s.io/v1', [[devices, { from: 34 }]]],
  ['resource.k8s.io/v1beta1', [[devices, { from: 32, until: 38 }]]],
  ['resource.k8s.io/v1beta2', [[devices, { from: 33, until: 39 }]]],
  ['scheduling.k8s.io/v1beta1', [[['PriorityClass'], { from: 11, until: 22 }]]],
  ['storage.k8s.io/v1', [[['VolumeAttributesClass'], { from: 34 }]]],
  [
    'storage.k8s.io/v1beta1',
    [
      [['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'], { from: 4, until: 22 }],
      [['VolumeAttributesClass'], { from: 31, until: 37 }],
    ],
  ],
]);

const stable: ReadonlyMap<string, string> = new Map([
  ['CronJob', 'batch/v1'],
  ['HorizontalPodAutoscaler', 'autoscaling/v2'],
  ['Ingress', 'networking.k8s.io/v1'],
  ['IngressClass', 'networking.k8s.io/v1'],
  ['NetworkPolicy', 'networking.k8s.io/v1'],
  ['PodDisruptionBudget', 'policy/v1'],
  ['PriorityClass', 'scheduling.k8s.io/v1'],
  ['RuntimeClass', 'node.k8s.io/v1'],
  ['StorageClass', 'storage.k8s.io/v1'],
  ...workloads.map((kind) => [kind, 'apps/v1'] as const),
  ...roles.map((kind) => [kind, 'rbac.authorization.k8s.io/v1'] as const),
]);

import type { Default, Notes } from '../core';
import { minorVersion, type TargetCluster } from '../hardware';

/** A level of the Pod Security Standards: what pods of a namespace may do. */
export type PodSecurityLevel = 'privileged' | 'baseline' | 'restricted';

/** Which pods a namespace takes. */
export interface PodSecurity {
  /** Pods that go beyond it are refused. `privileged` refuses none, and says why. */
  readonly enforce:
    | { readonly level: 'baseline' | 'restricted'; readonly version?: string | undefined }
    | { readonly level: 'privileged'; readonly reason: string };
  /** Who creates one that goes beyond it is warned. @default 'restricted' */
  readonly warn?: PodSecurityLevel | undefined;
  /** One that goes beyond it is told in the audit log. @default 'restricted' */
  readonly audit?: PodSecurityLevel | undefined;
}

const standards = 'https://kubernetes.io/docs/concepts/security/pod-security-admission/';
const prefix = 'pod-security.kubernetes.io';

/** Renders the labels by which Pod Security admission judges the pods of a namespace. */
export function podSecurityLabels(
  given: PodSecurity | undefined,
  cluster: TargetCluster | undefined,
  notes: Notes,
): Readonly<Record<string, string>> {
  const enforce = given?.enforce ?? { level: notes.decide(restricted) };
  const labels: Record<string, string> = { [`${prefix}/enforce`]: enforce.level };
  if (enforce.level === 'privileged') {
    notes.waive({
      field: `Namespace label ${prefix}/enforce`,
      value: enforce.level,
      reason: enforce.reason,
      override: 'podSecurity.enforce',
    });
  } else {
    labels[`${prefix}/enforce-version`] = notes.choose<string>(enforce.version, pinned(cluster));
  }
  for (const mode of ['warn', 'audit'] as const) {
    labels[`${prefix}/${mode}`] = given?.[mode] ?? 'restricted';
    // What a later version refuses is told before it is.
    labels[`${prefix}/${mode}-version`] = 'latest';
  }
  return labels;
}

const restricted = {
  field: `Namespace label ${prefix}/enforce`,
  value: 'restricted',
  reason: 'no model server needs more, and a pod that asks for more is refused rather than found later',
  source: standards,
  override: 'podSecurity.enforce',
} as const;

function pinned(cluster: TargetCluster | undefined): Default<string> {
  const minor = cluster === undefined ? undefined : minorVersion(cluster.kubernetes);
  return {
    field: `Namespace label ${prefix}/enforce-version`,
    value: minor === undefined ? 'latest' : `v1.${minor}`,
    reason:
      minor === undefined
        ? 'the version of the cluster is not declared, so that its own rules hold, and those of the next after an upgrade'
        : 'the rules of the declared cluster: an upgrade then refuses no pod that was taken before, and warns of it',
    source: standards,
    override: 'podSecurity.enforce.version',
  };
}

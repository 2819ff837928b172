import type { Notes } from '../core';

/**
 * A Secret that a workload reads from: one declared with `existingSecret`, an `ExternalSecret` of this library, or a
 * `Secret` of cdk8s-plus.
 */
export interface SecretReference {
  readonly name: string;
  /** The namespace it lives in; that of whoever reads it if not given. A pod reads Secrets of its own namespace only. */
  readonly namespace?: string | undefined;
  /** The keys it holds; not known if not given. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the user declared that it exists outside of the app. */
  readonly declared?: true | undefined;
}

/** A ConfigMap that a workload reads from: one declared with `existingConfigMap`, or a `ConfigMap` of cdk8s-plus. */
export interface ConfigMapReference {
  readonly name: string;
  /** The keys it holds; not known if not given. */
  readonly keys?: readonly string[] | undefined;
  /** Whether the user declared that it exists outside of the app. */
  readonly declared?: true | undefined;
}

/** How a volume may be mounted, in Kubernetes' own words. */
export type AccessMode = 'ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod';

/**
 * A PersistentVolumeClaim that a workload mounts: one declared with `existingClaim`, a `Claim` of this library, or one
 * of cdk8s-plus.
 */
export interface ClaimReference {
  readonly name: string;
  /** Not known if not given. */
  readonly accessModes?: readonly AccessMode[] | undefined;
  /** Whether the user declared that it exists outside of the app. */
  readonly declared?: true | undefined;
}

/** Notes that a reference is relied on, where the user declared that it exists; checks the key against those declared. */
export function relyOn(
  kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim',
  reference: SecretReference | ConfigMapReference | ClaimReference,
  notes: Notes,
): void {
  if (reference.declared !== true) return;
  notes.rely({
    kind,
    name: reference.name,
    ...('namespace' in reference ? { namespace: reference.namespace } : {}),
    ...('keys' in reference ? { keys: reference.keys } : {}),
  });
}

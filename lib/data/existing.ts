import type { AccessMode, ClaimReference, ConfigMapReference, SecretReference } from '../workload';

/** Declares a Secret that exists in the cluster, made by hand, by external-secrets, or by another repository. */
export function existingSecret(
  name: string,
  holds: { readonly keys?: readonly string[] | undefined } = {},
): SecretReference {
  return { name, keys: holds.keys, declared: true };
}

/** Declares a ConfigMap that exists in the cluster. */
export function existingConfigMap(
  name: string,
  holds: { readonly keys?: readonly string[] | undefined } = {},
): ConfigMapReference {
  return { name, keys: holds.keys, declared: true };
}

/** Declares a PersistentVolumeClaim that exists in the cluster. */
export function existingClaim(
  name: string,
  has: { readonly accessModes?: readonly AccessMode[] | undefined } = {},
): ClaimReference {
  return { name, accessModes: has.accessModes, declared: true };
}

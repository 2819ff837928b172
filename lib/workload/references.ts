import { ApiObject } from 'cdk8s';
import { Construct } from 'constructs';
import { printGiven, type Notes } from '../core';

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

type Reference = SecretReference | ConfigMapReference | ClaimReference;

/** Notes that a reference is relied on: where it lives, and that it exists where the user declared so. */
export function relyOn(
  kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim',
  reference: Reference,
  property: string,
  notes: Notes,
): void {
  const { name } = reference;
  const namespace = namespaceOf(reference);
  notes.refer({ property, kind, name, namespace });
  if (reference.declared !== true) return;
  notes.rely({ kind, name, namespace, ...('keys' in reference ? { keys: reference.keys } : {}) });
}

/** Notes each reference that leads into another namespace, which no pod and no Ingress can read from. */
export function judgeNamespaces(namespace: string | undefined, notes: Notes): void {
  if (namespace === undefined) return;
  for (const { property, kind, name, namespace: elsewhere } of notes.references) {
    if (elsewhere === undefined || elsewhere === namespace) continue;
    notes.issue({
      code: 'data/other-namespace',
      property,
      given: printGiven(name),
      message: `the ${kind} lives in namespace ${elsewhere}, and can be read in that one only, not in ${namespace}`,
      fix: `a ${kind} in a chart with namespace '${namespace}'`,
    });
  }
}

/** The namespace that a reference names, or that the manifest of the object carries; not known of any other. */
function namespaceOf(reference: Reference): string | undefined {
  if ('namespace' in reference) return reference.namespace;
  if (!Construct.isConstruct(reference)) return undefined;
  return reference.node.children.find((child) => ApiObject.isApiObject(child))?.metadata.namespace;
}

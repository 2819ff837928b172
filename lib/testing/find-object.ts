import type { Manifest } from '../verify';
import type { PodTemplate } from '../workload';

/** A plain object with the fields that every kind has. */
export interface FoundObject extends Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string | undefined;
    readonly labels?: Readonly<Record<string, string>> | undefined;
    readonly annotations?: Readonly<Record<string, string>> | undefined;
  };
}

/** A Deployment, typed as far as this library renders it. */
export interface FoundDeployment extends FoundObject {
  readonly spec: {
    readonly replicas?: number | undefined;
    readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> | undefined };
    readonly template: PodTemplate;
    readonly [field: string]: unknown;
  };
}

/** Finds the one object of a kind and name; throws where there is none, or more than one, and says which there are. */
export function findObject(manifests: readonly Manifest[], kind: 'Deployment', name: string): FoundDeployment;
export function findObject(manifests: readonly Manifest[], kind: string, name: string): FoundObject;
export function findObject(manifests: readonly Manifest[], kind: string, name: string): FoundObject {
  const objects = manifests.filter(isFoundObject);
  const found = objects.filter((object) => object.kind === kind && object.metadata.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const there = objects.map((object) => `${object.kind}/${object.metadata.name}`).join(', ');
  const problem = only === undefined ? `there is no ${kind}/${name}` : `there are ${found.length} of ${kind}/${name}`;
  throw new Error(`${problem}; the app has ${there === '' ? 'no objects' : there}`);
}

function isFoundObject(manifest: Manifest): manifest is FoundObject {
  const { kind, metadata } = manifest;
  return typeof kind === 'string' && typeof metadata === 'object' && metadata !== null && 'name' in metadata;
}

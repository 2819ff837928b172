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

/** A Service, typed as far as this library renders it. */
export interface FoundService extends FoundObject {
  readonly spec: {
    readonly selector?: Readonly<Record<string, string>> | undefined;
    readonly ports?:
      | readonly {
          readonly name?: string | undefined;
          readonly port: number;
          readonly targetPort?: string | number | undefined;
        }[]
      | undefined;
    readonly [field: string]: unknown;
  };
}

/** A ConfigMap. */
export interface FoundConfigMap extends FoundObject {
  readonly data?: Readonly<Record<string, string>> | undefined;
}

/** The kinds that are found with their own fields; any other is found with those that every kind has. */
export interface FoundKinds {
  readonly Deployment: FoundDeployment;
  readonly Service: FoundService;
  readonly ConfigMap: FoundConfigMap;
}

/** An object of a kind, as it is found. */
export type FoundOf<Kind extends string> = Kind extends keyof FoundKinds ? FoundKinds[Kind] : FoundObject;

/** Which objects are looked for; what is left out may be anything. */
export interface Sought<Kind extends string = string> {
  readonly kind?: Kind | undefined;
  /** `''` is that of objects that name none. */
  readonly namespace?: string | undefined;
  /** Labels that they all have. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/**
 * Finds the one object of a kind and name.
 *
 * @param where narrows it to a namespace or to labels, where the app has several of that kind and name
 * @throws Error where there is none, or more than one, which says what there is
 */
export function findObject<const Kind extends string>(
  manifests: readonly Manifest[],
  kind: Kind,
  name: string,
  where: Omit<Sought, 'kind'> = {},
): FoundOf<Kind> {
  const found = findObjects(manifests, { ...where, kind }).filter(({ metadata }) => metadata.name === name);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const sought = `${kind}/${name}${inWords(where)}`;
  if (only === undefined) throw new Error(`there is no ${sought}; the app has ${whatIsThere(manifests)}`);
  const namespaces = found.map(({ metadata }) => metadata.namespace ?? 'none');
  throw new Error(`there are ${found.length} of ${sought}; their namespaces are ${namespaces.join(', ')}`);
}

/** Finds all objects of a kind, in a namespace or with labels, in their order; none is an empty list. */
export function findObjects<const Kind extends string = string>(
  manifests: readonly Manifest[],
  { kind, namespace, labels = {} }: Sought<Kind>,
): readonly FoundOf<Kind>[] {
  // A cast: what fields a kind has is the API server's word, which the manifest is held to elsewhere.
  return manifests.filter(isFoundObject).filter(({ kind: of, metadata }) => {
    if (kind !== undefined && of !== kind) return false;
    if (namespace !== undefined && (metadata.namespace ?? '') !== namespace) return false;
    return Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
  }) as readonly FoundObject[] as readonly FoundOf<Kind>[];
}

/** Names every object, for a message on one that is not among them. */
export function whatIsThere(manifests: readonly Manifest[]): string {
  const there = manifests.filter(isFoundObject).map((object) => `${object.kind}/${object.metadata.name}`);
  return there.length === 0 ? 'no objects' : there.join(', ');
}

function inWords({ namespace, labels = {} }: Omit<Sought, 'kind'>): string {
  const wanted = Object.entries(labels).map(([key, value]) => ` with ${key}=${value}`);
  return [namespace === undefined ? '' : ` in namespace ${namespace}`, ...wanted].join('');
}

function isFoundObject(manifest: Manifest): manifest is FoundObject {
  const { kind, metadata } = manifest;
  return typeof kind === 'string' && typeof metadata === 'object' && metadata !== null && 'name' in metadata;
}

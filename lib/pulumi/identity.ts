import { asRecord, asString, type Manifest } from '../verify';

/** What a manifest says that it is; what it leaves out is the empty string. */
export interface Identity {
  readonly apiVersion: string;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Reads the identity of a manifest. */
export function identityOf(manifest: Manifest): Identity {
  const apiVersion = asString(manifest.apiVersion) ?? '';
  const { namespace, name } = asRecord(manifest.metadata);
  return {
    apiVersion,
    group: groupOf(apiVersion),
    kind: asString(manifest.kind) ?? '',
    namespace: asString(namespace) ?? '',
    name: asString(name) ?? '',
  };
}

/** An identity as one text: the version of the API is no part of it. */
export function keyOf({ apiVersion, kind, namespace, name }: Omit<Identity, 'group'>): string {
  return [groupOf(apiVersion), kind, namespace, name].join('/');
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

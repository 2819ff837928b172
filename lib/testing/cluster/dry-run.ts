import { asRecord, type Manifest } from '../../verify';
import type { ApiServer, Call } from './api-server';
import type { Collections } from './collections';
import { messageIn } from './requests';

/** What the API server said to one object. */
export interface Verdict {
  /** The object as messages name it, such as `Deployment chat` or `Pod of Deployment chat`. */
  readonly object: string;
  /** `not-installed` is a kind that the cluster does not know: a custom resource without its definition. */
  readonly outcome: 'accepted' | 'rejected' | 'not-installed';
  readonly warnings: readonly string[];
  /** Why an object was not accepted, in the API server's own words; empty for an accepted one. */
  readonly message: string;
  /** The object as it was sent, without a namespace: the request's path names the test's. */
  readonly manifest: Manifest;
}

/** The first request for an object: `create` as `kubectl apply` sends it, `apply` as GitOps controllers do. */
export type First = 'create' | 'apply';

/** How fields are validated, and who owns them. */
export const strictly = 'fieldValidation=Strict&fieldManager=modelyard';

/** Asks the API server to admit an object, with its fields validated strictly, and to keep nothing. */
export async function askFor(
  server: ApiServer,
  collections: Collections,
  namespace: string,
  given: Manifest,
  object: string,
  first: First,
): Promise<Verdict> {
  const manifest = withoutNamespace(given);
  const collection = await collections.tryFind(manifest, namespace);
  if (collection === undefined) {
    return { object, outcome: 'not-installed', warnings: [], message: notInstalled(manifest), manifest };
  }
  const query = `dryRun=All&${strictly}`;
  const create: Call = { method: 'POST', path: `${collection.path}?${query}`, body: manifest };
  const apply = applyCall(collection.path, manifest, query);
  let reply = await server.call(first === 'create' ? create : apply);
  // What the cluster has already, or an earlier batch's service account, is changed and not created.
  if (asRecord(reply.body)['reason'] === 'AlreadyExists') reply = await server.call(apply);
  const { status, body, warnings } = reply;
  const accepted = status === 200 || status === 201;
  const message = accepted ? '' : `${status} ${messageIn(body)}`;
  return { object, outcome: accepted ? 'accepted' : 'rejected', warnings, message, manifest };
}

/** The request that applies an object on the server's side, as GitOps controllers do. */
export function applyCall(collection: string, manifest: Manifest, query: string): Call {
  return {
    method: 'PATCH',
    path: `${collection}/${encodeURIComponent(plainNameOf(manifest))}?${query}&force=true`,
    body: manifest,
    contentType: 'application/apply-patch+yaml',
  };
}

/** An object without its namespace: the path says that, and the API server refuses an object that says another. */
export function withoutNamespace(manifest: Manifest): Manifest {
  const { namespace: _, ...metadata } = asRecord(manifest.metadata);
  return { ...manifest, metadata };
}

/** What is said of a kind that the cluster does not know. */
export function notInstalled({ apiVersion, kind }: Manifest): string {
  return `${String(apiVersion)} ${String(kind)} is not installed in this cluster`;
}

/** An object as messages name it, such as `Deployment chat`. */
export function inWords(manifest: Manifest): string {
  return `${String(manifest.kind)} ${plainNameOf(manifest)}`;
}

/** The name of an object, without what it is. */
export function plainNameOf(manifest: Manifest): string {
  return String(asRecord(manifest.metadata)['name']);
}

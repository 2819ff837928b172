import { randomBytes } from 'node:crypto';
import type { Manifest } from '../../lib/verify/manifest';
import { asRecord } from '../../lib/verify/untrusted';
import { connect, type ApiServer, type Call, type Reply } from './api-server';
import { podsOf } from './pod-templates';

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

/** A namespace that enforces Pod Security `restricted` and belongs to one test. */
export interface TestNamespace {
  readonly name: string;
  /**
   * Asks the API server to admit each object, and each pod that its controller would make, without keeping any.
   *
   * Fields are validated strictly. Objects are asked for in this namespace, whatever namespace they name. Service
   * accounts are the exception: they are made, because a Pod that runs as one is refused where it does not exist.
   */
  dryRun(manifests: readonly Manifest[], first?: First): Promise<readonly Verdict[]>;
  /** Makes an object in this namespace, and throws where the API server refuses. */
  create(manifest: Manifest): Promise<unknown>;
  /** Asks for the namespace's removal, and does not wait for it. */
  remove(): Promise<void>;
}

/** The cluster that KUBECONFIG names. */
export interface Cluster {
  /** The API server's version, such as `v1.34.4`. */
  readonly version: string;
  /** Sends a request as it is. */
  call(call: Call): Promise<Reply>;
  /** Makes a namespace whose name starts with the given word. */
  namespace(word: string): Promise<TestNamespace>;
  close(): void;
}

/**
 * Opens the cluster that KUBECONFIG names.
 *
 * @throws Error when KUBECONFIG is not set, kubectl is missing, or the API server does not answer.
 */
export async function openCluster(): Promise<Cluster> {
  const server = await connect();
  try {
    const version = await readVersion(server);
    const resources = new Resources(server);
    return {
      version,
      call: (call) => server.call(call),
      namespace: (word) => makeNamespace(server, resources, word),
      close: () => server.close(),
    };
  } catch (error) {
    server.close();
    throw error;
  }
}

async function readVersion(server: ApiServer): Promise<string> {
  const { status, body } = await server.call({ method: 'GET', path: '/version' });
  const version = asRecord(body)['gitVersion'];
  if (typeof version !== 'string') throw new Error(`the API server does not say its version: ${status} ${say(body)}`);
  return version;
}

async function makeNamespace(server: ApiServer, resources: Resources, word: string): Promise<TestNamespace> {
  const name = `modelyard-${word}-${randomBytes(4).toString('hex')}`;
  const levels = ['enforce', 'audit', 'warn'].flatMap((mode) => [
    [`pod-security.kubernetes.io/${mode}`, 'restricted'],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  await need(server, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: Object.fromEntries(levels) } },
  });
  // A controller makes it, if one runs; no Pod is admitted before.
  const accounts = new Map<string, Promise<void>>();
  const account = (manifest: Manifest): Promise<void> => makeAccount(server, name, accounts, manifest);
  await account({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });
  return {
    name,
    dryRun: async (manifests, first = 'create') => {
      const ask = (manifest: Manifest, object: string): Promise<Verdict> =>
        askFor(server, resources, first, name, manifest, object);
      const verdicts = await Promise.all(manifests.map((manifest) => ask(manifest, describe(manifest))));
      await Promise.all(manifests.filter(({ kind }) => kind === 'ServiceAccount').map(account));
      const pods = manifests.flatMap((manifest) =>
        podsOf(manifest).map((pod) => ask(pod, `Pod of ${describe(manifest)}`)),
      );
      return [...verdicts, ...(await Promise.all(pods))];
    },
    create: async (manifest) => {
      const collection = await resources.collectionOf(manifest, name);
      if (collection === undefined) throw new Error(`${describe(manifest)}: the cluster does not know this kind`);
      return need(server, { method: 'POST', path: collection, body: withoutNamespace(manifest) });
    },
    remove: async () => {
      await need(server, { method: 'DELETE', path: `/api/v1/namespaces/${name}` });
    },
  };
}

/** Makes an account once: whoever asks for it meanwhile waits until it is there. */
function makeAccount(
  server: ApiServer,
  namespace: string,
  made: Map<string, Promise<void>>,
  manifest: Manifest,
): Promise<void> {
  const name = nameOf(manifest);
  const known = made.get(name) ?? postAccount(server, namespace, manifest);
  made.set(name, known);
  return known;
}

async function postAccount(server: ApiServer, namespace: string, manifest: Manifest): Promise<void> {
  await server.call({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/serviceaccounts`,
    body: withoutNamespace(manifest),
  });
}

async function askFor(
  server: ApiServer,
  resources: Resources,
  first: First,
  namespace: string,
  given: Manifest,
  object: string,
): Promise<Verdict> {
  const manifest = withoutNamespace(given);
  const collection = await resources.collectionOf(manifest, namespace);
  if (collection === undefined) {
    const message = `${String(manifest.apiVersion)} ${String(manifest.kind)} is not installed in this cluster`;
    return { object, outcome: 'not-installed', warnings: [], message, manifest };
  }
  const query = 'dryRun=All&fieldValidation=Strict&fieldManager=modelyard';
  const create: Call = { method: 'POST', path: `${collection}?${query}`, body: manifest };
  const apply: Call = {
    method: 'PATCH',
    path: `${collection}/${encodeURIComponent(nameOf(manifest))}?${query}&force=true`,
    body: manifest,
    contentType: 'application/apply-patch+yaml',
  };
  let reply = await server.call(first === 'create' ? create : apply);
  // What the cluster has already, or an earlier batch's service account, is changed and not created.
  if (asRecord(reply.body)['reason'] === 'AlreadyExists') reply = await server.call(apply);
  const { status, body, warnings } = reply;
  const accepted = status === 200 || status === 201;
  const message = accepted ? '' : `${status} ${say(body)}`;
  return { object, outcome: accepted ? 'accepted' : 'rejected', warnings, message, manifest };
}

async function need(server: ApiServer, call: Call): Promise<unknown> {
  const { status, body } = await server.call(call);
  if (status >= 300) throw new Error(`${call.method} ${call.path}: ${status} ${say(body)}`);
  return body;
}

/** Where objects of a kind live, as the API server's discovery says; asked once for each API version. */
class Resources {
  private readonly server: ApiServer;
  private readonly known: Map<string, Promise<readonly Resource[]>> = new Map();

  constructor(server: ApiServer) {
    this.server = server;
  }

  /** The path of the kind's collection in the namespace, or undefined where the kind is not installed. */
  async collectionOf(manifest: Manifest, namespace: string): Promise<string | undefined> {
    const apiVersion = String(manifest.apiVersion);
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let resources = this.known.get(root);
    if (resources === undefined) {
      resources = this.discover(root);
      this.known.set(root, resources);
    }
    const found = (await resources).find(({ kind }) => kind === manifest.kind);
    if (found === undefined) return undefined;
    return found.namespaced ? `${root}/namespaces/${namespace}/${found.name}` : `${root}/${found.name}`;
  }

  private async discover(root: string): Promise<readonly Resource[]> {
    const { status, body } = await this.server.call({ method: 'GET', path: root });
    if (status === 404) return [];
    const listed = asRecord(body)['resources'];
    if (!Array.isArray(listed)) throw new Error(`GET ${root}: ${status} ${say(body)}`);
    return listed
      .map(asRecord)
      .map(({ name, kind, namespaced }) => ({ name: String(name), kind, namespaced: namespaced === true }))
      .filter(({ name }) => !name.includes('/')); // a subresource, such as deployments/scale
  }
}

interface Resource {
  readonly name: string;
  readonly kind: unknown;
  readonly namespaced: boolean;
}

// The path says the namespace, and the API server refuses an object that says another.
function withoutNamespace(manifest: Manifest): Manifest {
  const { namespace: _, ...metadata } = asRecord(manifest.metadata);
  return { ...manifest, metadata };
}

function describe(manifest: Manifest): string {
  return `${String(manifest.kind)} ${nameOf(manifest)}`;
}

function nameOf(manifest: Manifest): string {
  return String(asRecord(manifest.metadata)['name']);
}

/** The message of a Status object, which is what the API server answers when it refuses. */
function say(body: unknown): string {
  const message = asRecord(body)['message'];
  return typeof message === 'string' ? message : JSON.stringify(body);
}

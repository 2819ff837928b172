import { spawnSync } from 'node:child_process';
import { asRecord } from '../../verify';
import {
  connect,
  kubeconfigOf,
  noKubeconfig,
  type ApiServer,
  type Call,
  type ClusterAccess,
  type Reply,
} from './api-server';
import { Collections } from './collections';
import type { Ownership } from './ownership';
import { messageIn } from './requests';
import { makeNamespace, type NamespaceOptions, type TestNamespace } from './test-namespace';

/** Which cluster is opened, and for whom. */
export interface ClusterOptions extends ClusterAccess, Ownership {}

/** A cluster in which tests make things of their own. */
export interface Cluster {
  /** The API server's version, such as `v1.34.4`. */
  readonly version: string;
  /** For whom things are made in it, as their labels say. */
  readonly ownership: Ownership;
  /** Sends a request as it is. */
  call(call: Call): Promise<Reply>;
  /** Makes a namespace whose name starts with the given word, and ends in what no other has. */
  namespace(word: string, options?: NamespaceOptions): Promise<TestNamespace>;
  /** Makes a namespace, uses it, and asks for its removal, also where its use failed. */
  inNamespace<T>(word: string, use: (namespace: TestNamespace) => Promise<T>, options?: NamespaceOptions): Promise<T>;
  /** Has something undone when the connection is closed, before what was noted earlier. */
  onClose(undo: () => Promise<void>): void;
  /**
   * Removes what is left of all that was made, and ends the connection; safe to call twice.
   *
   * @throws AggregateError with everything that could not be removed
   */
  close(): Promise<void>;
}

/** A cluster, or why there is none to test against. */
export type Reached =
  | { readonly kind: 'reached'; readonly cluster: Cluster }
  | {
      readonly kind: 'not-reached';
      /** What to say in the place of the test: `skipped, because KUBECONFIG is not set`. */
      readonly said: string;
    };

/**
 * Opens the cluster that KUBECONFIG names, or that the options do.
 *
 * @throws Error where none is named, kubectl is missing, or the API server does not answer
 */
export async function openCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { owner, ...access } = options;
  const server = await connect(access);
  try {
    return new OpenCluster(server, await readVersion(server), { owner });
  } catch (error) {
    server.close();
    throw error;
  }
}

/**
 * Opens a cluster where one is named and can be asked, and otherwise says why not.
 *
 * A cluster that is named and does not answer is an error all the same: who named it wants it tested.
 *
 * @throws Error where the API server does not answer
 */
export async function reachCluster(options: ClusterOptions = {}): Promise<Reached> {
  if (kubeconfigOf(options) === undefined) return notReached(noKubeconfig);
  if (spawnSync('kubectl', ['version', '--client']).error) return notReached('kubectl is not on the PATH');
  return { kind: 'reached', cluster: await openCluster(options) };
}

function notReached(because: string): Reached {
  return { kind: 'not-reached', said: `skipped, because ${because}` };
}

async function readVersion(server: ApiServer): Promise<string> {
  const { status, body } = await server.call({ method: 'GET', path: '/version' });
  const { gitVersion } = asRecord(body);
  if (typeof gitVersion === 'string') return gitVersion;
  throw new Error(`the API server does not say its version: ${status} ${messageIn(body)}`);
}

class OpenCluster implements Cluster {
  readonly version: string;
  readonly ownership: Ownership;
  private readonly server: ApiServer;
  private readonly collections: Collections;
  private readonly undoes = new Set<() => Promise<void>>();

  constructor(server: ApiServer, version: string, ownership: Ownership) {
    this.server = server;
    this.version = version;
    this.ownership = ownership;
    this.collections = new Collections(server);
  }

  call(call: Call): Promise<Reply> {
    return this.server.call(call);
  }

  async namespace(word: string, options: NamespaceOptions = {}): Promise<TestNamespace> {
    const made = await makeNamespace(this.server, this.collections, word, { ...options, ...this.ownership });
    const remove = async (): Promise<void> => {
      if (!this.undoes.has(remove)) return;
      await made.remove();
      this.undoes.delete(remove);
    };
    this.undoes.add(remove);
    return { ...made, remove };
  }

  async inNamespace<T>(
    word: string,
    use: (namespace: TestNamespace) => Promise<T>,
    options?: NamespaceOptions,
  ): Promise<T> {
    const namespace = await this.namespace(word, options);
    let result: T;
    try {
      result = await use(namespace);
    } catch (error) {
      // What went wrong first is told; what is left is tried again, and told, by close().
      await namespace.remove().catch(() => undefined);
      throw error;
    }
    await namespace.remove();
    return result;
  }

  onClose(undo: () => Promise<void>): void {
    this.undoes.add(undo);
  }

  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of [...this.undoes].reverse()) await undo().catch((error: unknown) => failures.push(error));
    this.undoes.clear();
    this.server.close();
    if (failures.length > 0)
      throw new AggregateError(failures, `not all was removed: ${failures.map(String).join('; ')}`);
  }
}

import { asArray, asRecord, type Manifest } from '../../verify';
import { podsOf } from '../pods-of';
import type { ApiServer } from './api-server';
import type { Collections } from './collections';
import {
  applyCall,
  askFor,
  inWords,
  notInstalled,
  plainNameOf,
  strictly,
  withoutNamespace,
  type First,
  type Verdict,
} from './dry-run';
import { labelsOf, uniqueDigits, type Ownership } from './ownership';
import { need } from './requests';

/** How a namespace of a test is made. */
export interface NamespaceOptions {
  /** The Pod Security level that it enforces, and warns by. @default 'restricted' - as this library renders pods */
  readonly podSecurity?: 'restricted' | 'baseline' | 'privileged' | undefined;
}

/** Which objects are listed. */
export interface Listed {
  readonly apiVersion: string;
  readonly kind: string;
  /** Labels that they all have. @default - any */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** A namespace that belongs to one test. */
export interface TestNamespace {
  readonly name: string;
  /**
   * Asks the API server to admit each object, and each pod that its controller would make, without keeping any.
   *
   * Fields are validated strictly. Objects are asked for in this namespace, whatever namespace they name. Service
   * accounts are the exception: they are made, because a Pod that runs as one is refused where it does not exist.
   */
  dryRun(manifests: readonly Manifest[], first?: First): Promise<readonly Verdict[]>;
  /**
   * Applies objects in this namespace, whatever namespace they name, on the server's side, in their order.
   *
   * @throws Error where the API server refuses one, and of one that belongs to no namespace: it would stay
   */
  apply(manifests: readonly Manifest[]): Promise<void>;
  /**
   * Makes an object in this namespace, and returns it as the API server has it.
   *
   * @throws Error where the API server refuses
   */
  create(manifest: Manifest): Promise<unknown>;
  /**
   * The objects of a kind that are there now.
   *
   * @throws Error where the cluster does not know the kind
   */
  list(which: Listed): Promise<readonly Manifest[]>;
  /** Asks for the namespace's removal, with all that is in it, and does not wait for it. */
  remove(): Promise<void>;
}

/** Makes a namespace whose name starts with a word. */
export async function makeNamespace(
  server: ApiServer,
  collections: Collections,
  word: string,
  { podSecurity = 'restricted', ...ownership }: NamespaceOptions & Ownership,
): Promise<TestNamespace> {
  const name = `modelyard-${word}-${uniqueDigits()}`;
  const levels = ['enforce', 'audit', 'warn'].flatMap((mode): (readonly [string, string])[] => [
    [`pod-security.kubernetes.io/${mode}`, podSecurity],
    [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
  ]);
  const labels = { ...labelsOf(ownership, word), ...Object.fromEntries(levels) };
  await need(server, {
    method: 'POST',
    path: '/api/v1/namespaces',
    body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
  });
  const accounts = new Accounts(server, name);
  // A controller makes it, if one runs; no Pod is admitted before.
  await accounts.make({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } });

  const collectionOf = async (manifest: Pick<Manifest, 'apiVersion' | 'kind'>, what: string): Promise<string> => {
    const collection = await collections.tryFind(manifest, name);
    if (collection === undefined) throw new Error(`${what}: ${notInstalled(manifest)}`);
    if (!collection.namespaced) throw new Error(`${what} belongs to no namespace, and would stay when the test ends`);
    return collection.path;
  };

  return {
    name,
    dryRun: async (manifests, first = 'create') => {
      const ask = (manifest: Manifest, object: string): Promise<Verdict> =>
        askFor(server, collections, name, manifest, object, first);
      const verdicts = await Promise.all(manifests.map((manifest) => ask(manifest, inWords(manifest))));
      const toMake = manifests.filter(({ kind }) => kind === 'ServiceAccount');
      await Promise.all(toMake.map((manifest) => accounts.make(manifest)));
      const pods = manifests.flatMap((manifest) =>
        podsOf(manifest).map((pod) => ask(pod, `Pod of ${inWords(manifest)}`)),
      );
      return [...verdicts, ...(await Promise.all(pods))];
    },
    apply: async (manifests) => {
      for (const manifest of manifests) {
        const collection = await collectionOf(manifest, inWords(manifest));
        await need(server, applyCall(collection, withoutNamespace(manifest), strictly));
      }
    },
    create: async (manifest) => {
      const collection = await collectionOf(manifest, inWords(manifest));
      return need(server, { method: 'POST', path: collection, body: withoutNamespace(manifest) });
    },
    list: async ({ apiVersion, kind, labels = {} }) => {
      const collection = await collectionOf({ apiVersion, kind }, `a list of ${kind}`);
      const wanted = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      const query = wanted.length === 0 ? '' : `?labelSelector=${encodeURIComponent(wanted.join(','))}`;
      const { items } = asRecord(await need(server, { method: 'GET', path: `${collection}${query}` }));
      // A list leaves out what all its items share.
      return asArray(items).map((item) => ({ apiVersion, kind, ...asRecord(item) }));
    },
    remove: async () => {
      await need(server, { method: 'DELETE', path: `/api/v1/namespaces/${name}` });
    },
  };
}

/** The service accounts of a namespace, each made once: whoever asks for one meanwhile waits until it is there. */
class Accounts {
  private readonly server: ApiServer;
  private readonly namespace: string;
  private readonly made = new Map<string, Promise<void>>();

  constructor(server: ApiServer, namespace: string) {
    this.server = server;
    this.namespace = namespace;
  }

  make(manifest: Manifest): Promise<void> {
    const name = plainNameOf(manifest);
    const known = this.made.get(name) ?? this.post(manifest);
    this.made.set(name, known);
    return known;
  }

  private async post(manifest: Manifest): Promise<void> {
    const path = `/api/v1/namespaces/${this.namespace}/serviceaccounts`;
    await this.server.call({ method: 'POST', path, body: withoutNamespace(manifest) });
  }
}

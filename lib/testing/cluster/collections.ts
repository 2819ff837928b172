import { asRecord, type Manifest } from '../../verify';
import type { ApiServer } from './api-server';
import { messageIn } from './requests';

/** Where objects of a kind live. */
export interface Collection {
  /** The path of the kind's collection, in the namespace where it has one. */
  readonly path: string;
  readonly namespaced: boolean;
}

interface Resource {
  readonly name: string;
  readonly kind: unknown;
  readonly namespaced: boolean;
}

/** Where objects of each kind live, as the API server's discovery says; asked once for each API version. */
export class Collections {
  private readonly server: ApiServer;
  private readonly known: Map<string, Promise<readonly Resource[]>> = new Map();

  constructor(server: ApiServer) {
    this.server = server;
  }

  /** Where objects of a manifest's kind live in a namespace, or undefined where the kind is not installed. */
  async tryFind(manifest: Pick<Manifest, 'apiVersion' | 'kind'>, namespace: string): Promise<Collection | undefined> {
    const apiVersion = String(manifest.apiVersion);
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let resources = this.known.get(root);
    if (resources === undefined) {
      resources = this.discover(root);
      this.known.set(root, resources);
    }
    const found = (await resources).find(({ kind }) => kind === manifest.kind);
    if (found === undefined) return undefined;
    const { namespaced } = found;
    return { namespaced, path: namespaced ? `${root}/namespaces/${namespace}/${found.name}` : `${root}/${found.name}` };
  }

  private async discover(root: string): Promise<readonly Resource[]> {
    const { status, body } = await this.server.call({ method: 'GET', path: root });
    if (status === 404) return [];
    const listed = asRecord(body)['resources'];
    if (!Array.isArray(listed)) throw new Error(`GET ${root}: ${status} ${messageIn(body)}`);
    return listed
      .map(asRecord)
      .map(({ name, kind, namespaced }) => ({ name: String(name), kind, namespaced: namespaced === true }))
      .filter(({ name }) => !name.includes('/')); // a subresource, such as deployments/scale
  }
}

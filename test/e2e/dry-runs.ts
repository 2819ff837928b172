import type { Cluster } from '../../lib/testing';
import { asArray, asRecord, type PlainRecord } from '../../lib/verify/untrusted';
import type { Manifest } from '../../lib/verify';

/** What the API server said to one object. */
export interface Answer {
  readonly taken: boolean;
  /** Why not, in its own words; empty where it was taken. */
  readonly message: string;
}

/** Asks the API server to create objects as they are, whatever stands in them, and to keep nothing. */
export class DryRuns {
  private readonly call: Cluster['call'];
  private readonly namespace: string;
  private readonly known = new Map<string, Promise<readonly PlainRecord[]>>();

  constructor(call: Cluster['call'], namespace: string) {
    this.call = call;
    this.namespace = namespace;
  }

  /** The namespace that an object may name is sent, so that it must be the one of these runs. */
  async ask(manifest: Manifest): Promise<Answer> {
    const apiVersion = String(manifest.apiVersion).split('/').map(encodeURIComponent).join('/');
    const root = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    let resources = this.known.get(root);
    if (resources === undefined) this.known.set(root, (resources = this.discover(root)));
    const resource = (await resources).find(({ kind, name }) => kind === manifest.kind && !String(name).includes('/'));
    if (resource === undefined) return { taken: false, message: `${apiVersion} has no such kind` };
    const collection = resource['namespaced'] === true ? `${root}/namespaces/${this.namespace}` : root;
    const path = `${collection}/${String(resource['name'])}?dryRun=All&fieldValidation=Strict`;
    const { status, body } = await this.call({ method: 'POST', path, body: manifest });
    const message = `${status} ${messageIn(body)}`;
    // kube-apiserver 1.34.4 panics over some Jobs, and ends the stream: it takes none of them.
    const panicked = message.includes('INTERNAL_ERROR');
    if (status >= 500 && !panicked) throw new Error(`POST ${path}: ${message}`);
    return status === 201 ? { taken: true, message: '' } : { taken: false, message };
  }

  /** The resources of an API version; a text that is none may lead to another listing, which has no resources. */
  private async discover(root: string): Promise<readonly PlainRecord[]> {
    const { body } = await this.call({ method: 'GET', path: root });
    return asArray(asRecord(body)['resources']).map(asRecord);
  }
}

function messageIn(body: unknown): string {
  const { message } = asRecord(body);
  return typeof message === 'string' ? message : JSON.stringify(body);
}

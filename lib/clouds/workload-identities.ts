import { createHash } from 'node:crypto';
import type { TargetCluster } from '../hardware';

/** A service account of a cluster, as clouds know it. */
export interface WorkloadAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** What is opened to workloads needs of their cluster. */
export interface IdentityCluster<Identity> {
  readonly target: TargetCluster;
  /** Whom its service accounts act as in the cloud. */
  readonly identities: WorkloadIdentities<Identity>;
}

/** Whom the service accounts of a cluster act as: one identity each, made for the first thing that is opened to it. */
export class WorkloadIdentities<Identity> {
  readonly #make: (account: WorkloadAccount) => Identity;
  readonly #made: Map<string, Identity> = new Map();

  constructor(make: (account: WorkloadAccount) => Identity) {
    this.#make = make;
  }

  of(account: WorkloadAccount): Identity {
    const key = `${account.namespace}/${account.serviceAccount}`;
    const found = this.#made.get(key) ?? this.#make(account);
    this.#made.set(key, found);
    return found;
  }
}

const hashLength = 9;

/**
 * What something is called that is made for a service account: of letters, digits, `-` and `_`, a letter or digit first.
 *
 * No name in Kubernetes has a `_`, so that two accounts never share a name.
 *
 * @param owner the component that makes it
 */
export function accountPart(owner: string, { namespace, serviceAccount }: WorkloadAccount, longest: number): string {
  const full = [owner, namespace, serviceAccount].join('_');
  if (full.length <= longest && /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(full)) return full;
  const stem = full.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  const hash = createHash('sha256')
    .update(full)
    .digest('hex')
    .slice(0, hashLength - 1);
  return `${stem.slice(0, longest - hashLength)}-${hash}`;
}

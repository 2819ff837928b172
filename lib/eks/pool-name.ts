import { createHash } from 'node:crypto';

/** The longest name of a node group, which is also the value of a label. Source: EKS API, CreateNodegroup: 63. */
const longest = 63;

const hashLength = 8;

/**
 * The name of a node group: that of the pool, and a hash of all that EKS does not change in place.
 *
 * A group that has to be replaced so gets a name of its own, and is there before the old one goes; the name is known
 * before anything is made, and pods can ask for the nodes of the group by it.
 */
export function nodeGroupName(name: string, immutable: readonly unknown[]): string {
  const hash = createHash('sha256').update(JSON.stringify(immutable)).digest('hex').slice(0, hashLength);
  return `${name.slice(0, longest - hashLength - 1).replace(/[-_.]+$/, '')}-${hash}`;
}

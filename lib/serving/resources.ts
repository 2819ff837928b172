import { parseQuantity, printGiven, quantityToInteger, readBytes, type Bytes, type Notes } from '../core';
import { nodePoolAllocatable, type NodePool, type TargetCluster } from '../hardware';
import { shareOfNode, type PodPlacement, type PodRequests, type Resources } from '../workload';

/** What the user asks of a node, with the disk that the weights of a model take there. */
export function withDisk(given: Resources | undefined, diskBytes: number, notes: Notes): Partial<Resources> {
  if (diskBytes === 0) return given ?? {};
  judgeDisk(given?.ephemeralStorage, diskBytes, notes);
  const needed: Bytes = `${Math.ceil(diskBytes / 2 ** 30) + 2}Gi`;
  const ephemeralStorage = notes.choose(given?.ephemeralStorage, {
    field: 'resources requests.ephemeral-storage',
    value: needed,
    reason:
      'the weights lie on the disk of the node, and 2 GiB beside them for logs and caches: a pod that takes more than it asked for is evicted when the disk fills up',
    source: 'https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#local-ephemeral-storage',
    override: 'resources.ephemeralStorage',
  });
  return { ...given, ephemeralStorage };
}

function judgeDisk(given: Bytes | undefined, diskBytes: number, notes: Notes): void {
  const quantity = given === undefined ? undefined : parseQuantity(given);
  if (quantity === undefined || Number(quantityToInteger(quantity)) >= diskBytes) return;
  notes.warn({
    code: 'serving/disk-too-small',
    property: 'resources.ephemeralStorage',
    given: printGiven(given),
    message: `the weights take up to ${(diskBytes / 2 ** 30).toFixed(1)} GiB of the node's disk, and a pod that takes more than it asked for goes first when the disk fills up`,
    fix: `ephemeralStorage: '${Math.ceil(diskBytes / 2 ** 30) + 2}Gi', or none: it follows from the model`,
  });
}

/** Judges whether the disk of a node has room for an image beside what a pod asks for; each node has the image once. */
export function judgeImageSize(
  given: Bytes | undefined,
  { ephemeralStorage }: PodRequests,
  pool: NodePool | undefined,
  cluster: TargetCluster | undefined,
  notes: Notes,
): void {
  if (given === undefined) return;
  const reading = readBytes('imageSize', given);
  if ('issue' in reading) {
    notes.issue(reading.issue);
    return;
  }
  const mebibytes = pool && nodePoolAllocatable(pool, cluster?.kubernetes)?.ephemeralStorageMib;
  const taken = Number(quantityToInteger(reading.value)) + ephemeralStorage;
  // What a pod asks for beyond the disk has been said where it was placed.
  if (pool === undefined || mebibytes === undefined || ephemeralStorage > mebibytes * 2 ** 20) return;
  if (taken <= mebibytes * 2 ** 20) return;
  const gibibytes = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  notes.issue({
    code: 'serving/disk-too-small',
    property: 'imageSize',
    given: printGiven(given),
    message: `the image and the ${gibibytes(ephemeralStorage)} that a pod asks for take ${gibibytes(taken)} of the disk of a node, and those of pool ${pool.name} have ${gibibytes(mebibytes * 2 ** 20)} for pods`,
    fix: `a pool with larger disks, such as diskGib: ${Math.ceil((taken / 2 ** 30) * 1.2) + 2}, or a smaller image`,
  });
}

/** Fills in the share of its node where the user does not say what a server needs. */
export function withShare(
  asked: Partial<Resources>,
  placement: PodPlacement,
  beside: PodRequests,
  cluster: TargetCluster | undefined,
  notes: Notes,
): Resources {
  const { cpu, memory } = asked;
  return cpu === undefined || memory === undefined
    ? { ...asked, ...shareOfNode(placement, beside, cluster, notes) }
    : { ...asked, cpu, memory };
}

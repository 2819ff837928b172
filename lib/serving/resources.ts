import { parseQuantity, printGiven, quantityToInteger, type Bytes, type Notes } from '../core';
import type { TargetCluster } from '../hardware';
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

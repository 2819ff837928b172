import { machineResources, nodeTaintsAndLabels, type Machine, type NodePool } from '../hardware';

const template = 'k8s.io/cluster-autoscaler/node-template';

/** Labels that the autoscaler works out of the machine and its zone. */
const workedOut = ['kubernetes.io/', 'node.kubernetes.io/', 'topology.kubernetes.io/'];

/**
 * The tags by which the cluster autoscaler knows what a node of an empty pool will be like: on the group's own
 * autoscaling group, where EKS does not put those of the node group.
 *
 * Assumed, since the autoscaler cannot be had for tests; source: kubernetes/autoscaler,
 * cluster-autoscaler/cloudprovider/aws/README.md, "Auto-Discovery Setup" and "Scaling a node group to 0".
 *
 * @param adapters Elastic Fabric Adapters of each node
 */
export function autoscalerTags(pool: NodePool, machine: Machine, adapters: number): Readonly<Record<string, string>> {
  const { labels, taints } = nodeTaintsAndLabels(pool);
  return {
    ...prefixed(
      'label',
      Object.entries(labels).filter(([label]) => !workedOut.some((own) => label.startsWith(own))),
    ),
    ...prefixed(
      'taint',
      taints.map(({ key, value, effect }) => [key, `${value ?? ''}:${effect}`]),
    ),
    ...prefixed(
      'resources',
      Object.entries(machineResources(machine, pool.sharing)).map(([name, amount]) => [name, String(amount)]),
    ),
    ...(adapters > 0 && { [`${template}/resources/vpc.amazonaws.com/efa`]: String(adapters) }),
    ...(pool.diskGib !== undefined && { [`${template}/resources/ephemeral-storage`]: `${pool.diskGib}Gi` }),
  };
}

function prefixed(part: string, entries: readonly (readonly [string, string])[]): Readonly<Record<string, string>> {
  return Object.fromEntries(entries.map(([key, value]) => [`${template}/${part}/${key}`, value]));
}

import { acceleratorOf, type NodePool, type TargetCluster } from '../hardware';
import type { Inventory } from './inventory';
import type { ManifestObject } from './manifest';
import type { PodTemplate } from './pod-template';
import { admit } from './scheduling/admission';
import { judgeNodes } from './scheduling/feasible-nodes';
import { NodeState } from './scheduling/node-state';
import { nodesOfCluster } from './scheduling/nodes-of-cluster';
import { nodeAffinity } from './scheduling/plugins/node-affinity';
import { toleratesAll, type Taint } from './scheduling/taints';
import { asArray, asRecord, asString } from './untrusted';

/** A DaemonSet that offers the GPUs of nodes to their kubelet. */
export interface DevicePlugin {
  readonly template: PodTemplate;
  /** The pools with GPUs whose nodes it certainly asks for by their labels. */
  readonly pools: readonly ReachedPool[];
}

/** A pool that a DaemonSet asks for. */
export interface ReachedPool {
  readonly pool: NodePool;
  /** What keeps it off the nodes of the pool all the same. */
  readonly taint: Taint | undefined;
}

/** The policy by which the operator of NVIDIA serves the GPUs of all nodes, where an app has it. */
export function gpuOperatorOf(inventory: Inventory): ManifestObject | undefined {
  return inventory
    .ofKind('nvidia.com', 'ClusterPolicy')
    .find(({ spec }) => asRecord(spec['devicePlugin'])['enabled'] !== false);
}

/** The DaemonSets of an app that offer the GPUs of NVIDIA. */
export function devicePluginsOf(inventory: Inventory): readonly DevicePlugin[] {
  return inventory.ofKind('apps', 'DaemonSet').flatMap((owner) =>
    inventory
      .podTemplatesOf(owner)
      .filter(isDevicePlugin)
      .map((template) => ({ template, pools: poolsOf(template, inventory) })),
  );
}

const folder = '/var/lib/kubelet/device-plugins';

/** Plugins register in a folder of the kubelet; those of other vendors do too. */
function isDevicePlugin({ pod, containers }: PodTemplate): boolean {
  const registers = asArray(pod['volumes']).some((volume) => {
    const path = asString(asRecord(asRecord(volume)['hostPath'])['path']);
    return path === folder || path === `${folder}/`;
  });
  return (
    registers &&
    containers.some(({ name, definition: { image, command, args } }) => {
      const words = [name, image, ...asArray(command), ...asArray(args)].filter((word) => typeof word === 'string');
      return words.some((word) => word.includes('nvidia')) && words.some((word) => word.includes('device-plugin'));
    })
  );
}

function poolsOf(template: PodTemplate, inventory: Inventory): readonly ReachedPool[] {
  const { cluster } = inventory;
  if (cluster === undefined) return [];
  const { pod, openTo } = admit(template, inventory);
  if (openTo !== undefined) return [];
  return nodesByPool(cluster).flatMap(({ pool, nodes }) => {
    const asked = judgeNodes(pod, { nodes }, [nodeAffinity]);
    if (!asked.every(({ feasible }) => feasible === true)) return [];
    const taint = nodes.flatMap(({ taints }) => taints).find((one) => !toleratesAll(pod.tolerations, [one]));
    return [{ pool, taint }];
  });
}

/** The nodes that each pool with GPUs can have, one for each zone. */
function nodesByPool(cluster: TargetCluster): readonly { readonly pool: NodePool; readonly nodes: NodeState[] }[] {
  const all = nodesOfCluster(cluster, { nodes: 'one-a-zone', room: 'most' });
  return cluster.nodePools
    .filter((pool) => acceleratorOf(pool) === 'gpu' && pool.nodes.max > 0)
    .map((pool) => ({
      pool,
      nodes: all.flatMap((one) => (one.pool === pool ? [new NodeState(one.node)] : [])),
    }));
}

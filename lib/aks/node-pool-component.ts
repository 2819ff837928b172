import { AgentPool } from '@pulumi/azure-native/containerservice/index.js';
import { ComponentResource, type ComponentResourceOptions, type Output } from '@pulumi/pulumi';
import { captureStack, deferredProperties, refuse, type CapturedStack, type IssueDetails } from '../core';
import type {
  AcceleratorDriver,
  AksNetwork,
  GpuSharing,
  NodeCount,
  NodePool,
  PoolCapacity,
  PoolManager,
  Taint,
} from '../hardware';
import type { PoolSurroundings } from './judge-pool';
import type { NodePoolPlan } from './node-pool-plan';
import type { CommonPoolProps } from './node-pool-props';
import type { PoolCluster } from './pool-cluster';

/** A pool that was judged, and its cluster. */
export interface DecidedPool extends NodePoolPlan {
  readonly cluster: PoolCluster;
  readonly tags: Readonly<Record<string, string>>;
}

/** What may hold a deferred value: what is its own affair elsewhere, and tags. */
const passesThrough = ['cluster', 'tags'];

/** Decides a pool, or raises what is wrong with it, before any of it is made. */
export function decidePool<P extends CommonPoolProps>(
  kind: string,
  name: string,
  props: P,
  plan: (name: string, props: P, around: PoolSurroundings) => NodePoolPlan,
  stack: CapturedStack = captureStack(),
): DecidedPool {
  const path = `aks.${kind} ${name}`;
  const { cluster, tags } = props;
  refuse(path, deferredProperties(props, passesThrough), stack);
  const { kubernetes, podNetwork, podAddresses, nodePools, machineZones, network } = cluster;
  const nodeAddresses = network.nodeSubnet.cidr;
  const around = { kubernetes, podNetwork, podAddresses, nodePools, machineZones, nodeAddresses };
  const planned = plan(name, props, around);
  refuse(path, planned.issues, stack);
  return { ...planned, cluster, tags: tags ?? {} };
}

/** The nodes of an agent pool, as a pool for workloads. */
export abstract class NodePoolComponent extends ComponentResource implements NodePool {
  declare readonly kind: 'NodePool';
  /** The name of the pool in AKS: that of the component, cut, and a hash of what AKS cannot change in place. */
  declare readonly name: string;
  declare readonly manager: PoolManager;
  declare readonly machine: string;
  declare readonly nodes: NodeCount;
  declare readonly capacity: PoolCapacity;
  declare readonly labels: Readonly<Record<string, string>>;
  declare readonly taints: readonly Taint[];
  declare readonly zones: readonly string[];
  declare readonly maxPods?: number | undefined;
  declare readonly network?: AksNetwork | undefined;
  declare readonly diskGib?: number | undefined;
  declare readonly sharing?: GpuSharing | undefined;
  declare readonly devicePlugin?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  declare readonly driver?: AcceleratorDriver | undefined;
  declare readonly fractionalGpu?: { readonly reason: string } | undefined;
  declare readonly issues: readonly IssueDetails[];
  /** The name of the pool once there is one: what depends on the nodes can wait for it. */
  declare readonly agentPoolName: Output<string>;

  protected constructor(kind: string, name: string, decided: DecidedPool, opts?: ComponentResourceOptions) {
    super(`modelyard:aks:${kind}`, name, {}, opts);
    const { pool, settings, ignoreChanges, cluster, tags } = decided;
    Object.assign(this, pool);
    const { nodeSubnet, podSubnet } = cluster.network;
    const made = new AgentPool(
      name,
      {
        ...settings,
        resourceGroupName: cluster.resourceGroupName,
        resourceName: cluster.clusterName,
        vnetSubnetID: nodeSubnet.id,
        ...(podSubnet && { podSubnetID: podSubnet.id }),
        tags,
      },
      {
        parent: this,
        dependsOn: [...cluster.neededByNodes],
        ignoreChanges: [...ignoreChanges],
        customTimeouts: { create: '60m', update: '4h', delete: '60m' },
      },
    );
    this.agentPoolName = made.name;
    cluster.addPool(pool);
    this.registerOutputs({ agentPoolName: this.agentPoolName });
  }
}

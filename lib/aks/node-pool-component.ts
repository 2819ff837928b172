import { AgentPool } from '@pulumi/azure-native/containerservice/index.js';
import type { ComponentResourceOptions, Output } from '@pulumi/pulumi';
import { CloudNodePool } from '../clouds';
import { captureStack, deferredProperties, refuse, withSourceLine, type CapturedStack } from '../core';
import type { PoolSurroundings } from './judge-pool';
import { deferrableOfNetwork } from './network-props';
import type { NodePoolPlan } from './node-pool-plan';
import type { CommonPoolProps } from './node-pool-props';
import type { PoolCluster } from './pool-cluster';

/** A pool that was judged, and its cluster. */
export interface DecidedPool extends NodePoolPlan {
  readonly cluster: PoolCluster;
  /** What it is called in the program, with the line of it. */
  readonly madeAs: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What may hold a deferred value. */
const passesThrough = [
  ...['clusterName', 'resourceGroupName'].map((name) => `cluster.${name}`),
  ...deferrableOfNetwork('cluster.network'),
];

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
  return { ...planned, cluster, madeAs: withSourceLine(path, stack), tags: tags ?? {} };
}

/** The nodes of an agent pool, as a pool for workloads. */
export abstract class NodePoolComponent extends CloudNodePool {
  /** The name of the pool once there is one: what depends on the nodes can wait for it. */
  declare readonly agentPoolName: Output<string>;

  protected constructor(kind: string, name: string, decided: DecidedPool, opts?: ComponentResourceOptions) {
    const { pool, settings, ignoreChanges, cluster, madeAs, tags } = decided;
    super(`modelyard:aks:${kind}`, name, pool, opts);
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
    // A pool takes the minutes that roles take to hold, and pods have nowhere to run before.
    cluster.addPool(pool, madeAs, made);
    this.registerOutputs({ agentPoolName: this.agentPoolName });
  }
}

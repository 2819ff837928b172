import type { Output } from '@pulumi/pulumi';
import { Cluster, GpuNodePool, Network, NodePool } from 'modelyard/eks';

/** A cluster on EKS with its network and three pools, by this library. */
const network = new Network('ml', { cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'] });
const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' } });
new NodePool('cpu', { cluster, machine: 'm7i.2xlarge', nodes: { min: 1, max: 5 } });
const l4 = { kind: 'gpu', model: 'L4', count: 1 } as const;
new GpuNodePool('l4', { cluster, accelerator: l4, nodes: { min: 0, max: 6 }, capacity: { kind: 'spot' } });
const a100 = { machine: 'p4d.24xlarge', fabric: { kind: 'efa' }, zones: ['us-east-1a'] } as const;
new GpuNodePool('fabric', { cluster, ...a100, nodes: { min: 0, max: 2 } });

/** What the stack hands out. */
export const kubeconfig: Output<string> = cluster.kubeconfig;

/** The cluster that models of other stacks run on: what they need of it are its outputs. */
import { Config, secret, type Output } from '@pulumi/pulumi';
import type { TargetCluster } from 'modelyard';
import { AddOns, Cluster, GpuNodePool, Network, NodePool } from 'modelyard/eks';

const network = new Network('ml', { cidr: '10.20.0.0/16' });
const cluster = new Cluster('ml', { network, kubernetes: '1.35', access: { creator: 'admin' } });

new NodePool('cpu', { cluster, machine: 'm7i.2xlarge', nodes: { min: 1, max: 5 } });
new GpuNodePool('inference', {
  cluster,
  accelerator: { kind: 'gpu', model: 'L40S', count: 1 },
  nodes: { min: 0, max: new Config().requireNumber('gpuNodes') },
});

// Nodes come where pods wait for them, and tell of their GPUs: without these the pool above would have neither.
new AddOns('ml', { cluster, autoscaler: { kind: 'cluster-autoscaler' }, devicePlugin: {} });

export const kubeconfig: Output<string> = secret(cluster.kubeconfig);
export const target: TargetCluster = cluster.target;

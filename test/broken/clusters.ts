import { Chart } from 'cdk8s';
import {
  bindCluster,
  ModelService,
  nodePool,
  targetCluster,
  unpinned,
  type App,
  type NodePoolProps,
  type TargetClusterProps,
} from 'modelyard';
import type { Broken, Configuration } from './broken';

/** A service in a cluster of one pool beside an ordinary one. */
function pooled(name: string, props: NodePoolProps, cluster: Partial<TargetClusterProps> = {}): Configuration {
  return (app: App): void => {
    const chart = new Chart(app, 'models');
    const plain =
      cluster.cloud === 'aks'
        ? nodePool('system', { machine: 'Standard_D8s_v5', nodes: { min: 1, max: 3 }, system: true })
        : nodePool('cpu', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 6 } });
    bindCluster(
      chart,
      targetCluster({
        name: 'target',
        cloud: 'eks',
        kubernetes: '1.34',
        ...cluster,
        nodePools: [plain, nodePool(name, props)],
      }),
    );
    new ModelService(chart, 'chat', {
      runtime: { kind: 'http', image: unpinned('myuser/model:v1', 'a test'), port: 8000, healthPath: '/health' },
      resources: { cpu: 1, memory: '1Gi' },
    });
  };
}

const l4: NodePoolProps = { machine: 'g6.xlarge', nodes: { min: 0, max: 4 } };
const azure: NodePoolProps = { machine: 'Standard_NC24ads_A100_v4', nodes: { min: 0, max: 4 } };
const onAzure: Partial<TargetClusterProps> = { cloud: 'aks' };

/** Pools that their cloud does not make, and clusters that cannot be. */
export const clusters: readonly Broken[] = [
  {
    what: 'a label under a prefix that AKS keeps for itself',
    rules: ['G-13'],
    broken: pooled('gpua', { ...azure, labels: { 'kubernetes.azure.com/team': 'search' } }, onAzure),
    mended: pooled('gpua', { ...azure, labels: { 'example.com/team': 'search' } }, onAzure),
    code: 'hardware/reserved-label',
    at: 'models cluster.nodePools["gpua"].labels["kubernetes.azure.com/team"]',
  },
  {
    what: 'spot nodes for the pods of the system',
    rules: ['G-26', 'C-34'],
    broken: pooled('gpua', { ...azure, nodes: { min: 1, max: 4 }, capacity: { kind: 'spot' }, system: true }, onAzure),
    mended: pooled('gpua', { ...azure, nodes: { min: 1, max: 4 }, capacity: { kind: 'spot' } }, onAzure),
    code: 'hardware/spot-system-pool',
    at: 'models cluster.nodePools["gpua"].capacity',
  },
  {
    what: 'a name of a pool with a dash on AKS',
    rules: ['7.1'],
    broken: pooled('gpu-a100', azure, onAzure),
    mended: pooled('gpua100', azure, onAzure),
    code: 'hardware/invalid-pool-name',
    at: 'models cluster.nodePools["gpu-a100"].name',
  },
  {
    what: 'a taint whose key has two prefixes',
    rules: ['G-13'],
    broken: pooled('l4', { ...l4, taints: [{ key: 'example.com/team/gpu', value: 'true', effect: 'NoSchedule' }] }),
    mended: pooled('l4', { ...l4, taints: [{ key: 'example.com/team-gpu', value: 'true', effect: 'NoSchedule' }] }),
    code: 'hardware/invalid-taint',
    at: 'models cluster.nodePools["l4"].taints[0]',
  },
  {
    what: 'a machine with a slice of a GPU',
    rules: ['G-34'],
    broken: pooled('l4', { machine: 'g6f.xlarge', nodes: { min: 0, max: 4 } }),
    mended: pooled('l4', l4),
    code: 'hardware/fractional-gpu',
    at: 'models cluster.nodePools["l4"].machine',
  },
  {
    what: 'a machine of another cloud',
    rules: ['G-31'],
    broken: pooled('l4', azure),
    mended: pooled('l4', l4),
    code: 'hardware/wrong-cloud',
    at: 'models cluster.nodePools["l4"].manager',
  },
  {
    what: 'a machine that there is not',
    rules: ['G-31'],
    broken: pooled('l4', { machine: 'g6.3xlarge', nodes: { min: 0, max: 4 } }),
    mended: pooled('l4', l4),
    code: 'hardware/unknown-machine',
    at: 'models cluster.nodePools["l4"].machine',
  },
  {
    what: 'two pools of one name',
    rules: ['C-01'],
    broken: pooled('cpu', l4),
    mended: pooled('l4', l4),
    code: 'hardware/duplicate-pool',
    at: 'models cluster.nodePools["cpu"]',
  },
  {
    what: 'more nodes at least than at most',
    rules: ['C-03'],
    broken: pooled('l4', { ...l4, nodes: { min: 4, max: 2 } }),
    mended: pooled('l4', { ...l4, nodes: { min: 2, max: 4 } }),
    code: 'hardware/invalid-node-count',
    at: 'models cluster.nodePools["l4"].nodes.min',
  },
  {
    what: 'a slice of a size that no GPU is cut into',
    rules: ['G-02'],
    broken: pooled('mig', {
      custom: {
        cpu: 16,
        memory: '128Gi',
        pods: 60,
        accelerator: { kind: 'mig', profile: '1g.6gb' as '1g.5gb', count: 7 },
      },
      nodes: { min: 1, max: 2 },
    }),
    mended: pooled('mig', {
      custom: { cpu: 16, memory: '128Gi', pods: 60, accelerator: { kind: 'mig', profile: '1g.5gb', count: 7 } },
      nodes: { min: 1, max: 2 },
    }),
    code: 'hardware/unknown-accelerator',
    at: 'models cluster.nodePools["mig"].custom.accelerator.profile',
  },
];

import { expect, test } from 'vitest';
import { devicePluginsReach } from '../../../lib/verify/rules/device-plugins-reach';
import { foundBy, type Found, type Shown } from '../found';
import { nodePool, targetCluster, type NodePool, type NodePoolProps, type TargetCluster } from '../../../lib/hardware';
import { devicePlugin } from '../device-plugin';
import { object, workload } from '../manifests';

const sku = { key: 'sku', value: 'gpu', effect: 'NoSchedule' } as const;
const pool = (more: Partial<Extract<NodePoolProps, { readonly machine: string }>> = {}): NodePool =>
  nodePool('gpua', {
    machine: 'Standard_NC24ads_A100_v4',
    nodes: { min: 0, max: 4 },
    taints: [sku],
    ...more,
  });
const cluster = (...nodePools: readonly NodePool[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'aks', kubernetes: '1.34', nodePools });
const tolerant = { tolerations: [{ key: 'sku', operator: 'Exists' }] };
const term = (...matchExpressions: readonly object[]): object => ({
  affinity: {
    nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
  },
});

test.each<Shown>([
  { where: 'it tolerates the taint', manifests: [devicePlugin(tolerant)], cluster: cluster(pool()) },
  {
    where: 'the taint has the name that all plugins tolerate',
    manifests: [devicePlugin()],
    cluster: cluster(pool({ taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }] })),
  },
  {
    where: 'the taint keeps nothing away',
    manifests: [devicePlugin()],
    cluster: cluster(pool({ taints: [{ key: 'sku', value: 'gpu', effect: 'PreferNoSchedule' }] })),
  },
  {
    where: 'the pool has none of its GPUs',
    manifests: [devicePlugin()],
    cluster: cluster(pool({ machine: 'Standard_D8s_v5' })),
  },
  {
    where: 'the pool has no nodes',
    manifests: [devicePlugin()],
    cluster: cluster(pool({ nodes: { min: 0, max: 0 } })),
  },
  {
    where: 'others serve the pool',
    manifests: [devicePlugin()],
    cluster: cluster(pool({ devicePlugin: 'node-image' }), pool({ devicePlugin: 'gpu-operator' })),
  },
  {
    where: 'another of the app does',
    manifests: [devicePlugin(), devicePlugin(tolerant, {}, 'nvidia-second')],
    cluster: cluster(pool()),
  },
  {
    where: 'the operator does',
    manifests: [devicePlugin(), object('nvidia.com/v1', 'ClusterPolicy', { name: 'policy' }, {})],
    cluster: cluster(pool()),
  },
  {
    where: 'it is not for the pool, or perhaps not',
    manifests: [
      devicePlugin({ nodeSelector: { 'kubernetes.azure.com/agentpool': 'gpub' } }),
      devicePlugin(term({ key: 'nvidia.com/gpu.present', operator: 'Perhaps', values: ['true'] })),
      devicePlugin(term({ key: 'feature.node.kubernetes.io/pci-10de.present', operator: 'In', values: ['true'] })),
    ],
    cluster: cluster(pool()),
  },
  {
    where: 'what a RuntimeClass lets it tolerate is not known',
    manifests: [devicePlugin({ runtimeClassName: 'nvidia' })],
    cluster: cluster(pool()),
  },
  { where: 'no cluster is declared', manifests: [devicePlugin()] },
  {
    where: 'it is another DaemonSet',
    manifests: [
      workload('apps/v1', 'DaemonSet'),
      devicePlugin({ volumes: [{ name: 'plugins', emptyDir: {} }] }),
      devicePlugin({}, { image: 'registry.example/rocm/k8s-device-plugin:1.31' }, 'amd'),
      devicePlugin({}, { image: 'registry.example/nvidia/gpu-feature-discovery:v0.20.0' }),
      devicePlugin({}, { image: 5 }),
    ],
    cluster: cluster(pool()),
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(devicePluginsReach, shown)).toEqual([]);
});

const finding: Found = {
  on: 'DaemonSet nvidia-device-plugin',
  code: 'verify/device-plugin-kept-away',
  severity: 'warning',
  path: 'spec.template.spec.tolerations',
  message:
    'the device plugin does not tolerate taint sku=gpu:NoSchedule of pool gpua, so that its nodes offer no nvidia.com/gpu',
  fix: "{ key: 'sku', operator: 'Exists', effect: 'NoSchedule' }, or a nodeSelector for the other pools",
};

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the taint of a pool keeps it away',
    manifests: [devicePlugin()],
    cluster: cluster(pool()),
    found: [finding],
  },
  {
    where: 'the chart of the plugin is for each node with a GPU',
    manifests: [
      devicePlugin(term({ key: 'nvidia.com/gpu.present', operator: 'In', values: ['true'] }), {
        image: 'registry.example/plugin:1',
        command: ['nvidia-device-plugin'],
      }),
    ],
    cluster: cluster(pool({ devicePlugin: 'yourself', nodes: { min: 1, max: 1 } })),
    found: [finding],
  },
  {
    where: 'the operator serves none',
    manifests: [
      devicePlugin({ volumes: [{ name: 'plugins', hostPath: { path: '/var/lib/kubelet/device-plugins/' } }] }),
      object('nvidia.com/v1', 'ClusterPolicy', { name: 'policy' }, { devicePlugin: { enabled: false } }),
    ],
    cluster: cluster(pool()),
    found: [finding],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(devicePluginsReach, shown)).toEqual(found);
});

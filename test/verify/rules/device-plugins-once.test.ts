import { expect, test } from 'vitest';
import { devicePluginsOnce } from '../../../lib/verify/rules/device-plugins-once';
import { foundBy, type Found, type Shown } from '../found';
import { nodePool, targetCluster, type NodePool, type NodePoolProps, type TargetCluster } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { devicePlugin } from '../device-plugin';
import { object } from '../manifests';

const pool = (
  devicePlugin?: NodePoolProps['devicePlugin'],
  more: Partial<Pick<NodePoolProps, 'taints'>> = {},
): NodePool => nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 4 }, devicePlugin, ...more });
const cluster = (...nodePools: readonly NodePool[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools });
const policy = (spec: object): Manifest => object('nvidia.com/v1', 'ClusterPolicy', { name: 'policy' }, { ...spec });
const elsewhere = { nodeSelector: { 'eks.amazonaws.com/nodegroup': 't4' } };
const second = (pod: object = {}): Manifest => devicePlugin(pod, {}, 'nvidia-second');

test.each<Shown>([
  {
    where: 'it is the only one',
    manifests: [devicePlugin()],
    cluster: cluster(
      pool(),
      nodePool('t4', { machine: 'g4dn.xlarge', nodes: { min: 0, max: 1 }, devicePlugin: 'yourself' }),
    ),
  },
  { where: 'the operator has none', manifests: [devicePlugin(), policy({ devicePlugin: { enabled: false } })] },
  { where: 'there is the operator alone', manifests: [policy({})], cluster: cluster(pool('gpu-operator')) },
  {
    where: 'each is for nodes of its own',
    manifests: [devicePlugin(elsewhere), second()],
    cluster: cluster(pool()),
  },
  {
    where: 'the pool has no nodes',
    manifests: [devicePlugin()],
    cluster: cluster(
      nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 0 }, devicePlugin: 'node-image', taints: [] }),
    ),
  },
  { where: 'it is not for those nodes', manifests: [devicePlugin(elsewhere)], cluster: cluster(pool('node-image')) },
  {
    where: 'a taint keeps it away',
    manifests: [devicePlugin()],
    cluster: cluster(pool('node-image', { taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }] })),
  },
  { where: 'on which nodes they are is not known', manifests: [devicePlugin(), second()] },
])('finds nothing where $where', (shown) => {
  expect(foundBy(devicePluginsOnce, shown)).toEqual([]);
});

const finding = (other: string, on = 'nvidia-device-plugin'): Found => ({
  on: `DaemonSet ${on}`,
  code: 'verify/two-device-plugins',
  severity: 'warning',
  path: 'spec.template.spec',
  message: `${other} offers the same GPUs, and the kubelet goes by the device plugin that comes last`,
  fix: 'one of the two: a nodeSelector for other nodes, or no device plugin of your own',
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the image of the nodes has one',
    manifests: [devicePlugin()],
    cluster: cluster(pool('node-image')),
    found: [finding('the image of the nodes of pool l4')],
  },
  {
    where: 'an operator is declared for the pool',
    manifests: [devicePlugin()],
    cluster: cluster(pool('gpu-operator')),
    found: [finding('the GPU operator on pool l4')],
  },
  {
    where: 'the app has an operator',
    manifests: [policy({}), devicePlugin()],
    found: [finding('ClusterPolicy policy')],
  },
  {
    where: 'the app has two',
    manifests: [devicePlugin(), second()],
    cluster: cluster(pool('yourself')),
    found: [finding('DaemonSet nvidia-device-plugin on pool l4', 'nvidia-second')],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(devicePluginsOnce, shown)).toEqual(found);
});

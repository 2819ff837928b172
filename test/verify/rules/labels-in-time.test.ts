import { expect, test } from 'vitest';
import { labelsInTime } from '../../../lib/verify/rules/labels-in-time';
import { foundBy, type Found, type Shown } from '../found';
import { nodePool, targetCluster, type NodePool, type TargetCluster } from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { deployment, workload } from '../manifests';

const pool = (min: number, labels: Readonly<Record<string, string>> = {}): NodePool =>
  nodePool('l4', { machine: 'g6.xlarge', nodes: { min, max: 4 }, labels });
const cluster = (...nodePools: readonly NodePool[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools });
const asking = (key: string): Manifest => deployment({ pod: { nodeSelector: { [key]: 'a' } } });
const product = 'nvidia.com/gpu.product';

test.each<Shown>([
  {
    where: 'pools are known by it',
    manifests: [asking('node.kubernetes.io/instance-type'), asking('nvidia.com/gpu.present'), deployment()],
    cluster: cluster(pool(0)),
  },
  {
    where: 'a pool is given it by hand',
    manifests: [asking(product)],
    cluster: cluster(pool(0, { [product]: 'NVIDIA-L4' })),
  },
  { where: 'some nodes are always there', manifests: [asking(product)], cluster: cluster(pool(0), pool(1)) },
  { where: 'nothing is declared', manifests: [asking(product)] },
  { where: 'no pools are declared', manifests: [asking(product)], cluster: cluster() },
  {
    where: 'it runs on whatever node there is',
    manifests: [workload('apps/v1', 'DaemonSet', { pod: { nodeSelector: { [product]: 'a' } } })],
    cluster: cluster(pool(0)),
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(labelsInTime, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'a node has it only once it runs',
    manifests: [asking(product), asking('feature.node.kubernetes.io/pci-10de.present')],
    cluster: cluster(pool(0)),
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/label-comes-late',
        severity: 'warning',
        path: 'spec.template.spec',
        given: '"nvidia.com/gpu.product"',
        message: 'nodes get this label only after they have started, so that no autoscaler starts one for it',
        fix: 'a label of the pool, or node.kubernetes.io/instance-type',
      },
      {
        on: 'Deployment chat',
        code: 'verify/label-comes-late',
        severity: 'warning',
        path: 'spec.template.spec',
        given: '"feature.node.kubernetes.io/pci-10de.present"',
        message: 'nodes get this label only after they have started, so that no autoscaler starts one for it',
        fix: 'a label of the pool, or node.kubernetes.io/instance-type',
      },
    ],
  },
  {
    where: 'an affinity asks for it',
    manifests: [
      deployment({
        pod: {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: [{ key: 'nvidia.com/gpu.memory', operator: 'Gt', values: ['20000'] }] },
                ],
              },
            },
          },
        },
      }),
    ],
    cluster: cluster(pool(0)),
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/label-comes-late',
        severity: 'warning',
        path: 'spec.template.spec',
        given: '"nvidia.com/gpu.memory"',
        message: 'nodes get this label only after they have started, so that no autoscaler starts one for it',
        fix: 'a label of the pool, or node.kubernetes.io/instance-type',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(labelsInTime, shown)).toEqual(found);
});

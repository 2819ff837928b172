import { expect, test } from 'vitest';
import { nodesAwaited } from '../../../lib/verify/rules/nodes-awaited';
import { foundBy, type Found, type Shown } from '../found';
import {
  nodePool,
  targetCluster,
  type NodeCount,
  type NodePool,
  type NodePoolProps,
  type TargetCluster,
} from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { deployment, workload } from '../manifests';

type Boot = NodePoolProps['nodeBoot'];

const pool = (name: string, nodeBoot: Boot, nodes: NodeCount = { min: 0, max: 4 }): NodePool =>
  nodePool(name, { machine: 'm7i.4xlarge', nodes, nodeBoot });
const cluster = (...nodePools: readonly NodePool[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools });
const starting = (failureThreshold: number, spec: object = {}, pod: object = {}): Manifest =>
  deployment({
    spec: { ...spec },
    pod: { ...pod },
    container: { startupProbe: { httpGet: {}, failureThreshold, periodSeconds: 10 } },
  });

test.each<Shown>([
  { where: 'both take less', manifests: [starting(30)], cluster: cluster(pool('cpu', '299s')) },
  {
    where: 'the deadline is late enough',
    manifests: [starting(30, { progressDeadlineSeconds: 601 })],
    cluster: cluster(pool('cpu', '5m')),
  },
  { where: 'nobody says how long a node takes', manifests: [starting(59)], cluster: cluster(pool('cpu', undefined)) },
  { where: 'no cluster is declared', manifests: [starting(59)] },
  {
    where: 'the pool has all its nodes',
    manifests: [starting(59)],
    cluster: cluster(pool('cpu', '20m', { min: 4, max: 4 })),
  },
  {
    where: 'its pods go to other nodes',
    manifests: [starting(59, {}, { nodeSelector: { 'eks.amazonaws.com/nodegroup': 'always' } })],
    cluster: cluster(pool('always', undefined, { min: 4, max: 4 }), pool('cpu', '20m')),
  },
  {
    where: 'the start alone is too long, as another rule says',
    manifests: [starting(60)],
    cluster: cluster(pool('cpu', '5m')),
  },
  {
    where: 'the deadline cannot be read',
    manifests: [starting(30, { progressDeadlineSeconds: 'late' })],
    cluster: cluster(pool('cpu', '5m')),
  },
  {
    where: 'nothing has a deadline',
    manifests: [workload('apps/v1', 'StatefulSet')],
    cluster: cluster(pool('cpu', '20m')),
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(nodesAwaited, shown)).toEqual([]);
});

const finding = (given: string, message: string, fix: string): Found => ({
  on: 'Deployment chat',
  code: 'verify/deadline-before-startup',
  severity: 'warning',
  path: 'spec.progressDeadlineSeconds',
  given,
  message,
  fix,
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'a node and the start on it take as long together',
    manifests: [starting(30)],
    cluster: cluster(pool('cpu', '5m')),
    found: [
      finding(
        '600',
        'the rollout is reported as failed after 600 s, while a further node of pool cpu may take 300 s, and its pods 300 s to start on it',
        'more than 600, with time on top to pull the image',
      ),
    ],
  },
  {
    where: 'a node alone takes longer',
    manifests: [deployment({ spec: { progressDeadlineSeconds: 120 } })],
    cluster: cluster(pool('cpu', '150s', { min: 1, max: 2 })),
    found: [
      finding(
        '120',
        'the rollout is reported as failed after 120 s, while a further node of pool cpu may take 150 s',
        'more than 150, with time on top to pull the image',
      ),
    ],
  },
  {
    where: 'pods may go to several pools',
    manifests: [starting(30)],
    cluster: cluster(pool('a', '1m'), pool('b', '10m'), pool('c', undefined), pool('d', '2m')),
    found: [
      finding(
        '600',
        'the rollout is reported as failed after 600 s, while a further node of pool b may take 600 s, and its pods 300 s to start on it',
        'more than 900, with time on top to pull the image',
      ),
    ],
  },
  {
    where: 'only the container that starts slowly counts, and none that ends before',
    manifests: [
      deployment({
        pod: {
          initContainers: [{ name: 'copy', startupProbe: { exec: {}, failureThreshold: 500 } }],
          containers: [
            { name: 'quick', startupProbe: { exec: {}, failureThreshold: 1 } },
            { name: 'slow', startupProbe: { exec: {}, failureThreshold: 55 } },
            { name: 'none' },
          ],
        },
      }),
    ],
    cluster: cluster(pool('cpu', '1m')),
    found: [
      finding(
        '600',
        'the rollout is reported as failed after 600 s, while a further node of pool cpu may take 60 s, and its pods 550 s to start on it',
        'more than 610, with time on top to pull the image',
      ),
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(nodesAwaited, shown)).toEqual(found);
});

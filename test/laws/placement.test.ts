import fc from 'fast-check';
import {
  bindCluster,
  ModelService,
  nodePool,
  nodePoolAllocatable,
  nodeTaintsAndLabels,
  targetCluster,
  unpinned,
  type Accelerator,
  type NodePool,
  type PodSpec,
  type Taint,
} from 'modelyard';
import { App, Chart } from 'cdk8s';
import { expect, test } from 'vitest';
import { issuesOf, parseQuantity, quantityToMilli } from '../../lib/core';
import { goodPool } from '../hardware/generated-pools';

interface Placed {
  readonly pool: NodePool;
  readonly kubernetes: '1.34';
  /** Nothing where the pool cannot take the pod, which is then said. */
  readonly pod: PodSpec | undefined;
}

/** A service that asks for accelerators of a pool, and for a share of its node. */
function placed([name, props]: readonly [string, Parameters<typeof nodePool>[1]], share: number): Placed {
  const pool = nodePool(name, props);
  const cloud = pool.manager.startsWith('aks') ? 'aks' : pool.manager === 'other' ? 'other' : 'eks';
  const chart = new Chart(new App(), 'models');
  bindCluster(chart, targetCluster({ name: 'production', cloud, kubernetes: '1.34', nodePools: [pool] }));
  const accelerator = acceleratorIn(pool, share);
  const service = new ModelService(chart, 'detector', {
    runtime: { kind: 'http', image: unpinned('myuser/detector:v1', 'a test'), port: 8000, healthPath: '/health' },
    ...(accelerator === undefined ? { resources: { cpu: '100m', memory: '64Mi' } } : { accelerator }),
    placement: pool,
  });
  return { pool, kubernetes: '1.34', pod: issuesOf(service).length === 0 ? podOf(chart) : undefined };
}

function acceleratorIn(pool: NodePool, share: number): Accelerator | undefined {
  const [[resource, has] = ['', 0]] = Object.entries(nodePoolAllocatable(pool, '1.34')?.extended ?? {});
  const count = Math.ceil(has * share);
  if (count === 0 || !resource.includes('/')) return undefined;
  return { kind: 'custom', resource: resource as `${string}/${string}`, count };
}

function podOf(chart: Chart): PodSpec {
  const objects: readonly { kind: string; spec: { template: { spec: PodSpec } } }[] = chart.toJson();
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  if (deployment === undefined) throw new Error('there is no Deployment');
  return deployment.spec.template.spec;
}

/** As the API defines it: the key and the effect must match, and the value unless it need only exist. */
function isTolerated({ key, value, effect }: Taint, { tolerations = [] }: PodSpec): boolean {
  return tolerations.some(
    (toleration) =>
      (toleration.effect === undefined || toleration.effect === effect) &&
      (toleration.key === undefined || toleration.key === key) &&
      (toleration.operator === 'Exists' || toleration.value === value),
  );
}

const milli = (quantity: string | undefined): number =>
  Number(quantityToMilli(parseQuantity(quantity ?? '0') ?? fail()));

function fail(): never {
  throw new Error('a quantity cannot be read');
}

test('a pod that is placed tolerates its pool, asks for its labels, and for no more than a node has', () => {
  const seen = { placed: 0, refused: 0, tainted: 0, sharing: 0 };
  const shares = fc.constantFrom(0.01, 0.25, 0.5, 1);
  fc.assert(
    fc.property(goodPool, shares, (given, share) => {
      const { pool, kubernetes, pod } = placed(given, share);
      if (pod === undefined) {
        seen.refused += 1;
        return;
      }
      seen.placed += 1;
      const { labels, taints } = nodeTaintsAndLabels(pool);
      expect(labels).toMatchObject(pod.nodeSelector ?? {});
      const hard = taints.filter(({ effect }) => effect !== 'PreferNoSchedule');
      if (hard.length > 0) seen.tainted += 1;
      expect(hard.filter((taint) => !isTolerated(taint, pod))).toEqual([]);
      const left = nodePoolAllocatable(pool, kubernetes);
      if (left === undefined) return;
      const { requests = {}, limits = {} } = pod.containers[0]?.resources ?? {};
      expect(milli(requests['cpu'])).toBeLessThanOrEqual(left.cpuMilli);
      expect(milli(requests['memory'])).toBeLessThanOrEqual(left.memoryMib.atMost * 2 ** 20 * 1000);
      for (const [resource, amount] of Object.entries(left.extended)) {
        if (limits[resource] !== undefined) seen.sharing += 1;
        expect(milli(limits[resource]) / 1000).toBeLessThanOrEqual(amount);
      }
    }),
    { numRuns: 1000 },
  );
  console.log(seen);
  expect(Math.min(seen.placed, seen.tainted, seen.sharing)).toBeGreaterThan(100);
});

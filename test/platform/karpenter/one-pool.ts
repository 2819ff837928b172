import { App, Chart } from 'cdk8s';
import { decisionsOf, karpenter } from 'modelyard';
import { issuesOf } from '../../../lib/core';
import { manifestsOf, type Manifest } from '../../serving/one-service';
import type { DrawnPool } from './drawn-pools';

/** What every pool on EKS is given. */
export const onEks = {
  cloud: 'eks',
  cluster: 'production',
  role: 'production-nodes',
  image: { release: 'v20260714' },
  nodes: { max: 4 },
} as const;

/** What every pool on AKS is given. */
export const onAks = { cloud: 'aks', nodes: { max: 4 } } as const;

/** One pool in a chart of its own, as it was rendered. */
export class OnePool {
  readonly app: App = new App();
  readonly chart: Chart = new Chart(this.app, 'nodes');
  readonly pool: karpenter.KarpenterNodePool;

  constructor({ construct, props }: DrawnPool, id = 'pool') {
    this.pool =
      construct === 'NodePool'
        ? new karpenter.NodePool(this.chart, id, props)
        : new karpenter.GpuNodePool(this.chart, id, props);
  }

  /** A pool with accelerators; what JavaScript lets through is judged as well, and so props of any shape. */
  static gpu(props: object, id?: string): OnePool {
    return new OnePool({ construct: 'GpuNodePool', props: props as unknown as karpenter.GpuNodePoolProps }, id);
  }

  /** A pool without accelerators. */
  static plain(props: object, id?: string): OnePool {
    return new OnePool({ construct: 'NodePool', props: props as unknown as karpenter.NodePoolProps }, id);
  }

  get objects(): readonly Manifest[] {
    return manifestsOf(this.chart);
  }

  get nodeClass(): Manifest {
    return this.objects[0];
  }

  get nodePool(): Manifest {
    return this.objects[1];
  }

  /** What is wrong, a line for each issue. */
  get issues(): readonly string[] {
    return issuesOf(this.pool).map(({ code, property, given, message, fix }) => {
      const subject = [property, given].filter(Boolean).join(' ');
      return `${code} ${subject}: ${message}; write ${fix}`;
    });
  }

  /** What was decided, by field. */
  get decisions(): Readonly<Record<string, unknown>> {
    return Object.fromEntries(decisionsOf(this.pool).map(({ field, value }) => [field, value]));
  }
}

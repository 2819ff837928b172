import { describe, expect, it } from 'vitest';
import { nodePool, targetCluster, type NodePool } from '../../../lib/hardware';
import { nodesNeeded, type Manifest } from '../../../lib/verify';
import { autoscaler, deployment, workload } from '../manifests';

const machines = (name: string, labels: Readonly<Record<string, string>> = {}): NodePool =>
  nodePool(name, { custom: { cpu: 4, memory: '16Gi', pods: 10 }, nodes: { min: 0, max: 9 }, labels });

const answer = (manifests: readonly Manifest[], ...nodePools: readonly NodePool[]): readonly (readonly unknown[])[] =>
  nodesNeeded(
    manifests,
    targetCluster({ name: 'prod', cloud: 'other', kubernetes: '1.34', nodePools: [machines('general'), ...nodePools] }),
  ).map(({ pool, atLeast, enough }) => [pool.name, atLeast, enough]);

const asks = (name: string, replicas: number, cpu: string, pod: Readonly<Record<string, unknown>> = {}): Manifest =>
  deployment({ name, spec: { replicas }, pod, container: { resources: { requests: { cpu } } } });

const keepApart = (app: string, of: string): Readonly<Record<string, unknown>> => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { [of]: app } } },
      ],
    },
  },
});

describe('nodesNeeded', () => {
  it('is known for pods alike', () => {
    expect(answer([asks('chat', 9, '1')])).toEqual([['general', 3, 3]]);
  });

  it('counts places for pods, what DaemonSets take, and autoscalers at their most', () => {
    expect(answer([asks('chat', 11, '100m')])).toEqual([['general', 2, 2]]);
    const daemon = workload('apps/v1', 'DaemonSet', {
      name: 'logs',
      container: { resources: { requests: { cpu: '1' } } },
    });
    expect(answer([daemon, asks('chat', 4, '1')])).toEqual([['general', 2, 2]]);
    const scaled = autoscaler({ minReplicas: 1, maxReplicas: 9 });
    expect(answer([asks('chat', 1, '1'), scaled])).toEqual([['general', 3, 3]]);
  });

  it('counts pods that keep apart', () => {
    expect(answer([asks('chat', 3, '1', keepApart('chat', 'app'))])).toEqual([['general', 3, 3]]);
  });

  it('is two bounds where it depends on the order and on what the scheduler chooses', () => {
    expect(answer([asks('small', 3, '1'), asks('large', 1, '4')])).toEqual([['general', 2, 4]]);
  });

  it('gives each pool the pods that can go nowhere else, and those that can go there', () => {
    const fast = asks('fast', 4, '4', { nodeSelector: { disk: 'fast' } });
    expect(answer([asks('chat', 8, '1'), fast], machines('fast', { disk: 'fast' }))).toEqual([
      ['general', 0, 2],
      ['fast', 4, 12],
    ]);
  });

  it('has no number that is enough where something not declared decides', () => {
    expect(answer([asks('chat', 4, '1'), asks('rank', 2, '1', keepApart('chat', 'app'))])).toEqual([
      ['general', 1, undefined],
    ]);
    expect(answer([asks('large', 1, '5')])).toEqual([['general', 0, undefined]]);
  });
});

import { describe, expect, it } from 'vitest';
import { nodePool, type Duration, type NodePoolProps, type Rollout } from 'modelyard';
import { httpRuntime, OneService } from './one-service';

function rolled(rollout: Rollout, startsWithin?: Duration): OneService {
  return new OneService({ rollout, runtime: { ...httpRuntime, startsWithin } });
}

describe('a rollout', () => {
  it.each<[Rollout, unknown]>([
    [{ kind: 'recreate' }, { type: 'Recreate' }],
    [{ kind: 'rolling' }, { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } }],
    [
      { kind: 'rolling', maxSurge: 0, maxUnavailable: '50%' },
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: '50%' } },
    ],
  ])('%j is %j', (rollout, strategy) => {
    expect(rolled(rollout).deployment.strategy).toEqual(strategy);
  });

  it.each([1.5, -1, Number.NaN])('has no share of %d pods', (maxSurge) => {
    expect(rolled({ kind: 'rolling', maxSurge }).issues.map(({ code }) => code)).toEqual(['serving/invalid-rollout']);
  });

  it.each(['33.3%', '-5%'] as const)('has no share of %s', (maxUnavailable) => {
    expect(rolled({ kind: 'rolling', maxUnavailable }).issues.map(({ code }) => code)).toEqual([
      'core/invalid-percent',
    ]);
  });

  it.each<[Duration, number]>([
    ['500ms', 1],
    ['1s', 1],
    ['2m', 120],
  ])('sleeps for %s: whole seconds, %d', (preStopSleep, seconds) => {
    const { server, pod } = rolled({ kind: 'recreate', preStopSleep });
    expect(server.lifecycle.preStop.sleep.seconds).toBe(seconds);
    expect(pod.terminationGracePeriodSeconds).toBe(seconds + 30 + 5);
  });

  it('is reported as failed only after the start, the time to stay ready, and time for a node and the image', () => {
    const { deployment } = rolled({ kind: 'rolling', readyFor: '1m' }, '30m');
    expect(deployment.minReadySeconds).toBe(60);
    expect(deployment.progressDeadlineSeconds).toBe(1800 + 60 + 600);
  });

  it.each<[NodePoolProps['nodeBoot'], NodePoolProps['nodes'], number, string]>([
    ['7m', { min: 0, max: 2 }, 420 + 600, '420 s for a node as its pool says, 600 s for the image'],
    ['7m', { min: 2, max: 2 }, 600, '600 s for a node and the image'],
    [undefined, { min: 0, max: 2 }, 600, '600 s for a node and the image'],
  ])('where a node takes %s in a pool of %j, %d s are for it and the image', (nodeBoot, nodes, seconds, reason) => {
    const placement = nodePool('cpu', { machine: 'm7i.4xlarge', nodes, nodeBoot });
    const { deployment, decisions } = new OneService({ placement, resources: { cpu: 1, memory: '1Gi' } });
    expect(deployment.progressDeadlineSeconds).toBe(600 + 10 + seconds);
    expect(decisions.find(({ field }) => field === 'Deployment spec.progressDeadlineSeconds')?.reason).toBe(
      `600 s to start, 10 s to stay ready, ${reason}: less would report a good rollout as failed`,
    );
  });
});

describe('the time to start', () => {
  it.each<[Duration, number]>([
    ['1s', 1],
    ['5s', 1],
    ['6s', 2],
    ['10m', 120],
    ['1h', 720],
  ])('%s is %d questions, five seconds apart', (startsWithin, failureThreshold) => {
    expect(rolled({ kind: 'rolling' }, startsWithin).server.startupProbe).toMatchObject({
      periodSeconds: 5,
      failureThreshold,
    });
  });
});

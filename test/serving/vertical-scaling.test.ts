import { describe, expect, it } from 'vitest';
import type { ModelServiceProps, VerticalScaling } from 'modelyard';
import { OneService } from './one-service';

describe('vertical scaling', () => {
  it('is of the server alone, within bounds, with limits in proportion', () => {
    const built = new OneService({
      verticalScaling: { mode: 'initial', min: { cpu: 0.5 }, max: { cpu: 4, memory: '8Gi' } },
      names: { deployment: 'front', verticalAutoscaler: 'front-vpa' },
    });
    expect(built.issues).toEqual([]);
    expect(built.one('VerticalPodAutoscaler')).toMatchObject({
      apiVersion: 'autoscaling.k8s.io/v1',
      metadata: { name: 'front-vpa' },
      spec: {
        targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'front' },
        updatePolicy: { updateMode: 'Initial' },
        resourcePolicy: {
          containerPolicies: [
            {
              containerName: 'server',
              controlledResources: ['cpu', 'memory'],
              controlledValues: 'RequestsAndLimits',
              minAllowed: { cpu: '500m' },
              maxAllowed: { cpu: '4', memory: '8Gi' },
            },
            { containerName: '*', mode: 'Off' },
          ],
        },
      },
    });
  });

  it.each<[VerticalScaling['mode'], string]>([
    ['recommend', 'Off'],
    ['initial', 'Initial'],
    ['recreate', 'Recreate'],
    ['in-place-or-recreate', 'InPlaceOrRecreate'],
  ])('%s is %s', (mode, updateMode) => {
    const { spec } = new OneService({ verticalScaling: { mode } }).one('VerticalPodAutoscaler');
    expect(spec.updatePolicy).toEqual({ updateMode });
  });

  it('is none unless it is asked for', () => {
    expect(new OneService().all('VerticalPodAutoscaler')).toEqual([]);
  });

  it.each<[string, Partial<ModelServiceProps>]>([
    [
      'what it only recommends',
      {
        verticalScaling: { mode: 'recommend' },
        scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] },
      },
    ],
    [
      'another signal',
      {
        verticalScaling: { mode: 'recreate' },
        scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'request-rate', perReplica: 5 }] },
      },
    ],
  ])('goes with %s', (_what, props) => {
    expect(new OneService(props).issues).toEqual([]);
  });
});

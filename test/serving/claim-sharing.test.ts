import { describe, expect, it } from 'vitest';
import {
  existingClaim,
  type AccessMode,
  type ModelServiceProps,
  type MountedVolume,
  type Rollout,
  type Scaling,
} from 'modelyard';
import { image, OneService, resources } from './one-service';

const three: Scaling = { kind: 'fixed', replicas: 3 };

function volumeOf(...accessModes: AccessMode[]): MountedVolume {
  return { name: 'disk', mountPath: '/disk', from: { kind: 'claim', claim: existingClaim('disk', { accessModes }) } };
}

function codes({ issues, warnings }: OneService): string[] {
  return [...issues.map(({ code }) => `error ${code}`), ...warnings.map(({ code }) => `warning ${code}`)];
}

describe('a claim', () => {
  it.each<[AccessMode[], string[]]>([
    [[], []],
    [['ReadWriteMany'], []],
    [['ReadOnlyMany'], []],
    [['ReadWriteOnce', 'ReadOnlyMany'], []],
    [['ReadWriteOnce'], ['warning serving/claim-not-shared']],
    [['ReadWriteOnce', 'ReadWriteOncePod'], ['warning serving/claim-not-shared']],
    [['ReadWriteOncePod'], ['error serving/claim-not-shared']],
  ])('of modes %j for three replicas: %j', (modes, expected) => {
    expect(codes(new OneService({ scaling: three, volumes: [volumeOf(...modes)] }))).toEqual(expected);
  });

  it.each<[string, Partial<ModelServiceProps>]>([
    ['the server', { volumes: [volumeOf('ReadWriteOnce')] }],
    [
      'the runtime',
      {
        runtime: { kind: 'tensorflow-serving', image, modelName: 'm', models: volumeOf('ReadWriteOnce').from },
      },
    ],
    ['a sidecar', { sidecars: [{ name: 'log', image, resources, volumes: [volumeOf('ReadWriteOnce')] }] }],
    [
      'an init container',
      { initContainers: [{ name: 'fetch', image, resources, volumes: [volumeOf('ReadWriteOnce')] }] },
    ],
  ])('is judged where %s mounts it', (_who, props) => {
    const built = new OneService({ ...props, scaling: three });
    expect(codes(built)).toEqual(['warning serving/claim-not-shared']);
    expect(built.deployment.strategy).toEqual({ type: 'Recreate' });
  });

  it('is judged by the strictest where there are several', () => {
    const volumes = [
      volumeOf('ReadWriteOnce'),
      { ...volumeOf('ReadWriteOncePod'), name: 'state', mountPath: '/state' },
    ] as const;
    expect(codes(new OneService({ volumes, scaling: three }))).toEqual(['error serving/claim-not-shared']);
  });

  it('for one replica is left before the next pod takes it', () => {
    const built = new OneService({ volumes: [volumeOf('ReadWriteOnce')] });
    expect(codes(built)).toEqual([]);
    expect(built.deployment.strategy).toEqual({ type: 'Recreate' });
    expect(built.decisions.find(({ field }) => field === 'Deployment spec.strategy')).toMatchObject({
      value: 'recreate',
      reason: 'claim disk is ReadWriteOnce, so a new pod may wait for ever while the old one holds it',
    });
  });

  it.each<[Rollout, string[]]>([
    [{ kind: 'recreate' }, []],
    [{ kind: 'rolling', maxSurge: 0, maxUnavailable: 1 }, []],
    [{ kind: 'rolling', maxSurge: '0%', maxUnavailable: 1 }, []],
    [{ kind: 'rolling' }, ['warning serving/claim-stops-rollout']],
    [{ kind: 'rolling', maxSurge: '25%' }, ['warning serving/claim-stops-rollout']],
  ])('leaves the rollout to the user, %j, and says what it means: %j', (rollout, expected) => {
    const built = new OneService({ rollout, volumes: [volumeOf('ReadWriteOnce')] });
    expect(codes(built)).toEqual(expected);
    expect(built.deployment.strategy.type).toBe(rollout.kind === 'rolling' ? 'RollingUpdate' : 'Recreate');
  });
});

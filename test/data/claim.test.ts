import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { Claim, ModelService, type ClaimProps } from 'modelyard';
import { existingOf, issuesOf } from '../../lib/core';
import { least, manifestsOf, type Manifest } from '../serving/one-service';

function claimed(
  props: Partial<ClaimProps> = {},
  id = 'weights',
): { readonly claim: Claim; readonly manifest: Manifest } {
  const chart = new Chart(new App(), 'models', { namespace: 'models' });
  const claim = new Claim(chart, id, { size: '20Gi', accessModes: ['ReadWriteMany'], ...props });
  return { claim, manifest: manifestsOf(claim)[0] };
}

describe('a Claim', () => {
  it('is a PersistentVolumeClaim of its size, for the default class of the cluster', () => {
    expect(claimed().manifest).toMatchObject({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: 'weights-data', namespace: 'models' },
      spec: { accessModes: ['ReadWriteMany'], resources: { requests: { storage: '20Gi' } } },
    });
    expect(claimed().manifest.spec).not.toHaveProperty('storageClassName');
  });

  it('takes another class, and a name of its own', () => {
    const { claim, manifest } = claimed({ storageClass: 'efs', name: 'models' });
    expect(manifest.spec.storageClassName).toBe('efs');
    expect(manifest.metadata.name).toBe('models');
    expect(claim.name).toBe('models');
  });

  it('takes no class at all where the volume is made by hand', () => {
    expect(claimed({ storageClass: '' }).manifest.spec.storageClassName).toBe('');
  });

  it('writes its size as Kubernetes stores it', () => {
    expect(claimed({ size: '1024Gi' }).manifest.spec.resources.requests.storage).toBe('1Ti');
  });

  it('says what is wrong with its size', () => {
    const { claim } = claimed({ size: '0Gi' });
    expect(issuesOf(claim)).toMatchObject([
      {
        code: 'core/invalid-quantity',
        path: 'models/weights',
        property: 'size',
        given: '"0Gi"',
        message: 'must be more than zero',
        fix: "a number and a unit, such as '512Mi' or '80Gi'",
      },
    ]);
  });

  it('leaves room for its suffix in the longest name', () => {
    const { claim } = claimed({}, 'a'.repeat(300));
    expect(claim.name).toHaveLength(253);
    expect(claim.name).toMatch(/-[0-9a-v]{8}-data$/);
  });

  it('is mounted by reference, and nothing outside of the app is relied on', () => {
    const chart = new Chart(new App(), 'models');
    const claim = new Claim(new Construct(chart, 'team'), 'weights', { size: '1Gi', accessModes: ['ReadOnlyMany'] });
    const service = new ModelService(chart, 'chat', {
      ...least,
      volumes: [{ name: 'models', mountPath: '/models', from: { kind: 'claim', claim } }],
    });
    const deployment = manifestsOf(service).find(({ kind }) => kind === 'Deployment');
    expect(deployment?.spec.template.spec.volumes[0]).toEqual({
      name: 'models',
      persistentVolumeClaim: { claimName: 'team-weights-data', readOnly: true },
    });
    expect(existingOf(service)).toEqual([]);
  });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeployedApp } from '../../lib/app';
import { planDeployment } from '../../lib/pulumi/deployment-plan';
import { asRecord, type Manifest } from '../../lib/verify';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';
import { sampleClusterOf } from '../generated/sample-cluster';

test('Pulumi gets the objects that are written to files, but for what is said to Pulumi alone', () => {
  let run = 0;
  fc.assert(
    fc.property(appsOf(1), (description) => {
      const cluster = sampleClusterOf(description.cluster);
      const app = new DeployedApp({ cluster, rules: [] });
      buildApp(description, { into: app });
      const { objects } = app.deployed();
      const plan = planDeployment(objects, cluster, {});
      // Building an app costs more than all else, and the two ways to render an object are held equal elsewhere.
      const written = run++ % 10 === 0 ? buildApp(description, { rules: [] }).app.synthObjects() : app.synthObjects();
      expect(texts(objects.map(({ manifest }) => manifest))).toEqual(texts(written));
      expect(texts(plan.map(({ manifest }) => withoutPulumi(manifest))).sort()).toEqual(texts(written).sort());

      expect(new Set(plan.map(({ name }) => name)).size).toBe(plan.length);
      plan.forEach(({ dependsOn }, place) => {
        expect(dependsOn.every((other) => other < place)).toBe(true);
      });
    }),
    { numRuns: 200 },
  );
}, 600_000);

function texts(manifests: readonly Manifest[]): string[] {
  return manifests.map((manifest) => JSON.stringify(manifest));
}

function withoutPulumi(manifest: Manifest): Manifest {
  const metadata = asRecord(manifest.metadata);
  const { annotations, ...rest } = metadata;
  const others = Object.entries(asRecord(annotations)).filter(([key]) => !key.startsWith('pulumi.com/'));
  if (others.length === Object.keys(asRecord(annotations)).length) return manifest;
  const left = others.length === 0 ? rest : { annotations: Object.fromEntries(others), ...rest };
  return { ...manifest, metadata: Object.fromEntries(Object.entries(left).sort(([a], [b]) => (a < b ? -1 : 1))) };
}

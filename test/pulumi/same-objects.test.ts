import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DeployedApp } from '../../lib/app';
import { ConfigError } from '../../lib/core';
import { planDeployment } from '../../lib/pulumi/deployment-plan';
import { asRecord, type Manifest } from '../../lib/verify';
import type { AppDescription } from '../generated/app-description';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';
import { sampleClusterOf } from '../generated/sample-cluster';

test('Pulumi gets the objects that are written to files, but for what is said to Pulumi alone', () => {
  fc.assert(
    fc.property(appsOf(2), (description) => {
      const written = objectsOf(description);
      if (written === undefined) return;
      const cluster = sampleClusterOf(description.cluster);
      const app = new DeployedApp({ cluster, rules: [] });
      buildApp(description, { into: app });
      const { objects } = app.deployed();
      const plan = planDeployment(objects, cluster, {});
      expect(texts(objects.map(({ manifest }) => manifest))).toEqual(texts(written));
      expect(texts(plan.map(({ manifest }) => withoutPulumi(manifest))).sort()).toEqual(texts(written).sort());

      expect(new Set(plan.map(({ name }) => name)).size).toBe(plan.length);
      plan.forEach(({ dependsOn }, place) => {
        expect(dependsOn.every((other) => other < place)).toBe(true);
      });
    }),
    { numRuns: 1000 },
  );
});

/** What is written of an app; nothing of one that has issues. */
function objectsOf(description: AppDescription): readonly Manifest[] | undefined {
  try {
    return buildApp(description, { rules: [] }).app.synthObjects();
  } catch (error) {
    if (ConfigError.is(error)) return undefined;
    throw error;
  }
}

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

import 'modelyard/testing/vitest';
import { targetCluster, type App } from 'modelyard';
import { synth, type Cluster } from 'modelyard/testing';
import { modelyardMatchers } from 'modelyard/testing/vitest';
import { expect } from 'vitest';

// Checked by tsc alone: each line under an expectation must not compile, and everything else must.

export async function matchers(app: App, cluster: Cluster, anything: unknown): Promise<void> {
  const production = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: [] });
  const manifests = synth(app);

  expect(app).toBeSchedulableOn(production);
  expect(manifests).not.toBeSchedulableOn(production, { allow: ['not-known'] });
  expect.soft(app).toBeSchedulableOn(production, { allow: undefined });
  await expect(Promise.resolve(app)).resolves.toBeSchedulableOn(production);
  // @ts-expect-error a cluster of tests is not one that is declared
  expect(app).toBeSchedulableOn(cluster);
  // @ts-expect-error nothing is schedulable everywhere
  expect(app).toBeSchedulableOn();
  // @ts-expect-error there is no such thing to allow
  expect(app).toBeSchedulableOn(production, { allow: ['warnings'] });

  expect(app).toHaveObject('Deployment', 'chat');
  expect(app).toHaveObject('Deployment', 'chat', { spec: { replicas: 2, paused: true, selector: undefined } });
  expect(app).toHaveObject('Deployment', 'chat', { spec: { replicas: expect.any(Number) } });
  expect(app).toHaveObject('Deployment', 'chat', { spec: { template: { spec: { containers: [{ image: 'a' }] } } } });
  expect(app).toHaveObject('Deployment', 'chat', { spec: { template: { spec: { containers: expect.anything() } } } });
  expect(app).toHaveObject('Certificate', 'chat', { spec: { dnsNames: ['chat.example.com'] } });
  // @ts-expect-error replicas are a number
  expect(app).toHaveObject('Deployment', 'chat', { spec: { replicas: '2' } });
  // @ts-expect-error an image is a text
  expect(app).toHaveObject('Deployment', 'chat', { spec: { template: { spec: { containers: [{ image: 1 }] } } } });
  // @ts-expect-error a ConfigMap has texts
  expect(app).toHaveObject('ConfigMap', 'chat', { data: { replicas: 2 } });
  // @ts-expect-error an object has a name
  expect(app).toHaveObject('Deployment');

  expect(app).toHaveFinding('verify/unschedulable');
  expect(manifests).toHaveFinding('acme/no-owner', { cluster: production, rules: [] });
  // @ts-expect-error a code has two parts
  expect(app).toHaveFinding('unschedulable');
  // @ts-expect-error an app has rules of its own
  expect(app).toHaveFinding('acme/no-owner', { rules: [] });

  expect(app).toHaveNoFindings();
  expect(app).toHaveNoFindings({ allow: ['not-known', 'warning'] });
  expect(manifests).toHaveNoFindings({ allow: ['not-known'], cluster: production });
  // @ts-expect-error an app has a cluster of its own
  expect(app).toHaveNoFindings({ cluster: production });
  // @ts-expect-error errors are never allowed
  expect(app).toHaveNoFindings({ allow: ['error'] });

  await expect(app).toBeAcceptedBy(cluster, { allow: ['warnings'], podSecurity: 'baseline' });
  const later: Promise<void> = expect(manifests).not.toBeAcceptedBy(cluster);
  await later;
  // @ts-expect-error a cluster that is declared has no API server
  await expect(app).toBeAcceptedBy(production);

  // @ts-expect-error only an app or its objects
  expect(3).toBeSchedulableOn(production);
  // @ts-expect-error only an app or its objects
  expect(anything).toHaveObject('Deployment', 'chat');
  // @ts-expect-error only an app or its objects
  expect('app').toHaveNoFindings();
  // @ts-expect-error only an app or its objects
  await expect({ app }).toBeAcceptedBy(cluster);

  expect(app).toHaveObject('Deployment', 'chat', undefined);
  expect.extend(modelyardMatchers);
}

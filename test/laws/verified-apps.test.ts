import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from '../../lib';
import type { AppDescription } from '../generated/app-description';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';

test('no app that is valid has an issue, or a rule that finds an error', () => {
  fc.assert(
    fc.property(appsOf(2), (description) => {
      try {
        expect(buildApp(description).app.synthObjects().length).toBeGreaterThan(0);
      } catch (error) {
        fc.pre(!leavesNoShare(error));
        throw error;
      }
    }),
    { numRuns: 1000 },
  );
});

/** Once in a while sidecars are drawn that leave a server nothing of its share of a node, which is rightly said. */
function leavesNoShare(error: unknown): boolean {
  return (
    ConfigError.is(error) && error.issues.every(({ message }) => message.includes('leaves it nothing of its share'))
  );
}

test('an app that is not valid has', () => {
  const stands: AppDescription = {
    cluster: { kubernetes: '1.34', declaresKinds: false },
    namespaces: [],
    pools: [],
    charts: [
      {
        ...{ id: 'models', claims: [], externalSecrets: [], secrets: [], configMaps: [], volumeClaims: [] },
        ...{ serviceAccounts: [], workloads: [] },
        services: [
          {
            ...{ path: ['chat'], exposures: [], callers: [] },
            props: {
              runtime: {
                kind: 'http',
                image: { kind: 'unpinned', image: 'server:v1', reason: 'a test' },
                port: 8080,
                healthPath: '/',
              },
              resources: { cpu: 1, memory: '1Gi' },
              rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 0 },
            },
          },
        ],
      },
    ],
  };
  expect(() => buildApp(stands).app.synthObjects()).toThrow(ConfigError);
});

import { Chart } from 'cdk8s';
import { App, bindCluster, ConfigError, ModelService, targetCluster, unpinned, type TargetCluster } from 'modelyard';
import { synth } from 'modelyard/testing';
import { describe, expect, it } from 'vitest';

/** The same service in two charts, each of its own cluster. */
function twice(first: TargetCluster, second: TargetCluster): App {
  const app = new App();
  for (const [id, cluster] of Object.entries({ first, second })) {
    const chart = new Chart(app, id);
    bindCluster(chart, cluster);
    new ModelService(chart, 'chat', {
      runtime: { kind: 'http', image: unpinned('myuser/chat:v1', 'a test'), port: 8000, healthPath: '/health' },
      resources: { cpu: 1, memory: '1Gi' },
    });
  }
  return app;
}

const cluster = (name: string): TargetCluster => targetCluster({ name, cloud: 'eks', kubernetes: '1.34' });

describe('objects of one name', () => {
  it('stand in two clusters', () => {
    expect(synth(twice(cluster('east'), cluster('west')))).toHaveLength(6);
  });

  it('clash in one, however often it is described', () => {
    const codes = (): readonly string[] => {
      try {
        synth(twice(cluster('east'), cluster('east')));
        return [];
      } catch (error) {
        return error instanceof ConfigError ? error.issues.map(({ code }) => code) : [String(error)];
      }
    };
    expect(new Set(codes())).toEqual(new Set(['verify/duplicate-object']));
  });
});

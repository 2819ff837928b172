import type { MlserverProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine, imageOf, onClaim, onCpu, probes, served, variable } from '../one-server';

function mlserver(props: Partial<MlserverProps> = {}): MlserverProps {
  return { kind: 'mlserver', image: imageOf('seldonio/mlserver:1.7.1'), ...props };
}

describe('MLServer', () => {
  const built = served({ runtime: mlserver(), ...onCpu });

  it('starts without a shell, with the folder of the models', () => {
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(commandLine(built)).toEqual(['mlserver', 'start', '/models']);
    expect(built.server.ports).toEqual([
      { name: 'http', containerPort: 8080 },
      { name: 'grpc', containerPort: 8081 },
      { name: 'metrics', containerPort: 8082 },
    ]);
    expect(built.deployment.template.metadata.annotations).toMatchObject({
      'prometheus.io/port': '8082',
      'prometheus.io/path': '/metrics',
    });
    expect(built.pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 0 });
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + 30 + 5);
  });

  it('is ready once its models are, and alive before', () => {
    const ready = { path: '/v2/health/ready', port: 'http' };
    expect(probes(built)).toEqual({ started: ready, ready, alive: { path: '/v2/health/live', port: 'http' } });
  });

  it('writes where it may write', () => {
    const folders: readonly string[] = built.server.volumeMounts.map(
      ({ mountPath }: { readonly mountPath: string }) => mountPath,
    );
    expect(folders).toEqual(['/models', '/tmp', '/opt/mlserver/.cache']);
    expect(built.server.env).toEqual([
      { name: 'HOME', value: '/tmp' },
      { name: 'MLSERVER_PARALLEL_WORKERS', value: '0' },
      { name: 'MLSERVER_METRICS_DIR', value: '/tmp/metrics' },
      { name: 'MLSERVER_ENVIRONMENTS_DIR', value: '/tmp/environments' },
    ]);
  });

  it('passes on each of its props', () => {
    const all = served({
      ...onCpu,
      model: { ...onClaim, name: 'iris' },
      runtime: mlserver({
        implementation: 'mlserver_sklearn.SKLearnModel',
        parallelWorkers: 2,
        gzip: false,
        structuredLogging: true,
        startsWithin: '30m',
        drain: '1m',
      }),
    });
    expect(all.issues).toEqual([]);
    expect(variable(all, 'MLSERVER_PARALLEL_WORKERS')).toBe('2');
    expect(variable(all, 'MLSERVER_GZIP_ENABLED')).toBe('false');
    expect(variable(all, 'MLSERVER_USE_STRUCTURED_LOGGING')).toBe('true');
    expect(variable(all, 'MLSERVER_MODEL_NAME')).toBe('iris');
    expect(variable(all, 'MLSERVER_MODEL_IMPLEMENTATION')).toBe('mlserver_sklearn.SKLearnModel');
    expect(variable(all, 'MLSERVER_MODEL_URI')).toBe('/models');
    expect(all.server.startupProbe.failureThreshold).toBe(360);
    expect(all.pod.terminationGracePeriodSeconds).toBe(15 + 60 + 5);
  });

  it('gets the GPUs that its service asks for', () => {
    expect(served({ runtime: mlserver(), gpus: 1 }).server.resources.limits['nvidia.com/gpu']).toBe('1');
  });
});

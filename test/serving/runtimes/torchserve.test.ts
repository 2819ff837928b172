import { acknowledge, warningsOf, type TorchserveProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine, imageOf, onCpu, probes, served, variable } from '../one-server';

function torchserve(props: Partial<TorchserveProps> = {}): TorchserveProps {
  return { kind: 'torchserve', image: imageOf('pytorch/torchserve:0.12.0-cpu'), ...props };
}

describe('TorchServe', () => {
  const built = served({ runtime: torchserve(), ...onCpu });

  it('starts by its launcher, which ends when the server has', () => {
    expect(built.issues).toEqual([]);
    expect(commandLine(built)).toEqual([
      'torchserve',
      '--start',
      '--foreground',
      '--ncs',
      '--model-store=/models',
      '--ts-config=/etc/torchserve/config.properties',
      '--disable-token-auth',
    ]);
    expect(built.server.ports).toEqual([
      { name: 'http', containerPort: 8080 },
      { name: 'metrics', containerPort: 8082 },
    ]);
    expect(built.pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + 30 + 5);
  });

  it('is managed by nobody but its own pod, and shows its metrics to Prometheus', () => {
    expect(built.one('ConfigMap').data).toMatchObject({
      'etc.torchserve.config.properties': [
        'inference_address=http://0.0.0.0:8080',
        'management_address=http://127.0.0.1:8081',
        'metrics_address=http://0.0.0.0:8082',
        'metrics_mode=prometheus',
        'load_models=all',
        '',
      ].join('\n'),
    });
    expect(built.one('Service').spec.ports.map(({ name }: { readonly name: string }) => name)).toEqual([
      'http',
      'metrics',
    ]);
    expect(built.deployment.template.metadata.annotations).toMatchObject({
      'prometheus.io/port': '8082',
      'prometheus.io/path': '/metrics',
    });
  });

  it('has started once a script says that its models are loaded, and is asked one path from then on', () => {
    const ping = { path: '/ping', port: 'http' };
    expect(probes(built)).toEqual({ started: undefined, ready: ping, alive: ping });
    expect(built.server.startupProbe).toEqual({
      exec: { command: ['python3', '/etc/torchserve/loaded.py'] },
      periodSeconds: 5,
      timeoutSeconds: 30,
      failureThreshold: 144,
    });
    expect(built.one('ConfigMap').data['etc.torchserve.loaded.py']).toContain('worker["status"] == "READY"');
    expect(built.server.volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/etc/torchserve/loaded.py', readOnly: true }),
    );
  });

  it('is asked for its metrics where callers need a token, which the kubelet has not', () => {
    const metrics = { path: '/metrics', port: 'metrics' };
    const guarded = served({ ...onCpu, runtime: torchserve({ tokenAuthorization: true }) });
    expect(probes(guarded)).toEqual({ started: undefined, ready: metrics, alive: metrics });
    expect(guarded.server.startupProbe.exec).toEqual(built.server.startupProbe.exec);
  });

  it('writes where it may write', () => {
    expect(variable(built, 'LOG_LOCATION')).toBe('/tmp/logs');
    expect(variable(built, 'METRICS_LOCATION')).toBe('/tmp/logs');
    expect(variable(built, 'TEMP')).toBe('/tmp');
  });

  it('passes on each of its props', () => {
    const all = served({
      ...onCpu,
      runtime: torchserve({
        archives: { resnet: 'resnet.mar', bert: 'bert-1.mar' },
        workersPerModel: 2,
        queuedRequests: 50,
        responseTimeout: '90s',
        tokenAuthorization: true,
        startsWithin: '30m',
        drain: '1m',
      }),
    });
    expect(all.issues).toEqual([]);
    expect(all.one('ConfigMap').data['etc.torchserve.config.properties'].split('\n').slice(4)).toEqual([
      'load_models=resnet=resnet.mar,bert=bert-1.mar',
      'default_workers_per_model=2',
      'job_queue_size=50',
      'default_response_timeout=90',
      '',
    ]);
    expect(commandLine(all)).not.toContain('--disable-token-auth');
    // Where it writes the token to.
    expect(all.server.volumeMounts).toContainEqual({
      name: expect.stringMatching(/^home-model-server/),
      mountPath: '/home/model-server',
    });
    expect(all.server.startupProbe.failureThreshold).toBe(360);
    expect(all.pod.terminationGracePeriodSeconds).toBe(15 + 60 + 5);
  });

  it('warns that nobody mends it, until someone says that this will do', () => {
    expect(built.warnings.map(({ code }) => code)).toEqual(['serving/not-maintained']);
    const known = served({ runtime: torchserve(), ...onCpu });
    acknowledge(known.service, 'serving/not-maintained', 'we move to Triton in spring');
    expect(warningsOf(known.service).filter(({ acknowledged }) => acknowledged === undefined)).toEqual([]);
  });
});

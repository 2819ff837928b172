import { existingSecret, type TritonProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine, imageOf, inStore, onCpu, pools, probes, served, variable } from '../one-server';

function triton(props: Partial<TritonProps> = {}): TritonProps {
  return { kind: 'triton', image: imageOf('nvcr.io/nvidia/tritonserver:26.07-py3'), ...props };
}

describe('Triton', () => {
  const built = served({ runtime: triton(), gpus: 1 });

  it('is what the entrypoint of its image becomes', () => {
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(built.server.command).toBeUndefined();
    expect(commandLine(built)).toEqual(['tritonserver', '--model-repository=/models', '--exit-timeout-secs=30']);
    expect(built.server.ports).toEqual([
      { name: 'http', containerPort: 8000 },
      { name: 'grpc', containerPort: 8001 },
      { name: 'metrics', containerPort: 8002 },
    ]);
    expect(built.deployment.template.metadata.annotations).toMatchObject({
      'prometheus.io/port': '8002',
      'prometheus.io/path': '/metrics',
    });
    expect(built.pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
  });

  it('is ready once its models are, and alive before', () => {
    const ready = { path: '/v2/health/ready', port: 'http' };
    expect(probes(built)).toEqual({ started: ready, ready, alive: { path: '/v2/health/live', port: 'http' } });
  });

  it('waits as long for what is under way as its pod does', () => {
    const patient = served({ runtime: triton({ drain: '2m' }), gpus: 1 });
    expect(commandLine(patient)).toContain('--exit-timeout-secs=120');
    expect(patient.pod.terminationGracePeriodSeconds).toBe(15 + 120 + 5);
  });

  it('passes on each of its props', () => {
    const all = served({
      gpus: 1,
      runtime: triton({
        version: '26.07',
        loadModels: ['resnet', 'bert'],
        autoComplete: false,
        loadThreads: 2,
        httpThreads: 16,
        pinnedMemory: '1Gi',
        startsWithin: '30m',
      }),
    });
    expect(all.issues).toEqual([]);
    expect(commandLine(all)).toEqual([
      'tritonserver',
      '--model-repository=/models',
      '--model-control-mode=explicit',
      '--load-model=resnet',
      '--load-model=bert',
      '--disable-auto-complete-config',
      '--model-load-thread-count=2',
      '--http-thread-count=16',
      '--pinned-memory-pool-byte-size=1073741824',
      '--exit-timeout-secs=30',
    ]);
    expect(all.server.startupProbe.failureThreshold).toBe(360);
  });

  it('runs on CPUs where no GPU is asked for, in a pool with GPUs too', () => {
    const cpu = served({ runtime: triton(), ...onCpu });
    expect(cpu.issues).toEqual([]);
    expect(cpu.server.resources.limits).toEqual({ memory: '8Gi' });
    expect(served({ runtime: triton(), placement: pools.v100, resources: { cpu: 4, memory: '8Gi' } }).issues).toEqual(
      [],
    );
  });

  it.each([
    [{ uri: 's3://weights/llama' }, 's3://weights/llama'],
    [{ endpoint: 'https://minio.example.com' }, 's3://https://minio.example.com:443/weights/llama'],
    [{ endpoint: 'http://minio.example.com/' }, 's3://http://minio.example.com:80/weights/llama'],
    [{ endpoint: 'http://minio.models:9000' }, 's3://http://minio.models:9000/weights/llama'],
    [{ uri: 'az://weights/llama', account: 'acme' }, 'as://acme/weights/llama'],
  ] as const)('reads from a store, %j, by an address of its own', (location, repository) => {
    const stored = served({ runtime: triton(), gpus: 1, model: inStore(location) });
    expect(stored.issues).toEqual([]);
    expect(commandLine(stored)).toContain(`--model-repository=${repository}`);
    // It copies what it reads.
    expect(stored.server.resources.requests['ephemeral-storage']).toBe('19Gi');
  });

  it('gets to a store by the identity of its account, or by keys', () => {
    const azure = { uri: 'az://weights/llama', account: 'acme' } as const;
    const byIdentity = served({ runtime: triton(), gpus: 1, model: inStore(azure) });
    expect(variable(byIdentity, 'AZURE_STORAGE_ACCOUNT')).toBe('acme');
    expect(variable(byIdentity, 'AZURE_STORAGE_AUTH_TYPE')).toBe('default');
    const secret = existingSecret('store', { keys: ['key'] });
    const access = { kind: 'secret', secret, variables: { AZURE_STORAGE_KEY: 'key' } } as const;
    const byKey = served({
      gpus: 1,
      runtime: triton({ image: imageOf('nvcr.io/nvidia/tritonserver:26.02-py3') }),
      model: inStore({ ...azure, access }),
    });
    expect(byKey.issues).toEqual([]);
    expect(variable(byKey, 'AZURE_STORAGE_AUTH_TYPE')).toBeUndefined();
    expect(variable(byKey, 'AZURE_STORAGE_KEY')).toEqual({ secretKeyRef: { name: 'store', key: 'key' } });
    const inRegion = served({ runtime: triton(), gpus: 1, model: inStore({ region: 'us-east-1' }) });
    expect(variable(inRegion, 'AWS_DEFAULT_REGION')).toBe('us-east-1');
    expect(variable(inRegion, 'AZURE_STORAGE_AUTH_TYPE')).toBeUndefined();
  });
});

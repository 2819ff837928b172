import { existingSecret, type SglangProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import {
  commandLine,
  commit,
  found,
  imageOf,
  inStore,
  onClaim,
  onHub,
  openIn,
  probes,
  served,
  variable,
} from '../one-server';

function sglang(props: Partial<SglangProps> = {}): SglangProps {
  return {
    kind: 'sglang',
    image: imageOf('lmsysorg/sglang:v0.5.23'),
    contextLength: 8192,
    memoryUtilization: '85%',
    ...props,
  };
}

describe('SGLang', () => {
  const built = served({ runtime: sglang(), gpus: 4 });

  it('serves a model to everyone in the cluster, on all GPUs of its pod, with its metrics', () => {
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(commandLine(built)).toEqual([
      'python3',
      '-m',
      'sglang.launch_server',
      '--model-path=/models',
      '--served-model-name=chat',
      '--host=0.0.0.0',
      '--port=30000',
      '--context-length=8192',
      '--tp-size=4',
      '--mem-fraction-static=0.85',
      '--enable-metrics',
    ]);
    expect(built.server.ports).toEqual([{ name: 'http', containerPort: 30000 }]);
    expect(built.server.resources.limits['nvidia.com/gpu']).toBe('4');
    expect(built.deployment.template.metadata.annotations).toMatchObject({
      'prometheus.io/port': '30000',
      'prometheus.io/path': '/metrics',
    });
  });

  it('is asked for its health without running the model', () => {
    const health = { path: '/health', port: 'http' };
    expect(probes(built)).toEqual({ started: health, ready: health, alive: health });
    expect(built.server.livenessProbe.timeoutSeconds).toBeGreaterThan(1);
    expect(variable(built, 'SGLANG_ENABLE_HEALTH_ENDPOINT_GENERATION')).toBe('false');
  });

  it('runs as a user with a name and a home, for PyTorch asks', () => {
    expect(built.pod.securityContext).toMatchObject({ runAsUser: 1000, runAsGroup: 1000 });
    expect(variable(built, 'USER')).toBe('sglang');
    expect(variable(built, 'HOME')).toBe('/home/sglang');
    expect(built.server.volumeMounts.map(({ mountPath }: { readonly mountPath: string }) => mountPath)).toEqual(
      expect.arrayContaining(['/home/sglang', '/tmp']),
    );
  });

  it('has ten seconds more than its drain, for it looks only every five whether anything is under way', () => {
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + (120 + 10) + 5);
  });

  it('passes on each of its props', () => {
    const all = served({
      gpus: 4,
      model: { ...onClaim, name: 'llama', precision: 'fp16' },
      runtime: sglang({
        version: '0.5.23',
        tensorParallel: 2,
        pipelineParallel: 2,
        maximumSequences: 64,
        queuedRequests: 128,
        cachePrecision: 'fp8',
        quantization: 'fp8',
        prefixCache: false,
        adapters: { modules: { sql: '/models/sql', poet: 'a/poet' }, maximumRank: 16, atOnce: 2 },
        apiKey: { secret: existingSecret('chat', { keys: ['key'] }), key: 'key' },
        trustRemoteCode: { reason: 'we wrote it' },
        startsWithin: '30m',
        drain: '5m',
      }),
    });
    expect(all.issues).toEqual([]);
    expect(commandLine(all)).toEqual([
      'python3',
      '-m',
      'sglang.launch_server',
      '--model-path=/models',
      '--served-model-name=llama',
      '--host=0.0.0.0',
      '--port=30000',
      '--context-length=8192',
      '--tp-size=2',
      '--pp-size=2',
      '--mem-fraction-static=0.85',
      '--max-running-requests=64',
      '--max-queued-requests=128',
      '--dtype=float16',
      '--quantization=fp8',
      '--kv-cache-dtype=fp8_e4m3',
      '--disable-radix-cache',
      '--trust-remote-code',
      '--api-key=$(SGLANG_API_KEY)',
      '--max-loras-per-batch=2',
      '--max-lora-rank=16',
      '--lora-paths',
      'sql=/models/sql',
      'poet=a/poet',
      '--enable-metrics',
    ]);
    expect(variable(all, 'SGLANG_API_KEY')).toEqual({ secretKeyRef: { name: 'chat', key: 'key' } });
    expect(all.server.startupProbe).toMatchObject({ periodSeconds: 5, failureThreshold: 360 });
    expect(all.pod.terminationGracePeriodSeconds).toBe(15 + 310 + 5);
    expect(all.decisions.find(({ override }) => override === 'runtime.trustRemoteCode')?.reason).toBe('we wrote it');
  });

  it('spreads experts over the GPUs that share a layer', () => {
    const args = commandLine(served({ runtime: sglang({ expertParallel: true, tensorParallel: 4 }) }));
    expect(args).toEqual(expect.arrayContaining(['--tp-size=4', '--ep-size=4']));
    expect(commandLine(served({ runtime: sglang({ expertParallel: true }) })).join(' ')).not.toContain('--ep-size');
  });

  it('loads from Hugging Face at a commit', () => {
    const hub = served({ gpus: 4, runtime: sglang(), model: onHub });
    expect(hub.issues).toEqual([]);
    expect(commandLine(hub)).toEqual(
      expect.arrayContaining(['--model-path=meta-llama/Llama-3.1-8B', `--revision=${commit}`]),
    );
  });

  it('loads from a store as it reads', () => {
    const location = { endpoint: 'https://minio.example.com', region: 'us-east-1', account: 'acme' } as const;
    const stored = served({ gpus: 4, runtime: sglang(), model: inStore(location) });
    expect(stored.issues).toEqual([]);
    expect(commandLine(stored)).toEqual(
      expect.arrayContaining([
        '--model-path=s3://weights/llama',
        '--load-format=runai_streamer',
        // The largest matrix of the model, and 4 GiB.
        `--model-loader-extra-config={"memory_limit":${128_256 * 4096 * 2 + 4 * 2 ** 30}}`,
      ]),
    );
    expect(variable(stored, 'AWS_ENDPOINT_URL')).toBe('https://minio.example.com');
    expect(variable(stored, 'AWS_REGION')).toBe('us-east-1');
    expect(variable(stored, 'AZURE_STORAGE_ACCOUNT_NAME')).toBe('acme');
    expect(variable(stored, 'RUNAI_STREAMER_S3_USE_VIRTUAL_ADDRESSING')).toBe('0');
  });

  it('is judged by the memory that it is given, and by the shape of the model without', () => {
    const small = served({ runtime: sglang({ contextLength: 131_072 }) });
    expect(found(small.issues).map(({ code }) => code)).toEqual(['serving/does-not-start']);
    const unknown = served({ runtime: sglang({ contextLength: 131_072, memoryUtilization: undefined }) });
    expect(unknown.issues).toEqual([]);
    expect(openIn(unknown).map(({ code }) => code)).toContain('serving/not-known-fit');
    const uneven = served({ runtime: sglang({ tensorParallel: 3, memoryUtilization: undefined }) });
    expect(found(uneven.issues).map(({ property }) => property)).toEqual(['runtime.tensorParallel']);
  });
});

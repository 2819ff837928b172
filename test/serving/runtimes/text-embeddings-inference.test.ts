import { existingSecret, type TextEmbeddingsInferenceProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine, commit, found, imageOf, onHub, pools, probes, served, variable } from '../one-server';

function embeddings(tag = '89-1.9.3', props: Partial<TextEmbeddingsInferenceProps> = {}): TextEmbeddingsInferenceProps {
  return {
    kind: 'text-embeddings-inference',
    image: imageOf(`ghcr.io/huggingface/text-embeddings-inference:${tag}`),
    ...props,
  };
}

const onCpu = { placement: pools.cpu, resources: { cpu: 4, memory: '40Gi' } } as const;

describe('Text Embeddings Inference', () => {
  const built = served({ runtime: embeddings() });

  it('serves a model on one GPU, at a port that needs no root', () => {
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    // The image's own entrypoint, which chooses the server for the GPU.
    expect(built.server.command).toBeUndefined();
    expect(commandLine(built)).toEqual([
      '--model-id=/models',
      '--served-model-name=chat',
      '--huggingface-hub-cache=/data',
      '--hostname=0.0.0.0',
      '--port=3000',
      '--json-output',
    ]);
    expect(built.server.ports).toEqual([{ name: 'http', containerPort: 3000 }]);
    expect(built.server.resources.limits['nvidia.com/gpu']).toBe('1');
    expect(built.deployment.template.metadata.annotations).toMatchObject({
      'prometheus.io/port': '3000',
      'prometheus.io/path': '/metrics',
    });
  });

  it('is asked one path for its health', () => {
    const health = { path: '/health', port: 'http' };
    expect(probes(built)).toEqual({ started: health, ready: health, alive: health });
    expect(built.pod.terminationGracePeriodSeconds).toBe(15 + 30 + 5);
  });

  it('passes on each of its props', () => {
    const all = served({
      runtime: embeddings('latest', {
        version: '1.9.3',
        pooling: 'cls',
        dtype: 'float16',
        concurrentRequests: 64,
        batchTokens: 4096,
        textsPerRequest: 8,
        truncate: false,
        payloadLimit: '4Mi',
        apiKey: { secret: existingSecret('chat', { keys: ['key'] }), key: 'key' },
        startsWithin: '30m',
        drain: '1m',
      }),
    });
    expect(all.issues).toEqual([]);
    expect(commandLine(all).slice(5)).toEqual([
      '--pooling=cls',
      '--dtype=float16',
      '--max-concurrent-requests=64',
      '--max-batch-tokens=4096',
      '--max-client-batch-size=8',
      '--payload-limit=4194304',
      '--json-output',
    ]);
    expect(variable(all, 'AUTO_TRUNCATE')).toBe('false');
    expect(variable(all, 'API_KEY')).toEqual({ secretKeyRef: { name: 'chat', key: 'key' } });
    expect(all.server.startupProbe.failureThreshold).toBe(360);
    expect(all.pod.terminationGracePeriodSeconds).toBe(15 + 60 + 5);
  });

  it('keeps what it fetches from Hugging Face where there is room for it', () => {
    const hub = served({ runtime: embeddings(), model: onHub });
    expect(hub.issues).toEqual([]);
    expect(commandLine(hub)).toEqual(
      expect.arrayContaining([
        '--model-id=meta-llama/Llama-3.1-8B',
        `--revision=${commit}`,
        '--huggingface-hub-cache=$(HF_HOME)',
      ]),
    );
    expect(variable(hub, 'HF_HOME')).toBe('/models');
    expect(hub.server.resources.requests['ephemeral-storage']).toBe('19Gi');
  });

  it.each(['cpu-1.9.3', 'cpu-arm64-1.9'])('asks for no GPU with the image %s', (tag) => {
    const cpu = served({ runtime: embeddings(tag), ...onCpu });
    expect(cpu.issues).toEqual([]);
    expect(cpu.server.resources.limits).toEqual({ memory: '40Gi' });
    expect(commandLine(cpu)).toContain('--served-model-name=chat');
  });

  it('asks for what it is said to compute on, whatever the tag', () => {
    expect(served({ runtime: embeddings('mine', { device: 'cpu' }), ...onCpu }).server.resources.limits).toEqual({
      memory: '40Gi',
    });
    expect(served({ runtime: embeddings('mine') }).server.resources.limits['nvidia.com/gpu']).toBe('1');
  });

  it('is not told its name by releases that would not know the flag', () => {
    const older = commandLine(served({ runtime: embeddings('89-1.8.3') }));
    expect(older.join(' ')).not.toContain('--served-model-name');
    expect(commandLine(served({ runtime: embeddings('89-1.9') })).join(' ')).toContain('--served-model-name');
  });

  it.each([
    ['1.9.3', ['l4']],
    ['turing-1.9.3', ['t4']],
    ['86-1.9.3', ['l4']],
    ['89-1.9.3', ['l4']],
    ['hopper-1.9.3', ['h100']],
    ['100-1.9.3', []],
    ['120-1.9.3', []],
    ['121-1.9.3', []],
    ['cuda-1.9.3', ['t4', 'l4', 'h100']],
    ['nightly', ['t4', 'l4', 'h100']],
  ] as const)('with the image %s, runs on the GPUs that it was built for', (tag, runsOn: readonly string[]) => {
    const runs = (['t4', 'v100', 'l4', 'h100'] as const).filter((pool) => {
      const model = { source: { kind: 'in-image', path: '/model' } } as const;
      return found(served({ runtime: embeddings(tag), placement: pools[pool], model }).issues).length === 0;
    });
    expect(runs).toEqual(runsOn);
  });
});

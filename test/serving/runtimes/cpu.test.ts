import type { VllmProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { commandLine, imageOf, pools, served } from '../one-server';

const onCpu: VllmProps = {
  kind: 'vllm',
  device: 'cpu',
  image: imageOf('vllm/vllm-openai-cpu:v0.33.0-x86_64'),
  contextLength: 8192,
};

describe('vLLM on CPUs', () => {
  const built = served({ runtime: onCpu, placement: pools.cpu, resources: { cpu: 8, memory: '32Gi' } });

  it('is the same server without GPUs, for development', () => {
    expect(built.issues).toEqual([]);
    expect(built.warnings).toEqual([]);
    expect(commandLine(built)).toEqual([
      'vllm',
      'serve',
      '/models',
      '--served-model-name=chat',
      '--max-model-len=8192',
      '--shutdown-timeout=120',
    ]);
    expect(built.server.resources.limits).toEqual({ memory: '32Gi' });
    expect(built.server.startupProbe.httpGet).toEqual({ path: '/health', port: 'http' });
  });

  it('needs no newer driver than the pool has, though the pool has GPUs', () => {
    const beside = served({ runtime: onCpu, placement: pools.v100, resources: { cpu: 8, memory: '32Gi' } });
    expect(beside.issues).toEqual([]);
  });
});

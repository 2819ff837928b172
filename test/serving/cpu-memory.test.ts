import {
  existingSecret,
  notSecret,
  type ModelServiceProps,
  type TextEmbeddingsInferenceProps,
  type VllmProps,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { found, imageOf, onClaim, openIn, pools, served } from './one-server';

// Llama 3.1 8B: 15.0 GiB of weights, and 1 GiB of cache for a sequence of 8,192 tokens.

const vllm = (release: string, props: Partial<VllmProps> = {}): VllmProps => ({
  kind: 'vllm',
  image: imageOf(`vllm/vllm-openai-cpu:v${release}`),
  device: 'cpu',
  contextLength: 8192,
  ...props,
});

const said = (memory: `${number}Gi`, props: Partial<ModelServiceProps>): unknown => {
  const built = served({ placement: pools.cpu, resources: { cpu: 8, memory }, ...props });
  const drains = ({ code }: { readonly code: string }): boolean => code !== 'serving/no-drain';
  return { issues: found(built.issues), warnings: found(built.warnings.filter(drains)) };
};
const nothing = { issues: [], warnings: [] };
const tooSmall = (given: string, message: string, fix: string): unknown => ({
  issues: [{ code: 'serving/memory-too-small', property: 'resources.memory', given, message, fix }],
  warnings: [],
});

describe('the memory of a container has room for weights and one sequence', () => {
  it('in the share that vLLM takes of it', () => {
    const message =
      '15.0 GiB of weights and 1.0 GiB of cache for one sequence of 8192 tokens do not fit the memory of the container, of which the server takes 92 %';
    expect(said('17Gi', { runtime: vllm('0.33.0') })).toEqual(
      tooSmall('"17Gi"', message, "memory: '20Gi', or a smaller contextLength"),
    );
    expect(said('18Gi', { runtime: vllm('0.33.0') })).toEqual(nothing);
    expect(said('18Gi', { runtime: vllm('0.33.0', { memoryUtilization: '50%' }) })).toMatchObject({
      issues: [{ code: 'serving/memory-too-small' }],
    });
  });

  it('for as much of a cache as vLLM is told to take', () => {
    const env = { VLLM_CPU_KVCACHE_SPACE: '40' };
    expect(said('50Gi', { runtime: vllm('0.33.0'), env })).toEqual(
      tooSmall(
        '"50Gi"',
        '15.0 GiB of weights and 40.0 GiB of cache that VLLM_CPU_KVCACHE_SPACE asks for do not fit the memory of the container',
        "memory: '57Gi', or a smaller VLLM_CPU_KVCACHE_SPACE",
      ),
    );
    expect(said('56Gi', { runtime: vllm('0.33.0'), env })).toEqual(nothing);
    expect(said('56Gi', { runtime: vllm('0.19.1'), env })).toEqual(nothing);
  });

  it('where it is not known what else the release does', () => {
    const message =
      '15.0 GiB of weights and 1.0 GiB of cache for one sequence of 8192 tokens do not fit the memory of the container';
    const fix = "memory: '18Gi', or a smaller contextLength";
    for (const release of ['nightly', '0.14.0', '0.23.0']) {
      expect(said('15Gi', { runtime: vllm(release) })).toEqual(tooSmall('"15Gi"', message, fix));
      expect(said('16Gi', { runtime: vllm(release) })).toEqual(nothing);
    }
  });

  it('and not for one whose weights become smaller as they load', () => {
    expect(said('8Gi', { runtime: vllm('0.33.0', { quantization: 'fp8' }) })).toEqual(nothing);
    const small = { ...onClaim, precision: 'fp8' } as const;
    expect(said('4Gi', { model: small, runtime: vllm('0.33.0', { quantization: 'fp8' }) })).toMatchObject({
      issues: [{ code: 'serving/memory-too-small' }],
    });
  });
});

describe('a cache has room for one sequence', () => {
  const doesNotStart = (message: string, fix: string): unknown => ({
    issues: [{ code: 'serving/does-not-start', property: 'runtime.contextLength', given: '65536', message, fix }],
    warnings: [],
  });

  it('where an old release takes what it always takes', () => {
    expect(said('56Gi', { runtime: vllm('0.12.0', { contextLength: 65_536 }) })).toEqual(
      doesNotStart(
        'one sequence needs 8.0 GiB of KV cache; vLLM 0.12.0 takes 4.0 GiB',
        "a smaller contextLength, or env: { VLLM_CPU_KVCACHE_SPACE: '8' }",
      ),
    );
  });

  it('where the server is told how much', () => {
    const env = { VLLM_CPU_KVCACHE_SPACE: '2' };
    expect(said('56Gi', { runtime: vllm('0.33.0', { contextLength: 65_536 }), env })).toEqual(
      doesNotStart(
        'one sequence needs 8.0 GiB of KV cache; VLLM_CPU_KVCACHE_SPACE asks for 2.0 GiB',
        "a smaller contextLength, or env: { VLLM_CPU_KVCACHE_SPACE: '8' }",
      ),
    );
  });
});

describe('what a cache takes is read', () => {
  const long = (release: string, props: Partial<VllmProps> = {}): VllmProps =>
    vllm(release, { contextLength: 65_536, ...props });

  it('from the configuration like from the variables of the container', () => {
    expect(said('40Gi', { runtime: long('0.12.0') })).toMatchObject({ issues: [{ code: 'serving/does-not-start' }] });
    for (const VLLM_CPU_KVCACHE_SPACE of ['20', notSecret('20', 'a number')]) {
      expect(said('40Gi', { runtime: long('0.12.0'), config: { env: { VLLM_CPU_KVCACHE_SPACE } } })).toEqual(nothing);
      expect(said('40Gi', { runtime: long('0.12.0'), env: { VLLM_CPU_KVCACHE_SPACE } })).toEqual(nothing);
    }
    const config = { env: { VLLM_CPU_KVCACHE_SPACE: '2' } };
    expect(said('40Gi', { runtime: long('0.33.0'), config })).toMatchObject({
      issues: [{ message: 'one sequence needs 8.0 GiB of KV cache; VLLM_CPU_KVCACHE_SPACE asks for 2.0 GiB' }],
    });
  });

  it('and not guessed where it is read from a Secret: the weights are left', () => {
    const secret = existingSecret('sizes', { keys: ['cache'] });
    const env = { VLLM_CPU_KVCACHE_SPACE: { kind: 'secret', secret, key: 'cache' } } as const;
    for (const release of ['0.12.0', '0.19.1', '0.33.0']) {
      expect(said('16Gi', { runtime: long(release), env })).toEqual(nothing);
      expect(said('14Gi', { runtime: long(release), env })).toEqual(
        tooSmall('"14Gi"', '15.0 GiB of weights do not fit the memory of the container', "memory: '17Gi'"),
      );
    }
  });

  it('from the flag that newer releases have, unless the variable says something else', () => {
    const asks = (...args: readonly string[]): unknown => said('26Gi', { runtime: long('0.33.0'), args });
    expect(asks()).toEqual(nothing);
    expect(asks('--kv-cache-memory-bytes=8G')).toEqual(nothing);
    expect(asks('--kv-cache-memory-bytes', '9.5g')).toEqual(nothing);
    expect(asks('--kv-cache-memory-bytes=some')).toEqual(nothing);
    expect(asks('--kv-cache-memory-bytes=40G')).toEqual(
      tooSmall(
        '"26Gi"',
        '15.0 GiB of weights and 40.0 GiB of cache that --kv-cache-memory-bytes asks for do not fit the memory of the container',
        "memory: '57Gi', or a smaller --kv-cache-memory-bytes",
      ),
    );
    for (const args of [['--kv_cache_memory_bytes=2147483648'], ['--kv-cache-memory-bytes', '2G']]) {
      expect(asks(...args)).toEqual({
        issues: [
          {
            code: 'serving/does-not-start',
            property: 'runtime.contextLength',
            given: '65536',
            message: 'one sequence needs 8.0 GiB of KV cache; --kv-cache-memory-bytes asks for 2.0 GiB',
            fix: 'a smaller contextLength, or --kv-cache-memory-bytes=8G',
          },
        ],
        warnings: [],
      });
    }
    const env = { VLLM_CPU_KVCACHE_SPACE: '8' };
    const args = ['--kv-cache-memory-bytes=2G'];
    expect(said('26Gi', { runtime: long('0.33.0'), env, args })).toEqual(nothing);
    expect(said('26Gi', { runtime: long('0.33.0'), env: { VLLM_CPU_KVCACHE_SPACE: '' }, args })).toMatchObject({
      issues: [{ code: 'serving/does-not-start' }],
    });
    expect(said('26Gi', { runtime: long('0.12.0'), args: ['--kv-cache-memory-bytes=8G'] })).toMatchObject({
      issues: [{ code: 'serving/does-not-start' }],
    });
  });

  it('by the bits of its numbers, where the release is known to store so few on CPUs', () => {
    expect(said('22Gi', { runtime: long('0.33.0') })).toMatchObject({ issues: [{ code: 'serving/memory-too-small' }] });
    expect(said('22Gi', { runtime: long('0.33.0', { cachePrecision: 'fp8' }) })).toEqual(nothing);
    const unknown = (release: string): unknown =>
      openIn(
        served({
          placement: pools.cpu,
          resources: { cpu: 8, memory: '22Gi' },
          runtime: long(release, { cachePrecision: 'fp8' }),
        }),
      ).filter(({ property }) => property === 'runtime.cachePrecision');
    for (const release of ['0.21.0', '0.33.0']) expect(unknown(release)).toEqual([]);
    for (const release of ['0.12.0', '0.19.1', '0.20.2', 'nightly']) {
      expect(said('22Gi', { runtime: long(release, { cachePrecision: 'fp8' }) })).toMatchObject({ issues: [] });
      expect(unknown(release)).toEqual([
        {
          code: 'serving/not-known-fit',
          property: 'runtime.cachePrecision',
          given: undefined,
          message: 'whether it fits is not known: how the release stores keys and values on CPUs is not known',
          fix: "cachePrecision: 'auto', or a release that is known to store them so on CPUs",
        },
      ]);
    }
  });
});

it('a memory that nobody has given is not blamed', () => {
  for (const runtime of [vllm('0.33.0'), vllm('0.12.0')]) {
    const built = served({ placement: pools.cpu, runtime });
    expect(found(built.issues).map(({ code }) => code)).toEqual(['workload/no-resources']);
  }
});

it.each([
  ['0.16.0', 'half', 'its cache'],
  ['0.19.1', 'half', 'its cache'],
  ['0.20.2', '92 %', 'weights and cache'],
  ['0.22.1', '92 %', 'weights and cache'],
])('vLLM %s takes %s of its node for %s, whatever its container may', (release, part, what) => {
  expect(said('40Gi', { runtime: vllm(release) })).toEqual({
    issues: [],
    warnings: [
      {
        code: 'serving/memory-too-small',
        property: 'env.VLLM_CPU_KVCACHE_SPACE',
        given: undefined,
        message: `vLLM ${release} takes ${part} of the memory of its node for ${what} (https://pypi.org/project/vllm/${release}/), whatever the memory of its container`,
        fix: "env: { VLLM_CPU_KVCACHE_SPACE: '1' } or more, in GiB",
      },
    ],
  });
  expect(said('40Gi', { runtime: vllm(release), env: { VLLM_CPU_KVCACHE_SPACE: '8' } })).toEqual(nothing);
});

describe('Text Embeddings Inference on CPUs', () => {
  const runtime: TextEmbeddingsInferenceProps = {
    kind: 'text-embeddings-inference',
    image: imageOf('huggingface/text-embeddings-inference:cpu-1.9.3'),
  };

  it('has the weights as they are stored at least', () => {
    expect(said('8Gi', { runtime })).toEqual(
      tooSmall('"8Gi"', '15.0 GiB of weights do not fit the memory of the container', "memory: '17Gi'"),
    );
  });

  it('has them in 32 bits, but for what is said otherwise', () => {
    expect(said('20Gi', { runtime })).toEqual({
      issues: [],
      warnings: [
        {
          code: 'serving/memory-too-small',
          property: 'resources.memory',
          given: '"20Gi"',
          message: '29.9 GiB of weights, as the server computes with them, do not fit the memory of the container',
          fix: "memory: '32Gi'",
        },
      ],
    });
    expect(said('20Gi', { runtime: { ...runtime, dtype: 'float16' } })).toEqual(nothing);
    expect(said('40Gi', { runtime })).toEqual(nothing);
  });
});

import { models, type ModelServiceProps, type VllmProps } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { found, imageOf, onClaim, openIn, pools, served } from './one-server';

// Llama 3.1 70B: 131 GiB of weights in 16 bits, 66 GiB in 8; an H100 has 79.6 GiB, an L4 22.5.
const large = { ...onClaim, architecture: models.llama31_70b };
const one = { placement: pools.h100, model: large };

const vllm = (quantization: string | undefined, release = '0.33.0', props: Partial<VllmProps> = {}): VllmProps => ({
  kind: 'vllm',
  image: imageOf(`vllm/vllm-openai:v${release}`),
  contextLength: 8192,
  quantization,
  ...props,
});

const said = (props: Partial<ModelServiceProps>): unknown => {
  const built = served(props);
  const fits = openIn(built).filter(({ code }) => code === 'serving/not-known-fit');
  return { issues: found(built.issues), warnings: found(built.warnings), open: fits.map(({ message }) => message) };
};
const nothing = { issues: [], warnings: [], open: [] };
const between = (by: string): string =>
  `whether it fits is not known: ${by} makes the weights smaller as they load, and what that takes of a GPU meanwhile is not known`;

describe('weights of 16 bits that become smaller as they load', () => {
  it('fit where they would as they are stored', () => {
    expect(said({ runtime: vllm('fp8', '0.33.0', { tensorParallel: 4 }) })).toEqual(nothing);
  });

  it('may fit or not where only smaller ones do, and that is said', () => {
    for (const by of ['fp8', 'fp8_per_tensor', 'torchao']) {
      const open = [between(`--quantization=${by}`)];
      expect(said({ ...one, runtime: vllm(by) })).toEqual({ ...nothing, open });
    }
    const image = imageOf('lmsysorg/sglang:v0.5.23');
    const sglang = { kind: 'sglang', image, contextLength: 8192, memoryUtilization: '85%' } as const;
    expect(said({ ...one, runtime: { ...sglang, quantization: 'fp8' } })).toEqual({
      ...nothing,
      open: [between('--quantization=fp8')],
    });
  });

  it('do not fit where not even smaller ones do', () => {
    const runtime = vllm('fp8', '0.33.0', { tensorParallel: 2 });
    expect(said({ model: large, runtime })).toEqual({
      ...nothing,
      issues: [
        {
          code: 'serving/does-not-start',
          property: 'model',
          given: undefined,
          message:
            'weights and overhead alone do not fit one L4 (22.5 GiB × 0.92 − 33.9 GiB of weights − 4.4 GiB of overhead, ±4 %)',
          fix: 'tensorParallel: 8, with 8 GPUs; or GPUs with 44.8 GiB, such as L40S or H100',
        },
      ],
    });
  });

  it('do not fit where a release has them whole on the GPUs before', () => {
    expect(served({ ...one, runtime: vllm('fp8', '0.12.0') }).issues.map(({ message }) => message)).toEqual([
      '131.4 GiB of weights do not fit one H100, where they are whole before --quantization=fp8 makes them smaller (https://pypi.org/project/vllm/0.12.0/)',
    ]);
  });

  it('are judged as any others without it, or where they are small already', () => {
    const codes = (runtime: VllmProps, precision?: 'fp8'): unknown =>
      served({ ...one, model: { ...large, precision }, runtime }).issues.map(({ code }) => code);
    expect(codes(vllm(undefined))).toEqual(['serving/does-not-start']);
    expect(codes(vllm('fp8'), 'fp8')).toEqual([]);
    expect(codes(vllm('fp8', '0.33.0', { memoryUtilization: '60%' }), 'fp8')).toEqual(['serving/does-not-start']);
  });
});

import type { Bytes } from 'modelyard';
import { describe, expect, it } from 'vitest';
import { found, imageOf, onHub, pools, served } from './one-server';
import type { OneService } from './one-service';

// Nodes of EKS have a disk of 20 GiB, of which 17 are for pods, unless their pool says more.

const vllm = { kind: 'vllm', image: imageOf('vllm/vllm-openai:v0.19.1'), contextLength: 8192 } as const;

function on(pool: 't4' | 'l4', imageSize: Bytes | undefined, model: Partial<typeof onHub> = {}): OneService {
  return served({
    placement: pools[pool],
    runtime: { ...vllm, tensorParallel: 4 },
    model: { ...onHub, precision: 'fp16', ...model },
    imageSize,
  });
}

const inImage = { source: { kind: 'in-image', path: '/model' } } as const;

describe('the disk of a node has room for the image', () => {
  it('beside the weights', () => {
    expect(on('l4', '30Gi').issues).toEqual([]);
    expect(found(on('l4', '170Gi').issues)).toEqual([
      {
        code: 'serving/disk-too-small',
        property: 'imageSize',
        given: '"170Gi"',
        message:
          'the image and the 19.0 GiB that a pod asks for take 189.0 GiB of the disk of a node, and those of pool l4 have 179.0 GiB for pods',
        fix: 'a pool with larger disks, such as diskGib: 229, or a smaller image',
      },
    ]);
  });

  it('where there is nothing beside it', () => {
    expect(on('t4', '16Gi', inImage).issues).toEqual([]);
    expect(on('t4', '18Gi', inImage).issues.map(({ code }) => code)).toEqual(['serving/disk-too-small']);
  });

  it('or it is not known', () => {
    expect(on('t4', undefined, inImage).issues).toEqual([]);
  });

  it('and is said once where the weights alone have none', () => {
    expect(on('t4', '9Gi').issues.map(({ code }) => code)).toEqual(['workload/no-room-on-node']);
  });

  it('in an amount that can be', () => {
    expect(on('l4', '9 GB' as Bytes).issues.map(({ code, property }) => [code, property])).toEqual([
      ['core/invalid-quantity', 'imageSize'],
    ]);
  });
});

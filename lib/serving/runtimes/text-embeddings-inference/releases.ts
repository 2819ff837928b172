import type { FlagHistory } from '../../flags';
import type { GpuNeeds } from '../../gpu-needs';

const repository = 'https://github.com/huggingface/text-embeddings-inference/blob';

/** Where a file of a tag was read, 2026-11-21. */
export function sourceOf(tag: string, file: string): string {
  return `${repository}/${tag}/${file}`;
}

const options = 'router/src/main.rs';

/** The flags that came between tags that were looked into: 1.5.1, 1.6.1, 1.7.0, 1.7.4, 1.8.3 and 1.9.0. */
export const textEmbeddingsFlags: Readonly<Record<string, FlagHistory>> = {
  '--hf-token': { came: { after: '1.5.1', with: '1.6.1' }, source: sourceOf('v1.6.1', options) },
  '--prometheus-port': { came: { after: '1.7.0', with: '1.7.4' }, source: sourceOf('v1.7.4', options) },
  '--dense-path': { came: { after: '1.7.4', with: '1.8.3' }, source: sourceOf('v1.8.3', options) },
  '--served-model-name': { came: { after: '1.8.3', with: '1.9.0' }, source: sourceOf('v1.9.0', options) },
};

/** A tag taken apart: `89-1.9.3-grpc` is for compute capability 8.9, of release 1.9.3, and speaks gRPC alone. */
export interface TagParts {
  /** What stands before the release: nothing for GPUs of compute capability 8.0 and their like. */
  readonly variant: string;
  readonly release: string;
  readonly grpc: boolean;
}

/** Takes a tag apart; `undefined` for tags of another form, such as `latest`. */
export function readTag(tag: string): TagParts | undefined {
  const {
    variant = '',
    release,
    grpc,
  } = /^(?:(?<variant>[a-z0-9-]+)-)?(?<release>\d+\.\d+(?:\.\d+)?)(?<grpc>-grpc)?$/.exec(tag)?.groups ?? {};
  return release === undefined ? undefined : { variant, release, grpc: grpc !== undefined };
}

type Ranges = NonNullable<GpuNeeds['builtFor']>['ranges'];

/** The compute capabilities that each variant of the image runs on, by what stands before the release in its tag. */
const variants: Readonly<Record<string, Ranges>> = {
  '': [[8, 8.9]],
  turing: [[7.5, 7.5]],
  '86': [[8.6, 8.9]],
  '89': [[8.9, 8.9]],
  hopper: [[9, 9]],
  '100': [[10, 10]],
  '120': [[12, 12.1]],
  '121': [[12.1, 12.1]],
  // All of them in one image, of which its entrypoint takes the one for its GPU.
  cuda: [
    [7.5, 7.5],
    [8, 8.9],
    [9, 9],
    [10, 10],
    [12, 12],
  ],
};

/** What an image needs of its GPU; nothing is known of images whose tag does not say. */
export function gpuNeedsOf(parts: TagParts | undefined): GpuNeeds {
  const ranges = parts !== undefined && Object.hasOwn(variants, parts.variant) ? variants[parts.variant] : undefined;
  if (parts === undefined || ranges === undefined) {
    return { computeCapability: { least: 7.5, by: 'Text Embeddings Inference', property: 'placement' } };
  }
  const { variant, release } = parts;
  return {
    builtFor: {
      ranges,
      by: `the image ${variant === '' ? '' : `${variant}-`}${release}`,
      source: sourceOf(
        '0d124dc9',
        variant === 'cuda' ? 'cuda-all-entrypoint.sh' : 'backends/candle/src/compute_cap.rs',
      ),
      instead:
        variant === 'cuda'
          ? 'a pool with other GPUs'
          : `the image cuda-${release}, which holds a server for each, or a pool with such GPUs`,
    },
  };
}

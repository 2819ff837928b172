import type { ModelArchitecture } from './architecture';
import type { Degrees } from './parallelism';
import { cacheBytes, type CachePrecision, type Precision } from './precision';
import type { Stage } from './stage';

/** The tokens that engines give out memory for at once. */
const blockTokens = 16;

/** What decides the size of a cache besides the model. */
export interface CacheSettings {
  readonly precision: Precision;
  readonly cache: CachePrecision;
  /** The tokens of one pass, which a layer with a window holds on top of it. */
  readonly batchedTokens: number;
  /** Whether the engine frees what lies behind a window. */
  readonly freesWindows: boolean;
}

/** The bytes that one token takes in one layer on one GPU. */
export function tokenBytes(model: ModelArchitecture, settings: CacheSettings, { tensor }: Degrees): number {
  const bytes = cacheBytes(settings.cache, settings.precision);
  const { attention } = model;
  // The latent vector serves all heads, so each rank has it whole.
  if (attention.kind === 'multi-head-latent') return (attention.latentSize + attention.positionSize) * bytes;
  const heads = Math.max(1, model.keyValueHeads / tensor);
  return 2 * heads * model.headDimension * bytes;
}

/**
 * The bytes that sequences of one length take in all layers of a stage on one GPU. The tokens of one pass, which layers
 * with a window hold besides the window, belong to one of them at a time.
 */
export function sequencesBytes(
  model: ModelArchitecture,
  settings: CacheSettings,
  stage: Stage,
  degrees: Degrees,
  { sequences, tokens }: { readonly sequences: number; readonly tokens: number },
): number {
  const { full, windowed, window } = layerGroups(model, settings, tokens);
  const inWindows = sequences * blocks(Math.min(tokens, window));
  const passing = blocks(Math.min(tokens, window + settings.batchedTokens)) - blocks(Math.min(tokens, window));
  const cells = sequences * blocks(tokens) * full + (inWindows + passing) * windowed;
  return (tokenBytes(model, settings, degrees) * cells * stage.layers) / model.layers;
}

/** The bytes that one sequence takes at least, in all layers and on one device; as the model computes unless said otherwise. */
export function sequenceBytes(
  model: ModelArchitecture,
  precision: Precision,
  tokens: number,
  cache: CachePrecision = 'auto',
): number {
  const settings: CacheSettings = { precision, cache, batchedTokens: 0, freesWindows: true };
  const stage: Stage = { layers: model.layers, expertLayers: model.experts?.layers ?? 0, first: true, last: true };
  const alone: Degrees = { tensor: 1, pipeline: 1, data: 1, expert: false };
  return sequencesBytes(model, settings, stage, alone, { sequences: 1, tokens });
}

interface LayerGroups {
  readonly full: number;
  readonly windowed: number;
  /** The tokens that a layer with a window looks back. */
  readonly window: number;
}

/**
 * Layers of both kinds share one pool of blocks, so they are taken in groups of one size, and the last group is
 * filled up: 10 and 52 layers of Gemma 3 27B take what 10 and 60 would.
 */
function layerGroups(model: ModelArchitecture, settings: CacheSettings, tokens: number): LayerGroups {
  const sliding = model.slidingWindow;
  if (sliding === undefined || sliding.layers === 0 || !settings.freesWindows) {
    return { full: model.layers, windowed: 0, window: tokens };
  }
  const full = model.layers - sliding.layers;
  const { window } = sliding;
  if (full === 0) return { full, windowed: sliding.layers, window };
  const least = Math.min(full, sliding.layers);
  const most = Math.max(full, sliding.layers);
  const size = most < least * 1.25 ? most : least;
  return { full: Math.ceil(full / size) * size, windowed: Math.ceil(sliding.layers / size) * size, window };
}

function blocks(tokens: number): number {
  return Math.ceil(tokens / blockTokens) * blockTokens;
}

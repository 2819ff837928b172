import type { SlidingWindow } from './architecture';
import type { Fields } from './fields';

/** Reads which layers look back only so far; the files say so in four ways. */
export function slidingWindowOf(fields: Fields, kind: string, layers: number): SlidingWindow | undefined {
  const window = fields.count('sliding_window');
  if (window === undefined || window === 0 || !fields.flag('use_sliding_window', true)) return undefined;
  const sliding = slidingLayers(fields, kind, layers);
  return sliding > 0 ? { window, layers: sliding } : undefined;
}

function slidingLayers(fields: Fields, kind: string, layers: number): number {
  const kinds = fields.list('layer_types');
  if (kinds !== undefined) return kinds.filter((each) => each === 'sliding_attention').length;
  if (kind === 'gemma2' || kind === 'gpt_oss') return Math.ceil(layers / 2);
  if (kind.startsWith('gemma3')) return layers - Math.floor(layers / fields.number('sliding_window_pattern', 6));
  if (kind.startsWith('qwen')) return Math.max(0, layers - (fields.count('max_window_layers') ?? layers));
  return layers;
}

import type { App } from '../app';
import type { Manifest } from '../verify';
import { synth } from './synth';

/** The objects of an app, or those that were given as they are. */
export function manifestsIn(of: App | readonly Manifest[]): readonly Manifest[] {
  return 'synthObjects' in of ? synth(of) : of;
}

import type { App } from '../app';
import type { TargetCluster } from '../hardware';
import type { Manifest } from '../verify';
import { synth } from './synth';

/** The objects of an app that are for a cluster, or those that were given as they are. */
export function manifestsIn(of: App | readonly Manifest[], cluster?: TargetCluster): readonly Manifest[] {
  return 'synthObjects' in of ? synth(of, cluster) : of;
}

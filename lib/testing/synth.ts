import type { App } from '../app';
import type { TargetCluster } from '../hardware';
import type { Manifest } from '../verify';

/**
 * Synthesises an app to plain objects, in the order in which they would be written, and writes nothing.
 *
 * @param cluster leaves out the charts that are bound to another cluster than this one
 * @throws ConfigError with everything that is wrong in the app, whichever cluster it is for
 */
export function synth(app: App, cluster?: TargetCluster): readonly Manifest[] {
  return app.synthObjects(cluster);
}

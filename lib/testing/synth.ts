import type { App } from '../app';
import type { Manifest } from '../verify';

/**
 * Synthesises an app to plain objects, in the order in which they would be written, and writes nothing.
 *
 * @throws ConfigError with everything that is wrong in the app
 */
export function synth(app: App): readonly Manifest[] {
  return app.synthObjects();
}

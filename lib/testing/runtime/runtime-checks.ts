import { modelChecks } from './model-checks';
import { propChecks } from './prop-checks';
import type { RuntimeCheck } from './runtime-check';
import { scalingChecks } from './scaling-checks';
import { serverChecks } from './server-checks';
import type { RuntimeUnderTest } from './served-runtime';

/**
 * What a runtime of your own is held to: the same as those of this library.
 *
 * Each check is by itself and needs no cluster, so that any test runner can loop over them:
 *
 * ```ts
 * for (const { name, run } of runtimeChecks({ runtime: () => ours({ image }) })) it(name, run);
 * ```
 */
export function* runtimeChecks(subject: RuntimeUnderTest): Iterable<RuntimeCheck> {
  yield* serverChecks(subject);
  yield* modelChecks(subject);
  yield* scalingChecks(subject);
  yield* propChecks(subject);
}

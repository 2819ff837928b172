import type { Deferred } from './deferred';

/** Kept beside the values, which are somebody else's objects. */
const origins = new WeakMap<object, readonly object[]>();

/** Notes what a deferred value comes from, which nobody can see in it; texts that are made of it keep the note. */
export function withOrigin<D extends Deferred<unknown>>(value: D, ...from: readonly object[]): D {
  if (from.length > 0) origins.set(value, [...new Set([...originsOf(value), ...from])]);
  return value;
}

/** What a deferred value was noted to come from. */
export function originsOf(value: Deferred<unknown>): readonly object[] {
  return origins.get(value) ?? [];
}

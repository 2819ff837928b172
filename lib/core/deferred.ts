/**
 * A value that is known only when the stack is deployed, such as a Pulumi `Output<T>`.
 *
 * The shape is structural, so that this library recognises one without importing Pulumi.
 */
export interface Deferred<T> {
  apply<U>(transform: (value: T) => U): Deferred<U>;
  get(): T;
}

/** A prop that merely passes through to the manifest, and so may be known as late as deployment. */
export type Deferrable<T> = T | Deferred<T>;

/** Says whether a value is deferred, judged by its shape. */
export function isDeferred(value: unknown): value is Deferred<unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    '__pulumiOutput' in value &&
    value.__pulumiOutput === true &&
    'apply' in value &&
    typeof value.apply === 'function'
  );
}

import { deferrableText, isDeferred, type Deferrable } from '../core';

/** How stores are spoken to: S3 and what speaks like it, Azure's storage, the web. */
export type StoreScheme = 's3' | 'az' | 'https';

/** A place whose name is known only at deployment, such as that of a bucket; how it is spoken to is known before. */
export interface DeferredStoreUri {
  readonly scheme: StoreScheme;
  /** What follows `://`, such as ``pulumi.interpolate`${bucket.bucket}/llama/` ``. */
  readonly rest: Deferrable<string>;
}

/** Where something stands in an object store: `s3://BUCKET/PATH`, `az://CONTAINER/PATH`, or an address of the web. */
export type StoreUri = `s3://${string}` | `az://${string}` | `https://${string}` | DeferredStoreUri;

/** How a place is spoken to, which is always known; nothing where it is told of in a way that nobody speaks. */
export function schemeOf(uri: StoreUri): string {
  return typeof uri === 'string' ? (uri.split('://', 2)[0] ?? '') : uri.scheme;
}

/** What follows the scheme of a place. */
export function restOf(uri: StoreUri): Deferrable<string> {
  return typeof uri === 'string' ? (uri.split('://', 2)[1] ?? '') : uri.rest;
}

/** A place as programs are told it. */
export function textOf(uri: StoreUri): Deferrable<string> {
  return typeof uri === 'string' ? uri : deferrableText`${uri.scheme}://${uri.rest}`;
}

/** A place as messages show it, with a mark for what is not known yet. */
export function printUri(uri: StoreUri): string {
  const text = textOf(uri);
  return isDeferred(text) ? `${schemeOf(uri)}://…` : text;
}

import { printGiven, type IssueDetails } from '../core';

/**
 * What becomes of what is kept when the program destroys what keeps it: `delete-contents` deletes all of it, and `refuse`
 * protects it, so that the preview which `pulumi destroy` begins with fails. Without that preview everything else goes.
 */
export type WhenDestroyed = 'refuse' | 'delete-contents';

/** Judges a time in whole days. */
export function judgeDays(property: string, days: number | undefined, most: number): readonly IssueDetails[] {
  if (days === undefined || (Number.isInteger(days) && days >= 1 && days <= most)) return [];
  const message = `must be a whole number of days, from 1 to ${most}`;
  return [{ code: 'clouds/invalid-size', property, given: printGiven(days), message, fix: '30' }];
}

/** The longest key of an object that both clouds take, in bytes. */
const longestPath = 1024;

/**
 * Judges where something stands in a store, from its root.
 *
 * Sources: Amazon S3 user guide, object-keys; Azure, naming-and-referencing-containers--blobs--and-metadata. To both a
 * path is a text: a part that is empty or `..` is looked for as such, and what browsers make of it is not there.
 */
export function judgePath(path: string): readonly IssueDetails[] {
  const message = pathProblem(path);
  if (message === undefined) return [];
  const fix = "a path from the root of the store, such as 'llama-3.1-8b/'";
  return [{ code: 'clouds/invalid-path', property: 'path', given: printGiven(path), message, fix }];
}

function pathProblem(path: string): string | undefined {
  if (path === '') return 'is empty: it would be the whole store';
  if (path.startsWith('/')) return 'begins with a /, and paths of a store do not';
  const parts = path.replace(/\/$/, '').split('/');
  if (parts.includes('')) return 'has an empty part: two / stand side by side';
  if (parts.includes('.') || parts.includes('..')) return 'has a . or .. in it, which a store takes for a name';
  if (/[\u0000-\u001f\u007f\\]/.test(path))
    return 'has a character in it that addresses have not: a \\ or a control character';
  return Buffer.byteLength(path) > longestPath ? `is longer than ${longestPath} bytes` : undefined;
}

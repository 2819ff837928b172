import { isDeferred, type Deferrable } from '../../core';
import type { Env } from '../../workload';

/** What a server is told by its variables and its arguments. */
export interface Told {
  readonly env: Env;
  readonly args?: readonly Deferrable<string>[] | undefined;
}

/** The text of a variable, or `not-known` where it is read from elsewhere; nothing where it is left out. */
export function variableOf({ env }: Told, name: string): { readonly text: string } | 'not-known' | undefined {
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  if (value === undefined) return undefined;
  if (typeof value === 'string') return { text: value };
  return !isDeferred(value) && 'reason' in value ? { text: value.value } : 'not-known';
}

/** The text of the last argument of a flag, in one item or in two; nothing where it is left out. */
export function flagOf({ args = [] }: Told, flag: string): { readonly text: string } | 'not-known' | undefined {
  const at = args.findLastIndex((argument) => flagIn(argument) === flag);
  const argument = args[at];
  if (argument === undefined || isDeferred(argument)) return undefined;
  const inOne = /^[^=]*=(.*)$/s.exec(argument)?.[1];
  if (inOne !== undefined) return { text: inOne };
  const next = args[at + 1];
  return next === undefined || isDeferred(next) ? 'not-known' : { text: next };
}

/** The flag of an argument, without what it sets within it, such as the field of an object; nothing where it is none. */
export function flagIn(argument: Deferrable<string>): string | undefined {
  if (isDeferred(argument)) return undefined;
  return /^(--[A-Za-z][\w-]*)(?:[=.]|$)/.exec(argument)?.[1]?.replaceAll('_', '-');
}

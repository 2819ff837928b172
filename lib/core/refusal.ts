import { ConfigError } from './config-error';
import { isDeferred } from './deferred';
import type { IssueDetails } from './issue';
import { sourceLineOf, type CapturedStack } from './source-line';

/**
 * Raises all that is wrong with something that is no construct, such as a component of Pulumi, before it is made.
 *
 * @param path the kind and the name of what is refused, such as `eks.Cluster ml`
 * @param stack of the constructor, for the line of the user's program
 */
export function refuse(path: string, issues: readonly IssueDetails[], stack: CapturedStack): void {
  if (issues.length > 0) throw refusal(path, issues, stack);
}

/** The error that `refuse` raises. */
export function refusal(path: string, issues: readonly IssueDetails[], stack: CapturedStack): ConfigError {
  const source = sourceLineOf(stack);
  return new ConfigError(issues.map((issue) => ({ ...issue, path, source })));
}

/**
 * The properties that hold a deferred value although they decide what is made, which has to be known before.
 *
 * @param passesThrough the paths of properties that may hold one, such as `network.subnets.*.id`, `*` for any key
 */
export function deferredProperties(props: object, passesThrough: readonly string[]): readonly IssueDetails[] {
  const allowed = passesThrough.map((path) => path.split('.'));
  return pathsOfDeferred(props, [], '', allowed).map((property) => ({
    code: 'core/deferred-decides',
    property,
    message: 'is known only at deployment, and decides what is made',
    fix: 'a plain value, of the program or of the configuration of the stack',
  }));
}

function pathsOfDeferred(
  value: unknown,
  path: readonly string[],
  printed: string,
  allowed: readonly (readonly string[])[],
): readonly string[] {
  if (allowed.some((one) => matches(path, one))) return [];
  if (isDeferred(value)) return [printed];
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    const place = Array.isArray(value) ? `${printed}[${name}]` : printed === '' ? name : `${printed}.${name}`;
    return pathsOfDeferred(field, [...path, name], place, allowed);
  });
}

function matches(path: readonly string[], allowed: readonly string[]): boolean {
  return path.length === allowed.length && allowed.every((name, place) => name === '*' || name === path[place]);
}

/** Not a component, whose own fields are nobody's business here. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

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
  if (issues.length === 0) return;
  const source = sourceLineOf(stack);
  throw new ConfigError(issues.map((issue) => ({ ...issue, path, source })));
}

/**
 * The properties that hold a deferred value although they decide what is made, which has to be known before.
 *
 * @param passesThrough the names of properties that may hold one, at any depth
 */
export function deferredProperties(props: object, passesThrough: readonly string[]): readonly IssueDetails[] {
  return pathsOfDeferred(props, '', passesThrough).map((property) => ({
    code: 'core/deferred-structure',
    property,
    message: 'is known only at deployment, and decides what is made',
    fix: 'a plain value, of the program or of the configuration of the stack',
  }));
}

function pathsOfDeferred(value: unknown, path: string, passesThrough: readonly string[]): readonly string[] {
  if (isDeferred(value)) return [path];
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([name, field]) => {
    if (passesThrough.includes(name)) return [];
    const place = Array.isArray(value) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    return pathsOfDeferred(field, place, passesThrough);
  });
}

/** Not a component, whose own fields are nobody's business here. */
function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

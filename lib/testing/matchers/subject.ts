import type { App } from '../../app';
import type { Manifest } from '../../verify';

/** What our matchers can be asked about: an app, or objects as `synth` gives them. */
export type Subject = App | readonly Manifest[];

/**
 * Takes what `expect` was given for an app or a list of objects.
 *
 * @throws TypeError where it is neither
 */
export function subjectOf(received: unknown, matcher: string): Subject {
  if (isApp(received) || isListOfObjects(received)) return received;
  throw new TypeError(
    `${matcher} is asked about an App of modelyard or a list of objects, as synth(app) or cdk8s's Testing.synth(chart) gives it, and this is ${nameOf(received)}`,
  );
}

/** Says whether it is an app, also one of another copy of this library. */
export function isApp(subject: unknown): subject is App {
  return typeof subject === 'object' && subject !== null && 'synthObjects' in subject && 'findings' in subject;
}

function isListOfObjects(received: unknown): received is readonly Manifest[] {
  return (
    Array.isArray(received) &&
    received.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
  );
}

function nameOf(received: unknown): string {
  if (Array.isArray(received)) return 'a list of something else';
  if (typeof received !== 'object' || received === null) return String(received);
  return 'constructor' in received ? `an object of class ${received.constructor.name}` : 'an object of no class';
}

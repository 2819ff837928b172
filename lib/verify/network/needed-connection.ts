import { nameOf, type Manifest } from '../manifest';
import type { GovernedEnd } from './policies-of-app';
import type { Port } from './policy';

/** An end, and how messages call it. */
export interface NamedEnd extends GovernedEnd {
  readonly called: string;
}

/** A connection that must be possible. */
export interface NeededConnection {
  readonly from: NamedEnd;
  readonly to: NamedEnd;
  readonly port: Port;
  /** Why, as part of a sentence. */
  readonly because: string;
  /** How bad it is that it is stopped. */
  readonly severity: 'error' | 'warning';
  /** Where it is said that the answer is not known; left out where that is worth no word. */
  readonly askedBy?: { readonly manifest: Manifest; readonly path: string; readonly fix: string } | undefined;
}

/** Pods of the app, named after what makes them. */
export function namedTemplate(governed: GovernedEnd): NamedEnd {
  const { template } = governed;
  return { ...governed, called: template === undefined ? 'the pods' : `the pods of ${nameOf(template.owner)}` };
}

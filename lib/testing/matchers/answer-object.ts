import type { Manifest } from '../../verify';
import type { Answer } from '../answer';
import { findObjects, whatIsThere, type FoundObject } from '../find-object';
import { compareFields, tellField, type ComparedField, type Comparing } from './expected-fields';

/** What an object is expected to be. */
export interface ExpectedObject {
  readonly kind: string;
  readonly name: string;
  /** Left out: that it is there is enough. */
  readonly fields?: object | undefined;
}

/**
 * Says whether there is an object of a kind and name that has all the fields expected of it.
 *
 * Of fields of an object that is not there, the answer is neither: who expects it not to have them may have the name wrong.
 */
export function answerObject(
  manifests: readonly Manifest[],
  { kind, name, fields }: ExpectedObject,
  comparing: Comparing,
): Answer {
  const nameOnly = fields === undefined || Object.keys(fields).length === 0;
  const candidates = findObjects(manifests, { kind }).filter(({ metadata }) => metadata.name === name);
  if (candidates.length === 0) {
    const said = `there is no ${kind}/${name}; the app has ${whatIsThere(manifests)}`;
    return { kind: nameOnly ? 'no' : 'neither', said };
  }
  if (nameOnly) return { kind: 'yes', said: `there is ${candidates.map(nameOf).join(' and ')}` };
  const compared = candidates.map((object) => ({ object, all: compareFields(fields, object, comparing) }));
  const matching = compared.filter(({ all }) => all.every(({ matches }) => matches));
  if (matching.length > 0) {
    return {
      kind: 'yes',
      said: matching.map((one) => tell(one, comparing, 'is as it was expected not to be')).join('\n'),
    };
  }
  const wrong = compared.map(({ object, all }) => ({ object, all: all.filter(({ matches }) => !matches) }));
  return { kind: 'no', said: wrong.map((one) => tell(one, comparing, 'is not as expected')).join('\n') };
}

interface Comparison {
  readonly object: FoundObject;
  readonly all: readonly ComparedField[];
}

function tell({ object, all }: Comparison, comparing: Comparing, what: string): string {
  // The values of a Secret are nobody's to read, whatever they look like.
  const secret = ({ path }: ComparedField): boolean => object.kind === 'Secret' && /^(data|stringData)\b/.test(path);
  return [`${nameOf(object)} ${what}:`, ...all.map((field) => tellField(field, comparing, secret(field)))].join('\n');
}

function nameOf({ kind, metadata: { namespace, name } }: FoundObject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

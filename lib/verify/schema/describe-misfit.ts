import { isNameOfCredential, nearestNames, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Manifest } from '../manifest';
import { pathOfKey } from '../untrusted';
import type { Misfit, Path } from './check-fields';
import { alternatives, describeType } from './describe-type';
import type { Since } from './field-type';
import type { Release } from './release';
import { describeForm } from './text-form';

/** Whose fields they are that an object is held to, and what is known of the cluster. */
export interface Judged {
  /** Such as `Kubernetes`. */
  readonly product: string;
  /** The releases whose fields are known. */
  readonly versions: readonly string[];
  readonly release: Release;
}

/** What does not fit as a rule reports it, at its path below the one where the check began. */
export function describeMisfit(misfit: Misfit, manifest: Manifest, start: string, judged: Judged): RuleFinding {
  const place = { manifest, path: printPath(start, misfit.path) };
  switch (misfit.kind) {
    case 'unknown-field': {
      const owner = ownerOf(misfit.definition);
      const [nearest] = nearestNames(String(misfit.path.at(-1)), misfit.known, 1);
      const fix = nearest ?? 'no such field';
      if (misfit.presence === 'absent') {
        const message =
          misfit.since === undefined
            ? `${owner} has no such field in ${judged.product} ${judged.release.given ?? ''}`
            : `${owner} has this field from ${judged.product} ${misfit.since} on, and the cluster has ${judged.release.given ?? ''}`;
        return { ...place, code: 'verify/unknown-field', severity: 'error', message, fix };
      }
      const message = `whether the API server takes the field is not known: ${owner} has it ${knownOf(misfit.since, judged)}`;
      return { ...place, code: 'verify/not-known-field', severity: 'not-known', message, fix };
    }
    case 'unknown-value': {
      const given = printGiven(misfit.given);
      const fix = alternatives(misfit.known);
      if (misfit.presence === 'absent') {
        const message =
          misfit.since === undefined
            ? `not one of ${alternatives(misfit.known).replace(/ or (?=\S*$)/, ' and ')}`
            : `taken from ${judged.product} ${misfit.since} on, and the cluster has ${judged.release.given ?? ''}`;
        return { ...place, code: 'verify/unknown-value', severity: 'error', given, message, fix };
      }
      const message = `whether the API server takes the value is not known: it is one ${knownOf(misfit.since, judged)}`;
      return { ...place, code: 'verify/not-known-value', severity: 'not-known', given, message, fix };
    }
    case 'wrong-form': {
      const given = printGiven(misfit.given);
      const fix = describeForm(misfit.form);
      return { ...place, code: 'verify/invalid-name', severity: 'error', given, message: misfit.problem, fix };
    }
    case 'no-quantity': {
      const message = 'not an amount that Kubernetes can read';
      const fix = 'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti';
      const given = printGiven(misfit.given);
      return { ...place, code: 'verify/invalid-quantity', severity: 'error', given, message, fix };
    }
    case 'missing-field': {
      const message = 'the API server requires it, and it is not given';
      return { ...place, code: 'verify/missing-field', severity: 'error', message, fix: describeType(misfit.type) };
    }
    case 'wrong-type': {
      const must = describeType(misfit.type);
      const given = isPrintable(misfit, manifest) ? { given: printGiven(misfit.given) } : {};
      const isNumber =
        typeof misfit.given === 'number' && ['int-or-string', 'int32', 'int64', 'port'].includes(misfit.type.kind);
      return isNumber
        ? { ...place, code: 'verify/out-of-range', severity: 'error', ...given, message: `not ${must}`, fix: must }
        : { ...place, code: 'verify/wrong-type', severity: 'error', ...given, message: `must be ${must}`, fix: must };
    }
  }
}

/** Where something is known to be, and why that does not say whether it is in the cluster. */
function knownOf(since: Since, { product, versions, release }: Judged): string {
  const read = `in no release of ${product} that was read, ${versions.join(', ')}`;
  const where = since === undefined ? read : `from ${product} ${since} on`;
  return release.given === undefined
    ? `${where}, and the version in the cluster is not declared`
    : `${where}, and the cluster has ${release.given}`;
}

/** `a Container` of `core/v1/Container`. */
function ownerOf(definition: string): string {
  const name = definition.slice(definition.lastIndexOf('/') + 1);
  return `${/^(?:[AEIOU]|HTTP)/.test(name) ? 'an' : 'a'} ${name}`;
}

/** Numbers and truths may be shown, and texts where no text belongs that is free: never what could be a secret. */
function isPrintable({ given, type, path }: Extract<Misfit, { kind: 'wrong-type' }>, { kind }: Manifest): boolean {
  if (kind === 'Secret' || isNameOfCredential(String(path.at(-1)))) return false;
  if (typeof given === 'number' || typeof given === 'boolean') return true;
  return typeof given === 'string' && ['boolean', 'int32', 'int64', 'number', 'time'].includes(type.kind);
}

function printPath(start: string, path: Path): string {
  let text = start;
  for (const step of path) text = typeof step === 'number' ? `${text}[${step}]` : pathOfKey(text, step);
  return text;
}

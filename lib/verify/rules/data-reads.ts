import { isDeferred, isNameOfCredential, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asRecord, isRecord, isSet, pathOfKey } from '../untrusted';

/** What ConfigMaps and Secrets hold can be read as what it is said to be. */
export const dataReads: Rule = {
  name: 'data-reads',
  summary: 'ConfigMaps and Secrets hold text where text is read and base64 where bytes are, each key once',
  source:
    'kubernetes 1.34 core/v1 ConfigMap, Secret; encoding/base64 StdEncoding; pkg/apis/core/validation ValidateConfigMap',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.ofKind('', 'ConfigMap')) {
      checkBag(object, 'data', textProblem, found);
      checkBag(object, 'binaryData', bytesProblem, found);
      checkKeys(object, found);
    }
    for (const object of inventory.ofKind('', 'Secret')) {
      checkBag(object, 'data', bytesProblem, found);
      checkBag(object, 'stringData', textProblem, found);
    }
    return found;
  },
};

interface Problem {
  readonly message: string;
  readonly fix: string;
}

function checkBag(
  { manifest, kind }: ManifestObject,
  field: string,
  problemOf: (value: unknown) => Problem | undefined,
  found: RuleFinding[],
): void {
  const bag = manifest[field];
  if (!isSet(bag)) return;
  if (!isRecord(bag)) {
    const message = 'not an object of keys and values, and the API server refuses it';
    const fix = `${field}: { KEY: VALUE }`;
    found.push({ code: 'verify/data-unreadable', severity: 'error', manifest, path: field, message, fix });
    return;
  }
  for (const key of Object.keys(bag)) {
    const value = bag[key];
    const problem = isSet(value) && !isDeferred(value) ? problemOf(value) : undefined;
    if (problem === undefined) continue;
    // What may be secret is printed nowhere, though it be a number.
    const isShown =
      kind !== 'Secret' && !isNameOfCredential(key) && (typeof value === 'number' || typeof value === 'boolean');
    const given = isShown ? { given: printGiven(value) } : {};
    const path = pathOfKey(field, key);
    found.push({ code: 'verify/data-unreadable', severity: 'error', manifest, path, ...given, ...problem });
  }
}

function textProblem(value: unknown): Problem | undefined {
  if (typeof value === 'string') return undefined;
  return { message: 'not a text, and the API server refuses it', fix: 'the same as text, in quotes' };
}

function bytesProblem(value: unknown): Problem | undefined {
  if (typeof value === 'string' && isBase64(value)) return undefined;
  // Go takes a list of bytes for bytes, too.
  if (Array.isArray(value) && value.every((one) => Number.isInteger(one) && one >= 0 && one < 256)) return undefined;
  return {
    message: 'not base64, and the API server refuses it',
    fix: 'what `base64` makes of it, or stringData for text in a Secret and data for text in a ConfigMap',
  };
}

/** As Go reads it: line breaks are left out, and the padding is not. */
function isBase64(text: string): boolean {
  const packed = text.replace(/[\r\n]/g, '');
  return packed.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(packed);
}

function checkKeys({ manifest }: ManifestObject, found: RuleFinding[]): void {
  const bytes = asRecord(manifest['binaryData']);
  for (const key of Object.keys(asRecord(manifest['data']))) {
    if (!Object.hasOwn(bytes, key)) continue;
    found.push({
      code: 'verify/duplicate-key',
      severity: 'error',
      manifest,
      path: pathOfKey('data', key),
      given: printGiven(key),
      message: 'binaryData has this key too, and the API server refuses that',
      fix: 'another key for one of them',
    });
  }
}

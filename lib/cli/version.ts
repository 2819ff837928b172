import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asRecord, asString } from '../verify';

/** The version of this package, as its package.json says. */
export function ownVersion(): string {
  const content: unknown = JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8'));
  return asString(asRecord(content)['version']) ?? '';
}

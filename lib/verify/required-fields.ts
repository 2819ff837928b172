import type { RuleFinding } from './finding';
import type { Manifest } from './manifest';
import { isSet } from './untrusted';

/** What is found of fields that the API server requires. */
export class RequiredFields {
  readonly found: RuleFinding[] = [];

  require(manifest: Manifest, path: string, given: unknown, fix: string): void {
    if (!isGiven(given)) this.report(manifest, path, 'the API server requires it, and it is not given', fix);
  }

  report(
    manifest: Manifest,
    path: string,
    message: string,
    fix: string,
    severity: RuleFinding['severity'] = 'error',
  ): void {
    this.found.push({ code: 'verify/missing-field', severity, manifest, path, message, fix });
  }
}

/** Says whether a field is there, and not empty. */
export function isGiven(value: unknown): boolean {
  return isSet(value) && value !== '';
}

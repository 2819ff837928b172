import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { asRecord } from '../untrusted';
import { countOf, listNames } from '../wording';

/** No Secret is written to a file with what it holds. */
export const plainTextSecret: Rule = {
  name: 'plain-text-secret',
  summary: 'no Secret is written to a file together with its values',
  source: 'kubernetes concepts/configuration/secret: base64 is an encoding and gives no confidentiality',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const { manifest } of inventory.ofKind('', 'Secret')) {
      for (const field of ['data', 'stringData']) {
        const keys = Object.keys(asRecord(manifest[field]));
        if (keys.length === 0) continue;
        found.push({
          code: 'verify/plain-text-secret',
          severity: 'warning',
          manifest,
          path: field,
          message: `the manifest holds ${countOf(keys.length, 'value')} that anyone who reads the file can read: ${listNames(keys)}`,
          fix: 'a reference to a Secret that the cluster has, or an external secret',
        });
      }
    }
    return found;
  },
};

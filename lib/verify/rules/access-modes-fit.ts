import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import { claimsOf, classOf, type ClaimDefinition } from '../claims-of-app';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord } from '../untrusted';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Claims ask for access that a volume can give. */
export const accessModesFit: Rule = {
  name: 'access-modes-fit',
  summary:
    'claims ask for access modes that there are and that their storage class offers, and for ReadWriteOncePod alone',
  source: 'kubernetes 1.34 pkg/apis/core/validation ValidatePersistentVolumeClaimSpec',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const claim of claimsOf(inventory)) {
      const { owner, path, spec } = claim;
      const before = found.length;
      checkModes(owner.manifest, path, spec['accessModes'], found);
      if (found.length === before) checkOffered(claim, inventory, found);
    }
    checkPods(inventory, found, ({ owner, pod, podPath }) => {
      for (const [index, volume] of asArray(pod['volumes']).entries()) {
        const ephemeral = asRecord(volume)['ephemeral'];
        if (!isRecord(ephemeral)) continue;
        const { accessModes } = asRecord(asRecord(ephemeral['volumeClaimTemplate'])['spec']);
        const path = `${podPath}.volumes[${index}].ephemeral.volumeClaimTemplate.spec`;
        checkModes(owner.manifest, path, accessModes, found);
      }
    });
    return found;
  },
};

function checkModes(manifest: Manifest, path: string, given: unknown, found: RuleFinding[]): void {
  const problem = problemOf(given);
  if (problem === undefined) return;
  found.push({
    code: 'verify/access-modes',
    severity: 'error',
    manifest,
    path: `${path}.accessModes`,
    ...(Array.isArray(given) && given.length > 0 ? { given: printGiven(given) } : {}),
    ...problem,
  });
}

function problemOf(given: unknown): Pick<RuleFinding, 'message' | 'fix'> | undefined {
  const asked = asArray(given);
  if (asked.length === 0) return { message: 'a claim needs an access mode', fix: `a list, such as ['ReadWriteOnce']` };
  if (!asked.every((mode) => typeof mode === 'string' && modes.includes(mode)))
    return { message: 'not all of these are access modes', fix: `some of ${modes.join(', ')}` };
  if (!asked.includes('ReadWriteOncePod') || asked.length === 1) return undefined;
  return { message: 'ReadWriteOncePod goes with no other access mode', fix: `['ReadWriteOncePod'], or the others` };
}

/** A volume is made with all of the access modes that its claim asks for. */
function checkOffered(claim: ClaimDefinition, inventory: Inventory, found: RuleFinding[]): void {
  const { owner, path, spec } = claim;
  const chosen = classOf(claim, inventory);
  if (chosen?.accessModes === undefined) return;
  const offered: readonly unknown[] = chosen.accessModes;
  const lacking = asArray(spec['accessModes']).filter((mode) => !offered.includes(mode));
  if (lacking.length === 0) return;
  found.push({
    code: 'verify/access-mode-not-offered',
    severity: 'error',
    manifest: owner.manifest,
    path: `${path}.accessModes`,
    given: printGiven(spec['accessModes']),
    message: `the storage class ${chosen.name} has no volumes that are ${lacking.join(', ')}`,
    fix: `${chosen.accessModes.join(', ')}, or another class`,
  });
}

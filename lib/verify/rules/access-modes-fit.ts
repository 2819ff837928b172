import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord } from '../untrusted';

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/** Claims ask for access that a volume can give. */
export const accessModesFit: Rule = {
  name: 'access-modes-fit',
  summary: 'claims ask for access modes that there are, and for ReadWriteOncePod alone',
  source: 'kubernetes 1.34 pkg/apis/core/validation ValidatePersistentVolumeClaimSpec',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const { manifest, spec } of inventory.ofKind('', 'PersistentVolumeClaim')) {
      checkModes(manifest, 'spec', spec['accessModes'], found);
    }
    for (const { manifest, spec } of inventory.ofKind('apps', 'StatefulSet')) {
      asArray(spec['volumeClaimTemplates']).forEach((claim, index) => {
        const { accessModes } = asRecord(asRecord(claim)['spec']);
        checkModes(manifest, `spec.volumeClaimTemplates[${index}].spec`, accessModes, found);
      });
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

import type { Notes } from '../core';
import type { NodePool } from '../hardware';
import type { Checkpoints } from './checkpoints';

/** Judges training on nodes that are taken away: without checkpoints it may never end. */
export function judgeCheckpoints(given: Checkpoints | undefined, pool: NodePool | undefined, notes: Notes): void {
  if (given !== undefined || pool?.capacity.kind !== 'spot') return;
  notes.issue({
    code: 'training/no-checkpoints',
    property: 'checkpoints',
    message: `nodes of pool ${pool.name} are on spot, and may be taken away at any time: each try would begin from the beginning`,
    fix: "checkpoints: { kind: 'store', at: store.at('checkpoints/'), every: '10m' }, { kind: 'own', reason: 'how the program keeps them' }, or a pool on demand",
  });
}

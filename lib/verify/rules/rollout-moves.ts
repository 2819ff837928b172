import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { asRecord } from '../untrusted';

/** A rolling update may add a pod or take one away: with neither it can never begin. */
export const rolloutMoves: Rule = {
  name: 'rollout-moves',
  summary: 'a rolling update may add a pod or take one away',
  source: 'kubernetes apps/v1 RollingUpdateDeployment: maxUnavailable cannot be 0 if maxSurge is 0',
  *check(inventory: Inventory): Iterable<RuleFinding> {
    for (const kind of ['Deployment', 'DaemonSet']) {
      for (const { manifest, spec } of inventory.ofKind('apps', kind)) {
        const strategy = kind === 'Deployment' ? 'strategy' : 'updateStrategy';
        const { maxSurge, maxUnavailable } = asRecord(asRecord(spec[strategy])['rollingUpdate']);
        // Left out they are 25% each for a Deployment, and 0 and 1 for a DaemonSet: never both nothing.
        if (!isNothing(maxUnavailable)) continue;
        if (!(isNothing(maxSurge) || (kind === 'DaemonSet' && maxSurge === undefined))) continue;
        yield {
          code: 'verify/rollout-cannot-move',
          severity: 'error',
          manifest,
          path: `spec.${strategy}.rollingUpdate`,
          message: 'maxSurge and maxUnavailable are both 0, so that no pod can be added or taken away',
          fix: 'maxSurge: 1 where a further pod finds room, else maxUnavailable: 1',
        };
      }
    }
  },
};

function isNothing(value: unknown): boolean {
  return value === 0 || (typeof value === 'string' && /^0+%$/.test(value));
}

import fc from 'fast-check';
import type { AppDescription } from './app-description';
import { Coverage } from './coverage';
import { appsOf } from './generated-apps';

/** How many apps are drawn for each that is taken while there are holes: the more, the fewer holes are left. */
const candidatesWith = (holes: number): number => {
  if (holes === 0) return 1;
  if (holes < 60) return 100;
  return holes < 600 ? 20 : 3;
};

const mostServices = 4;

/** Apps, and what they cover together. */
export interface CoveringApps {
  readonly apps: readonly AppDescription[];
  readonly coverage: Coverage;
}

/**
 * Draws apps that together cover what there is to cover, as far as their number allows; the same seed draws the same.
 *
 * Of several apps drawn, the one that covers most of what is not covered yet is taken, until all of it is.
 */
export function coveringApps(count: number, seed: number): CoveringApps {
  const coverage = new Coverage();
  const taken = Array.from({ length: count }, (_, index) => {
    const holes = coverage.holes().length;
    const candidates = candidatesWith(holes);
    const [best] = fc
      .sample(appsOf(mostServices), { seed: seed + index, numRuns: candidates })
      .map((app) => ({ app, news: candidates === 1 ? 0 : coverage.newIn(app) }))
      .sort((left, right) => right.news - left.news);
    if (best === undefined) throw new Error('fast-check drew nothing');
    coverage.add(best.app);
    return best.app;
  });
  return { apps: taken, coverage };
}

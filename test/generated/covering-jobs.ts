import fc from 'fast-check';
import { jobs } from './agreeing-jobs';
import type { JobDescription } from './job-description';
import { job } from './job-shapes';
import { membersOf, pairsAcross } from './shape';

/** How many jobs are drawn for each that is taken while there are holes: the more, the fewer holes are left. */
const candidatesWith = (holes: number): number => {
  if (holes === 0) return 1;
  return holes < 20 ? 600 : 60;
};

/** What cannot meet in one job, as it is refused: several nodes, and a claim for one pod alone. */
export const neverInOneJob: ReadonlySet<string> = pairsAcross(
  ['AccessMode: ReadWriteOncePod'],
  ['Topology: torchrun', 'Topology: jax'],
);

const pairs: ReadonlySet<string> = new Set([...job.pairs].filter((pair) => !neverInOneJob.has(pair)));

/** What a set of jobs covers: each optional prop on and off, and each two members of unions that can meet in one job. */
export class JobCoverage {
  private readonly options = new Set(job.options);
  private readonly pairs = new Set(pairs);
  private drawn = 0;

  add(description: JobDescription): void {
    const { options, pairs } = this.seenIn(description);
    for (const option of options) this.options.delete(option);
    for (const pair of pairs) this.pairs.delete(pair);
    this.drawn += 1;
  }

  /** How much of a job would be new. */
  newIn(description: JobDescription): number {
    const { options, pairs } = this.seenIn(description);
    return options.length + pairs.length;
  }

  /** What no job covers. */
  holes(): readonly string[] {
    return [...this.options, ...this.pairs];
  }

  toString(): string {
    const covered = (all: ReadonlySet<string>, left: ReadonlySet<string>): string =>
      `${all.size - left.size} of ${all.size}`;
    return `${this.drawn} jobs cover ${covered(job.options, this.options)} optional props on and off, and ${covered(pairs, this.pairs)} pairs of union members`;
  }

  /** What of that which is left to cover is to be seen in a job. */
  private seenIn(description: JobDescription): {
    readonly options: readonly string[];
    readonly pairs: readonly string[];
  } {
    const members = new Set<string>();
    const options = new Set<string>();
    job.look(description, { member: (name) => members.add(name), option: (name) => options.add(name) });
    return {
      options: [...options].filter((option) => this.options.has(option)),
      pairs: [...this.pairs].filter((pair) => membersOf(pair).every((member) => members.has(member))),
    };
  }
}

/** Jobs, and what they cover together. */
export interface CoveringJobs {
  readonly jobs: readonly JobDescription[];
  readonly coverage: JobCoverage;
}

/** Draws jobs that together cover what there is to cover; the same seed draws the same. */
export function coveringJobs(count: number, seed: number): CoveringJobs {
  const coverage = new JobCoverage();
  const taken = Array.from({ length: count }, (_, index) => {
    const numRuns = candidatesWith(coverage.holes().length);
    const [best] = fc
      .sample(jobs(), { seed: seed + index, numRuns })
      .map((one) => ({ one, news: numRuns === 1 ? 0 : coverage.newIn(one) }))
      .sort((left, right) => right.news - left.news);
    if (best === undefined) throw new Error('fast-check drew nothing');
    coverage.add(best.one);
    return best.one;
  });
  return { jobs: taken, coverage };
}

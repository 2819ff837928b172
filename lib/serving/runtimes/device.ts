import { printGiven, type IssueDetails, type Notes } from '../../core';
import type { GivenParallelism } from './parallelism';

/** What a server computes on. */
export type Device = 'gpu' | 'cpu';

/** Judges that a server which computes on CPUs gets no GPUs, and is told to use none. */
export function judgeCpu(asked: number | undefined, given: GivenParallelism, notes: Notes): void {
  if (asked !== undefined) {
    notes.issue(
      disagree('gpus', printGiven(asked), 'the server computes on CPUs, and would leave them idle', 'no gpus'),
    );
  }
  const degrees = {
    tensorParallel: given.tensorParallel,
    pipelineParallel: given.pipelineParallel,
    dataParallel: given.dataParallel,
    nodes: given.nodes,
    expertParallel: given.expertParallel === true ? true : undefined,
  };
  for (const [name, degree] of Object.entries(degrees)) {
    if (degree === undefined || degree === 1) continue;
    const message = 'spreads a model over GPUs, and the server computes on CPUs';
    notes.issue(disagree(`runtime.${name}`, printGiven(degree), message, `no ${name}`));
  }
}

function disagree(property: string, given: string, message: string, fix: string): IssueDetails {
  return { code: 'serving/gpus-disagree', property, given, message, fix: `${fix}, or device: 'gpu'` };
}

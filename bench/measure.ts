import { spawn } from 'node:child_process';

/** What a child process prints of itself, in milliseconds of CPU time. */
export interface Cost {
  /** The piece of work alone. */
  readonly work: number;
  /** The whole process. */
  readonly process: number;
}

/** Runs a program to its end and gives what it wrote to stdout. */
export async function outputOf(command: string, programArguments: readonly string[]): Promise<string> {
  return new Promise((done, fail) => {
    const child = spawn(command, programArguments, { stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', fail);
    child.on('close', (status) => {
      if (status === 0) done(output);
      else fail(new Error(`${[command, ...programArguments].join(' ')} ended with ${status}`));
    });
  });
}

/**
 * The medians of several pieces of work, each done as often as told.
 *
 * They take turns, so that what else the machine does falls on all of them alike.
 */
export async function medians<Name extends string>(
  runs: number,
  work: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(work) as Name[];
  const costs = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let run = 0; run < runs; run++) {
    for (const name of names) costs.get(name)?.push(await work[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(costs.get(name) ?? [])])) as Record<Name, number>;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}

import { parseDuration, type Duration } from '../../core';

/** How long something may take to come. */
export interface Deadline {
  /** @default '1m' */
  readonly within?: Duration | undefined;
}

/** Milliseconds between two looks: short, since most of what tests wait for takes tenths of a second. */
const pause = 100;

/**
 * Looks again and again until what is looked for is there, and returns it.
 *
 * @param what as messages name it: `two ready pods of chat`
 * @param look throws, or rejects, as long as it is not there; what it said last is told if time runs out
 * @throws Error after the deadline, also where a look does not return
 */
export async function waitFor<T>(what: string, look: () => T | Promise<T>, deadline: Deadline = {}): Promise<T> {
  const { within = '1m' } = deadline;
  const patience = parseDuration(within);
  if (patience === undefined) throw new Error(`within ${JSON.stringify(within)}: is not a duration such as '30s'`);
  const end = Date.now() + patience;
  let said = 'it has not been seen yet';
  for (;;) {
    try {
      return await before(end, look, () => said);
    } catch (error) {
      said = error instanceof Error ? error.message : String(error);
      if (Date.now() >= end) throw new Error(`waited ${within} for ${what}: ${said}`, { cause: error });
      await new Promise((resume) => setTimeout(resume, Math.min(pause, end - Date.now())));
    }
  }
}

async function before<T>(end: number, look: () => T | Promise<T>, last: () => string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(last())), Math.max(1, end - Date.now()));
  });
  try {
    return await Promise.race([look(), late]);
  } finally {
    clearTimeout(timer);
  }
}

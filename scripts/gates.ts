import type { Run } from './run-program';

/** Something that must hold, and how to find out. */
export interface Gate {
  readonly name: string;
  /** The gates whose product it looks at: they run first, also where they were not asked for. */
  readonly needs?: readonly string[];
  readonly run: () => Promise<Outcome>;
}

/** How a gate ended. */
export type Outcome = Run | Skipped;

/** A gate that cannot be tried here. */
export interface Skipped {
  /** Why, as it follows the word because. */
  readonly skipped: string;
}

/**
 * Runs gates in their order, a line each as it ends, and every one whatever became of those before it; closes with the
 * count and sets the exit status.
 *
 * @param names those to run, with what they need; none means all
 * @param atOnce how many may run beside each other: more than one only where none changes what another looks at
 */
export async function runGates(gates: readonly Gate[], names: readonly string[], atOnce = 1): Promise<void> {
  const selection = chosen(gates, names);
  const width = Math.max(...selection.map((gate) => gate.name.length));
  const failed = new Set<string>();
  let skipped = 0;
  const run = async (gate: Gate): Promise<void> => {
    const missing = gate.needs?.find((name) => failed.has(name));
    if (missing !== undefined) {
      failed.add(gate.name);
      console.log(`NOT RUN  ${gate.name.padEnd(width)}           because ${missing} failed`);
      return;
    }
    const start = performance.now();
    const outcome = await attempt(gate);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const line = (verdict: string): string => `${verdict}  ${gate.name.padEnd(width)}  ${seconds.padStart(5)} s`;
    if ('skipped' in outcome) {
      skipped += 1;
      console.log(`${line('skipped')}  because ${outcome.skipped}`);
    } else if (outcome.status === 0) {
      console.log(line('passed '));
    } else {
      failed.add(gate.name);
      console.log(`${line('FAILED ')}\n\n${outcome.output}\n`);
    }
  };
  await runInOrder(selection, run, atOnce);
  const passed = selection.length - failed.size - skipped;
  console.log(`${passed} passed, ${failed.size} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed.size === 0 ? 0 : 1;
}

async function runInOrder(gates: readonly Gate[], run: (gate: Gate) => Promise<void>, atOnce: number): Promise<void> {
  const waiting = [...gates];
  const running = new Map<string, Promise<void>>();
  const isOpen = (name: string): boolean => running.has(name) || waiting.some((gate) => gate.name === name);
  while (waiting.length + running.size > 0) {
    const next = waiting.findIndex(({ needs = [] }) => !needs.some(isOpen));
    const [gate] = running.size < atOnce && next >= 0 ? waiting.splice(next, 1) : [];
    if (gate === undefined) await Promise.race(running.values());
    else {
      const ended = run(gate).finally(() => running.delete(gate.name));
      running.set(gate.name, ended);
    }
  }
}

function chosen(gates: readonly Gate[], names: readonly string[]): readonly Gate[] {
  const unknown = names.find((name) => !gates.some((gate) => gate.name === name));
  if (unknown !== undefined) {
    throw new Error(`no gate is called ${unknown}; there are ${gates.map((gate) => gate.name).join(', ')}`);
  }
  const wanted = new Set<string>();
  const want = (name: string): void => {
    wanted.add(name);
    gates.find((gate) => gate.name === name)?.needs?.forEach(want);
  };
  (names.length > 0 ? names : gates.map((gate) => gate.name)).forEach(want);
  return gates.filter((gate) => wanted.has(gate.name));
}

async function attempt(gate: Gate): Promise<Outcome> {
  try {
    return await gate.run();
  } catch (error) {
    return { status: 1, output: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

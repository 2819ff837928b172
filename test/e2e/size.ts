/** How much a suite does: a smoke run shows that everything is connected, a full one is the proof. */
export type Size = 'smoke' | 'full';

/**
 * The size that MODELYARD_E2E names; smoke where it is not set.
 *
 * @throws Error when it names anything else, so that a misspelt `full` is not taken for a smoke run.
 */
export function readSize(environment: NodeJS.ProcessEnv = process.env): Size {
  const given = environment['MODELYARD_E2E'] ?? 'smoke';
  if (given === 'smoke' || given === 'full') return given;
  throw new Error(`MODELYARD_E2E is "${given}": write "smoke" or "full"`);
}

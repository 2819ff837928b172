import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram, type Run } from './run-program';

/** Packs what was built, as `npm publish` would, into a folder. */
export function pack(folder: string): Promise<Run> {
  // Built already: its prepack script would build once more.
  return runProgram('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder]);
}

/** The one tarball in a folder. */
export function tarballIn(folder: string): string {
  const file = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (file === undefined) throw new Error('nothing was packed');
  return join(folder, file);
}

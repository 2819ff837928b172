import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The folder that an app wrote: each file with its text, each folder with none; nothing where there is no folder. */
export type Output = Readonly<Record<string, string>> | undefined;

/** Reads a whole folder. */
export function readOutput(folder: string): Output {
  if (!existsSync(folder)) return undefined;
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return Object.fromEntries(
    paths.map((path) => {
      const place = join(folder, path);
      return statSync(place).isDirectory() ? [`${path}/`, ''] : [path, readFileSync(place, 'utf8')];
    }),
  );
}

/** Runs with the path of a folder that is not there yet, and removes what was written. */
export function inFolder<T>(run: (folder: string) => T): T {
  const parent = mkdtempSync(join(tmpdir(), 'modelyard-app-'));
  try {
    return run(join(parent, 'out'));
  } finally {
    rmSync(parent, { recursive: true });
  }
}

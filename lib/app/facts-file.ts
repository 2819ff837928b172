import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Issue } from '../core';
import type { AppFacts } from './app-facts';

/** What stands in the file that `MODELYARD_FACTS` names: the apps of a program, in the order in which they were synthesised. */
export interface FactsFile {
  readonly version: 1;
  readonly apps: readonly AppFacts[];
}

/** The file to which the command line wants facts written; nobody else sets it. */
export function factsFile(): string | undefined {
  const file = process.env['MODELYARD_FACTS'];
  return file === '' ? undefined : file;
}

/** Adds an app to a file of facts: a program may have several. */
export function addToFactsFile(file: string, app: AppFacts): void {
  const before = existsSync(file) ? readFactsFile(file).apps : [];
  const facts: FactsFile = { version: 1, apps: [...before, app] };
  writeFileSync(file, JSON.stringify(facts));
}

/** Reads what apps wrote. */
export function readFactsFile(file: string): FactsFile {
  // Nobody but addToFactsFile writes it.
  return JSON.parse(readFileSync(file, 'utf8')) as FactsFile;
}

/** Describes an app that was not written. */
export function refusedApp(outdir: string, issues: readonly Issue[]): AppFacts {
  return { outdir, files: [], targets: [], constructs: [], rules: [], warnings: [], notKnown: [], issues };
}

import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFactsFile, type AppFacts } from '../app';
import { asRecord, asString } from '../verify';
import { parseKubernetesYaml } from './kubernetes-yaml';
import { printableLines } from './printable';
import { Unusable } from './unusable';

/** What running the user's own program gave. */
export interface OwnApp {
  /** The folder into which cdk8s writes unless the program says otherwise. */
  readonly outdir: string;
  /** What each App of the program knows; none where it is cdk8s's own. */
  readonly apps: readonly AppFacts[];
}

const settings = 'cdk8s.yaml';

/**
 * Runs the `app` of cdk8s.yaml as `cdk8s synth` does, with an output folder that is removed after `use`.
 *
 * @param instead what to do where there is no cdk8s.yaml
 * @throws Unusable where there is none, or it ends without an app
 */
export function withOwnApp<T>(use: (app: OwnApp) => T, instead: string): T {
  const command = commandOf(settings, instead);
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-check-'));
  try {
    return use(run(command, folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function commandOf(file: string, instead: string): string {
  if (!existsSync(file)) throw new Unusable(`there is no ${file} here: ${instead}`);
  let content: unknown;
  try {
    content = parseKubernetesYaml(readFileSync(file, 'utf8'))[0]?.toJS();
  } catch (error) {
    throw new Unusable(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const command = asString(asRecord(content)['app']);
  if (command === undefined)
    throw new Unusable(`${file} has no app, which says how the app is run: app: npx tsx app.ts`);
  return command;
}

function run(command: string, folder: string): OwnApp {
  const outdir = join(folder, 'dist');
  const facts = join(folder, 'facts.json');
  const env = { ...process.env, CDK8S_OUTDIR: outdir, MODELYARD_FACTS: facts };
  // What the app prints is kept for when it fails: what it has to tell is told again here, with the places in its files.
  const { status, signal, output, error } = spawnSync(command, {
    shell: true,
    env,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['inherit', 'pipe', 'pipe'],
  });
  const apps = existsSync(facts) ? readFacts(facts) : [];
  const isRefused = apps.some(({ issues }) => issues.length > 0);
  if (status !== 0 && !isRefused) {
    const printed = printableLines(output.filter((text) => text !== null).join('')).trimEnd();
    const how = error?.message ?? (signal === null ? `ended with ${status ?? 'nothing'}` : `was ended by ${signal}`);
    throw new Unusable(
      [...(printed === '' ? [] : [printed, '']), `the app, ${printableLines(command)}, ${how}`].join('\n'),
    );
  }
  return { outdir, apps };
}

function readFacts(file: string): readonly AppFacts[] {
  const { version, apps } = readFactsFile(file);
  // The app may have been made with another release of this package, whatever the type says.
  const written: unknown = version;
  if (written === 1) return apps;
  throw new Unusable('the app has another release of modelyard than this command: run the one in its node_modules');
}

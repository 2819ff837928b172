import { existsSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { Yaml } from 'cdk8s';
import { outputOf } from './measure';
import { objectsOf, type Workload } from './workload';

/** The path of `helm`, where it is on the PATH. */
export function findHelm(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'helm')).find((path) => existsSync(path));
}

/** Fails unless a chart makes the objects of the workload, and no others. */
export async function expectSameObjects(helm: string, folder: string, workload: Workload): Promise<void> {
  const file = join(folder, '..', 'made-by-helm.yaml');
  writeFileSync(file, await outputOf(helm, ['template', 'workload', folder, '--set', 'charts=2']));
  const made = Yaml.load(file)
    .map((object) => JSON.stringify(object))
    .sort();
  const wanted = [0, 1]
    .flatMap((index) => objectsOf(workload, index))
    .map((object) => JSON.stringify(object))
    .sort();
  if (!isDeepStrictEqual(made, wanted))
    throw new Error(`the chart in ${folder} does not make the objects of the workload`);
}

/** The CPU time of one `helm template`, in milliseconds. */
export async function costOfHelm(helm: string, folder: string, charts: number): Promise<number> {
  // The shell tells user and system time of what it waited for, which Node does not.
  const script = `TIMEFORMAT='%3U %3S'; { time "$0" template workload "$1" --set charts=${charts} >/dev/null; } 2>&1`;
  const seconds = (await outputOf('bash', ['-c', script, helm, folder])).trim().split(' ').map(Number);
  return seconds.reduce((sum, each) => sum + each, 0) * 1000;
}

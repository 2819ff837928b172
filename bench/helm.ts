import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Yaml } from 'cdk8s';
import { outputOf } from './measure';
import type { Workload } from './workload';

/** The path of `helm`, where it is on the PATH. */
export function findHelm(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'helm')).find((path) => existsSync(path));
}

/** Writes a chart of Helm that makes the objects of the workload as often as its value `charts` says. */
export function writeHelmChart(folder: string, workload: Workload): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: workload\nversion: 1.0.0\n');
  writeFileSync(join(folder, 'values.yaml'), 'charts: 1\n');
  const objects: readonly unknown[] = JSON.parse(workload.objects);
  const text = objects.map((object) => `---\n${Yaml.stringify(object)}`).join('');
  const template = text.replaceAll(workload.id, '{{ $i }}');
  writeFileSync(
    join(folder, 'templates', 'workload.yaml'),
    `{{- range $i := until (int .Values.charts) }}\n${template}{{- end }}\n`,
  );
}

/** The CPU time of one `helm template`, in milliseconds. */
export async function costOfHelm(helm: string, folder: string, charts: number): Promise<number> {
  // The shell tells user and system time of what it waited for, which Node does not.
  const script = `TIMEFORMAT='%3U %3S'; { time "$0" template workload "$1" --set charts=${charts} >/dev/null; } 2>&1`;
  const seconds = (await outputOf('bash', ['-c', script, helm, folder])).trim().split(' ').map(Number);
  return seconds.reduce((sum, each) => sum + each, 0) * 1000;
}

import { existsSync } from 'node:fs';
import { parseTargetCluster, type TargetCluster } from '../hardware';
import type { IssueDetails } from '../core';
import type { PlacedFinding } from './finding';
import { readFiles } from './input-files';
import { readDocuments } from './read-documents';
import { Unusable } from './unusable';

/** The clusters that a command is given: one for everything, and others for the targets of their names. */
export interface GivenClusters {
  readonly forAll?: TargetCluster | undefined;
  /** `undefined` for one that could not be read. */
  readonly byName: ReadonlyMap<string, TargetCluster | undefined>;
  /** What is wrong with them, and why some could not be read. */
  readonly findings: readonly PlacedFinding[];
}

/** Reads the clusters of `--cluster`, each `FILE` or `NAME=FILE`. */
export function readClusters(options: readonly string[]): GivenClusters {
  const findings: PlacedFinding[] = [];
  const byName = new Map<string, TargetCluster | undefined>();
  let forAll: TargetCluster | undefined;
  for (const option of options) {
    const { name, file } = partsOf(option);
    if (name === undefined ? forAll !== undefined : byName.has(name))
      throw new Unusable(
        `--cluster ${option}: there is one ${name === undefined ? 'for everything' : `for ${name}`} already`,
      );
    const cluster = readCluster(file, findings);
    if (name === undefined) forAll = cluster;
    else byName.set(name, cluster);
  }
  return { forAll, byName, findings };
}

function partsOf(option: string): { readonly name?: string | undefined; readonly file: string } {
  const [, name, file] = /^([^=/\\]+)=(.+)$/.exec(option) ?? [];
  // A file may be called that way.
  return file === undefined || existsSync(option) ? { file: option } : { name, file };
}

function readCluster(file: string, findings: PlacedFinding[]): TargetCluster | undefined {
  const { texts, findings: unreadable } = readFiles([file]);
  const [text, ...others] = texts;
  findings.push(...unreadable);
  if (text === undefined) return undefined;
  const read = readDocuments(text);
  findings.push(...read.findings);
  if (read.findings.some(({ unusable }) => unusable)) return undefined;
  const problem = others.length > 0 ? 'is a folder of several files' : isBlank(text.text) ? 'is empty' : undefined;
  if (problem !== undefined) {
    findings.push(findingOf({ ...noCluster, message: `${problem}, and no description of a cluster` }, file, true));
    return undefined;
  }
  // What YAML takes for nothing is null in JSON.
  const parsed = parseTargetCluster(read.documents[0]?.content ?? null);
  if ('issues' in parsed) {
    findings.push(...parsed.issues.map((issue) => findingOf(issue, text.file, true)));
    return undefined;
  }
  findings.push(...parsed.value.issues.map((issue) => findingOf(issue, text.file)));
  return parsed.value;
}

const noCluster = { code: 'hardware/invalid-target', fix: 'a file that `modelyard cluster` wrote' } as const;

function isBlank(text: string): boolean {
  return text.trim() === '';
}

function findingOf(
  { code, property, given, message, fix }: IssueDetails,
  file: string,
  unusable?: true,
): PlacedFinding {
  return { severity: 'error', code, file, path: property, given, message, fix, ...(unusable && { unusable }) };
}

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { IssueCode } from '../core';
import type { PlacedFinding } from './finding';
import type { InputText } from './read-documents';

/** What reading files gives: the texts of those that have one, and what is wrong with the others. */
export interface InputFiles {
  readonly texts: readonly InputText[];
  readonly findings: readonly PlacedFinding[];
}

/** What standard input is called where files are named. */
const standardInput = 'stdin';

/** Longer texts than this have no room in a string of JavaScript once they are parsed. */
const longestFile = 2 ** 28;

/** cdk8s writes it beside manifests for its other tools. */
const ofCdk8s = 'construct-metadata.json';

/**
 * Reads files: those that are named, all manifests in folders that are named, and standard input for `-`.
 *
 * In folders, and folders in them, `.yaml`, `.yml` and `.json` count; what begins with a dot and `node_modules` does not.
 */
export function readFiles(paths: readonly string[]): InputFiles {
  const findings: PlacedFinding[] = [];
  const texts = paths
    .flatMap((path) => filesAt(path, findings))
    .flatMap((file) => {
      const text = readText(file);
      if (typeof text === 'string') return [{ file: file === '-' ? standardInput : file, text }];
      findings.push(text);
      return [];
    });
  return { texts, findings };
}

function filesAt(path: string, findings: PlacedFinding[]): readonly string[] {
  if (path === '-') return [path];
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = filesIn(path);
    if (files.length === 0) findings.push(unreadable(path, 'has no file that ends in .yaml, .yml or .json'));
    return files;
  } catch (error) {
    findings.push(unreadable(path, whyNot(error)));
    return [];
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || entry.name === ofCdk8s) return [];
      if (entry.isDirectory()) return filesIn(path);
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [path] : [];
    });
}

/** The text of a file, or why it has none. */
function readText(file: string): string | PlacedFinding {
  const name = file === '-' ? standardInput : file;
  try {
    if (file !== '-' && statSync(file).size > longestFile) return tooLong(name);
    const bytes = readFileSync(file === '-' ? 0 : file);
    if (bytes.length > longestFile) return tooLong(name);
    if (bytes.includes(0)) return unreadable(name, 'is no text: it has bytes that are zero');
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return unreadable(name, error instanceof TypeError ? 'is no text in UTF-8' : whyNot(error));
  }
}

function tooLong(file: string): PlacedFinding {
  return unusable('cli/too-large', file, 'is longer than 256 MiB', 'files of their own for its objects');
}

function unreadable(file: string, message: string): PlacedFinding {
  return unusable('cli/unreadable-file', file, message, 'a file of manifests, a folder that has some, or -');
}

function unusable(code: IssueCode, file: string, message: string, fix: string): PlacedFinding {
  return { severity: 'error', code, file, message, fix, unusable: true };
}

function whyNot(error: unknown): string {
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  switch (code) {
    case 'ENOENT':
      return 'is not there';
    case 'EACCES':
      return 'may not be read';
    default:
      return `cannot be read: ${String(code ?? error)}`;
  }
}

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll } from 'vitest';

const root = resolve(__dirname, '..', '..');
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');
const program = join(root, 'lib', 'cli', 'modelyard.ts');

/** How a command ended, and what it wrote. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** What a command is run with. */
export interface RunOptions {
  readonly folder: string;
  readonly input?: string | Buffer | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/** Runs `modelyard` as a process of its own; whoever waits for it sets the limit of time. */
export async function modelyard(
  words: readonly string[],
  { folder, input = '', environment = {} }: RunOptions,
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, [tsx, '--tsconfig', join(root, 'tsconfig.json'), program, ...words], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', ...environment },
    });
    const out: Buffer[] = [];
    const error: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => error.push(chunk));
    child.on('error', fail);
    child.on('close', (status) => {
      done({ status, out: Buffer.concat(out).toString(), error: Buffer.concat(error).toString() });
    });
    // A command that does not read its input ends before it is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A folder with files, which is removed after all tests of the file. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'modelyard-cli-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

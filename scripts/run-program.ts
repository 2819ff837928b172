import { spawn } from 'node:child_process';

/** How a program ended. */
export interface Run {
  /** Zero for success. */
  readonly status: number;
  /** What it wrote to both of its outputs, in order. */
  readonly output: string;
}

/** Runs a program to its end, in `folder` or here. */
export async function runProgram(
  command: string,
  programArguments: readonly string[],
  folder: string = process.cwd(),
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Run> {
  return new Promise((done) => {
    const child = spawn(command, programArguments, {
      cwd: folder,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const chunks: Buffer[] = [];
    const finish = (status: number): void => {
      done({ status, output: Buffer.concat(chunks).toString().trimEnd() });
    };
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => {
      chunks.push(Buffer.from(error.message));
      finish(127);
    });
    child.on('close', (status) => {
      finish(status ?? 1);
    });
  });
}

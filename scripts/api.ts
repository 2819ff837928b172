/**
 * Writes the public surface of each entry point to `api/`, from what was built; with `--check` it fails where that
 * differs from what is committed.
 */
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run-program';

async function main(): Promise<void> {
  mkdirSync('api', { recursive: true });
  const update = process.argv.includes('--check') ? [] : ['--local'];
  const entries = readdirSync('.').filter((file) => /^api-extractor\.(?!base).*\.json$/.test(file));
  for (const config of entries) {
    const extractor = join('node_modules', '@microsoft', 'api-extractor', 'bin', 'api-extractor');
    const { status, output } = await runProgram(process.execPath, [extractor, 'run', '--config', config, ...update]);
    if (status === 0) continue;
    console.log(output);
    process.exitCode = 1;
  }
}

void main();

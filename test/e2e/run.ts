import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { connect } from './api-server';
import { readSize } from './size';

// npm run e2e [-- SUITE...]: runs the named suites, or all, against the cluster that KUBECONFIG names.
//
// Exit codes: 0 every suite passed; 1 one failed, or the cluster does not answer; 2 no suite has that name, or
// MODELYARD_E2E is misspelt; 3 nothing was run, because what it needs is missing.

const passed = 0;
const failed = 1;
const misused = 2;
const skipped = 3;

const suites = readdirSync(__dirname)
  .filter((file) => file.endsWith('.e2e.ts'))
  .map((file) => file.slice(0, -'.e2e.ts'.length));

async function main(wanted: readonly string[]): Promise<number> {
  const unknown = wanted.filter((suite) => !suites.includes(suite));
  if (unknown.length > 0)
    return end(misused, `no suite is called ${unknown.join(', ')}: there are ${suites.join(', ')}`);
  try {
    readSize();
  } catch (error) {
    return end(misused, String(error));
  }
  if (!process.env['KUBECONFIG']) return end(skipped, 'skipped, because KUBECONFIG is not set');
  if (spawnSync('kubectl', ['version', '--client']).error) {
    return end(skipped, 'skipped, because kubectl is not on the PATH');
  }
  try {
    console.log(await describeCluster());
  } catch (error) {
    return end(failed, `the cluster that KUBECONFIG names does not answer: ${String(error)}`);
  }
  const vitest = join(dirname(createRequire(__filename).resolve('vitest/package.json')), 'vitest.mjs');
  const files = (wanted.length > 0 ? wanted : suites).map((suite) => `test/e2e/${suite}.e2e.ts`);
  const run = spawnSync(
    process.execPath,
    [vitest, 'run', '--config', join(__dirname, 'vitest.e2e.config.mts'), ...files],
    { stdio: 'inherit', cwd: join(__dirname, '../..') },
  );
  return run.status === 0 ? passed : failed;
}

async function describeCluster(): Promise<string> {
  const server = await connect();
  try {
    const { status, body } = await server.call({ method: 'GET', path: '/version' });
    if (status !== 200) throw new Error(`GET /version: ${status}`);
    return `e2e (${readSize()}) against Kubernetes ${String(Object(body).gitVersion)}`;
  } finally {
    server.close();
  }
}

function end(code: number, message: string): number {
  console.error(message);
  return code;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openCluster } from '../../lib/testing';
import { readSize } from './size';

// npm run e2e [-- SUITE...]: runs the named suites, or all, against the cluster that KUBECONFIG names. Suites of stacks
// on a cloud need no cluster: they take the pulumi on the PATH, and say what they skip where there is none.
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
  const files = (wanted.length > 0 ? wanted : suites).map((suite) => `test/e2e/${suite}.e2e.ts`);
  if (wanted.length > 0 && wanted.every((suite) => suite.endsWith('-stack'))) return runSuites(files);
  if (!process.env['KUBECONFIG']) return end(skipped, 'skipped, because KUBECONFIG is not set');
  if (spawnSync('kubectl', ['version', '--client']).error) {
    return end(skipped, 'skipped, because kubectl is not on the PATH');
  }
  try {
    console.log(await describeCluster());
  } catch (error) {
    return end(failed, `the cluster that KUBECONFIG names does not answer: ${String(error)}`);
  }
  return runSuites(files);
}

/** Runs the files; where each of their tests skipped itself, for want of something in the cluster, nothing was shown. */
async function runSuites(files: readonly string[]): Promise<number> {
  const { startVitest } = await import('vitest/node');
  const vitest = await startVitest('test', [...files], { config: join(__dirname, 'vitest.e2e.config.mts'), run: true });
  const states = vitest.state.getTestModules().flatMap((module) => {
    return [...module.children.allTests()].map((test) => test.result().state);
  });
  await vitest.close();
  // Vitest sets it for failed tests, for files that do not load, and where it finds no test at all.
  if (process.exitCode) return failed;
  if (states.includes('passed')) return passed;
  return end(skipped, 'skipped, because this cluster, or what is said of it, is not enough for any of its tests');
}

async function describeCluster(): Promise<string> {
  const cluster = await openCluster();
  await cluster.close();
  return `e2e (${readSize()}) against Kubernetes ${cluster.version}`;
}

function end(code: number, message: string): number {
  console.error(message);
  return code;
}

void main(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});

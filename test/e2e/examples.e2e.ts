import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../../lib/verify/manifest';
import { openCluster, type Cluster, type First, type TestNamespace } from '../../lib/testing';
import { externalSecrets, gatewayApi, install, karpenterPools, leaderWorkerSet, scalers } from './custom-resources';
import { readSize } from './size';

// Every chart that `npx cdk8s synth` writes for examples/ is accepted without a warning, pods included.

const charts = synth();
let cluster: Cluster;
let namespace: TestNamespace;
const uninstalls: (() => void)[] = [];

beforeAll(async () => {
  cluster = await openCluster();
  for (const resources of [externalSecrets, gatewayApi, leaderWorkerSet, ...scalers, ...karpenterPools])
    uninstalls.push(await install(cluster, resources));
  namespace = await cluster.namespace('examples');
});

afterAll(async () => {
  await namespace?.remove();
  for (const uninstall of uninstalls) uninstall();
  await cluster?.close();
});

it('has charts to ask for', () => {
  expect(charts.length).toBeGreaterThan(0);
});

describe.each(charts)('$file', ({ manifests }) => {
  it.for<First>(['create', 'apply'])('is accepted by %s', async (first, context) => {
    const verdicts = await namespace.dryRun(manifests, first);
    console.log(`${verdicts.length} objects: ${verdicts.map(({ object }) => object).join(', ')}`);
    expect(verdicts.length).toBeGreaterThan(0);
    const refused = verdicts.filter(({ outcome, warnings }) => outcome === 'rejected' || warnings.length > 0);
    expect(refused.map(({ object, message, warnings }) => ({ object, message, warnings }))).toEqual([]);
    const unknown = verdicts.filter(({ outcome }) => outcome === 'not-installed').map(({ message }) => message);
    if (readSize() === 'full') expect(unknown).toEqual([]);
    if (unknown.length > 0) context.skip(unknown.join('; '));
  });
});

interface ChartFile {
  readonly file: string;
  readonly manifests: readonly Manifest[];
}

function synth(): readonly ChartFile[] {
  const output = mkdtempSync(join(tmpdir(), 'modelyard-synth-'));
  try {
    execFileSync('npx', ['cdk8s', 'synth', '--check-upgrade=false', '--output', output], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return readdirSync(output)
      .filter((file) => file.endsWith('.yaml'))
      .sort()
      .map((file) => ({ file, manifests: read(join(output, file)) }));
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

// kubectl reads YAML 1.1, in which `on` is a boolean and 0777 is octal.
function read(file: string): readonly Manifest[] {
  return parseAllDocuments(readFileSync(file, 'utf8'), { version: '1.1' }).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.map(String).join('; ')}`);
    const manifest: Manifest | null = document.toJS();
    return manifest === null ? [] : [manifest];
  });
}

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { Cluster } from './cluster';

/** Custom resources that an e2e suite wants to be known to its cluster. */
export interface CustomResources {
  /** The API group, such as `external-secrets.io`. */
  readonly group: string;
  /** Where their definitions lie beside the checkout, if they do. */
  readonly folder: string;
  /** How the names of their files end. */
  readonly file: string;
}

/** What `ExternalSecret` makes. */
export const externalSecrets: CustomResources = {
  group: 'external-secrets.io',
  folder: 'external-secrets+external-secrets',
  file: '_externalsecrets.yaml',
};

/** Installs definitions unless the cluster has them, and gives the function that removes what was installed. */
export async function install(cluster: Cluster, { group, folder, file }: CustomResources): Promise<() => void> {
  const nothing = (): void => undefined;
  const path = join(__dirname, '../../../shared/crds', folder);
  if (!existsSync(path) || (await isServed(cluster, group))) return nothing;
  const files = readdirSync(path)
    .filter((name) => name.endsWith(file))
    .map((name) => join(path, name))
    .filter((name) => readFileSync(name, 'utf8').includes('kind: CustomResourceDefinition'))
    .map((name) => `--filename=${name}`);
  kubectl(['apply', '--server-side', ...files]);
  // Not by `kubectl wait`, which stumbles over a definition that has no conditions yet.
  await vi.waitFor(
    async () => {
      if (!(await isServed(cluster, group))) throw new Error(`${group} is not served`);
    },
    { timeout: 60_000, interval: 200 },
  );
  // Waits until they are gone: the next suite would take them for those of the cluster.
  return () => {
    kubectl(['delete', '--timeout=60s', ...files]);
  };
}

/** Whether the cluster knows an API group. */
export async function isServed(cluster: Cluster, group: string): Promise<boolean> {
  return (await cluster.call({ method: 'GET', path: `/apis/${group}` })).status === 200;
}

function kubectl(args: readonly string[]): void {
  execFileSync('kubectl', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

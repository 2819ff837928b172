import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
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

/** What a route makes. */
export const gatewayApi: CustomResources = {
  group: 'gateway.networking.k8s.io',
  folder: 'kubernetes-sigs+gateway-api',
  file: '_httproutes.yaml',
};

/** What a model on several nodes makes. */
export const leaderWorkerSet: CustomResources = {
  group: 'leaderworkerset.x-k8s.io',
  folder: 'kubernetes-sigs+lws',
  file: '_leaderworkersets.yaml',
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

/** Whether the cluster knows an API group, and what is in it: a new group is listed a moment before its kinds are. */
export async function isServed(cluster: Cluster, group: string): Promise<boolean> {
  const { status, body } = await cluster.call({ method: 'GET', path: `/apis/${group}` });
  if (status !== 200) return false;
  const version = String(asRecord(asRecord(body)['preferredVersion'])['groupVersion']);
  const listed = await cluster.call({ method: 'GET', path: `/apis/${version}` });
  return listed.status === 200 && asArray(asRecord(listed.body)['resources']).length > 0;
}

function kubectl(args: readonly string[]): void {
  execFileSync('kubectl', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { asArray, asRecord } from '../../lib/verify/untrusted';
import type { Cluster } from '../../lib/testing';

/** Custom resources that an e2e suite wants to be known to its cluster. */
export interface CustomResources {
  /** The API group, such as `external-secrets.io`. */
  readonly group: string;
  /** Where their definitions lie beside the checkout, if they do. */
  readonly folder: string;
  /** The names of their files. */
  readonly file: RegExp;
}

/** What `ExternalSecret` makes. */
export const externalSecrets: CustomResources = {
  group: 'external-secrets.io',
  folder: 'external-secrets+external-secrets',
  file: /_externalsecrets\.yaml$/,
};

/** What a `ModelService` makes that KEDA, its HTTP add-on or the vertical autoscaler acts on. */
export const scalers: readonly CustomResources[] = [
  { group: 'keda.sh', folder: 'kedacore+keda', file: /_scaledobjects\.yaml$/ },
  { group: 'http.keda.sh', folder: 'kedacore+http-add-on', file: /\.yaml$/ },
  { group: 'autoscaling.k8s.io', folder: 'kubernetes+autoscaler', file: /\.yaml$/ },
];

/** What a route makes. */
export const gatewayApi: CustomResources = {
  group: 'gateway.networking.k8s.io',
  folder: 'kubernetes-sigs+gateway-api',
  file: /_(?:httproutes|referencegrants)\.yaml$/,
};

/** What a model on several nodes makes. */
export const leaderWorkerSet: CustomResources = {
  group: 'leaderworkerset.x-k8s.io',
  folder: 'kubernetes-sigs+lws',
  file: /_leaderworkersets\.yaml$/,
};

/** What a pool of Karpenter makes. */
export const karpenterPools: readonly CustomResources[] = [
  { group: 'karpenter.sh', folder: 'aws+karpenter-provider-aws', file: /_nodepools\.yaml$/ },
  { group: 'karpenter.k8s.aws', folder: 'aws+karpenter-provider-aws', file: /_ec2nodeclasses\.yaml$/ },
  { group: 'karpenter.azure.com', folder: 'Azure+karpenter-provider-azure', file: /_aksnodeclasses\.yaml$/ },
];

/** Installs definitions unless the cluster has them, and gives the function that removes what was installed. */
export async function install(cluster: Cluster, { group, folder, file }: CustomResources): Promise<() => void> {
  const nothing = (): void => undefined;
  const path = join(__dirname, '../../../shared/crds', folder);
  if (!existsSync(path) || (await isServed(cluster, group))) return nothing;
  const definitions = readdirSync(path)
    .filter((name) => file.test(name))
    .map((name) => ({ name: join(path, name), text: readFileSync(join(path, name), 'utf8') }))
    .filter(({ text }) => text.includes('kind: CustomResourceDefinition'));
  const files = definitions.map(({ name }) => `--filename=${name}`);
  const resources = definitions.flatMap(({ text }) =>
    [...text.matchAll(/^ {4}plural: (\S+)$/gm)].map(([, one]) => one),
  );
  kubectl(['apply', '--server-side', ...files]);
  // Not by `kubectl wait`, which stumbles over a definition that has no conditions yet.
  await vi.waitFor(
    async () => {
      const served = await resourcesOf(cluster, group);
      if (!resources.every((one) => served.includes(one))) throw new Error(`not all of ${group} is served`);
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

async function resourcesOf(cluster: Cluster, group: string): Promise<readonly unknown[]> {
  const { body } = await cluster.call({ method: 'GET', path: `/apis/${group}` });
  const versions = asArray(asRecord(body)['versions']).map((version) => asRecord(version)['groupVersion']);
  const lists = versions.map((version) => cluster.call({ method: 'GET', path: `/apis/${String(version)}` }));
  const replies = await Promise.all(lists);
  return replies.flatMap((reply) => asArray(asRecord(reply.body)['resources'])).map((one) => asRecord(one)['name']);
}

function kubectl(args: readonly string[]): void {
  execFileSync('kubectl', args, { stdio: ['ignore', 'ignore', 'inherit'] });
}

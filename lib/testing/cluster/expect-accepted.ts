import type { App } from '../../app';
import type { Manifest } from '../../verify';
import { manifestsIn } from '../manifests-in';
import type { Verdict } from './dry-run';
import { openCluster, type Cluster, type ClusterOptions } from './open-cluster';
import type { NamespaceOptions } from './test-namespace';

/** Which API server is asked, and what it may answer. */
export interface AcceptedOptions extends ClusterOptions, NamespaceOptions {
  /** A cluster that is open already. @default - the one that `kubeconfig` names is opened, and closed again */
  readonly cluster?: Cluster | undefined;
  /** What passes all the same: kinds that the cluster does not know, and warnings. @default - neither */
  readonly allow?: readonly ('not-installed' | 'warnings')[] | undefined;
}

/**
 * Expects that the API server accepts all objects of an app, and all pods that their controllers would make.
 *
 * It is a server-side dry run with strict validation of fields, in a namespace of its own that is removed: nothing is
 * kept. All objects are asked for in that namespace, whatever namespace they name.
 *
 * @throws ConfigError where the app does not synthesise
 * @throws Error that lists each refused object with the API server's own words; also where there is nothing to ask for
 */
export async function expectAccepted(of: App | readonly Manifest[], options: AcceptedOptions = {}): Promise<void> {
  const manifests = manifestsIn(of);
  if (manifests.length === 0) throw new Error('there are no objects to ask the API server for');
  const cluster = options.cluster ?? (await openCluster(options));
  try {
    const verdicts = await cluster.inNamespace('accepted', (namespace) => namespace.dryRun(manifests), options);
    const refused = verdicts.flatMap((verdict) => refusalOf(verdict, options.allow ?? []));
    if (refused.length === 0) return;
    const head = `Kubernetes ${cluster.version} does not accept ${refused.length} of ${verdicts.length} objects and pods:`;
    throw new Error([head, ...refused].join('\n'));
  } finally {
    if (options.cluster === undefined) await cluster.close();
  }
}

function refusalOf(
  { object, outcome, message, warnings }: Verdict,
  allow: NonNullable<AcceptedOptions['allow']>,
): string[] {
  const line = (said: string): string => `  ${object}: ${said}`;
  switch (outcome) {
    case 'rejected':
      return [line(message)];
    case 'not-installed':
      return allow.includes('not-installed') ? [] : [line(`${message} (allow: ['not-installed'] lets it pass)`)];
    case 'accepted':
      if (warnings.length === 0 || allow.includes('warnings')) return [];
      return [line(`it warns: ${warnings.join('; ')} (allow: ['warnings'] lets it pass)`)];
  }
}

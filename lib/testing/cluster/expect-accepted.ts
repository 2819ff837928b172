import type { App } from '../../app';
import type { Manifest } from '../../verify';
import { butForAllowed, insistOnYes, type Answer } from '../answer';
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

type Allowed = NonNullable<AcceptedOptions['allow']>;

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
  insistOnYes(await answerAccepted(of, options));
}

/**
 * Says whether the API server accepts all objects of an app, and all pods that their controllers would make.
 *
 * @throws ConfigError where the app does not synthesise
 * @throws Error where there is nothing to ask for
 */
export async function answerAccepted(of: App | readonly Manifest[], options: AcceptedOptions = {}): Promise<Answer> {
  const manifests = manifestsIn(of);
  if (manifests.length === 0) throw new Error('there are no objects to ask the API server for');
  const cluster = options.cluster ?? (await openCluster(options));
  try {
    const verdicts = await cluster.inNamespace('accepted', (namespace) => namespace.dryRun(manifests), options);
    return answerBy(verdicts, cluster.version, options.allow ?? []);
  } finally {
    if (options.cluster === undefined) await cluster.close();
  }
}

/** What an API server's verdicts come to: what it accepts with a warning is neither accepted as it is nor refused. */
export function answerBy(verdicts: readonly Verdict[], version: string, allow: Allowed): Answer {
  const troubles = verdicts.flatMap((verdict) => refusalOf(verdict, allow));
  if (troubles.length === 0) {
    const count = `${verdicts.length} of ${verdicts.length} objects and pods`;
    return { kind: 'yes', said: `Kubernetes ${version} accepts ${count}${butForAllowed(allow)}` };
  }
  const head = `Kubernetes ${version} does not accept ${troubles.length} of ${verdicts.length} objects and pods:`;
  const refused = verdicts.some((verdict) => verdict.outcome !== 'accepted' && refusalOf(verdict, allow).length > 0);
  return { kind: refused ? 'no' : 'neither', said: [head, ...troubles].join('\n') };
}

function refusalOf({ object, outcome, message, warnings }: Verdict, allow: Allowed): string[] {
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

import type { App } from '../app';
import type { TargetCluster } from '../hardware';
import { builtInRules, verify, type Finding, type Manifest } from '../verify';
import { butForAllowed, insistOnYes, type Answer } from './answer';
import { manifestsIn } from './manifests-in';
import { podsOf } from './pods-of';

/** What is not a failure. */
export interface SchedulableOptions {
  /**
   * What passes all the same: `'not-known'`, that a fact is missing which would tell; `'waiting-at-peak'`, that not all
   * pods have room at once when autoscalers are at their most and Jobs run. @default - neither
   */
  readonly allow?: readonly ('not-known' | 'waiting-at-peak')[] | undefined;
}

const rules = builtInRules.filter(({ name }) => name === 'pods-schedulable' || name === 'fits-together');

/**
 * Expects that some node of a cluster takes each pod of an app, and that there is room for all pods at once.
 *
 * Charts of an app that are bound to another cluster are left out. It proves that as `verify` does, by the nodes that the pools of the cluster can have, and asks no cluster.
 *
 * @throws ConfigError where the app does not synthesise
 * @throws Error that lists each object whose pods find no node, and why; also where there are no pods to place
 */
export function expectSchedulable(
  of: App | readonly Manifest[],
  cluster: TargetCluster,
  options: SchedulableOptions = {},
): void {
  insistOnYes(answerSchedulable(of, cluster, options));
}

/**
 * Says whether some node of a cluster takes each pod of an app, and whether there is room for all pods at once.
 *
 * @throws ConfigError where the app does not synthesise
 * @throws Error where there are no pods to place
 */
export function answerSchedulable(
  of: App | readonly Manifest[],
  cluster: TargetCluster,
  { allow = [] }: SchedulableOptions = {},
): Answer {
  const manifests = manifestsIn(of, cluster);
  if (!manifests.some((manifest) => manifest.kind === 'Pod' || podsOf(manifest).length > 0)) {
    throw new Error(`there are no pods to place on the nodes of cluster ${cluster.name}`);
  }
  const passes = (severity: Finding['severity']): boolean =>
    (severity === 'not-known' && allow.includes('not-known')) ||
    (severity === 'warning' && allow.includes('waiting-at-peak'));
  const found = verify(manifests, { cluster, rules }).filter(({ severity }) => !passes(severity));
  // Beside a certain no, what is not known of the same pods is no news.
  const certain = found.filter(({ severity }) => severity !== 'not-known');
  const told = certain.length > 0 ? certain : found;
  if (told.length === 0) {
    return { kind: 'yes', said: `every pod is sure of a node of cluster ${cluster.name}${butForAllowed(allow)}` };
  }
  const said = [`not every pod is sure of a node of cluster ${cluster.name}:`, ...told.map(inWords)].join('\n');
  return { kind: certain.length > 0 ? 'no' : 'neither', said };
}

function inWords({ object, severity, code, message, fix }: Finding): string {
  const name = object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`;
  return [`  ${object.kind} ${name}: ${message}`, `    ${code}; ${wayOut(severity, fix)}`].join('\n');
}

function wayOut(severity: Finding['severity'], fix: string): string {
  switch (severity) {
    case 'error':
      return `write ${fix}`;
    case 'warning':
      return `write ${fix}; allow: ['waiting-at-peak'] lets it pass`;
    case 'not-known':
      return "allow: ['not-known'] lets it pass";
  }
}

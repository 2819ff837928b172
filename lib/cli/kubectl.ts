import { spawnSync } from 'node:child_process';
import { asArray, asRecord, type PlainRecord } from '../verify';
import { Unusable } from './unusable';

/** What asking a cluster for objects gives: the objects, or why there are none. */
export type Answer = { readonly items: readonly PlainRecord[] } | { readonly failure: string };

/** Asks a cluster: by kubectl, which knows the contexts and how to sign in. */
export interface ClusterReader {
  /** The server's version, such as `1.34`. */
  readonly version: () => string;
  /** The objects of a resource, of all namespaces; `selection` holds further arguments of `kubectl get`. */
  readonly get: (resource: string, ...selection: readonly string[]) => Answer;
}

/**
 * Makes a reader of the cluster of a kubeconfig.
 *
 * @param context of the kubeconfig; its current one where none is given
 */
export function kubectl(context?: string): ClusterReader {
  const ask = (words: readonly string[]): { readonly output: string } | { readonly failure: string } => {
    const chosen = context === undefined ? [] : ['--context', context];
    const { status, stdout, stderr, error } = spawnSync('kubectl', [...chosen, '--request-timeout', '30s', ...words], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      stdio: ['inherit', 'pipe', 'pipe'],
    });
    if (error !== undefined) {
      const isMissing = Reflect.get(error, 'code') === 'ENOENT';
      throw new Unusable(isMissing ? 'kubectl is not there: install it, and sign in to the cluster' : error.message);
    }
    return status === 0 ? { output: stdout } : { failure: stderr.trim().split('\n').at(-1) ?? '' };
  };
  return {
    version: () => {
      const answer = ask(['version', '--output', 'json']);
      if ('failure' in answer) throw new Unusable(`kubectl does not reach the cluster: ${answer.failure}`);
      const { major, minor } = asRecord(asRecord(parse(answer.output))['serverVersion']);
      // Clouds write a plus sign behind their minor versions.
      return `${String(major)}.${String(minor).replace(/\D.*$/, '')}`;
    },
    get: (resource, ...selection) => {
      const answer = ask(['get', resource, '--all-namespaces', ...selection, '--output', 'json']);
      return 'failure' in answer ? answer : { items: asArray(asRecord(parse(answer.output))['items']).map(asRecord) };
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unusable('kubectl wrote something else than JSON');
  }
}

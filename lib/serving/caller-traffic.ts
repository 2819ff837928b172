import type { DeclaredTraffic } from '../core';
import type { Caller } from './callers';

/** A service as those who call it know it. */
export interface CalledService {
  /** Where objects of its chart go; left out: where those without a namespace do. */
  readonly namespace: string | undefined;
  readonly name: string;
  readonly port: number;
}

/**
 * The connections that callers need, held against all policies of the app: their own may keep them in. Of addresses, and
 * of peers of cdk8s-plus, nothing is asked.
 */
export function trafficOfCallers(
  callers: readonly Caller[],
  { namespace, name, port }: CalledService,
  because: string,
): readonly DeclaredTraffic[] {
  return callers.flatMap((caller) => {
    const from = podsOf(caller, namespace);
    return from === undefined ? [] : [{ from, to: { kind: 'service', namespace, name }, port, because }];
  });
}

function podsOf(caller: Caller, own: string | undefined): DeclaredTraffic['from'] | undefined {
  if ('toNetworkPolicyPeerConfig' in caller) return undefined;
  switch (caller.kind) {
    case 'namespace':
      return { kind: 'pods', namespace: caller.name };
    case 'pods':
      return { kind: 'pods', namespace: caller.namespace ?? own, podLabels: caller.matchLabels };
    case 'addresses':
      return undefined;
  }
}

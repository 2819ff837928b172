import type { Decision } from '../core';
import type { TargetCluster } from '../hardware';
import type { Caller } from './callers';
import type { ReplicaOwner } from './replica-owner';

/** Somebody without whom a service cannot be scaled, and why it is let in wherever others are shut out. */
export interface NeededCaller {
  readonly caller: Caller;
  readonly decision: Decision;
}

/** The callers that a service needs for its own scaling, as far as the cluster is known. */
export function neededCallers(
  owner: ReplicaOwner | undefined,
  cluster: TargetCluster | undefined,
): readonly NeededCaller[] {
  if (owner?.kind !== 'ScaledObject') return [];
  const proxy = owner.interception?.proxy.namespace;
  const scrapes = owner.readsServer ? cluster?.addOns.prometheus?.scrapeNamespace : undefined;
  return [
    ...(proxy === undefined ? [] : [needed(proxy, throughInterceptor)]),
    ...(scrapes === undefined || scrapes === proxy ? [] : [needed(scrapes, toBeMeasured)]),
  ];
}

const throughInterceptor = {
  reason:
    'every request comes through the interceptor: whoever reaches that reaches the model, and a policy for it decides who',
  source: 'https://keda.sh/http-add-on/0.15/concepts/architecture/',
};

const toBeMeasured = {
  reason: 'Prometheus reads there what the service is scaled by, and without it the replicas stay as they are',
  source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
};

function needed(
  namespace: string,
  { reason, source }: { readonly reason: string; readonly source: string },
): NeededCaller {
  return {
    caller: { kind: 'namespace', name: namespace },
    decision: { field: `NetworkPolicy peer ${namespace}`, value: namespace, reason, source, override: 'scaling' },
  };
}

import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { plainPeers, type INetworkPolicyPeer } from '../workload';

/** Somebody who may call a service. */
export type Caller =
  | {
      /** Every pod of a namespace. */
      readonly kind: 'namespace';
      readonly name: string;
    }
  | {
      /** The pods with these labels, in this namespace or the service's own. */
      readonly kind: 'pods';
      readonly matchLabels: Readonly<Record<string, string>>;
      readonly namespace?: string | undefined;
    }
  | {
      /** Addresses, such as those of a load balancer: `10.0.0.0/16`. */
      readonly kind: 'addresses';
      readonly cidr: string;
      readonly except?: readonly string[] | undefined;
    }
  | INetworkPolicyPeer;

type Peer = Readonly<Record<string, unknown>>;

/** Renders the spec of a NetworkPolicy that lets these callers in, to these ports, and nobody else. */
export function renderCallerPolicy(
  selector: Readonly<Record<string, string>>,
  callers: readonly Caller[],
  ports: readonly string[],
  service: IConstruct,
): Readonly<Record<string, unknown>> {
  const from = callers.flatMap((caller) => peersOf(caller, service));
  return {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress'],
    // Kubernetes reads an empty list of peers as everybody; where callers come to nobody, nobody is let in.
    ingress: from.length === 0 ? [] : [{ from, ports: ports.map((port) => ({ protocol: 'TCP', port })) }],
  };
}

/** Renders the spec of a NetworkPolicy that lets the pods of a service talk to each other, at any port, and opens nothing else. */
export function renderGroupPolicy(selector: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { podSelector: selector, policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: selector }] }] };
}

function peersOf(caller: Caller, service: IConstruct): readonly Peer[] {
  // Objects of cdk8s-plus have a `kind` too: that of Kubernetes.
  if ('toNetworkPolicyPeerConfig' in caller) {
    const peers = plainPeers(caller);
    // Without a namespace a peer means the policy's own, which is not where a caller from another chart lives.
    const namespace = Chart.of(caller).namespace;
    if (namespace === undefined || namespace === Chart.of(service).namespace) return peers;
    return peers.map((peer) =>
      'podSelector' in peer && !peer['namespaceSelector'] ? { ...peer, ...inNamespace(namespace) } : peer,
    );
  }
  switch (caller.kind) {
    case 'namespace':
      return [inNamespace(caller.name)];
    case 'pods':
      return [
        {
          podSelector: { matchLabels: caller.matchLabels },
          ...(caller.namespace === undefined ? {} : inNamespace(caller.namespace)),
        },
      ];
    case 'addresses':
      return [{ ipBlock: { cidr: caller.cidr, except: caller.except } }];
  }
}

function inNamespace(name: string): Peer {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}

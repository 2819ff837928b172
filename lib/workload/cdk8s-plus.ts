/**
 * The one file that names the versioned cdk8s-plus package: the contracts by which its constructs and ours connect.
 */
import * as kplus from 'cdk8s-plus-28';

/** Something that selects pods. */
export type IPodSelector = kplus.IPodSelector;
/** Something that a network policy lets in or out. */
export type INetworkPolicyPeer = kplus.INetworkPolicyPeer;
/** Something that a role can be bound to. */
export type ISubject = kplus.ISubject;
/** Which pods are selected, and in which namespaces. */
export type PodSelectorConfig = kplus.PodSelectorConfig;
/** Which pods or addresses a network policy is about. */
export type NetworkPolicyPeerConfig = kplus.NetworkPolicyPeerConfig;
/** What a role is bound to, by kind and name. */
export type SubjectConfiguration = kplus.SubjectConfiguration;

/** A selector of pods by labels and by the namespace they live in, as cdk8s-plus wants it. */
export function podSelectorConfig(
  labels: Readonly<Record<string, string>>,
  namespace: string | undefined,
): PodSelectorConfig {
  const labelSelector = kplus.LabelSelector.of({ labels: { ...labels } });
  return namespace === undefined ? { labelSelector } : { labelSelector, namespaces: { names: [namespace] } };
}

/** A peer of cdk8s-plus as the plain peers of a NetworkPolicy. */
export function plainPeers(peer: INetworkPolicyPeer): readonly Readonly<Record<string, unknown>>[] {
  const { ipBlock, podSelector } = peer.toNetworkPolicyPeerConfig();
  if (ipBlock !== undefined) return [{ ipBlock: { cidr: ipBlock.cidr, except: ipBlock.except } }];
  if (podSelector === undefined) return [];
  const pods = { podSelector: podSelector.labelSelector._toKube() };
  const { names, labelSelector } = podSelector.namespaces ?? {};
  if (names !== undefined) {
    // Both hold at once: dropping the labels would let more callers in than were meant.
    const labelled = labelSelector?._toKube();
    return names.map((name) => ({
      ...pods,
      namespaceSelector: {
        ...labelled,
        matchLabels: { ...labelled?.matchLabels, 'kubernetes.io/metadata.name': name },
      },
    }));
  }
  return [labelSelector === undefined ? pods : { ...pods, namespaceSelector: labelSelector._toKube() }];
}

import type { AddressRange } from '../../core';
import type { Manifest } from '../manifest';
import { isDoubt, type Answer, type Doubt } from './answer';
import { Namespaces, readEnd, type ConnectionEnd, type End, type PodEnd } from './end';
import { onHostNetwork, Policy, type Direction, type Port } from './policy';

/** A connection that somebody would open. */
export interface ConnectionQuestion {
  /** The NetworkPolicies of the cluster, all that could select either end. */
  readonly policies: readonly Manifest[];
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  /** That of the pod which takes it, not that of a Service in front of it. */
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | undefined;
  /** Namespaces, with all of their labels; of one that is not among them only the name is known. */
  readonly namespaces?: readonly Manifest[] | undefined;
}

/** At which end a connection is stopped, and by which policies. */
export interface Stop {
  /** `egress`: at the pod that opens it; `ingress`: at the one that is to take it. */
  readonly direction: 'ingress' | 'egress';
  /** Those that select the pod in this direction, none of which lets the connection through. */
  readonly policies: readonly Manifest[];
}

/** Whether a connection may be opened. */
export type Connection =
  | { readonly kind: 'yes' }
  | { readonly kind: 'no'; readonly stops: readonly Stop[] }
  | { readonly kind: 'not-known'; readonly because: string };

/**
 * Says whether the NetworkPolicies of a cluster let a connection be opened.
 *
 * It goes by what the NetworkPolicy API says, in Kubernetes 1.34: who is selected by no policy for a direction is free in
 * it; where some select a pod, one of them must let the connection through; and both ends must. Answers to what was let
 * through are let through. A pod reaches itself, and its node reaches it, probes included, whatever policies say: so the
 * documentation of Kubernetes has it, though network plugins differ. Pods on the network of their node are governed
 * by some plugins only, so that a *no* becomes *not known* for them.
 *
 * Addresses are those that the plugin sees: load balancers, and Services that are reached from outside, may put others
 * in their place.
 *
 * ```ts
 * mayConnect({ policies, from: { kind: 'pods', namespace: 'edge' }, to: { kind: 'pod', pod }, port: 8080 });
 * // { kind: 'no', stops: [{ direction: 'ingress', policies: [denyAll] }] }
 * ```
 *
 * @throws RangeError where an address outside is none
 */
export function mayConnect(question: ConnectionQuestion): Connection {
  const namespaces = new Namespaces(question.namespaces ?? []);
  return judgeConnection(
    question.policies.map((manifest) => new Policy(manifest)),
    readEnd(question.from, namespaces),
    readEnd(question.to, namespaces),
    { number: question.port, protocol: question.protocol ?? 'TCP' },
  );
}

/** Judges a connection between ends that have been read; policies that select neither may be left out. */
export function judgeConnection(policies: readonly Policy[], from: End, to: End, port: Port): Connection {
  if (isItself(from, to) || from.kind === 'node' || to.kind === 'node') return { kind: 'yes' };
  const [first, ...others] = oneFamily(from, to).map(([one, other]) => judge(policies, one, other, port));
  if (first === undefined) return judge(policies, from, to, port);
  if (others.every(({ kind }) => kind === first.kind)) return first;
  return notKnown({ because: 'it depends on the family of addresses that is used' });
}

function judge(policies: readonly Policy[], from: End, to: End, port: Port): Connection {
  const out = from.kind === 'pods' ? judgeSide(policies, 'egress', from, to, port, to) : true;
  const into = to.kind === 'pods' ? judgeSide(policies, 'ingress', to, from, port, to) : true;
  const stops = [out, into].filter((side) => typeof side === 'object' && 'direction' in side);
  if (stops.length > 0) return { kind: 'no', stops };
  const doubt = [out, into].find((side) => typeof side === 'object' && 'because' in side);
  return doubt === undefined ? { kind: 'yes' } : notKnown(doubt);
}

function judgeSide(
  policies: readonly Policy[],
  direction: Direction,
  pods: PodEnd,
  peer: End,
  port: Port,
  taker: End,
): true | Stop | Doubt {
  const selecting: Policy[] = [];
  let isOpen: Answer = false;
  // A policy that may select the pods or not: it matters to pods that are free without it, and to those that are not.
  let doubt: Doubt | undefined;
  let isFree: Answer = true;
  for (const policy of policies) {
    if (!policy.governs(direction)) continue;
    const selects = policy.selects(pods);
    if (selects === false) continue;
    const lets = policy.letsThrough(direction, peer, port, taker);
    if (selects === true) {
      selecting.push(policy);
      if (lets === true) return true;
      if (isDoubt(lets)) isOpen = isDoubt(isOpen) ? isOpen : lets;
    } else {
      if (lets !== false) doubt ??= selects;
      if (lets !== true) isFree = isDoubt(isFree) ? isFree : selects;
    }
  }
  if (selecting.length === 0) return isFree;
  const open = isDoubt(isOpen) ? isOpen : doubt;
  if (open !== undefined) return open;
  const isOnHostNetwork = pods.isOnHostNetwork || (peer.kind === 'pods' && peer.isOnHostNetwork);
  return isOnHostNetwork ? onHostNetwork : { direction, policies: selecting.map(({ manifest }) => manifest) };
}

function isItself(from: End, to: End): boolean {
  if (from.kind !== 'pods' || to.kind !== 'pods' || from.name === undefined) return false;
  return from.name === to.name && from.namespace === to.namespace;
}

/** The ways in which two ends can talk, where both have addresses: over those of one family. */
function oneFamily(from: End, to: End): readonly (readonly [End, End])[] {
  const ours = addressesOf(from);
  const theirs = addressesOf(to);
  if (ours.length === 0) return theirs.map((address) => [from, at(to, address)]);
  if (theirs.length === 0) return ours.map((address) => [at(from, address), to]);
  return theirs.flatMap((other) =>
    ours.filter(({ family }) => family === other.family).map((one) => [at(from, one), at(to, other)] as const),
  );
}

function addressesOf(end: End): readonly AddressRange[] {
  return end.kind === 'pods' || end.kind === 'outside' ? end.addresses : [];
}

function at(end: End, address: AddressRange): End {
  return end.kind === 'pods' || end.kind === 'outside' ? { ...end, addresses: [address] } : end;
}

function notKnown({ because }: Doubt): Connection {
  return { kind: 'not-known', because };
}

import { fullLength, liesWithin, readRange, type AddressRange } from '../../core';
import type { Manifest } from '../manifest';
import { readLabelSelector, type Selector } from '../selector';
import { asArray, asInteger, asRecord, asString, isSet, type PlainRecord } from '../untrusted';
import { anyOf, both, isDoubt, type Answer, type Doubt } from './answer';
import type { End, PodEnd } from './end';
import { selectsKnown } from './known-labels';

/** Into a pod, or out of it. */
export type Direction = 'ingress' | 'egress';

/** The port of a connection, at the end that takes it. */
export interface Port {
  /** Left out where it is not known. */
  readonly number: number | undefined;
  readonly protocol: string;
}

/** One rule of a policy, read; each part that the API server would refuse as a doubt. */
interface PolicyRule {
  /** Empty: everybody. */
  readonly peers: readonly (Peer | Doubt)[];
  /** Empty: every port of every protocol. */
  readonly ports: readonly (PortRange | Doubt)[];
}

interface Peer {
  /** Left out: the policy's own namespace. */
  readonly namespaceSelector: Selector | undefined;
  /** Left out: every pod. */
  readonly podSelector: Selector | undefined;
  readonly block: { readonly cidr: AddressRange; readonly except: readonly AddressRange[] } | undefined;
}

interface PortRange {
  readonly protocol: string;
  /** Left out: every port of the protocol. */
  readonly port: number | string | undefined;
  readonly last: number | undefined;
}

const refused: Doubt = { because: 'the API server refuses the policy' };

/** A NetworkPolicy, read. */
export class Policy {
  readonly manifest: Manifest;
  readonly namespace: string;
  private readonly podSelector: Selector | undefined;
  private readonly spec: PlainRecord;
  private readonly types: readonly unknown[];
  private readonly rules: Partial<Record<Direction, readonly PolicyRule[]>> = {};

  constructor(manifest: Manifest) {
    this.manifest = manifest;
    this.namespace = asString(asRecord(manifest.metadata)['namespace']) ?? '';
    this.spec = asRecord(manifest['spec']);
    this.podSelector = readLabelSelector(this.spec['podSelector'] ?? {});
    this.types = directionsOf(this.spec);
  }

  /** Says whether it governs a direction at all. */
  governs(direction: Direction): boolean {
    return this.types.includes(direction === 'ingress' ? 'Ingress' : 'Egress');
  }

  /** Says whether it lets anything through in a direction. */
  hasRules(direction: Direction): boolean {
    return asArray(this.spec[direction]).length > 0;
  }

  /** Says whether it lets pods out to more than single addresses, which alone can be known without their names. */
  letsOutByName(): boolean {
    this.rules.egress ??= readRules(this.spec, 'egress');
    return this.rules.egress.some(
      ({ peers }) =>
        peers.length === 0 ||
        peers.some(
          (peer) =>
            !isDoubt(peer) && (peer.block === undefined || peer.block.cidr.length < fullLength(peer.block.cidr)),
        ),
    );
  }

  /** Says whether it is a policy for these pods. */
  selects(pods: PodEnd): Answer {
    if (this.podSelector === undefined) return refused;
    return both(isSameNamespace(this.namespace, pods.namespace), selectsKnown(this.podSelector, pods.labels));
  }

  /** Says whether some rule lets a peer through, at a port of the end that takes the connection. */
  letsThrough(direction: Direction, peer: End, port: Port, taker: End): Answer {
    this.rules[direction] ??= readRules(this.spec, direction);
    return anyOf(this.rules[direction], ({ peers, ports }) =>
      both(
        ports.length === 0 || anyOf(ports, (range) => (isDoubt(range) ? range : holds(range, port, taker))),
        peers.length === 0 || anyOf(peers, (one) => (isDoubt(one) ? one : this.isPeer(one, peer))),
      ),
    );
  }

  private isPeer({ namespaceSelector, podSelector, block }: Peer, end: End): Answer {
    if (end.kind === 'somebody') return { because: 'who connects is not declared' };
    if (end.kind === 'node') return false;
    if (block !== undefined) return isInBlock(block, end);
    if (end.kind === 'outside') return false;
    const isNamespace =
      namespaceSelector === undefined
        ? isSameNamespace(this.namespace, end.namespace)
        : selectsKnown(namespaceSelector, end.namespaceLabels);
    const isSelected = both(isNamespace, podSelector === undefined || selectsKnown(podSelector, end.labels));
    return isSelected === true && end.isOnHostNetwork ? onHostNetwork : isSelected;
  }
}

/** Network plugins may take such pods for pods, or for the node that they are on. */
export const onHostNetwork: Doubt = {
  because: 'how pods on the network of their node are governed is up to the network plugin',
};

/** Every policy governs ingress, and egress where it has rules for it, unless it says which it governs. */
function directionsOf(spec: PlainRecord): readonly unknown[] {
  const types = asArray(spec['policyTypes']);
  if (types.length > 0) return types;
  return asArray(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function isSameNamespace(one: string, other: string): Answer {
  if (one === other) return true;
  if (one !== '' && other !== '') return false;
  return { because: `whether the policy and the pods are in one namespace is not declared` };
}

function readRules(spec: PlainRecord, direction: Direction): readonly PolicyRule[] {
  return asArray(spec[direction]).map((item) => {
    const rule = asRecord(item);
    return {
      peers: asArray(rule[direction === 'ingress' ? 'from' : 'to']).map((peer) => readPeer(asRecord(peer))),
      ports: asArray(rule['ports']).map((port) => readPort(asRecord(port))),
    };
  });
}

function readPeer({ podSelector, namespaceSelector, ipBlock }: PlainRecord): Peer | Doubt {
  const isBlock = isSet(ipBlock);
  if (isBlock === (isSet(podSelector) || isSet(namespaceSelector))) return refused;
  if (isBlock) {
    const { cidr, except } = asRecord(ipBlock);
    const range = readRange(cidr);
    const holes = asArray(except).map(readRange);
    const read = holes.filter((hole) => hole !== undefined);
    if (range === undefined || read.length < holes.length) return refused;
    return { namespaceSelector: undefined, podSelector: undefined, block: { cidr: range, except: read } };
  }
  const pods = isSet(podSelector) ? readLabelSelector(podSelector) : undefined;
  const namespaces = isSet(namespaceSelector) ? readLabelSelector(namespaceSelector) : undefined;
  const isUnread = (isSet(podSelector) && pods === undefined) || (isSet(namespaceSelector) && namespaces === undefined);
  return isUnread ? refused : { namespaceSelector: namespaces, podSelector: pods, block: undefined };
}

function readPort({ port, endPort, protocol }: PlainRecord): PortRange | Doubt {
  const name = isSet(protocol) ? asString(protocol) : 'TCP';
  if (name === undefined) return refused;
  const first = typeof port === 'string' ? port : asInteger(port);
  if (first === undefined && isSet(port)) return refused;
  if (!isSet(endPort)) return { protocol: name, port: first, last: undefined };
  const last = asInteger(endPort);
  if (typeof first !== 'number' || last === undefined || last < first) return refused;
  return { protocol: name, port: first, last };
}

function holds({ protocol, port, last }: PortRange, asked: Port, taker: End): Answer {
  if (protocol !== asked.protocol) return false;
  if (port === undefined) return true;
  if (asked.number === undefined) return { because: 'the port of the pods is not declared' };
  if (typeof port === 'number') return asked.number >= port && asked.number <= (last ?? port);
  if (taker.kind === 'outside' || taker.kind === 'node') return false;
  if (taker.kind === 'somebody' || taker.namedPorts === undefined)
    return { because: `which port is called ${port} is not declared` };
  return taker.namedPorts.some(
    (named) => named.name === port && named.number === asked.number && named.protocol === protocol,
  );
}

function isInBlock({ cidr, except }: NonNullable<Peer['block']>, end: Extract<End, { addresses: unknown }>): Answer {
  const [address] = end.addresses;
  if (address === undefined) {
    const whose = end.kind === 'outside' ? 'outside' : `of ${end.labels.of}`;
    return { because: `the address ${whose} is not declared` };
  }
  return isIn(address, cidr) && !except.some((hole) => isIn(address, hole));
}

function isIn(address: AddressRange, range: AddressRange): boolean {
  return (
    liesWithin(address, range) ||
    (address.length === range.length && address.address === range.address && address.family === range.family)
  );
}

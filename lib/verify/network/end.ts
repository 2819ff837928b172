import { readRange, type AddressRange } from '../../core';
import type { Manifest } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import { asArray, asInteger, asRecord, asString, isRecord, type PlainRecord } from '../untrusted';
import type { KnownLabels } from './known-labels';

/** What opens a connection, or is to take one. */
export type ConnectionEnd =
  | {
      readonly kind: 'pod';
      /** A Pod; what it lacks in its status, its addresses, is not known. */
      readonly pod: Manifest;
    }
  | {
      /** Pods of which this is known alone; they are taken to have a network of their own. */
      readonly kind: 'pods';
      readonly namespace: string;
      /** Labels that they have, among others perhaps. */
      readonly labels?: Readonly<Record<string, string>> | undefined;
    }
  | {
      /** Something that is no pod of the cluster, and not the node of the other end. */
      readonly kind: 'outside';
      /** Left out: not known, as that of a host that is known by name. */
      readonly address?: string | undefined;
    }
  | {
      /** The node that the pod at the other end runs on, as its kubelet does which asks probes. */
      readonly kind: 'node';
    }
  | {
      /** Somebody of whom nothing is known: *no* is then that nobody at all may connect. */
      readonly kind: 'somebody';
    };

/** A port that a container gives a name to. */
export interface NamedPort {
  readonly name: string;
  readonly number: number;
  readonly protocol: string;
}

/** Pods at one end of a connection. */
export interface PodEnd {
  readonly kind: 'pods';
  /** `''` where it is not known. */
  readonly namespace: string;
  readonly namespaceLabels: KnownLabels;
  readonly labels: KnownLabels;
  /** Left out where they are not known. */
  readonly namedPorts: readonly NamedPort[] | undefined;
  /** One of each family at most; none where they are not known. */
  readonly addresses: readonly AddressRange[];
  readonly isOnHostNetwork: boolean;
  /** Its name, where it is one pod. */
  readonly name: string | undefined;
}

/** An address at one end. */
export interface OutsideEnd {
  readonly kind: 'outside';
  readonly addresses: readonly AddressRange[];
}

/** One end of a connection, read. */
export type End = PodEnd | OutsideEnd | { readonly kind: 'node' } | { readonly kind: 'somebody' };

/** The labels of namespaces, as far as they are declared. */
export class Namespaces {
  private readonly labels = new Map<string, PlainRecord>();

  /** Takes the Namespaces that are declared, with all of their labels. */
  constructor(manifests: readonly Manifest[]) {
    for (const { metadata } of manifests) {
      const { name, labels } = asRecord(metadata);
      this.labels.set(asString(name) ?? '', asRecord(labels));
    }
  }

  /** What is known of the labels of one: its name at least, which the API server puts there. */
  labelsOf(name: string): KnownLabels {
    if (name === '') return { labels: {}, besides: 'any', of: 'the namespace' };
    const declared = this.labels.get(name);
    const labels = { ...declared, 'kubernetes.io/metadata.name': name };
    return { labels, besides: declared === undefined ? 'any' : 'none', of: `namespace ${name}` };
  }
}

/** Reads an end. */
export function readEnd(end: ConnectionEnd, namespaces: Namespaces): End {
  switch (end.kind) {
    case 'pod':
      return readPod(end.pod, namespaces);
    case 'pods':
      return endOfPods(end.namespace, end.labels ?? {}, namespaces);
    case 'outside':
      return { kind: 'outside', addresses: end.address === undefined ? [] : [readAddress(end.address)] };
    case 'node':
    case 'somebody':
      return end;
  }
}

/** The pods of a template. */
export function endOfTemplate(template: PodTemplate, namespaces: Namespaces): PodEnd {
  const { owner, origin, labels, pod, containers } = template;
  const isOurs = origin === 'kubernetes';
  const { namespace } = owner;
  return {
    kind: 'pods',
    namespace,
    namespaceLabels: namespaces.labelsOf(namespace),
    labels: { labels, besides: isOurs ? 'added' : 'any', of: `the pods of ${owner.kind} ${owner.name}` },
    namedPorts: isOurs ? containers.filter(({ role }) => role !== 'init').flatMap(portsOf) : undefined,
    addresses: [],
    isOnHostNetwork: pod['hostNetwork'] === true,
    name: undefined,
  };
}

/** Pods of which only the namespace and some labels are known. */
function endOfPods(namespace: string, labels: PlainRecord, namespaces: Namespaces): PodEnd {
  return {
    kind: 'pods',
    namespace,
    namespaceLabels: namespaces.labelsOf(namespace),
    labels: { labels, besides: 'any', of: `the pods in namespace ${namespace}` },
    namedPorts: undefined,
    addresses: [],
    isOnHostNetwork: false,
    name: undefined,
  };
}

function readPod(manifest: Manifest, namespaces: Namespaces): PodEnd {
  const metadata = asRecord(manifest.metadata);
  const spec = asRecord(manifest['spec']);
  const status = asRecord(manifest['status']);
  const namespace = asString(metadata['namespace']) ?? '';
  const name = asString(metadata['name']);
  const running = [
    ...asArray(spec['containers']),
    ...asArray(spec['initContainers']).filter((item) => asRecord(item)['restartPolicy'] === 'Always'),
  ];
  const addresses = [...asArray(status['podIPs']).map((item) => asRecord(item)['ip']), status['podIP']];
  return {
    kind: 'pods',
    namespace,
    namespaceLabels: namespaces.labelsOf(namespace),
    labels: { labels: asRecord(metadata['labels']), besides: 'none', of: `pod ${name ?? ''}` },
    namedPorts: running.flatMap((definition) => portsOf({ definition: asRecord(definition) })),
    addresses: [...new Set(addresses)].flatMap((address) => (asString(address) === undefined ? [] : readIp(address))),
    isOnHostNetwork: spec['hostNetwork'] === true,
    name,
  };
}

function portsOf({ definition }: Pick<ContainerDefinition, 'definition'>): readonly NamedPort[] {
  return asArray(definition['ports']).flatMap((item) => {
    if (!isRecord(item)) return [];
    const name = asString(item['name']);
    const number = asInteger(item['containerPort']);
    if (name === undefined || number === undefined) return [];
    return [{ name, number, protocol: asString(item['protocol']) ?? 'TCP' }];
  });
}

/** Says whether a text is an IPv4 or IPv6 address. */
export function isAddress(text: unknown): text is string {
  return readIp(text).length > 0;
}

function readIp(value: unknown): readonly AddressRange[] {
  const range = typeof value === 'string' ? readRange(`${value}/${value.includes(':') ? 128 : 32}`) : undefined;
  return range === undefined ? [] : [range];
}

function readAddress(text: string): AddressRange {
  const [range] = readIp(text);
  if (range === undefined) throw new RangeError(`${JSON.stringify(text)} is not an IPv4 or IPv6 address`);
  return range;
}

import type { Inventory } from './inventory';
import type { ManifestObject } from './manifest';
import { asArray, asRecord, asString, type PlainRecord } from './untrusted';

/** Through what requests come to an Ingress. */
export interface IngressEntries {
  /** The same for Ingresses that could take requests from one another. */
  readonly shared: string;
  /** Where it listens: entry points of Traefik, or ports of a load balancer. Left out: wherever there is one. */
  readonly doors?: readonly string[] | undefined;
}

/**
 * Tells through what requests come to an Ingress: its class, and the load balancer where a class makes several.
 *
 * Sources: AWS Load Balancer Controller guide/ingress/annotations (group.name, listen-ports) and ingress_class
 * (IngressClassParams spec.group); doc.traefik.io routing/providers/kubernetes-ingress (router.entrypoints).
 */
export function entriesOf(ingress: ManifestObject, inventory: Inventory): IngressEntries {
  const { spec, metadata, namespace, name } = ingress;
  const annotations = asRecord(metadata['annotations']);
  const className = asString(spec['ingressClassName']) ?? asString(annotations['kubernetes.io/ingress.class']) ?? '';
  if (!isOfAlb(className, annotations, inventory))
    return { shared: className, doors: listOf(annotations['traefik.ingress.kubernetes.io/router.entrypoints']) };
  const group = groupOfClass(className, inventory) ?? asString(annotations[`${albPrefix}group.name`]);
  const balancer = group === undefined ? `alone ${namespace}/${name}` : `group ${group}`;
  return { shared: `${className} ${balancer}`, doors: portsIn(annotations[`${albPrefix}listen-ports`]) };
}

const albPrefix = 'alb.ingress.kubernetes.io/';
const albControllers: ReadonlySet<unknown> = new Set(['ingress.k8s.aws/alb', 'eks.amazonaws.com/alb']);
const groupsOfParams = ['elbv2.k8s.aws', 'eks.amazonaws.com'];

/** Says whether load balancers of AWS serve an Ingress: one for each that is in no group. */
function isOfAlb(className: string, annotations: PlainRecord, inventory: Inventory): boolean {
  const controller =
    classNamed(className, inventory)?.spec['controller'] ??
    inventory.cluster?.addOns.ingressClasses?.find(({ name }) => name === className)?.controller;
  if (controller !== undefined) return albControllers.has(controller);
  return className === 'alb' || Object.keys(annotations).some((key) => key.startsWith(albPrefix));
}

/** The group that all Ingresses of a class are in, whatever they say themselves. */
function groupOfClass(className: string, inventory: Inventory): string | undefined {
  const { kind, name } = asRecord(classNamed(className, inventory)?.spec['parameters']);
  if (kind !== 'IngressClassParams') return undefined;
  const all = groupsOfParams.flatMap((group) => inventory.ofKind(group, 'IngressClassParams'));
  return asString(asRecord(all.find((one) => one.name === name)?.spec['group'])['name']);
}

function classNamed(name: string, inventory: Inventory): ManifestObject | undefined {
  return inventory.tryFind({ group: 'networking.k8s.io', kind: 'IngressClass', namespace: '', name });
}

function listOf(annotation: unknown): readonly string[] | undefined {
  const items = asString(annotation)?.split(',') ?? [];
  const named = items.map((item) => item.trim()).filter((item) => item !== '');
  return named.length === 0 ? undefined : named;
}

/** The ports in JSON such as `[{"HTTP": 80}, {"HTTPS": 443}]`. */
function portsIn(annotation: unknown): readonly string[] | undefined {
  try {
    const ports = asArray(JSON.parse(asString(annotation) ?? 'null')).flatMap((one) => Object.values(asRecord(one)));
    return ports.length === 0 ? undefined : ports.map(String);
  } catch {
    return undefined;
  }
}

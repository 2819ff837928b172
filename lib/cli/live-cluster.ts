import {
  targetCluster,
  type AddOns,
  type ClusterCloud,
  type CustomResourceKind,
  type TargetCluster,
} from '../hardware';
import { asArray, asRecord, asString, type PlainRecord } from '../verify';
import { readNode, whyLeftOut, type ClusterNode } from './cluster-node';
import { poolsOf } from './cluster-pools';
import type { ClusterReader } from './kubectl';

/** A cluster as it could be read, and what could not. */
export interface LiveCluster {
  readonly cluster: TargetCluster;
  readonly notes: readonly string[];
}

/** Describes a cluster by its objects; what cannot be read is left out, and said. */
export function describeLiveCluster(reader: ClusterReader, name: string): LiveCluster {
  const kubernetes = reader.version();
  const notes: string[] = [];
  const ask = (what: string, resource: string, ...selection: readonly string[]): readonly PlainRecord[] | undefined => {
    const answer = reader.get(resource, ...selection);
    if ('items' in answer) return answer.items;
    notes.push(`${what}: not read, as ${answer.failure}`);
    return undefined;
  };

  const nodes = nodesOf(ask('node pools', 'nodes') ?? [], notes);
  const regions = new Set(nodes.map(({ labels }) => labels['topology.kubernetes.io/region']));
  const [region] = regions.size === 1 ? regions : [];
  const { pools, notes: ofPools } = poolsOf(nodes, { region, kubernetes });
  notes.push(...ofPools);
  if (pools.length > 0)
    notes.push('node pools have as many nodes as there are now: widen nodes.max where an autoscaler adds some');

  const definitions = ask('custom resources, and add-ons that have some', 'customresourcedefinitions');
  const customResources = definitions && customResourcesOf(definitions, ask, notes);
  const storage = ask('storage classes', 'storageclasses');
  const cluster = targetCluster({
    name,
    cloud: cloudOf(nodes),
    ...(region !== undefined && { region }),
    // What the server says is judged with the rest.
    kubernetes: kubernetes as TargetCluster['kubernetes'],
    nodePools: pools,
    ...(storage && { storageClasses: storage.map(storageClass) }),
    addOns: { ...ingressClassesOf(ask('ingress classes', 'ingressclasses')), ...addOnsOf(definitions, ask, notes) },
    ...(customResources && { customResources }),
  });
  return { cluster, notes };
}

type Ask = (what: string, resource: string, ...selection: readonly string[]) => readonly PlainRecord[] | undefined;

function nodesOf(objects: readonly PlainRecord[], notes: string[]): readonly ClusterNode[] {
  return objects.flatMap((object) => {
    const reason = whyLeftOut(object);
    if (reason === undefined) return [readNode(object)];
    notes.push(`node ${nameOf(object)}: left out, as it ${reason}`);
    return [];
  });
}

function cloudOf(nodes: readonly ClusterNode[]): ClusterCloud {
  const isOf = (prefix: string): boolean => nodes.some(({ manager }) => manager.startsWith(prefix));
  if (isOf('eks-')) return 'eks';
  return isOf('aks-') ? 'aks' : 'other';
}

function nameOf(object: PlainRecord): string {
  return asString(asRecord(object['metadata'])['name']) ?? '';
}

function namespaceOf(object: PlainRecord): string {
  return asString(asRecord(object['metadata'])['namespace']) ?? '';
}

function labelOf(object: PlainRecord, label: string): string | undefined {
  return asString(asRecord(asRecord(object['metadata'])['labels'])[label]);
}

function annotationOf(object: PlainRecord, annotation: string): string | undefined {
  return asString(asRecord(asRecord(object['metadata'])['annotations'])[annotation]);
}

function storageClass(object: PlainRecord): { name: string; provisioner?: string; isDefault: boolean } {
  const provisioner = asString(object['provisioner']);
  return {
    name: nameOf(object),
    ...(provisioner !== undefined && { provisioner }),
    isDefault: annotationOf(object, 'storageclass.kubernetes.io/is-default-class') === 'true',
  };
}

/** The kinds of definitions, where no other server serves kinds besides: whatever is not listed is then not there. */
function customResourcesOf(
  definitions: readonly PlainRecord[],
  ask: Ask,
  notes: string[],
): readonly CustomResourceKind[] | undefined {
  const services = ask('APIs of other servers', 'apiservices');
  const others = services?.map((service) => asRecord(service['spec'])).filter(isOfOtherServer);
  if (others?.length === 0) return definitions.map(customResource);
  const versions = others?.map(({ group, version }) => `${asString(group) ?? ''}/${asString(version) ?? ''}`);
  notes.push(
    `custom resources: left out, as other servers ${versions === undefined ? 'may serve kinds besides' : `serve ${versions.join(', ')}, and their kinds are not read`}`,
  );
  return undefined;
}

/** Metrics nobody writes into a manifest. */
function isOfOtherServer({ service, group }: PlainRecord): boolean {
  return asString(asRecord(service)['name']) !== undefined && !(asString(group) ?? '').endsWith('metrics.k8s.io');
}

function customResource(definition: PlainRecord): CustomResourceKind {
  const spec = asRecord(definition['spec']);
  return {
    group: asString(spec['group']) ?? '',
    kind: asString(asRecord(spec['names'])['kind']) ?? '',
    versions: asArray(spec['versions'])
      .map(asRecord)
      .flatMap(({ name, served }) => (served === true && typeof name === 'string' ? [name] : [])),
  };
}

function ingressClassesOf(objects: readonly PlainRecord[] | undefined): Pick<AddOns, 'ingressClasses'> {
  if (objects === undefined) return {};
  return {
    ingressClasses: objects.flatMap((object) => {
      const controller = asString(asRecord(object['spec'])['controller']);
      return controller === undefined ? [] : [{ name: nameOf(object), controller }];
    }),
  };
}

/** The add-ons that have custom resources: those that have none of theirs are not asked for. */
function addOnsOf(definitions: readonly PlainRecord[] | undefined, ask: Ask, notes: string[]): AddOns {
  if (definitions === undefined) return {};
  const definitionOf = (name: string): PlainRecord | undefined => definitions.find((one) => nameOf(one) === name);
  return {
    ...gatewaysOf(definitionOf('gateways.gateway.networking.k8s.io'), ask, notes),
    ...(definitionOf('scaledobjects.keda.sh') && kedaOf(definitionOf('httpscaledobjects.http.keda.sh'), ask, notes)),
    ...(definitionOf('prometheuses.monitoring.coreos.com') && prometheusOf(ask)),
    ...(definitionOf('localqueues.kueue.x-k8s.io') && queuesOf(ask)),
  };
}

function gatewaysOf(definition: PlainRecord | undefined, ask: Ask, notes: string[]): Pick<AddOns, 'gateways'> {
  if (definition === undefined) return { gateways: [] };
  const version = annotationOf(definition, 'gateway.networking.k8s.io/bundle-version')?.replace(/^v/, '');
  const gateways = ask('gateways', 'gateways.gateway.networking.k8s.io');
  const classes = ask('gateway classes', 'gatewayclasses.gateway.networking.k8s.io');
  if (gateways === undefined || classes === undefined) return {};
  if (version === undefined) {
    notes.push('gateways: left out, as no annotation says which version of the Gateway API is installed');
    return {};
  }
  return {
    gateways: gateways.flatMap((gateway) => {
      const className = asString(asRecord(gateway['spec'])['gatewayClassName']);
      const found = classes.find((one) => nameOf(one) === className);
      const controller = found && asString(asRecord(found['spec'])['controllerName']);
      if (controller !== undefined)
        return [{ name: nameOf(gateway), namespace: namespaceOf(gateway), version, controller }];
      notes.push(`gateway ${namespaceOf(gateway)}/${nameOf(gateway)}: left out, as its class is not there`);
      return [];
    }),
  };
}

/** KEDA, and its HTTP add-on, by the labels that their charts and their own manifests give to what they install. */
function kedaOf(addOn: PlainRecord | undefined, ask: Ask, notes: string[]): Pick<AddOns, 'keda'> {
  const [operator] = ask('KEDA', 'deployments.apps', '--selector', 'app.kubernetes.io/name=keda-operator') ?? [];
  const version = operator && labelOf(operator, 'app.kubernetes.io/version');
  if (operator === undefined || version === undefined) {
    notes.push('KEDA: left out, as no Deployment of its operator says which version it is');
    return {};
  }
  const http = addOn === undefined ? undefined : httpAddOnOf(ask, notes);
  return { keda: { version: version.replace(/^v/, ''), namespace: namespaceOf(operator), ...(http && { http }) } };
}

function httpAddOnOf(ask: Ask, notes: string[]): NonNullable<AddOns['keda']>['http'] {
  const selection = ['--selector', 'app.kubernetes.io/component=interceptor'];
  const services = ask("KEDA's HTTP add-on", 'services', ...selection) ?? [];
  const proxy = services.find((service) => nameOf(service).endsWith('interceptor-proxy'));
  const version = proxy && labelOf(proxy, 'app.kubernetes.io/version')?.replace(/^v/, '');
  const port = proxy && portOf(proxy);
  if (proxy === undefined || port === undefined || version === undefined || !/^\d+\.\d+/.test(version)) {
    notes.push("KEDA's HTTP add-on: left out, as no Service of its interceptor says its version and its port");
    return undefined;
  }
  return { version, proxy: { namespace: namespaceOf(proxy), service: nameOf(proxy), port } };
}

/** Prometheus, by the Service that its operator makes. */
function prometheusOf(ask: Ask): Pick<AddOns, 'prometheus'> {
  const [service] = ask('Prometheus', 'services', '--field-selector', 'metadata.name=prometheus-operated') ?? [];
  const port = service && portOf(service);
  if (service === undefined || port === undefined) return {};
  const namespace = namespaceOf(service);
  return {
    prometheus: { address: `http://${nameOf(service)}.${namespace}.svc:${port}`, scrapeNamespace: namespace },
  };
}

function queuesOf(ask: Ask): Pick<AddOns, 'kueue'> {
  const queues = ask('queues of Kueue', 'localqueues.kueue.x-k8s.io');
  return queues === undefined
    ? {}
    : { kueue: { queues: queues.map((queue) => ({ name: nameOf(queue), namespace: namespaceOf(queue) })) } };
}

/** The one port of a Service, or that for requests. */
function portOf(service: PlainRecord): number | undefined {
  const ports = asArray(asRecord(service['spec'])['ports']).map(asRecord);
  const chosen = ports.find(({ name }) => name === 'web' || name === 'proxy' || name === 'http') ?? ports[0];
  return typeof chosen?.['port'] === 'number' ? chosen['port'] : undefined;
}

import type { DeclaredTraffic } from '../../core';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import { hasProxy, isOutside, namedHosts, serviceOf, type NamedHost } from '../named-hosts';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import { readLabelMap, readLabelSelector, selects } from '../selector';
import { portOfService, targetsOf, type ServiceTarget } from '../service-targets';
import { asArray, asRecord, asString, isRecord } from '../untrusted';
import { isAddress, readEnd } from './end';
import { namedTemplate, type NamedEnd, type NeededConnection } from './needed-connection';
import { isGoverned, letsAnybody, type PoliciesOfApp } from './policies-of-app';
import type { Port } from './policy';

/** The connections that must be possible in an app, as far as its manifests and its facts tell. */
export function neededConnections(inventory: Inventory, policies: PoliciesOfApp): readonly NeededConnection[] {
  return new Gathering(inventory, policies).needed;
}

/** What is needed of the policies of one app. */
class Gathering {
  readonly needed: NeededConnection[] = [];
  private readonly inventory: Inventory;
  private readonly policies: PoliciesOfApp;
  /** The Services that declared traffic leads to: what else would lead there is known. */
  private readonly declared = new Set<string>();

  constructor(inventory: Inventory, policies: PoliciesOfApp) {
    this.inventory = inventory;
    this.policies = policies;
    for (const traffic of inventory.facts.traffic ?? []) this.addDeclared(traffic);
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) this.addIngress(ingress);
    for (const route of inventory.ofKind('gateway.networking.k8s.io', 'HTTPRoute')) this.addRoute(route);
    for (const monitor of inventory.ofKind('monitoring.coreos.com', 'ServiceMonitor')) this.addMonitor(monitor);
    for (const template of inventory.podTemplates) {
      if (template.origin === 'custom') continue;
      this.addAnnotations(template);
      for (const container of template.containers) this.addHosts(template, container);
    }
  }

  private addDeclared({ from, to, port, protocol = 'TCP', because }: DeclaredTraffic): void {
    const callers = from.kind === 'somebody' ? [somebody] : this.podsOf(from);
    for (const target of this.calledBy(to, { number: port, protocol })) {
      for (const caller of callers) {
        const asked = target.to.template ?? caller.template;
        const askedBy = asked === undefined ? undefined : { manifest: asked.owner.manifest, path: asked.podPath, fix };
        this.need({ ...target, from: caller, because, severity: 'error', askedBy });
      }
    }
  }

  /** The ends that declared traffic goes to, each with the port there. */
  private calledBy(to: DeclaredTraffic['to'], port: Port): readonly Pick<NeededConnection, 'to' | 'port'>[] {
    switch (to.kind) {
      case 'outside': {
        // A fact that is no address tells nothing.
        const end = readEnd(isAddress(to.address) ? to : { kind: 'outside' }, this.policies.namespaces);
        return [{ to: { end, policies: [], called: to.address ?? 'hosts outside' }, port }];
      }
      case 'pods':
        return this.podsOf(to).map((end) => ({ to: end, port }));
      case 'service': {
        const { name, namespace = '' } = to;
        this.declared.add(`${namespace}/${name}`);
        const service = this.inventory.tryFind({ group: '', kind: 'Service', namespace, name });
        if (service === undefined) return [this.behind(name, namespace)];
        return this.targetsOf(service, port.number, port.protocol).map((target) => this.into(target));
      }
    }
  }

  /** The pods behind a Service that the app does not make. */
  private behind(name: string, namespace: string): Pick<NeededConnection, 'to' | 'port'> {
    const called = `the pods of ${nameOf({ kind: 'Service', namespace, name })}`;
    const [pods] = this.podsOf({ kind: 'pods', namespace });
    return { to: { ...somebody, ...pods, called }, port: { number: undefined, protocol: 'TCP' } };
  }

  /** Pods that are declared: those of the app that have the labels, or others. */
  private podsOf(declared: Extract<DeclaredTraffic['from'], { kind: 'pods' }>): readonly NamedEnd[] {
    const { namespace = '', podLabels } = declared;
    const selector = readLabelMap(podLabels);
    const own =
      selector === undefined || selector.pairs.length === 0
        ? []
        : [...this.inventory.podsSelectedBy(selector, namespace)].filter(({ origin }) => origin === 'kubernetes');
    if (own.length > 0) return own.map((template) => this.ofTemplate(template));
    const end = readEnd({ kind: 'pods', namespace, labels: podLabels }, this.policies.namespaces);
    if (end.kind !== 'pods') return [];
    const labels = Object.entries(podLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    const which = labels.length === 0 ? '' : ` ${labels.join(', ')}`;
    const called = `the pods${which} in ${namespace === '' ? 'the namespace' : `namespace ${namespace}`}`;
    return [{ ...this.policies.ofPods(end), called }];
  }

  private addIngress(ingress: ManifestObject): void {
    const { spec } = ingress;
    const backends = [{ backend: spec['defaultBackend'], path: 'spec.defaultBackend' }];
    asArray(spec['rules']).forEach((rule, index) => {
      asArray(asRecord(asRecord(rule)['http'])['paths']).forEach((item, position) => {
        const path = `spec.rules[${index}].http.paths[${position}].backend`;
        backends.push({ backend: asRecord(item)['backend'], path });
      });
    });
    for (const { backend, path } of backends) {
      const { name, port } = asRecord(asRecord(backend)['service']);
      const { name: portName, number } = asRecord(port);
      const wanted = asString(portName) ?? (typeof number === 'number' ? number : undefined);
      if (wanted !== undefined) this.addBackend(ingress, path, ingress.namespace, name, wanted);
    }
  }

  private addRoute(route: ManifestObject): void {
    asArray(route.spec['rules']).forEach((rule, index) => {
      asArray(asRecord(rule)['backendRefs']).forEach((item, position) => {
        const { kind = 'Service', name, namespace, port } = asRecord(item);
        if (kind !== 'Service' || typeof port !== 'number') return;
        const path = `spec.rules[${index}].backendRefs[${position}]`;
        this.addBackend(route, path, asString(namespace) ?? route.namespace, name, port);
      });
    });
  }

  private addBackend(way: ManifestObject, path: string, namespace: string, name: unknown, port: number | string): void {
    if (typeof name !== 'string' || this.declared.has(`${namespace}/${name}`)) return;
    const service = this.inventory.tryFind({ group: '', kind: 'Service', namespace, name });
    if (service === undefined) return;
    const fix = `the fact, traffic: [{ from: { kind: 'pods', namespace: … }, to: { kind: 'service', ${namespace === '' ? '' : `namespace: '${namespace}', `}name: '${name}' }, … }], with the pods of the controller`;
    const because = `${nameOf(way)} leads there`;
    for (const target of this.targetsOf(service, port)) {
      const controller = { ...somebody, called: 'the controller' };
      this.needIfOpen({
        ...this.into(target),
        from: controller,
        because,
        askedBy: { manifest: way.manifest, path, fix },
      });
    }
  }

  private addMonitor({ manifest, spec, namespace }: ManifestObject): void {
    const selector = readLabelSelector(spec['selector']);
    const { any, matchNames } = asRecord(spec['namespaceSelector']);
    if (selector === undefined || any === true) return;
    const named = asArray(matchNames);
    for (const service of this.inventory.ofKind('', 'Service')) {
      const isWatched = named.length === 0 ? service.namespace === namespace : named.includes(service.namespace);
      if (!isWatched || !selects(selector, asRecord(service.metadata['labels']))) continue;
      asArray(spec['endpoints']).forEach((item, index) => {
        const port = asString(asRecord(item)['port']);
        if (port === undefined || this.declared.has(`${service.namespace}/${service.name}`)) return;
        const because = 'Prometheus reads the metrics there';
        const fix = "the fact, traffic: [{ from: { kind: 'pods', namespace: … }, … }], with the pods of Prometheus";
        const askedBy = { manifest, path: `spec.endpoints[${index}]`, fix };
        for (const target of this.targetsOf(service, port)) {
          this.needIfOpen({ ...this.into(target), from: { ...somebody, called: 'Prometheus' }, because, askedBy });
        }
      });
    }
  }

  /** Annotations ask whatever Prometheus goes by them, which may be none: that nothing is known of it is worth no word. */
  private addAnnotations(template: PodTemplate): void {
    const annotations = template.metadata['annotations'];
    if (
      this.policies.of(template).length === 0 ||
      !isRecord(annotations) ||
      annotations['prometheus.io/scrape'] !== 'true'
    )
      return;
    const number = Number(annotations['prometheus.io/port']);
    if (!Number.isInteger(number)) return;
    const because = 'the annotation prometheus.io/port says that metrics are read there';
    const port = { number, protocol: 'TCP' };
    const from = { ...somebody, called: 'Prometheus' };
    this.needIfOpen({ from, to: this.ofTemplate(template), port, because });
  }

  private addHosts(template: PodTemplate, container: ContainerDefinition): void {
    const { role } = container;
    const isFetching = role === 'init' && !hasProxy(container);
    const isOurs = isFetching && asArray(container.definition['command'])[0] === 'rclone';
    const needed = { severity: isOurs ? 'error' : 'warning' } as const;
    for (const host of namedHosts(container)) {
      const targets = this.calledAt(host, template.owner.namespace);
      for (const target of targets.filter(({ to }) => to.template !== template)) {
        const because = `container ${container.name} is told to call ${host.host}`;
        this.need({ ...needed, ...target, from: this.ofTemplate(template), because });
      }
      // What stands in the environment may be for another time than that before the others start.
      const isFetched = isFetching && (isOurs || !host.path.includes('.env['));
      if (isFetched && isOutside(host.host)) this.needStore(template, container, host.host, host.port, needed.severity);
    }
    const store = isOurs ? storeOf(container) : undefined;
    if (store !== undefined) this.needStore(template, container, store, 443, needed.severity);
  }

  /** The pods that a container is told to call. */
  private calledAt({ host, port }: NamedHost, ownNamespace: string): readonly Pick<NeededConnection, 'to' | 'port'>[] {
    const { name, namespace } = serviceOf(host, ownNamespace);
    if (name === '') return [];
    const service = this.inventory.tryFind({ group: '', kind: 'Service', namespace, name });
    if (service !== undefined) return this.targetsOf(service, port).map((target) => this.into(target));
    return host.includes('.svc') ? [this.behind(name, namespace)] : [];
  }

  private needStore(
    template: PodTemplate,
    { name }: ContainerDefinition,
    called: string,
    number: number | undefined,
    severity: 'error' | 'warning',
  ): void {
    const to: NamedEnd = { end: { kind: 'outside', addresses: [] }, policies: [], called };
    const because = `container ${name} fetches from there before the others start`;
    this.need({ from: this.ofTemplate(template), to, port: { number, protocol: 'TCP' }, because, severity });
  }

  private targetsOf(
    service: ManifestObject,
    port: number | string | undefined,
    protocol?: string,
  ): readonly ServiceTarget[] {
    const found = portOfService(service, port, protocol);
    return found === undefined ? [] : targetsOf(this.inventory, service, found);
  }

  private into({ template, port }: ServiceTarget): Pick<NeededConnection, 'to' | 'port'> {
    return { to: this.ofTemplate(template), port };
  }

  private ofTemplate(template: PodTemplate): NamedEnd {
    return namedTemplate(this.policies.ofTemplate(template));
  }

  /** Where nobody is let in at all, another rule says so. */
  private needIfOpen(needed: Omit<NeededConnection, 'severity'>): void {
    const { to } = needed;
    if (!isGoverned(to, 'ingress') || !letsAnybody(to, 'ingress')) return;
    // From a node, pods are reached all the same, so that a caller on its network may get through.
    this.need({ ...needed, severity: 'warning' });
  }

  private need(needed: NeededConnection): void {
    this.needed.push(needed);
  }
}

const fix =
  'what is missing: the labels of a namespace as that Namespace in the app, those of pods in the fact that names them';

const somebody: NamedEnd = { end: { kind: 'somebody' }, policies: [], called: 'everybody' };

/** The store that rclone copies from, where it is one of a cloud: what fetches the weights of a ModelService. */
function storeOf({ definition }: ContainerDefinition): string | undefined {
  const [program, verb, source] = asArray(definition['command']);
  if (program !== 'rclone' || verb !== 'copy' || typeof source !== 'string') return undefined;
  const variables = asArray(definition['env']).map((item) => asRecord(item)['name']);
  if (source.startsWith(':s3:')) return variables.includes('RCLONE_S3_ENDPOINT') ? undefined : 'Amazon S3';
  return source.startsWith(':azureblob:') ? 'Azure Blob Storage' : undefined;
}

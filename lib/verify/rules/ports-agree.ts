import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { isEmptySelector, readLabelMap } from '../selector';
import { asArray, asRecord, asString, isRecord, isSet, type PlainRecord } from '../untrusted';
import { listNames } from '../wording';

/** Enough to tell; where every pod of an app has the same labels, looking at all of them for each Service is quadratic. */
const mostPodsLookedAt = 100;

/** Services and probes name ports that the pods have. */
export const portsAgree: Rule = {
  name: 'ports-agree',
  summary: 'Services, probes and hooks use ports that the pods have, and no Service has a port twice',
  source:
    'kubernetes 1.34 k8s.io/endpointslice FindPort, pkg/probe ResolveContainerPort, pkg/apis/core/validation ValidateService',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const service of inventory.ofKind('', 'Service')) {
      checkServicePorts(service, found);
      checkTargets(inventory, service, found);
    }
    checkPods(inventory, found, (template) => {
      for (const container of template.containers) checkHandlers(template, container, found);
    });
    return found;
  },
};

function checkServicePorts({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  const ports = asArray(spec['ports']).map(asRecord);
  if (ports.length < 2) return;
  const taken = new Set<string>();
  ports.forEach((port, index) => {
    const path = `spec.ports[${index}]`;
    const name = asString(port['name']);
    const number = `${printGiven(port['port'])}/${protocolOf(port)}`;
    const shared = { severity: 'error', manifest } as const;
    if (name === undefined) {
      const message = 'a Service with several ports needs a name for each';
      found.push({ ...shared, code: 'verify/unnamed-port', path: `${path}.name`, message, fix: 'a name such as http' });
    } else if (taken.has(name)) {
      const message = 'the Service already has a port of this name';
      const fix = 'another name for one of them';
      found.push({
        ...shared,
        code: 'verify/duplicate-port',
        path: `${path}.name`,
        given: printGiven(name),
        message,
        fix,
      });
    }
    if (taken.has(number)) {
      const message = 'the Service already has this port';
      const fix = 'another port for one of them';
      found.push({ ...shared, code: 'verify/duplicate-port', path: `${path}.port`, given: number, message, fix });
    }
    if (name !== undefined) taken.add(name);
    taken.add(number);
  });
}

function checkTargets(inventory: Inventory, service: ManifestObject, found: RuleFinding[]): void {
  const { manifest, spec } = service;
  const selector = readLabelMap(spec['selector']);
  if (selector === undefined || isEmptySelector(selector) || spec['type'] === 'ExternalName') return;
  const pods: PodTemplate[] = [];
  let others = false;
  for (const template of inventory.podsSelectedBy(selector, service.namespace)) {
    // A Job's pods may well share the labels of a server, without serving.
    if (template.origin === 'custom' || template.owner.group === 'batch') others = true;
    else pods.push(template);
    if (pods.length === mostPodsLookedAt) break;
  }
  if (pods.length === 0) return;
  asArray(spec['ports']).forEach((item, index) => {
    const port = asRecord(item);
    const target = isSet(port['targetPort']) ? port['targetPort'] : port['port'];
    const lacking = pods.filter((template) => !hasPort(template, target, protocolOf(port)));
    const first = lacking[0];
    if (first === undefined) return;
    const byName = typeof target === 'string';
    const nowhere = lacking.length === pods.length && !others;
    found.push({
      code: byName ? 'verify/unknown-port-name' : 'verify/undeclared-port',
      severity: byName && nowhere ? 'error' : 'warning',
      manifest,
      path: `spec.ports[${index}].${isSet(port['targetPort']) ? 'targetPort' : 'port'}`,
      given: printGiven(target),
      message: `${nameOf(first.owner)}, whose pods it selects, declares no such ${protocolOf(port)} port${describePorts(first)}`,
      fix: byName
        ? 'the name of a port that the container declares'
        : 'the number of a port that the container declares',
    });
  });
}

function hasPort(template: PodTemplate, target: unknown, protocol: string): boolean {
  let declared = 0;
  for (const { definition, role } of template.containers) {
    if (role === 'init') continue;
    for (const item of asArray(definition['ports'])) {
      const port = asRecord(item);
      declared += 1;
      const held = typeof target === 'string' ? port['name'] : port['containerPort'];
      if (held === target && protocolOf(port) === protocol) return true;
    }
  }
  // A number is reached whether or not it is declared: without any declaration there is nothing to disagree with.
  return typeof target !== 'string' && declared === 0;
}

function checkHandlers({ owner }: PodTemplate, container: ContainerDefinition, found: RuleFinding[]): void {
  const { definition, path } = container;
  for (const probe of ['livenessProbe', 'readinessProbe', 'startupProbe']) {
    const severity = probe === 'livenessProbe' ? 'warning' : 'error';
    const handler = definition[probe];
    if (isRecord(handler)) checkHandler(owner, container, handler, `${path}.${probe}`, severity, found);
  }
  const lifecycle = definition['lifecycle'];
  if (!isRecord(lifecycle)) return;
  for (const hook of ['postStart', 'preStop']) {
    const severity = hook === 'preStop' ? 'warning' : 'error';
    const handler = lifecycle[hook];
    if (isRecord(handler)) checkHandler(owner, container, handler, `${path}.lifecycle.${hook}`, severity, found);
  }
}

/** Without its answer a container is never ready; a liveness probe that cannot ask counts as passed, and a pod stops all the same. */
function checkHandler(
  { manifest }: ManifestObject,
  { name: container, definition }: ContainerDefinition,
  handler: PlainRecord,
  path: string,
  severity: RuleFinding['severity'],
  found: RuleFinding[],
): void {
  for (const action of ['httpGet', 'tcpSocket']) {
    const { port } = asRecord(handler[action]);
    if (typeof port !== 'string') continue;
    const ports = asArray(definition['ports']);
    if (ports.some((item) => asRecord(item)['name'] === port)) continue;
    const names = ports.flatMap((item) => asString(asRecord(item)['name']) ?? []);
    found.push({
      code: 'verify/unknown-port-name',
      severity,
      manifest,
      path: `${path}.${action}.port`,
      given: printGiven(port),
      message: `container ${container} declares no port of this name${names.length === 0 ? '' : `, only ${listNames(names)}`}`,
      fix: 'the name of a port that the container declares, or a number',
    });
  }
}

function protocolOf(port: PlainRecord): string {
  return asString(port['protocol']) ?? 'TCP';
}

function describePorts({ containers }: PodTemplate): string {
  const running = containers.filter(({ role }) => role !== 'init');
  const ports = running.flatMap(({ definition }) => asArray(definition['ports']).map(asRecord));
  const described = ports.slice(0, 5).map((port) => {
    const name = asString(port['name']);
    return `${printGiven(port['containerPort'])}/${protocolOf(port)}${name === undefined ? '' : ` (${name})`}`;
  });
  return described.length === 0 ? ', and no other' : `, only ${described.join(', ')}`;
}

import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';

/** Nothing is there twice under one name. */
export const noDuplicates: Rule = {
  name: 'no-duplicates',
  summary: 'objects, containers, volumes, ports and variables have names of their own',
  source: 'kubernetes 1.34 pkg/apis/core/validation; server-side apply refuses lists that repeat a key',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const object of inventory.objects) checkIdentity(inventory, object, found);
    for (const template of inventory.podTemplates) {
      if (template.origin === 'kubernetes') checkPod(template, found);
    }
    return found;
  },
};

function checkIdentity(inventory: Inventory, object: ManifestObject, found: RuleFinding[]): void {
  const first = inventory.isRepeated(object) ? inventory.tryFind(object) : undefined;
  if (first === undefined) return;
  found.push({
    code: 'verify/duplicate-object',
    severity: 'error',
    manifest: object.manifest,
    path: 'metadata.name',
    given: printGiven(object.name),
    message: `documents ${first.document} and ${object.document} are both ${nameOf(object)}, so that one overwrites the other`,
    fix: 'another name for one of them',
  });
}

function checkPod(template: PodTemplate, found: RuleFinding[]): void {
  const { owner, pod, podPath, containers } = template;
  const { manifest } = owner;
  findRepeated(
    containers.map(({ name, path }) => ({ name, path: `${path}.name` })),
    ({ name, path }) => found.push(duplicate(manifest, path, name, 'another container of the pod has this name')),
  );
  const volumes = namesIn(pod['volumes'], `${podPath}.volumes`);
  findRepeated(volumes, ({ name, path }) =>
    found.push(duplicate(manifest, path, name, 'another volume of the pod has this name')),
  );
  const ports = new Map<string, string>();
  for (const container of containers) checkContainer(template, container, ports, found);
}

function checkContainer(
  { owner: { manifest } }: PodTemplate,
  { name: container, path, definition, role }: ContainerDefinition,
  ports: Map<string, string>,
  found: RuleFinding[],
): void {
  findRepeated(namesIn(definition['env'], `${path}.env`), (repeated) =>
    found.push(
      duplicate(
        manifest,
        repeated.path,
        repeated.name,
        `container ${container} already has this variable, and the last one wins`,
      ),
    ),
  );
  const ownPorts = namesIn(definition['ports'], `${path}.ports`);
  findRepeated(ownPorts, (repeated) =>
    found.push(
      duplicate(manifest, repeated.path, repeated.name, `container ${container} already has a port of this name`),
    ),
  );
  checkPortNumbers(manifest, container, definition['ports'], `${path}.ports`, found);
  if (role === 'init') return;
  for (const port of ownPorts) {
    const other = ports.get(port.name);
    if (other === undefined) ports.set(port.name, container);
    else if (other !== container) {
      found.push({
        code: 'verify/ambiguous-port',
        severity: 'warning',
        manifest,
        path: port.path,
        given: printGiven(port.name),
        message: `container ${other} has a port of this name too, and a Service that names it reaches only one of them`,
        fix: 'another name for one of them',
      });
    }
  }
}

function checkPortNumbers(
  manifest: ManifestObject['manifest'],
  container: string,
  value: unknown,
  path: string,
  found: RuleFinding[],
): void {
  const ports = asArray(value).map((item, index) => {
    const { containerPort, protocol } = asRecord(item);
    return {
      name: `${printGiven(containerPort)}/${asString(protocol) ?? 'TCP'}`,
      path: `${path}[${index}].containerPort`,
    };
  });
  findRepeated(ports, (repeated) =>
    found.push({
      code: 'verify/duplicate-port',
      severity: 'warning',
      manifest,
      path: repeated.path,
      given: repeated.name,
      message: `container ${container} already declares this port, and kubectl apply --server-side refuses to have it twice`,
      fix: 'it once, under one name',
    }),
  );
}

interface Named {
  readonly name: string;
  readonly path: string;
}

function namesIn(value: unknown, path: string): readonly Named[] {
  const named: Named[] = [];
  asArray(value).forEach((item, index) => {
    const name = asString(asRecord(item)['name']);
    if (name !== undefined) named.push({ name, path: `${path}[${index}].name` });
  });
  return named;
}

function findRepeated(items: readonly Named[], report: (repeated: Named) => void): void {
  if (items.length < 2) return;
  const seen = new Set<string>();
  for (const item of items) {
    if (item.name === '') continue;
    if (seen.has(item.name)) report(item);
    seen.add(item.name);
  }
}

function duplicate(manifest: ManifestObject['manifest'], path: string, name: string, message: string): RuleFinding {
  return {
    code: 'verify/duplicate-name',
    severity: 'error',
    manifest,
    path,
    given: printGiven(name),
    message,
    fix: 'another name for one of them',
  };
}

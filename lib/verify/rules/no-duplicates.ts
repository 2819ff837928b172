import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { nameOf, type Manifest, type ManifestObject } from '../manifest';
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
    checkPods(inventory, found, (template) => {
      checkPod(template, found);
    });
    return found;
  },
};

function checkIdentity(inventory: Inventory, object: ManifestObject, found: RuleFinding[]): void {
  const first = inventory.overwrittenBy(object);
  if (first === undefined) return;
  found.push({
    code: 'verify/duplicate-object',
    severity: 'error',
    manifest: object.manifest,
    path: 'metadata.name',
    given: printGiven(object.name),
    message: `documents ${positionOf(first)} and ${positionOf(object)} are both ${nameOf(object)}, so that one overwrites the other`,
    fix: 'another name for one of them',
  });
}

function positionOf({ document, within }: ManifestObject): string {
  return within === '' ? String(document) : `${document} (${within})`;
}

function checkPod(template: PodTemplate, found: RuleFinding[]): void {
  const { owner, pod, podPath, containers } = template;
  const { manifest } = owner;
  for (const index of repeated(containers, ({ name }) => name)) {
    const { name = '', path = '' } = containers[index] ?? {};
    found.push(duplicate(manifest, `${path}.name`, name, 'another container of the pod has this name'));
  }
  checkNames(manifest, pod['volumes'], `${podPath}.volumes`, 'another volume of the pod has this name', found);
  for (const { definition, path, name } of containers) {
    checkVariables(manifest, name, definition['env'], `${path}.env`, found);
    const port = `container ${name} already has a port of this name`;
    checkNames(manifest, definition['ports'], `${path}.ports`, port, found);
    checkPortNumbers(manifest, name, definition['ports'], `${path}.ports`, found);
  }
  if (containers.length > 1) checkPortNames(manifest, containers, found);
}

function checkNames(manifest: Manifest, list: unknown, path: string, message: string, found: RuleFinding[]): void {
  const items = asArray(list);
  for (const index of repeated(items, itemName)) {
    found.push(duplicate(manifest, `${path}[${index}].name`, itemName(items[index]) ?? '', message));
  }
}

/** The API server takes them when an object is created, and refuses them where it is applied on the server's side. */
function checkVariables(
  manifest: Manifest,
  container: string,
  list: unknown,
  path: string,
  found: RuleFinding[],
): void {
  const items = asArray(list);
  for (const index of repeated(items, itemName)) {
    const message = `container ${container} already has this variable: the last one wins, and kubectl apply --server-side refuses both`;
    const finding = duplicate(manifest, `${path}[${index}].name`, itemName(items[index]) ?? '', message);
    found.push({ ...finding, severity: 'warning', fix: 'it once, with the value that is meant' });
  }
}

function checkPortNumbers(
  manifest: Manifest,
  container: string,
  list: unknown,
  path: string,
  found: RuleFinding[],
): void {
  const items = asArray(list);
  for (const index of repeated(items, portOf)) {
    found.push({
      code: 'verify/duplicate-port',
      severity: 'warning',
      manifest,
      path: `${path}[${index}].containerPort`,
      given: portOf(items[index]),
      message: `container ${container} already declares this port, and kubectl apply --server-side refuses to have it twice`,
      fix: 'it once, under one name',
    });
  }
}

/** A Service that names a port of a pod reaches the first container that has one of this name. */
function checkPortNames(manifest: Manifest, containers: readonly ContainerDefinition[], found: RuleFinding[]): void {
  const holders = new Map<string, string>();
  for (const { name: container, definition, path, role } of containers) {
    if (role === 'init') continue;
    asArray(definition['ports']).forEach((port, index) => {
      const name = itemName(port);
      if (name === undefined) return;
      const other = holders.get(name);
      if (other === undefined) holders.set(name, container);
      if (other === undefined || other === container) return;
      found.push({
        code: 'verify/ambiguous-port',
        severity: 'warning',
        manifest,
        path: `${path}.ports[${index}].name`,
        given: printGiven(name),
        message: `container ${other} has a port of this name too, and a Service that names it reaches only one of them`,
        fix: 'another name for one of them',
      });
    });
  }
}

/** The positions in a list at which a name comes up again. */
function repeated<T>(items: readonly T[], nameOfItem: (item: T) => string | undefined): readonly number[] {
  if (items.length < 2) return [];
  const seen = new Set<string>();
  const positions: number[] = [];
  items.forEach((item, index) => {
    const name = nameOfItem(item);
    if (name === undefined || name === '') return;
    if (seen.has(name)) positions.push(index);
    seen.add(name);
  });
  return positions;
}

function itemName(item: unknown): string | undefined {
  return asString(asRecord(item)['name']);
}

function portOf(item: unknown): string {
  const { containerPort, protocol } = asRecord(item);
  return `${printGiven(containerPort)}/${asString(protocol) ?? 'TCP'}`;
}

function duplicate(manifest: Manifest, path: string, name: string, message: string): RuleFinding {
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

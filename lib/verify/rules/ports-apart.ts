import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';

/** The containers of a pod, which share its network, keep out of each other's way. */
export const portsApart: Rule = {
  name: 'ports-apart',
  summary: 'containers of a pod that run at once have ports of their own, on the pod and on its node',
  source: 'kubernetes concepts/workloads/pods: the containers of a pod share its ports; 1.34 checkHostPortConflicts',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      const refused = checkHostPorts(template, found);
      if (template.containers.length > 1) checkContainerPorts(template, refused, found);
    });
    return found;
  },
};

interface DeclaredPort {
  readonly container: ContainerDefinition;
  readonly path: string;
  readonly port: PlainRecord;
}

function portsOf(container: ContainerDefinition): readonly DeclaredPort[] {
  return asArray(container.definition['ports']).map((item, index) => ({
    container,
    path: `${container.path}.ports[${index}]`,
    port: asRecord(item),
  }));
}

/** Reports what the API server refuses, and says which ports that were. */
function checkHostPorts({ owner: { manifest }, pod, containers }: PodTemplate, found: RuleFinding[]): Set<string> {
  const refused = new Set<string>();
  const isHostNetwork = pod['hostNetwork'] === true;
  const main = containers.filter(({ role }) => role === 'main');
  const alone = containers.filter(({ role }) => role !== 'main');
  // The API server looks at all containers together, and at each that runs before them by itself.
  for (const group of [main, ...alone.map((container) => [container])]) {
    const holders = new Map<string, string>();
    for (const { container, path, port } of group.flatMap(portsOf)) {
      const given = isSet(port['hostPort']) && port['hostPort'] !== 0 ? port['hostPort'] : undefined;
      const host = given ?? (isHostNetwork && container.role === 'main' ? port['containerPort'] : undefined);
      if (!isSet(host)) continue;
      const place = { code: 'verify/host-port', severity: 'error', manifest, path: `${path}.hostPort` } as const;
      if (isHostNetwork && container.role === 'main' && host !== port['containerPort']) {
        const message = 'with hostNetwork it is the containerPort, and the API server refuses another';
        found.push({
          ...place,
          given: printGiven(host),
          message,
          fix: `${printGiven(port['containerPort'])}, or nothing`,
        });
      }
      const key = `${printGiven(host)}/${protocolOf(port)} ${asString(port['hostIP']) ?? ''}`.trimEnd();
      const holder = holders.get(key);
      holders.set(key, container.name);
      if (holder === undefined) continue;
      refused.add(path);
      const other = holder === container.name ? 'the container' : `container ${holder}`;
      const message = `${other} already has this port of the node, and the API server refuses it twice`;
      found.push({ ...place, given: key, message, fix: 'another port for one of them' });
    }
  }
  return refused;
}

function checkContainerPorts(
  { owner: { manifest }, containers }: PodTemplate,
  refused: ReadonlySet<string>,
  found: RuleFinding[],
): void {
  const holders = new Map<string, ContainerDefinition>();
  for (const { container, path, port } of containers.filter(({ role }) => role !== 'init').flatMap(portsOf)) {
    if (!isSet(port['containerPort'])) continue;
    const key = `${printGiven(port['containerPort'])}/${protocolOf(port)}`;
    const holder = holders.get(key);
    if (holder === undefined) holders.set(key, container);
    if (holder === undefined || holder === container || refused.has(path)) continue;
    found.push({
      code: 'verify/port-clash',
      severity: 'warning',
      manifest,
      path: `${path}.containerPort`,
      given: key,
      message: `container ${holder.name} has this port too, and the later of the two cannot listen on it`,
      fix: 'another port for one of them',
    });
  }
}

function protocolOf(port: PlainRecord): string {
  return asString(port['protocol']) ?? 'TCP';
}

import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { groupOf, type ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import { isAccelerator, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';
import { asArray, asRecord, asString } from '../untrusted';

/** What computes on GPUs is scaled by something that tells how busy they are. */
export const usageTells: Rule = {
  name: 'usage-tells',
  summary: 'pods with accelerators are not scaled by the usage of their CPU alone',
  source:
    'https://docs.vllm.ai/en/stable/usage/metrics.html: what a server counts of its own work; a thread that polls a GPU keeps a CPU busy',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
      const metrics = asArray(scaler.spec['metrics']).map(asRecord);
      const measured = metrics.map(({ resource, containerResource }) => ({
        name: asRecord(resource)['name'] ?? asRecord(containerResource)['name'],
        container: asString(asRecord(containerResource)['container']),
      }));
      check(inventory, scaler, measured, 'spec.metrics[0]', found);
    }
    for (const scaler of inventory.ofKind('keda.sh', 'ScaledObject')) {
      const measured = asArray(scaler.spec['triggers'])
        .map(asRecord)
        .map(({ type, metadata }) => ({ name: type, container: asString(asRecord(metadata)['containerName']) }));
      check(inventory, scaler, measured, 'spec.triggers[0]', found);
    }
    return found;
  },
};

interface Measured {
  readonly name: unknown;
  readonly container: string | undefined;
}

function check(
  inventory: Inventory,
  scaler: ManifestObject,
  measured: readonly Measured[],
  path: string,
  found: RuleFinding[],
): void {
  if (measured.length === 0 || measured.some(({ name }) => name !== 'cpu')) return;
  const { apiVersion, kind, name } = asRecord(scaler.spec['scaleTargetRef']);
  const target = inventory.tryFind({
    group: groupOf(asString(apiVersion) ?? 'apps/v1'),
    kind: asString(kind) ?? 'Deployment',
    namespace: scaler.namespace,
    name: asString(name) ?? '',
  });
  const templates = target === undefined ? [] : inventory.podTemplatesOf(target);
  if (!measured.every(({ container }) => templates.some((template) => hasAccelerator(template, container)))) return;
  found.push({
    code: 'verify/cpu-tells-little',
    severity: 'warning',
    manifest: scaler.manifest,
    path,
    message: 'the usage of CPU hardly tells how busy a server on accelerators is: it waits for them in a loop',
    fix: 'the length of its queue, or the number of requests under way',
  });
}

function hasAccelerator({ containers }: PodTemplate, measured: string | undefined): boolean {
  return containers.some(
    (container) =>
      (measured === undefined || container.name === measured) && resourcesNamedBy(container).some(isAccelerator),
  );
}

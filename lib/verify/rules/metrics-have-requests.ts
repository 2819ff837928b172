import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import { groupOf, nameOf, type ManifestObject } from '../manifest';
import type { Inventory } from '../inventory';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';
import { listNames } from '../wording';

/** What an autoscaler measures as a share of a request has that request. */
export const metricsHaveRequests: Rule = {
  name: 'metrics-have-requests',
  summary: 'each container whose utilisation an autoscaler measures requests the resource',
  source: 'kubernetes 1.34 pkg/controller/podautoscaler/replica_calculator.go: missing request; kubernetes#79365',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    // A LimitRange gives requests to containers that have none.
    const limited = new Set(inventory.ofKind('', 'LimitRange').map(({ namespace }) => namespace));
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
      const template = templateOf(inventory, scaler);
      if (template === undefined || limited.has(scaler.namespace)) continue;
      for (const metric of metricsOf(scaler)) checkMetric(scaler, template, metric, found);
    }
    for (const scaler of inventory.ofKind('keda.sh', 'ScaledObject')) {
      const template = templateOf(inventory, scaler, 'apps/v1', 'Deployment');
      if (template === undefined || limited.has(scaler.namespace)) continue;
      for (const metric of triggersOf(scaler)) checkMetric(scaler, template, metric, found);
    }
    return found;
  },
};

/** KEDA wants a request whatever the target is: its webhook refuses without one. */
function triggersOf({ spec }: ManifestObject): readonly ResourceMetric[] {
  return asArray(spec['triggers']).flatMap((item, index) => {
    const { type, metadata } = asRecord(item);
    if (type !== 'cpu' && type !== 'memory') return [];
    const container = asString(asRecord(metadata)['containerName']);
    return [
      {
        resource: type,
        container,
        isUtilization: true,
        path: `spec.triggers[${index}]`,
        containerField: 'metadata.containerName',
      },
    ];
  });
}

interface ResourceMetric {
  readonly resource: string;
  /** The one container that is measured; left out where the whole pod is. */
  readonly container?: string | undefined;
  /** Whether the target is a share of the request, and not an amount. */
  readonly isUtilization: boolean;
  readonly path: string;
  /** How KEDA is told of one container. */
  readonly containerField?: string | undefined;
}

function metricsOf({ spec, apiVersion, metadata }: ManifestObject): readonly ResourceMetric[] {
  if (apiVersion === 'autoscaling/v1') {
    // There the metrics of later versions are kept in an annotation.
    if (isSet(asRecord(metadata['annotations'])['autoscaling.alpha.kubernetes.io/metrics'])) return [];
    return [{ resource: 'cpu', isUtilization: true, path: 'spec.targetCPUUtilizationPercentage' }];
  }
  const metrics = asArray(spec['metrics']);
  // The API server then sets 80 % of the CPU.
  if (metrics.length === 0) return [{ resource: 'cpu', isUtilization: true, path: 'spec.metrics' }];
  return metrics.flatMap((item, index) => {
    const metric = asRecord(item);
    if (metric['type'] === 'Resource') return readMetric(metric['resource'], `spec.metrics[${index}].resource`, false);
    if (metric['type'] !== 'ContainerResource') return [];
    return readMetric(metric['containerResource'], `spec.metrics[${index}].containerResource`, true);
  });
}

function readMetric(value: unknown, path: string, ofContainer: boolean): ResourceMetric[] {
  const source = asRecord(value);
  const resource = asString(source['name']);
  const container = asString(source['container']);
  if (resource === undefined || (ofContainer && container === undefined)) return [];
  const isUtilization = isSet(asRecord(source['target'])['averageUtilization']);
  return [{ resource, container: ofContainer ? container : undefined, isUtilization, path }];
}

function checkMetric(
  { manifest }: ManifestObject,
  template: PodTemplate,
  { resource, container, isUtilization, path, containerField }: ResourceMetric,
  found: RuleFinding[],
): void {
  const target = nameOf(template.owner);
  const running = template.containers.filter(({ role }) => role !== 'init');
  const measured = container === undefined ? running : running.filter(({ name }) => name === container);
  if (container !== undefined && measured.length === 0) {
    found.push({
      code: 'verify/unknown-container',
      // A webhook may add one to the pods, as service meshes do.
      severity: 'warning',
      manifest,
      path: `${path}.${containerField ?? 'container'}`,
      given: printGiven(container),
      message: `${target} has no such container, only ${listNames(running.map(({ name }) => name))}`,
      fix: 'the name of one of its containers',
    });
    return;
  }
  if (!isUtilization) return;
  if (container === undefined && hasResource(asRecord(template.pod['resources']), resource)) return;
  const lacking = measured.filter(({ definition }) => !hasResource(asRecord(definition['resources']), resource));
  if (lacking.length === 0) return;
  found.push({
    code: 'verify/metric-without-request',
    // A LimitRange of the cluster may add one.
    severity: 'warning',
    manifest,
    path,
    message: `in ${target} ${describe(lacking)} no ${resource}, so that its utilisation cannot be computed`,
    fix: `a request for ${resource} in each container, or ${containerField ?? 'a ContainerResource metric'} for one that has it`,
  });
}

function describe(lacking: readonly ContainerDefinition[]): string {
  const names = listNames(lacking.map(({ name }) => name));
  return lacking.length === 1 ? `container ${names} requests` : `the containers ${names} request`;
}

/** A limit counts: the API server turns it into a request where there is none. */
function hasResource(resources: PlainRecord, resource: string): boolean {
  const { requests, limits } = resources;
  return isSet(asRecord(requests)[resource]) || isSet(asRecord(limits)[resource]);
}

function templateOf(
  inventory: Inventory,
  scaler: ManifestObject,
  defaultVersion = '',
  defaultKind = '',
): PodTemplate | undefined {
  const { apiVersion, kind, name } = asRecord(scaler.spec['scaleTargetRef']);
  const group = groupOf(asString(apiVersion) ?? defaultVersion);
  const wanted = { group, kind: asString(kind) ?? defaultKind, name: asString(name) ?? '' };
  const target = inventory.tryFind({ ...wanted, namespace: scaler.namespace });
  const [template] = target === undefined ? [] : inventory.podTemplatesOf(target);
  return template?.origin === 'kubernetes' ? template : undefined;
}

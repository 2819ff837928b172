import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, isSet, type PlainRecord } from '../untrusted';

/** Numbers are whole and within what their fields hold. */
export const numbersInRange: Rule = {
  name: 'numbers-in-range',
  summary: 'ports, users, counts and seconds are whole numbers that their fields can hold',
  source:
    'kubernetes 1.34 apimachinery pkg/util/validation IsValidPortNum, IsValidUserID; int32 fields of apps/v1, core/v1',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      checkPod(template, found);
    });
    for (const kind of ['Deployment', 'StatefulSet', 'ReplicaSet', 'DaemonSet']) {
      for (const { manifest, spec } of inventory.ofKind('apps', kind)) {
        checkFields(manifest, 'spec', '', spec, workloadCounts, count, found);
      }
    }
    for (const service of inventory.ofKind('', 'Service')) checkService(service, found);
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) checkScaler(scaler, found);
    return found;
  },
};

interface Range {
  readonly least: number;
  readonly most: number;
}

const port: Range = { least: 1, most: 65_535 };
const count: Range = { least: 0, most: 2_147_483_647 };
const share: Range = { least: 1, most: 2_147_483_647 };

const workloadCounts = ['replicas', 'minReadySeconds', 'progressDeadlineSeconds', 'revisionHistoryLimit'];
const users = ['runAsUser', 'runAsGroup', 'fsGroup'];
const servicePort = ['port'];
const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'];
const probeCounts = ['initialDelaySeconds', 'periodSeconds', 'timeoutSeconds', 'failureThreshold', 'successThreshold'];

function checkPod({ owner: { manifest }, pod, podPath, containers }: PodTemplate, found: RuleFinding[]): void {
  const forPod = asRecord(pod['securityContext']);
  checkFields(manifest, podPath, '.securityContext', forPod, users, count, found);
  for (const { definition, path } of containers) {
    checkFields(manifest, path, '.securityContext', asRecord(definition['securityContext']), users, count, found);
    asArray(definition['ports']).forEach((item, index) => {
      const place = `${path}.ports[${index}]`;
      const given = asRecord(item);
      // 0 is read as left out for a port of the node, and refused for one of the container.
      checkFields(manifest, place, '', given, ['containerPort'], port, found);
      if (given['hostPort'] !== 0) checkFields(manifest, place, '', given, ['hostPort'], port, found);
    });
    for (const probe of probes) {
      if (isSet(definition[probe])) {
        checkFields(manifest, path, `.${probe}`, asRecord(definition[probe]), probeCounts, count, found);
      }
    }
  }
}

function checkService({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  asArray(spec['ports']).forEach((item, index) => {
    const given = asRecord(item);
    checkFields(manifest, 'spec.ports', `[${index}]`, given, servicePort, port, found);
    if (typeof given['targetPort'] === 'number' && given['targetPort'] !== 0) {
      checkFields(manifest, 'spec.ports', `[${index}]`, given, ['targetPort'], port, found);
    }
  });
}

function checkScaler({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  asArray(spec['metrics']).forEach((item, index) => {
    const metric = asRecord(item);
    for (const kind of ['resource', 'containerResource']) {
      const path = `spec.metrics[${index}].${kind}.target`;
      const target = asRecord(asRecord(metric[kind])['target']);
      checkFields(manifest, path, '', target, ['averageUtilization'], share, found);
    }
  });
}

function checkFields(
  manifest: Manifest,
  // In two parts, which are joined only where something is found.
  path: string,
  below: string,
  record: PlainRecord,
  fields: readonly string[],
  { least, most }: Range,
  found: RuleFinding[],
): void {
  for (const field of fields) {
    const given = record[field];
    if (!isSet(given)) continue;
    if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) continue;
    found.push({
      code: 'verify/out-of-range',
      severity: 'error',
      manifest,
      path: `${path}${below}.${field}`,
      given: printGiven(given),
      message: `not a whole number from ${least} to ${most}`,
      fix: `a whole number from ${least} to ${most}`,
    });
  }
}

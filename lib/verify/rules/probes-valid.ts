import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { probeActions, progressDeadline, startupBudget } from '../startup-budget';
import { asInteger, isRecord, isSet, type PlainRecord } from '../untrusted';

const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
const counts = ['failureThreshold', 'initialDelaySeconds', 'periodSeconds', 'successThreshold', 'timeoutSeconds'];

/** Probes are ones that the API server takes, and a rollout waits as long as they do. */
export const probesValid: Rule = {
  name: 'probes-valid',
  summary: 'probes are well formed, and a rollout is given the time that they leave a container to start',
  source: 'kubernetes 1.34 pkg/apis/core/validation validateProbe; apps/v1 DeploymentSpec progressDeadlineSeconds',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, (template) => {
      for (const container of template.containers) checkProbes(template, container, found);
    });
    for (const deployment of inventory.ofKind('apps', 'Deployment')) checkDeadline(inventory, deployment, found);
    return found;
  },
};

function checkProbes({ owner: { manifest } }: PodTemplate, container: ContainerDefinition, found: RuleFinding[]): void {
  for (const name of probes) {
    const probe = container.definition[name];
    if (!isRecord(probe)) continue;
    const path = `${container.path}.${name}`;
    if (container.role === 'init') {
      found.push({
        code: 'verify/probe-refused',
        severity: 'error',
        manifest,
        path,
        message: `init container ${container.name} ends before the others start, and takes no probe`,
        fix: 'no probe, or restartPolicy: Always to make it a sidecar',
      });
      continue;
    }
    const taken = probeActions.filter((action) => isSet(probe[action]));
    if (taken.length !== 1) {
      found.push({
        code: 'verify/probe-refused',
        severity: 'error',
        manifest,
        path,
        message: taken.length === 0 ? 'the probe does nothing' : `the probe does several things: ${taken.join(', ')}`,
        fix: `one of ${probeActions.join(', ')}`,
      });
    }
    checkCounts(manifest, name, probe, path, found);
    checkGrace(manifest, name, probe, path, found);
  }
}

function checkCounts(
  manifest: Manifest,
  name: (typeof probes)[number],
  probe: PlainRecord,
  path: string,
  found: RuleFinding[],
): void {
  for (const field of counts) {
    const count = probe[field];
    if (!isSet(count)) continue;
    const whole = asInteger(count);
    const place = `${path}.${field}`;
    if (whole === undefined || whole < 0) {
      found.push(refused(manifest, place, count, 'not a whole number of 0 or more', 'a whole number such as 10'));
    } else if (field === 'successThreshold' && name !== 'readinessProbe' && whole > 1) {
      // 0 is read as left out.
      const message = `one success is enough for a ${name}, and the API server refuses to ask for more`;
      found.push(refused(manifest, place, count, message, '1'));
    }
  }
}

/** The grace period of a probe is what its container gets when it is restarted because of it. */
function checkGrace(
  manifest: Manifest,
  name: (typeof probes)[number],
  probe: PlainRecord,
  path: string,
  found: RuleFinding[],
): void {
  const field = 'terminationGracePeriodSeconds';
  const grace = probe[field];
  if (!isSet(grace)) return;
  const place = { severity: 'error', manifest, path: `${path}.${field}`, given: printGiven(grace) } as const;
  if (name === 'readinessProbe') {
    const message = 'a readinessProbe ends no container, and the API server refuses a grace period for it';
    const fix = 'nothing here, or terminationGracePeriodSeconds of the pod';
    found.push({ ...place, code: 'verify/probe-refused', message, fix });
  } else if ((asInteger(grace) ?? 0) < 1) {
    const message = 'not a whole number of 1 or more';
    found.push({ ...place, code: 'verify/probe-refused', message, fix: 'a whole number such as 30' });
  }
}

function refused(manifest: Manifest, path: string, given: unknown, message: string, fix: string): RuleFinding {
  const place = { severity: 'error', manifest, path, given: printGiven(given) } as const;
  return { ...place, code: 'verify/probe-refused', message, fix };
}

function checkDeadline(inventory: Inventory, deployment: ManifestObject, found: RuleFinding[]): void {
  const { manifest, spec } = deployment;
  const deadline = progressDeadline(spec);
  if (deadline === undefined) return;
  const place = { manifest, path: 'spec.progressDeadlineSeconds', given: String(deadline) } as const;
  const minReady = asInteger(spec['minReadySeconds']) ?? 0;
  if (deadline <= minReady) {
    found.push({
      ...place,
      code: 'verify/deadline-before-ready',
      severity: 'error',
      message: `the rollout fails before a pod counts as available, which takes minReadySeconds, ${minReady}`,
      fix: `more than ${minReady}`,
    });
  }
  for (const { containers } of inventory.podTemplatesOf(deployment)) {
    for (const { name, role, definition } of containers) {
      const budget = role === 'init' ? 0 : startupBudget(definition);
      if (budget === 0 || budget < deadline) continue;
      found.push({
        ...place,
        code: 'verify/deadline-before-startup',
        // It may well start sooner.
        severity: 'warning',
        message: `the rollout is reported as failed after ${deadline} s, while container ${name} may take ${budget} s to start`,
        fix: `more than ${budget}, with time on top to find a node and pull the image`,
      });
    }
  }
}

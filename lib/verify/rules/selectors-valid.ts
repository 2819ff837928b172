import { labelKeyProblem, labelValueProblem, printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord, pathOfKey } from '../untrusted';

/** Selectors ask for labels that an object could carry. */
export const selectorsValid: Rule = {
  name: 'selectors-valid',
  summary: 'selectors ask for labels that an object can carry',
  source: 'kubernetes 1.34 apimachinery pkg/apis/meta/v1/validation ValidateLabelSelector',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const kind of ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet']) {
      for (const { manifest, spec } of inventory.ofKind('apps', kind)) {
        checkSelector(manifest, 'spec.selector', spec['selector'], found);
      }
    }
    for (const { manifest, spec } of inventory.ofKind('', 'Service')) {
      checkLabels(manifest, 'spec.selector', spec['selector'], found);
    }
    for (const { manifest, spec } of inventory.ofKind('policy', 'PodDisruptionBudget')) {
      checkSelector(manifest, 'spec.selector', spec['selector'], found);
    }
    for (const { manifest, spec } of inventory.ofKind('networking.k8s.io', 'NetworkPolicy')) {
      checkSelector(manifest, 'spec.podSelector', spec['podSelector'], found);
      checkPeers(manifest, 'spec.ingress', spec['ingress'], 'from', found);
      checkPeers(manifest, 'spec.egress', spec['egress'], 'to', found);
    }
    return found;
  },
};

function checkPeers(manifest: Manifest, path: string, rules: unknown, side: 'from' | 'to', found: RuleFinding[]): void {
  asArray(rules).forEach((rule, index) => {
    asArray(asRecord(rule)[side]).forEach((peer, position) => {
      for (const selector of ['podSelector', 'namespaceSelector']) {
        const place = `${path}[${index}].${side}[${position}].${selector}`;
        checkSelector(manifest, place, asRecord(peer)[selector], found);
      }
    });
  });
}

function checkSelector(manifest: Manifest, path: string, selector: unknown, found: RuleFinding[]): void {
  checkLabels(manifest, path, asRecord(selector)['matchLabels'], found, '.matchLabels');
}

// What nearly every label looks like, and every rule allows: most need no closer look.
const plainKey =
  /^(?:[a-z](?:[-a-z0-9]{0,30}[a-z0-9])?(?:\.[a-z](?:[-a-z0-9]{0,30}[a-z0-9])?){0,4}\/)?[A-Za-z](?:[-\w.]{0,60}[A-Za-z0-9])?$/;
const plainValue = /^[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/;

function checkLabels(manifest: Manifest, path: string, labels: unknown, found: RuleFinding[], below = ''): void {
  if (!isRecord(labels)) return;
  for (const key of Object.keys(labels)) {
    const value = labels[key];
    if (plainKey.test(key) && typeof value === 'string' && plainValue.test(value)) continue;
    const problem =
      labelKeyProblem(key) ?? (typeof value === 'string' ? labelValueProblem(value) : 'must be a text, in quotes');
    if (problem === undefined) continue;
    found.push({
      code: 'verify/invalid-selector',
      severity: 'error',
      manifest,
      path: pathOfKey(`${path}${below}`, key),
      given: printGiven({ [key]: value }),
      message: problem,
      fix: 'a label that the objects to be selected carry',
    });
  }
}

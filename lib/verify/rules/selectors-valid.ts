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
  checkLabels(manifest, `${path}.matchLabels`, asRecord(selector)['matchLabels'], found);
}

function checkLabels(manifest: Manifest, path: string, labels: unknown, found: RuleFinding[]): void {
  if (!isRecord(labels)) return;
  for (const [key, value] of Object.entries(labels)) {
    const problem =
      labelKeyProblem(key) ?? (typeof value === 'string' ? labelValueProblem(value) : 'must be a text, in quotes');
    if (problem === undefined) continue;
    found.push({
      code: 'verify/invalid-selector',
      severity: 'error',
      manifest,
      path: pathOfKey(path, key),
      given: printGiven({ [key]: value }),
      message: problem,
      fix: 'a label that the objects to be selected carry',
    });
  }
}

import { labelKeyProblem, nameProblem, printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest } from '../manifest';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { asArray, asRecord, isSet } from '../untrusted';

/** What an object refers to by name could be the name of something. */
export const referencesNamed: Rule = {
  name: 'references-named',
  summary:
    'names of accounts, classes, Secrets, keys, fields and metrics that are referred to are ones that could exist',
  source:
    'kubernetes 1.34 pkg/apis/core/validation ValidatePodSpec, validateEnvVarValueFrom; pkg/apis/autoscaling/validation',
  check(inventory: Inventory): readonly RuleFinding[] {
    const names = new ReferredNames();
    checkPods(inventory, names.found, (template) => {
      names.checkPod(template);
    });
    for (const { manifest, spec } of inventory.ofKind('networking.k8s.io', 'Ingress')) {
      names.check(manifest, 'spec.ingressClassName', spec['ingressClassName'], 'IngressClass');
      asArray(spec['tls']).forEach((tls, index) => {
        names.check(manifest, `spec.tls[${index}].secretName`, asRecord(tls)['secretName'], 'Secret');
      });
    }
    for (const { manifest, spec } of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
      asArray(spec['metrics']).forEach((item, index) => {
        for (const source of ['pods', 'object', 'external']) {
          const metric = asRecord(asRecord(asRecord(item)[source])['metric']);
          names.checkMetric(manifest, `spec.metrics[${index}].${source}.metric.name`, metric['name']);
        }
      });
    }
    return names.found;
  },
};

// What nearly every name looks like: most need no closer look.
const plain = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const key = /^[-._a-zA-Z0-9]{1,253}$/;

const variableSources = [
  ['secretKeyRef', 'Secret'],
  ['configMapKeyRef', 'ConfigMap'],
] as const;

const podReferences = [
  ['serviceAccountName', 'ServiceAccount'],
  ['priorityClassName', 'PriorityClass'],
  ['runtimeClassName', 'RuntimeClass'],
] as const;

class ReferredNames {
  readonly found: RuleFinding[] = [];

  checkPod({ owner: { manifest }, pod, podPath, containers }: PodTemplate): void {
    for (const [field, kind] of podReferences) {
      if (isSet(pod[field])) this.check(manifest, `${podPath}.${field}`, pod[field], kind);
    }
    for (const { definition, path } of containers) {
      asArray(definition['env']).forEach((item, index) => {
        const { valueFrom } = asRecord(item);
        if (isSet(valueFrom)) this.checkVariable(manifest, `${path}.env[${index}].valueFrom`, valueFrom);
      });
    }
  }

  check(manifest: Manifest, path: string, given: unknown, kind: string): void {
    if (!isSet(given) || given === '' || (typeof given === 'string' && plain.test(given))) return;
    const problem = typeof given === 'string' ? nameProblem(kind, given) : 'must be a text';
    if (problem !== undefined) this.report(manifest, path, given, problem, `the name of a ${kind}`);
  }

  checkMetric(manifest: Manifest, path: string, given: unknown): void {
    if (given === undefined) return;
    const problem = typeof given === 'string' ? segmentProblem(given) : 'must be a text';
    if (problem !== undefined)
      this.report(manifest, path, given, problem, 'the name of a metric, such as http_requests');
  }

  private checkVariable(manifest: Manifest, path: string, valueFrom: unknown): void {
    const sources = asRecord(valueFrom);
    for (const [field, kind] of variableSources) {
      if (!isSet(sources[field])) continue;
      const reference = asRecord(sources[field]);
      this.check(manifest, `${path}.${field}.name`, reference['name'], kind);
      const given = reference['key'];
      if (typeof given === 'string' && key.test(given) && given !== '.' && !given.startsWith('..')) continue;
      const problem = 'must consist of letters, digits, -, _ and ., and not be . or start with ..';
      this.report(manifest, `${path}.${field}.key`, given, problem, `a key that a ${kind} can hold`);
    }
    if (!isSet(sources['fieldRef'])) return;
    const { fieldPath } = asRecord(sources['fieldRef']);
    const [, label] = /^metadata\.(?:labels|annotations)\['(.*)'\]$/s.exec(String(fieldPath)) ?? [];
    const problem = label === undefined ? undefined : labelKeyProblem(label.toLowerCase());
    if (problem !== undefined) {
      this.report(manifest, `${path}.fieldRef.fieldPath`, fieldPath, problem, 'the key of a label or an annotation');
    }
  }

  private report(manifest: Manifest, path: string, given: unknown, message: string, fix: string): void {
    const value = isSet(given) ? { given: printGiven(given) } : {};
    this.found.push({ code: 'verify/invalid-name', severity: 'error', manifest, path, ...value, message, fix });
  }
}

/** What the API server asks of a name that becomes a part of a URL. */
function segmentProblem(name: string): string | undefined {
  if (name === '') return 'must not be empty';
  if (name === '.' || name === '..') return 'must not be . or ..';
  return /[/%]/.test(name) ? 'must not contain / or %' : undefined;
}

import {
  annotationKeyProblem,
  environmentNameProblem,
  isDeferred,
  labelKeyProblem,
  labelValueProblem,
  nameBudgets,
  nameProblem,
  portNameProblem,
  printGiven,
} from '../../core';
import { isBuiltInGroup } from '../built-in-groups';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { customBooks } from '../schema/custom-books';
import { asArray, asRecord, asString, isRecord, isSet, pathOfKey } from '../untrusted';

/** Names, labels, annotations and keys are ones that the API server takes. */
export const namesValid: Rule = {
  name: 'names-valid',
  summary: 'names, labels, annotations and keys are ones that the API server takes',
  source: 'kubernetes 1.34 apimachinery pkg/util/validation and pkg/apis/core/validation',
  check(inventory: Inventory): readonly RuleFinding[] {
    const names = new Names();
    for (const object of inventory.objects) {
      names.checkObject(object);
      names.checkLabels(object, 'metadata', object.metadata);
      if (isSet(object.metadata['finalizers'])) names.checkFinalizers(object);
    }
    checkPods(
      inventory,
      names.found,
      (template) => {
        names.checkPod(template);
      },
      ({ owner, path, metadata }) => {
        if (path !== '') names.checkLabels(owner, `${path}.metadata`, metadata);
      },
    );
    for (const service of inventory.ofKind('', 'Service')) names.checkServicePorts(service);
    for (const kind of ['ConfigMap', 'Secret']) {
      for (const object of inventory.ofKind('', kind)) names.checkDataKeys(object);
    }
    return names.found;
  },
};

// What nearly every name and value looks like, and every rule allows: most need no closer look.
const plainName = /^[a-z](?:[-a-z0-9]{0,50}[a-z0-9])?$/;
const plainValue = /^[A-Za-z0-9](?:[-\w.]*[A-Za-z0-9])?$/;

// A bound in the pattern would cost three times as much.
const longestValue = 63;

type Problem = (text: string) => string | undefined;

// The API server calls both DNS-1123 labels, and holds them to what it holds the name of a Namespace to.
const dnsLabelProblem: Problem = (name) => (plainName.test(name) ? undefined : nameProblem('Namespace', name));

// Seen on Kubernetes 1.34: a StatefulSet with a longer name is accepted, and its pods are then refused.
const limits: ReadonlyMap<string, { readonly longest: number; readonly reason: string }> = new Map([
  ['apps/StatefulSet', { longest: nameBudgets.StatefulSet.limit, reason: nameBudgets.StatefulSet.reason }],
  ['keda.sh/ScaledObject', { longest: nameBudgets.ScaledObject.limit, reason: nameBudgets.ScaledObject.reason }],
]);

const portableVariable = 'letters, digits and _, not starting with a digit';

// Source: kubernetes 1.34.4 pkg/apis/core/helper/helpers.go.
const standardFinalizers = ['kubernetes', 'orphan', 'foregroundDeletion'];

/** Requests and lists, which are not stored. */
const namelessGroups = ['authentication.k8s.io', 'authorization.k8s.io'];

class Names {
  readonly found: RuleFinding[] = [];
  // Keys repeat: each is judged once.
  private readonly labelKeys = new Map<string, string>();
  private readonly annotationKeys = new Map<string, string>();

  checkObject(object: ManifestObject): void {
    const { manifest, group, kind, metadata, name } = object;
    if (kind === '' || object.apiVersion === '') {
      const path = kind === '' ? 'kind' : 'apiVersion';
      this.report(object, path, manifest[path], 'an object needs an apiVersion and a kind', 'apiVersion and kind');
      return;
    }
    const ours = isBuiltInGroup(group);
    if (name === '') {
      const isNameless =
        !(ours || customBooks.has(group)) ||
        namelessGroups.includes(group) ||
        kind.endsWith('List') ||
        // The API server makes a name up.
        (group === '' && kind === 'LimitRange');
      if (isNameless || asString(metadata['generateName']) !== undefined) return;
      this.reportNoName(object, metadata['name']);
      return;
    }
    if (object.namespace !== '') this.check(object, 'metadata.namespace', object.namespace, dnsLabelProblem);
    if (plainName.test(name)) return;
    // A custom resource may share its kind with one of Kubernetes, whose names have a rule of their own.
    const judged = ours ? kind : 'CustomResource';
    const relaxed = nameProblem(judged, name, 'relaxed');
    if (relaxed !== undefined) this.report(object, 'metadata.name', name, relaxed, 'a name of that form');
    else if (nameProblem(judged, name) !== undefined)
      this.reportNotPortable(object, 'metadata.name', name, '1.36', 'a name that starts with a letter');
    const limit = limits.get(`${group}/${kind}`);
    if (limit === undefined || name.length <= limit.longest) return;
    // Nothing is named after a ScaledObject whose autoscaler has a name of its own.
    const { horizontalPodAutoscalerConfig: own } = asRecord(object.spec['advanced']);
    if (kind === 'ScaledObject' && name.length <= longestValue && isSet(asRecord(own)['name'])) return;
    const problem = `must be no more than ${limit.longest} characters, and has ${name.length}: ${limit.reason}`;
    this.report(object, 'metadata.name', name, problem, `a name of at most ${limit.longest} characters`);
  }

  checkLabels(object: ManifestObject, path: string, metadata: unknown): void {
    const { labels, annotations } = asRecord(metadata);
    this.checkMap(object, `${path}.labels`, labels, this.labelKeys, labelKeyProblem, true);
    this.checkMap(object, `${path}.annotations`, annotations, this.annotationKeys, annotationKeyProblem, false);
  }

  checkFinalizers(object: ManifestObject): void {
    const isOurs = isBuiltInGroup(object.group);
    this.checkTexts(object, object.metadata['finalizers'], 'metadata.finalizers', (text) =>
      isOurs && !text.includes('/') && !standardFinalizers.includes(text)
        ? 'must say whose it is, as in example.com/name'
        : labelKeyProblem(text),
    );
  }

  checkPod(template: PodTemplate): void {
    const { owner, pod, podPath, containers } = template;
    this.checkNames(owner, pod['volumes'], `${podPath}.volumes`, dnsLabelProblem);
    for (const container of containers) this.checkContainer(owner, container);
  }

  checkServicePorts(service: ManifestObject): void {
    asArray(service.spec['ports']).forEach((item, index) => {
      const { name, targetPort } = asRecord(item);
      const path = `spec.ports[${index}]`;
      if (asString(name) !== undefined) this.check(service, `${path}.name`, name, dnsLabelProblem);
      if (asString(targetPort) !== undefined) this.check(service, `${path}.targetPort`, targetPort, portNameProblem);
    });
  }

  checkDataKeys(object: ManifestObject): void {
    for (const field of ['data', 'binaryData', 'stringData']) {
      const bag = object.manifest[field];
      if (!isRecord(bag)) continue;
      for (const key of Object.keys(bag)) {
        const problem = dataKeyProblem(key);
        if (problem !== undefined) this.report(object, pathOfKey(field, key), key, problem, 'a key of that form');
      }
    }
  }

  private checkContainer(owner: ManifestObject, { definition, path, name }: ContainerDefinition): void {
    this.check(owner, `${path}.name`, name, dnsLabelProblem);
    this.checkNames(owner, definition['ports'], `${path}.ports`, portNameProblem);
    const variables = asArray(definition['env']);
    for (let index = 0; index < variables.length; index += 1) {
      const variable = asRecord(variables[index])['name'] ?? '';
      const text = typeof variable === 'string' ? variable : undefined;
      if (text !== undefined && environmentNameProblem(text) === undefined) continue;
      const place = `${path}.env[${index}].name`;
      const problem = text === undefined ? 'must be a text' : environmentNameProblem(text, 'relaxed');
      if (problem !== undefined) this.report(owner, place, variable, problem, 'letters, digits and _');
      else if (text !== undefined) this.reportNotPortable(owner, place, text, '1.32', portableVariable);
    }
  }

  private checkNames(owner: ManifestObject, list: unknown, path: string, problemOf: Problem): void {
    asArray(list).forEach((item, index) => {
      const { name } = asRecord(item);
      if (isSet(name) && name !== '') this.check(owner, `${path}[${index}].name`, name, problemOf);
    });
  }

  private checkTexts(owner: ManifestObject, list: unknown, path: string, problemOf: Problem): void {
    asArray(list).forEach((item, index) => {
      this.check(owner, `${path}[${index}]`, item, problemOf);
    });
  }

  private checkMap(
    object: ManifestObject,
    path: string,
    map: unknown,
    judged: Map<string, string>,
    keyProblem: Problem,
    areLabels: boolean,
  ): void {
    if (!isRecord(map)) return;
    for (const key of Object.keys(map)) {
      const problem = judgeOnce(judged, key, keyProblem);
      if (problem !== undefined) this.report(object, pathOfKey(path, key), key, problem, 'a key of that form');
      const value = map[key];
      if (!isSet(value) || isDeferred(value)) continue;
      if (typeof value !== 'string') {
        const fix = 'the same as text, in quotes';
        this.report(object, pathOfKey(path, key), value, 'must be a text', fix);
      } else if (areLabels) {
        const isPlain = value.length <= longestValue && plainValue.test(value);
        const wrong = isPlain ? undefined : labelValueProblem(value);
        if (wrong !== undefined)
          this.report(
            object,
            pathOfKey(path, key),
            value,
            wrong,
            'a label of that form, or an annotation, which holds any text',
          );
      }
    }
  }

  private check(
    object: ManifestObject,
    path: string,
    given: unknown,
    problemOf: Problem,
    fix = 'a name of that form',
  ): void {
    const problem = typeof given === 'string' ? problemOf(given) : 'must be a text';
    if (problem !== undefined) this.report(object, path, given, problem, fix);
  }

  private reportNoName(object: ManifestObject, given: unknown): void {
    const isOther = isSet(given) && typeof given !== 'string';
    const bare = 'YAML takes a bare y, n, yes, no, on or off for true or false';
    const problem = isOther
      ? `is no text, as a name is${typeof given === 'boolean' ? `: ${bare}` : ''}`
      : 'an object needs a name';
    this.report(object, 'metadata.name', given, problem, isOther ? "a name, in quotes, as in name: 'n'" : 'a name');
  }

  private report({ manifest }: ManifestObject, path: string, given: unknown, problem: string, fix: string): void {
    const value = isSet(given) ? { given: printGiven(given) } : {};
    this.found.push({
      code: 'verify/invalid-name',
      severity: 'error',
      manifest,
      path,
      ...value,
      message: problem,
      fix,
    });
  }

  private reportNotPortable(
    { manifest }: ManifestObject,
    path: string,
    name: string,
    version: string,
    fix: string,
  ): void {
    this.found.push({
      code: 'verify/not-known-name',
      severity: 'not-known',
      manifest,
      path,
      given: printGiven(name),
      message: `whether the API server takes this name is not known: it does from Kubernetes ${version} on, and the version is not declared`,
      fix,
    });
  }
}

/** What is wrong with a text, which a map remembers, as the empty string where nothing is. */
function judgeOnce(judged: Map<string, string>, text: string, problemOf: Problem): string | undefined {
  let problem = judged.get(text);
  if (problem === undefined) judged.set(text, (problem = problemOf(text) ?? ''));
  return problem === '' ? undefined : problem;
}

/** What the API server asks of a key of a ConfigMap or Secret, which becomes the name of a file. */
function dataKeyProblem(key: string): string | undefined {
  if (key === '') return 'must not be empty';
  if (key.length > 253) return `must be no more than 253 characters, and has ${key.length}`;
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) return 'must consist of letters, digits, -, _ and .';
  return key === '.' || key.startsWith('..') ? 'must not be . or start with ..' : undefined;
}

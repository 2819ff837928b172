import { aggregatedVersions } from '../aggregated-versions';
import { isBuiltInGroup } from '../built-in-groups';
import { claimsOf, classOf, leavesClassOpen, type ClaimDefinition } from '../claims-of-app';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { ManifestObject } from '../manifest';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isSet } from '../untrusted';

/** What only the cluster can tell is said to be not known: a default class, an adapter, a kind, a namespace. */
export const needsCluster: Rule = {
  name: 'needs-cluster',
  summary: 'what depends on the target cluster is proven of it, or said to be not known',
  source: 'the promise of this library: not known is said as plainly as yes and no',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) checkIngressClass(ingress, found);
    for (const claim of claimsOf(inventory)) checkStorageClass(claim, inventory, found);
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) checkMetrics(scaler, found);
    checkKinds(inventory, found);
    checkNamespaces(inventory, found);
    return found;
  },
};

function checkIngressClass({ manifest, spec, metadata }: ManifestObject, found: RuleFinding[]): void {
  if (isSet(spec['ingressClassName']) || isSet(asRecord(metadata['annotations'])['kubernetes.io/ingress.class']))
    return;
  found.push({
    code: 'verify/not-known-ingress-class',
    severity: 'not-known',
    manifest,
    path: 'spec.ingressClassName',
    message:
      'whether anything serves the Ingress is not known: it names no class, and the default class of the cluster is not declared',
    fix: 'the ingressClassName of a controller that the cluster runs',
  });
}

function checkStorageClass(claim: ClaimDefinition, inventory: Inventory, found: RuleFinding[]): void {
  const { cluster } = inventory;
  if (!leavesClassOpen(claim) || classOf(claim, inventory) !== undefined || bringsDefaultClass(inventory)) return;
  const place = { manifest: claim.owner.manifest, path: `${claim.path}.storageClassName` };
  const classes = cluster?.storageClasses;
  if (cluster === undefined || classes?.some(({ isDefault }) => isDefault === undefined) !== false) {
    found.push({
      ...place,
      code: 'verify/not-known-storage-class',
      severity: 'not-known',
      message:
        'whether the claim gets a volume is not known: it names no class, and the default class of the cluster is not declared',
      fix: 'the storageClassName of a class that the cluster has',
    });
    return;
  }
  found.push({
    ...place,
    code: 'verify/no-default-class',
    // A volume that somebody makes by hand may still be bound to it.
    severity: 'warning',
    message: `the claim names no class, and cluster ${cluster.name} has no default one, so that it waits for a volume made by hand`,
    fix: classes.length === 0 ? 'a class that the cluster has' : classes.map(({ name }) => name).join(' or '),
  });
}

const isDefaultClass = 'storageclass.kubernetes.io/is-default-class';

function bringsDefaultClass(inventory: Inventory): boolean {
  return inventory
    .ofKind('storage.k8s.io', 'StorageClass')
    .some(({ metadata }) => asRecord(metadata['annotations'])[isDefaultClass] === 'true');
}

function checkMetrics({ manifest, spec }: ManifestObject, found: RuleFinding[]): void {
  asArray(spec['metrics']).forEach((item, index) => {
    const metric = asRecord(item);
    const source = metricSources.find(([type]) => type === metric['type']);
    if (source === undefined) return;
    const name = asString(asRecord(asRecord(metric[source[1]])['metric'])['name']) ?? 'it names';
    found.push({
      code: 'verify/not-known-metric',
      severity: 'not-known',
      manifest,
      path: `spec.metrics[${index}]`,
      message: `whether the cluster serves the metric ${name} is not known: no metrics adapter is declared`,
      fix: 'nothing here: see that an adapter serves it under custom.metrics.k8s.io or external.metrics.k8s.io',
    });
  });
}

const metricSources = [
  ['External', 'external'],
  ['Object', 'object'],
  ['Pods', 'pods'],
] as const;

/** One finding a kind, on the first object of it. */
function checkKinds(inventory: Inventory, found: RuleFinding[]): void {
  const seen = new Set<string>();
  for (const { spec } of inventory.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    seen.add(`${asString(spec['group']) ?? ''}/${asString(asRecord(spec['names'])['kind']) ?? ''}`);
  }
  // Of a cluster whose kinds are declared, another rule tells.
  if (inventory.cluster?.customResources !== undefined) return;
  for (const { group, kind } of inventory.cluster?.installed?.customResources ?? []) seen.add(`${group}/${kind}`);
  const aggregated = aggregatedVersions(inventory);
  for (const { manifest, apiVersion, group, kind } of inventory.objects) {
    // What an APIService brings, that rule tells too.
    if (isBuiltInGroup(group) || aggregated.has(apiVersion) || seen.has(`${group}/${kind}`)) continue;
    seen.add(`${group}/${kind}`);
    found.push({
      code: 'verify/not-known-kind',
      severity: 'not-known',
      manifest,
      path: 'kind',
      given: kind,
      message: `whether the cluster knows the kind ${kind} of ${group} is not known: the app does not bring its CustomResourceDefinition`,
      fix: 'its CustomResourceDefinition in the app, or nothing where the cluster has it',
    });
  }
}

/** One finding a namespace, on the first object in it. */
function checkNamespaces(inventory: Inventory, found: RuleFinding[]): void {
  const { namespaces = [] } = inventory.cluster?.installed ?? {};
  const seen = new Set(['', 'default', 'kube-node-lease', 'kube-public', 'kube-system', ...namespaces]);
  for (const { manifest, namespace } of inventory.objects) {
    if (seen.has(namespace)) continue;
    seen.add(namespace);
    const wanted = { group: '', kind: 'Namespace', namespace: '', name: namespace };
    if (inventory.locate(wanted).kind !== 'not-known') continue;
    found.push({
      code: 'verify/not-known-namespace',
      severity: 'not-known',
      manifest,
      path: 'metadata.namespace',
      given: namespace,
      message: `whether the namespace ${namespace} exists is not known: the app does not make it, and it is not declared`,
      fix: `the fact, existing: [{ kind: 'Namespace', name: '${namespace}' }], or make the Namespace in the app`,
    });
  }
}

import { printGiven } from '../../core';
import type { RuleFinding } from '../finding';
import type { Inventory, Wanted } from '../inventory';
import { groupOf, isClusterScoped, nameOf, type ManifestObject } from '../manifest';
import { referencesOf } from '../pod-references';
import { Resolver } from '../resolution';
import type { Rule } from '../rule';
import { asArray, asRecord, asString, isRecord, isSet } from '../untrusted';
import { listNames } from '../wording';

/** What an object names is there, with the key or port that it reads. */
export const referencesResolve: Rule = {
  name: 'references-resolve',
  summary: 'ConfigMaps, Secrets, claims, accounts, Services, scale targets and roles that are named exist',
  source: 'kubernetes concepts/configuration: a pod does not start until every reference that is not optional resolves',
  check(inventory: Inventory): readonly RuleFinding[] {
    const references = new References(inventory);
    for (const template of inventory.podTemplates) {
      const { owner, pod, podPath } = template;
      for (const { kind, name, key, path } of referencesOf(template)) {
        references.check(owner, path, { group: '', kind, namespace: owner.namespace, name }, key);
      }
      asArray(pod['imagePullSecrets']).forEach((secret, index) => {
        const path = `${podPath}.imagePullSecrets[${index}].name`;
        references.checkNamed(owner, path, { group: '', kind: 'Secret', name: asRecord(secret)['name'] });
      });
      for (const { field, group, kind } of classes) {
        if (isSet(pod[field])) references.checkNamed(owner, `${podPath}.${field}`, { group, kind, name: pod[field] });
      }
    }
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) checkIngress(ingress, references);
    for (const route of inventory.ofKind(gatewayGroup, 'HTTPRoute')) checkRoute(route, references);
    for (const claim of inventory.ofKind('', 'PersistentVolumeClaim')) {
      references.checkStorageClass(claim, 'spec', claim.spec);
    }
    for (const set of inventory.ofKind('apps', 'StatefulSet')) {
      asArray(set.spec['volumeClaimTemplates']).forEach((claim, index) => {
        references.checkStorageClass(set, `spec.volumeClaimTemplates[${index}].spec`, asRecord(claim)['spec']);
      });
    }
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler')) {
      const { apiVersion, kind, name } = asRecord(scaler.spec['scaleTargetRef']);
      references.checkScaleTarget(scaler, asString(apiVersion) ?? '', asString(kind) ?? '', name);
    }
    for (const scaler of inventory.ofKind('keda.sh', 'ScaledObject')) {
      const { apiVersion, kind, name } = asRecord(scaler.spec['scaleTargetRef']);
      references.checkScaleTarget(scaler, asString(apiVersion) ?? 'apps/v1', asString(kind) ?? 'Deployment', name);
    }
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const binding of inventory.ofKind('rbac.authorization.k8s.io', kind)) checkBinding(binding, references);
    }
    return references.found;
  },
};

const classes = [
  { field: 'priorityClassName', group: 'scheduling.k8s.io', kind: 'PriorityClass' },
  { field: 'runtimeClassName', group: 'node.k8s.io', kind: 'RuntimeClass' },
];

function checkIngress(ingress: ManifestObject, references: References): void {
  const { spec } = ingress;
  references.checkBackend(ingress, 'spec.defaultBackend', spec['defaultBackend']);
  asArray(spec['rules']).forEach((rule, index) => {
    asArray(asRecord(asRecord(rule)['http'])['paths']).forEach((path, position) => {
      const place = `spec.rules[${index}].http.paths[${position}].backend`;
      references.checkBackend(ingress, place, asRecord(path)['backend']);
    });
  });
  const issued = Object.keys(asRecord(ingress.metadata['annotations'])).some((key) => issuers.includes(key));
  if (!issued) {
    asArray(spec['tls']).forEach((tls, index) => {
      const secret = { group: '', kind: 'Secret', name: asRecord(tls)['secretName'] };
      references.checkNamed(ingress, `spec.tls[${index}].secretName`, secret);
    });
  }
  const className = { group: 'networking.k8s.io', kind: 'IngressClass', name: spec['ingressClassName'] };
  references.checkNamed(ingress, 'spec.ingressClassName', className);
}

const gatewayGroup = 'gateway.networking.k8s.io';

function checkRoute(route: ManifestObject, references: References): void {
  asArray(route.spec['parentRefs']).forEach((item, index) => {
    const { group = gatewayGroup, kind = 'Gateway', name, namespace } = asRecord(item);
    if (typeof group !== 'string' || typeof kind !== 'string') return;
    const wanted = { group, kind, name, namespace: asString(namespace) ?? route.namespace };
    references.checkNamed(route, `spec.parentRefs[${index}].name`, wanted);
  });
  asArray(route.spec['rules']).forEach((rule, index) => {
    asArray(asRecord(rule)['backendRefs']).forEach((item, position) => {
      const { group = '', kind = 'Service', name, namespace, port } = asRecord(item);
      const text = asString(name);
      if (group !== '' || kind !== 'Service' || text === undefined) return;
      const wanted = { group, kind, namespace: asString(namespace) ?? route.namespace, name: text };
      const path = `spec.rules[${index}].backendRefs[${position}]`;
      references.checkService(route, path, wanted, { number: port }, 'port');
    });
  });
}

/** With one of these on an Ingress, cert-manager makes the Secrets that its TLS section names. */
const issuers = ['cert-manager.io/issuer', 'cert-manager.io/cluster-issuer', 'kubernetes.io/tls-acme'];

function checkBinding(binding: ManifestObject, references: References): void {
  const { kind, name } = asRecord(binding.manifest['roleRef']);
  if (kind === 'Role' || kind === 'ClusterRole') {
    references.checkNamed(binding, 'roleRef.name', { group: 'rbac.authorization.k8s.io', kind, name });
  }
  asArray(binding.manifest['subjects']).forEach((subject, index) => {
    const account = asRecord(subject);
    if (account['kind'] !== 'ServiceAccount') return;
    const namespace = asString(account['namespace']) ?? binding.namespace;
    const wanted = { group: '', kind: 'ServiceAccount', name: account['name'], namespace };
    references.checkNamed(binding, `subjects[${index}].name`, wanted);
  });
}

/** The verdicts on all references, each object and key once for whoever names it. */
class References {
  readonly found: RuleFinding[] = [];
  private readonly inventory: Inventory;
  private readonly resolver: Resolver;
  private classesOfVolumes: ReadonlySet<string | undefined> | undefined;
  private said: { readonly by: ManifestObject; readonly what: Set<string> } | undefined;

  constructor(inventory: Inventory) {
    this.inventory = inventory;
    this.resolver = new Resolver(inventory);
  }

  checkNamed(
    owner: ManifestObject,
    path: string,
    {
      name,
      namespace = owner.namespace,
      ...kind
    }: Omit<Wanted, 'name' | 'namespace'> & { name: unknown; namespace?: string },
  ): void {
    const text = asString(name);
    if (text === undefined) return;
    const scope = isClusterScoped(kind.group, kind.kind) ? '' : namespace;
    this.check(owner, path, { ...kind, name: text, namespace: scope });
  }

  check(owner: ManifestObject, path: string, wanted: Wanted, key?: string): void {
    const resolution = this.resolver.resolve(wanted, key);
    if (resolution.kind === 'yes' || this.wasSaid(owner, wanted, key)) return;
    const name = nameOf(wanted);
    const place = { manifest: owner.manifest, path, given: printGiven(key ?? wanted.name) };
    if (resolution.kind === 'absent') {
      const { cluster, names } = resolution;
      this.found.push({
        ...place,
        code: 'verify/not-in-cluster',
        severity: 'error',
        message: `cluster ${cluster} has no ${name}${names.length === 0 ? '' : `, only ${listNames(names)}`}`,
        fix: `${names.length === 0 ? '' : 'one of these, or '}the ${wanted.kind} in the description of the cluster`,
      });
      return;
    }
    if (resolution.kind === 'no') {
      this.found.push({
        ...place,
        code: 'verify/missing-key',
        severity: 'error',
        message: `${name} has no such key, only ${listNames(resolution.keys)}`,
        fix: 'one of its keys, or optional: true',
      });
      return;
    }
    const namespace = wanted.namespace === '' ? '' : ` namespace: '${wanted.namespace}',`;
    const keys = key === undefined ? '' : `, keys: ['${key}']`;
    this.found.push({
      ...place,
      code: 'verify/not-known-reference',
      severity: 'not-known',
      message:
        resolution.missing === 'key'
          ? `whether ${name} has this key is not known: its keys are not declared`
          : `whether ${name} exists${key === undefined ? '' : ' with this key'} is not known: the app does not make it, and it is not declared`,
      fix: `the fact, existing: [{ kind: '${wanted.kind}',${namespace} name: '${wanted.name}'${keys} }], or make the ${wanted.kind} in the app`,
    });
  }

  /** A class may be but a name that volumes and claims share: only what makes volumes needs the object. */
  checkStorageClass(owner: ManifestObject, path: string, claim: unknown): void {
    const { storageClassName: name, volumeName } = asRecord(claim);
    this.classesOfVolumes ??= new Set(this.inventory.ofKind('', 'PersistentVolume').map(classOfVolume));
    if (asString(volumeName) !== undefined || this.classesOfVolumes.has(asString(name))) return;
    this.checkNamed(owner, `${path}.storageClassName`, { group: 'storage.k8s.io', kind: 'StorageClass', name });
  }

  checkScaleTarget(scaler: ManifestObject, apiVersion: string, kind: string, name: unknown): void {
    const text = asString(name);
    if (text === undefined || kind === '') return;
    const wanted = { group: groupOf(apiVersion), kind, namespace: scaler.namespace, name: text };
    const apps = { ...wanted, group: 'apps' };
    if (wanted.group === 'apps' || !appsKinds.includes(kind) || this.inventory.tryFind(apps) === undefined) {
      this.check(scaler, 'spec.scaleTargetRef.name', wanted);
      return;
    }
    this.found.push({
      code: 'verify/wrong-group',
      severity: 'error',
      manifest: scaler.manifest,
      path: 'spec.scaleTargetRef.apiVersion',
      given: printGiven(apiVersion),
      message: `${nameOf(apps)} is of the group apps, so that the target is never found`,
      fix: 'apps/v1',
    });
  }

  checkBackend(ingress: ManifestObject, path: string, backend: unknown): void {
    const { name, port } = asRecord(asRecord(backend)['service']);
    const text = asString(name);
    const portName = asString(asRecord(port)['name']);
    // The AWS Load Balancer Controller then takes the name for that of an action, which an annotation describes.
    if (text === undefined || portName === 'use-annotation') return;
    const wanted = { group: '', kind: 'Service', namespace: ingress.namespace, name: text };
    const field = portName === undefined ? 'number' : 'name';
    this.checkService(ingress, `${path}.service`, wanted, port, `port.${field}`);
  }

  /** A Service, and a port of it by number or name. */
  checkService(owner: ManifestObject, path: string, wanted: Wanted, port: unknown, portPath: string): void {
    const service = this.inventory.tryFind(wanted);
    if (service === undefined || !isRecord(port)) {
      this.check(owner, `${path}.name`, wanted);
      return;
    }
    const field = asString(port['name']) === undefined ? 'number' : 'name';
    const asked = port[field];
    const ports = asArray(service.spec['ports']).map(asRecord);
    if (asked === undefined || ports.length === 0) return;
    if (ports.some((candidate) => candidate[field === 'name' ? 'name' : 'port'] === asked)) return;
    this.found.push({
      code: 'verify/missing-port',
      severity: 'error',
      manifest: owner.manifest,
      path: `${path}.${portPath}`,
      given: printGiven(asked),
      message: `${nameOf(service)} has no such port, only ${ports.map(describePort).join(', ')}`,
      fix: `the ${portPath === 'port' ? '' : 'name or '}number of a port of the Service`,
    });
  }

  /** One finding a proof: a Secret from which a pod reads the same key twice is missing once. */
  private wasSaid(owner: ManifestObject, { kind, namespace, name }: Wanted, key: string | undefined): boolean {
    if (this.said?.by !== owner) this.said = { by: owner, what: new Set() };
    const what = `${kind}/${namespace}/${name}/${key ?? ''}`;
    if (this.said.what.has(what)) return true;
    this.said.what.add(what);
    return false;
  }
}

const appsKinds = ['Deployment', 'ReplicaSet', 'StatefulSet'];

function classOfVolume({ metadata, spec }: ManifestObject): string | undefined {
  const beta = asString(asRecord(metadata['annotations'])['volume.beta.kubernetes.io/storage-class']);
  return beta ?? asString(spec['storageClassName']);
}

function describePort(port: Readonly<Record<string, unknown>>): string {
  const name = asString(port['name']);
  return name === undefined ? printGiven(port['port']) : `${printGiven(port['port'])} (${name})`;
}

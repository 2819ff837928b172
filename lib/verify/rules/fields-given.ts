import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Manifest, ManifestObject } from '../manifest';
import type { ContainerDefinition, PodTemplate } from '../pod-template';
import { requireOfAutoscaler } from '../required-of-autoscalers';
import { isGiven, RequiredFields } from '../required-fields';
import type { Rule } from '../rule';
import { asArray, asRecord, isRecord, isSet, type PlainRecord } from '../untrusted';

/** What the API server requires is there, and not empty. */
export const fieldsGiven: Rule = {
  name: 'fields-given',
  summary:
    'pods have containers, containers have images, and references, mounts, ports and subjects say what they name',
  source:
    'kubernetes 1.34 pkg/apis/core/validation: field.Required; pkg/apis/rbac/validation ValidateRoleBindingSubject',
  check(inventory: Inventory): readonly RuleFinding[] {
    const fields = new RequiredFieldsOfPods();
    for (const [group, kind] of controllers) {
      for (const object of inventory.ofKind(group, kind)) {
        if (inventory.podTemplatesOf(object).length === 0)
          fields.report(object.manifest, 'spec.template', 'there is nothing to make pods from', 'a pod template');
      }
    }
    checkPods(inventory, fields.found, (template) => {
      fields.checkPod(template);
    });
    for (const service of inventory.ofKind('', 'Service')) checkService(service, fields);
    for (const ingress of inventory.ofKind('networking.k8s.io', 'Ingress')) checkIngress(ingress, fields);
    for (const scaler of inventory.ofKind('autoscaling', 'HorizontalPodAutoscaler'))
      requireOfAutoscaler(scaler, fields);
    for (const kind of ['RoleBinding', 'ClusterRoleBinding']) {
      for (const binding of inventory.ofKind('rbac.authorization.k8s.io', kind)) checkBinding(binding, fields);
    }
    return fields.found;
  },
};

const controllers = [
  ['apps', 'DaemonSet'],
  ['apps', 'Deployment'],
  ['apps', 'ReplicaSet'],
  ['apps', 'StatefulSet'],
  ['batch', 'Job'],
] as const;

/** What names an object in a volume or in the environment: where it stands, in which field, and of which kind it is. */
const volumeSources = [
  ['configMap', 'name', 'ConfigMap'],
  ['secret', 'secretName', 'Secret'],
  ['persistentVolumeClaim', 'claimName', 'PersistentVolumeClaim'],
] as const;
const projectedSources = [
  ['configMap', 'name', 'ConfigMap'],
  ['secret', 'name', 'Secret'],
] as const;
const variableSources = [
  ['configMapKeyRef', 'name', 'ConfigMap'],
  ['secretKeyRef', 'name', 'Secret'],
] as const;
const environmentSources = [
  ['configMapRef', 'name', 'ConfigMap'],
  ['secretRef', 'name', 'Secret'],
] as const;

type Sources = readonly (readonly [field: string, nameField: string, kind: string])[];

const itemsOfContainer: readonly (readonly [field: string, required: readonly (readonly [string, string])[]])[] = [
  ['ports', [['containerPort', 'the number of a port']]],
  [
    'volumeMounts',
    [
      ['name', 'the name of a volume of the pod'],
      ['mountPath', "a path such as '/data'"],
    ],
  ],
  [
    'volumeDevices',
    [
      ['name', 'the name of a volume of the pod'],
      ['devicePath', "a path such as '/dev/data'"],
    ],
  ],
];

const handlers = ['exec', 'httpGet', 'sleep', 'tcpSocket'];

class RequiredFieldsOfPods extends RequiredFields {
  checkPod({ owner: { manifest }, pod, podPath, containers }: PodTemplate): void {
    if (asArray(pod['containers']).length === 0)
      this.report(manifest, `${podPath}.containers`, 'a pod needs a container', 'one container, with a name and image');
    for (const container of containers) this.checkContainer(manifest, container);
    asArray(pod['volumes']).forEach((item, index) => {
      this.checkVolume(manifest, `${podPath}.volumes[${index}]`, asRecord(item));
    });
    asArray(pod['topologySpreadConstraints']).forEach((item, index) => {
      const { labelSelector, matchLabelKeys } = asRecord(item);
      if (isSet(labelSelector) || asArray(matchLabelKeys).length === 0) return;
      const path = `${podPath}.topologySpreadConstraints[${index}].labelSelector`;
      this.report(
        manifest,
        path,
        'matchLabelKeys add to a labelSelector, and there is none',
        'the labels of the pods to count',
      );
    });
    asArray(pod['imagePullSecrets']).forEach((item, index) => {
      if (isGiven(asRecord(item)['name'])) return;
      const message = 'the entry names no Secret, and images are pulled without it';
      const path = `${podPath}.imagePullSecrets[${index}].name`;
      this.report(manifest, path, message, 'the name of a Secret, or no entry', 'warning');
    });
    if (pod['runtimeClassName'] === '')
      this.require(manifest, `${podPath}.runtimeClassName`, '', 'the name of a RuntimeClass, or no such field');
  }

  requireNames(manifest: Manifest, path: string, source: PlainRecord, sources: Sources): void {
    for (const [field, nameField, kind] of sources) {
      const reference = source[field];
      if (!isRecord(reference)) continue;
      if (!isGiven(reference[nameField]))
        this.require(manifest, `${path}.${field}.${nameField}`, reference[nameField], `the name of a ${kind}`);
      if (isSet(reference['items'])) this.checkItems(manifest, `${path}.${field}`, reference, true);
    }
  }

  private checkContainer(manifest: Manifest, { definition, path, name }: ContainerDefinition): void {
    if (!isGiven(definition['image'])) {
      const container = name === '' ? 'the container' : `container ${name}`;
      this.report(
        manifest,
        `${path}.image`,
        `${container} has no image`,
        "an image such as 'registry.example/server:1'",
      );
    }
    for (const hook of ['postStart', 'preStop']) {
      const handler = asRecord(definition['lifecycle'])[hook];
      if (isRecord(handler) && !handlers.some((action) => isSet(handler[action])))
        this.report(
          manifest,
          `${path}.lifecycle.${hook}`,
          'the hook does nothing, and the API server refuses that',
          `one of ${handlers.join(', ')}`,
        );
    }
    for (const [field, required] of itemsOfContainer) {
      this.requireEach(manifest, `${path}.${field}`, definition[field], required);
    }
    const variables = asArray(definition['env']);
    for (let index = 0; index < variables.length; index += 1) {
      const { valueFrom } = asRecord(variables[index]);
      if (!isRecord(valueFrom)) continue;
      const place = `${path}.env[${index}].valueFrom`;
      this.requireSource(manifest, place, valueFrom, 'fieldRef, resourceFieldRef, configMapKeyRef or secretKeyRef');
      this.requireNames(manifest, place, valueFrom, variableSources);
    }
    asArray(definition['envFrom']).forEach((item, index) => {
      const place = `${path}.envFrom[${index}]`;
      this.requireSource(manifest, place, asRecord(item), 'configMapRef or secretRef', ['prefix']);
      this.requireNames(manifest, place, asRecord(item), environmentSources);
    });
  }

  private checkVolume(manifest: Manifest, path: string, volume: PlainRecord): void {
    this.require(manifest, `${path}.name`, volume['name'], 'a name such as data');
    this.requireNames(manifest, path, volume, volumeSources);
    if (isRecord(volume['downwardAPI'])) this.checkItems(manifest, `${path}.downwardAPI`, volume['downwardAPI'], false);
    asArray(asRecord(volume['projected'])['sources']).forEach((item, index) => {
      const source = asRecord(item);
      const place = `${path}.projected.sources[${index}]`;
      this.requireNames(manifest, place, source, projectedSources);
      if (isRecord(source['downwardAPI']))
        this.checkItems(manifest, `${place}.downwardAPI`, source['downwardAPI'], false);
      const token = source['serviceAccountToken'];
      if (isRecord(token)) this.require(manifest, `${place}.serviceAccountToken.path`, token['path'], filePath);
    });
  }

  /** The files of a volume; what is read from the pod itself has a field in place of a key. */
  private checkItems(manifest: Manifest, path: string, source: PlainRecord, haveKeys: boolean): void {
    const required: [string, string][] = [['path', filePath]];
    if (haveKeys) required.unshift(['key', 'a key that is to be a file']);
    this.requireEach(manifest, `${path}.items`, source['items'], required);
  }

  private requireEach(
    manifest: Manifest,
    path: string,
    list: unknown,
    required: readonly (readonly [field: string, fix: string])[],
  ): void {
    const items = asArray(list);
    for (let index = 0; index < items.length; index += 1) {
      const fields = asRecord(items[index]);
      for (const [field, fix] of required)
        if (!isGiven(fields[field])) this.require(manifest, `${path}[${index}].${field}`, fields[field], fix);
    }
  }

  private requireSource(
    manifest: Manifest,
    path: string,
    source: PlainRecord,
    fix: string,
    others: readonly string[] = [],
  ): void {
    for (const field of Object.keys(source)) {
      if (isSet(source[field]) && !others.includes(field)) return;
    }
    this.report(manifest, path, 'it says not where to read from, and the API server refuses that', fix);
  }
}

const filePath = 'a path such as config.json';

function checkService({ manifest, spec }: ManifestObject, fields: RequiredFields): void {
  const ports = asArray(spec['ports']);
  // Pods are found by the name of a headless Service without any port.
  if (ports.length === 0 && spec['clusterIP'] !== 'None' && spec['type'] !== 'ExternalName')
    fields.report(manifest, 'spec.ports', 'a Service needs a port, unless it is headless', 'ports: [{ port: 80 }]');
  ports.forEach((port, index) => {
    fields.require(manifest, `spec.ports[${index}].port`, asRecord(port)['port'], 'the number of a port');
  });
}

function checkIngress({ manifest, spec }: ManifestObject, fields: RequiredFields): void {
  const checkBackend = (path: string, backend: unknown): void => {
    const { service, resource } = asRecord(backend);
    if (isRecord(backend) && !isSet(service) && !isSet(resource))
      fields.report(
        manifest,
        path,
        'the backend leads nowhere, and the API server refuses that',
        'service or resource',
      );
    if (
      isRecord(service) &&
      isGiven(service['name']) &&
      !isSet(asRecord(service['port'])['name']) &&
      !isSet(asRecord(service['port'])['number'])
    )
      fields.require(manifest, `${path}.service.port`, undefined, 'the name or number of a port of the Service');
    if (isRecord(service)) fields.require(manifest, `${path}.service.name`, service['name'], 'the name of a Service');
  };
  if (asArray(spec['rules']).length === 0 && !isSet(spec['defaultBackend']))
    fields.report(
      manifest,
      'spec.rules',
      'an Ingress leads somewhere, or the API server refuses it',
      'a rule, or a defaultBackend',
    );
  if (spec['ingressClassName'] === '')
    fields.require(manifest, 'spec.ingressClassName', '', 'the name of an IngressClass, or no such field');
  checkBackend('spec.defaultBackend', spec['defaultBackend']);
  asArray(spec['rules']).forEach((rule, index) => {
    asArray(asRecord(asRecord(rule)['http'])['paths']).forEach((item, position) => {
      const { path, pathType, backend } = asRecord(item);
      const place = `spec.rules[${index}].http.paths[${position}]`;
      checkBackend(`${place}.backend`, backend);
      // An empty path is said to lack its slash.
      if (!isSet(path) && pathType !== 'ImplementationSpecific')
        fields.require(manifest, `${place}.path`, path, "a path such as '/'");
    });
  });
}

function checkBinding({ manifest, kind }: ManifestObject, fields: RequiredFields): void {
  asArray(manifest['subjects']).forEach((item, index) => {
    const subject = asRecord(item);
    fields.require(manifest, `subjects[${index}].name`, subject['name'], 'the name of whom the role is given to');
    // In a RoleBinding, an account without a namespace is one of the binding's own.
    if (kind === 'RoleBinding' || subject['kind'] !== 'ServiceAccount' || isGiven(subject['namespace'])) return;
    fields.report(
      manifest,
      `subjects[${index}].namespace`,
      'a ClusterRoleBinding lies in no namespace, so that the account must name its own',
      "the namespace of the account, which its chart names, as in new Chart(app, 'models', { namespace: 'models' })",
    );
  });
}

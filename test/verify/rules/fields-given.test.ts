import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { fieldsGiven } from '../../../lib/verify/rules/fields-given';
import { autoscaler, check, deployment, job, object, plain, service, workload } from '../manifests';

const pod = 'spec.template.spec';
const server = `${pod}.containers[0]`;
const required = 'the API server requires it, and it is not given';
const account = { kind: 'ServiceAccount', name: 'chat' };

const bind = (kind: string, ...subjects: readonly unknown[]): Manifest => ({
  ...plain('rbac.authorization.k8s.io/v1', kind),
  subjects,
});
const ingress = (spec: object): Manifest => object('networking.k8s.io/v1', 'Ingress', {}, { ...spec });
const paths = (...given: readonly object[]): Manifest => ingress({ rules: [{ http: { paths: given } }] });

test.each<{ where: string; manifest: Manifest }>([
  { where: 'all is there', manifest: deployment() },
  { where: 'another controller may bring the template', manifest: object('argoproj.io/v1', 'Rollout', {}, {}) },
  {
    where: 'a kind that nobody knows may add what lacks',
    manifest: workload('example.com/v1', 'Engine', { pod: { containers: [{}] } }),
  },
  { where: 'a Service is headless', manifest: service({ spec: { clusterIP: 'None', ports: [] } }) },
  {
    where: 'a Service is a name for another host',
    manifest: service({ spec: { type: 'ExternalName', ports: undefined } }),
  },
  { where: 'an account is one of the namespace of its binding', manifest: bind('RoleBinding', account) },
  { where: 'a user is of no namespace', manifest: bind('ClusterRoleBinding', { kind: 'User', name: 'ada' }) },
  {
    where: 'an Ingress leads to something else than a Service',
    manifest: ingress({ defaultBackend: { resource: {} } }),
  },
  { where: 'a path is said to be empty, which another rule judges', manifest: paths({ path: '', pathType: 'Exact' }) },
  {
    where: 'an empty name is read as none',
    manifest: deployment({ pod: { serviceAccountName: '', priorityClassName: '' } }),
  },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(fieldsGiven, [manifest])).toEqual([]);
});

const name = (kind: string): string => `the name of a ${kind}`;

test.each<{
  where: string;
  manifest: Manifest;
  found: readonly (readonly [path: string, message: string, fix: string])[];
}>([
  {
    where: 'a Job has no template',
    manifest: job({ spec: { template: undefined } }),
    found: [['spec.template', 'there is nothing to make pods from', 'a pod template']],
  },
  {
    where: 'a pod has no container',
    manifest: workload('apps/v1', 'StatefulSet', { pod: { containers: null } }),
    found: [[`${pod}.containers`, 'a pod needs a container', 'one container, with a name and image']],
  },
  {
    where: 'containers have no image',
    manifest: deployment({ pod: { initContainers: [{ image: '' }] }, container: { image: undefined } }),
    found: [
      [`${pod}.initContainers[0].image`, 'the container has no image', "an image such as 'registry.example/server:1'"],
      [`${server}.image`, 'container server has no image', "an image such as 'registry.example/server:1'"],
    ],
  },
  {
    where: 'ports, mounts and devices are not said',
    manifest: deployment({ container: { ports: [{}], volumeMounts: [{}], volumeDevices: [{}] } }),
    found: [
      [`${server}.ports[0].containerPort`, required, 'the number of a port'],
      [`${server}.volumeMounts[0].name`, required, 'the name of a volume of the pod'],
      [`${server}.volumeMounts[0].mountPath`, required, "a path such as '/data'"],
      [`${server}.volumeDevices[0].name`, required, 'the name of a volume of the pod'],
      [`${server}.volumeDevices[0].devicePath`, required, "a path such as '/dev/data'"],
    ],
  },
  {
    where: 'variables are from nowhere',
    manifest: deployment({
      container: {
        env: [
          { name: 'A', valueFrom: { fieldRef: null } },
          { name: 'B', valueFrom: { secretKeyRef: { key: 'b' } } },
          { name: 'C', valueFrom: { configMapKeyRef: { name: '', key: 'c' } } },
        ],
        envFrom: [{ prefix: 'A' }, { configMapRef: {} }, { secretRef: { name: '' } }],
      },
    }),
    found: [
      [
        `${server}.env[0].valueFrom`,
        'it says not where to read from, and the API server refuses that',
        'fieldRef, resourceFieldRef, configMapKeyRef or secretKeyRef',
      ],
      [`${server}.env[1].valueFrom.secretKeyRef.name`, required, name('Secret')],
      [`${server}.env[2].valueFrom.configMapKeyRef.name`, required, name('ConfigMap')],
      [
        `${server}.envFrom[0]`,
        'it says not where to read from, and the API server refuses that',
        'configMapRef or secretRef',
      ],
      [`${server}.envFrom[1].configMapRef.name`, required, name('ConfigMap')],
      [`${server}.envFrom[2].secretRef.name`, required, name('Secret')],
    ],
  },
  {
    where: 'volumes name nothing',
    manifest: deployment({
      pod: {
        volumes: [
          { emptyDir: {} },
          { name: 'a', configMap: { items: [{ key: 'a' }] } },
          { name: 'b', secret: { secretName: '', items: [{ path: 'b' }] } },
          { name: 'c', persistentVolumeClaim: {} },
          { name: 'd', downwardAPI: { items: [{ fieldRef: {} }] } },
          {
            name: 'e',
            projected: {
              sources: [
                { configMap: {} },
                { secret: {} },
                { downwardAPI: { items: [{}] } },
                { serviceAccountToken: {} },
              ],
            },
          },
        ],
      },
    }),
    found: [
      [`${pod}.volumes[0].name`, required, 'a name such as data'],
      [`${pod}.volumes[1].configMap.name`, required, name('ConfigMap')],
      [`${pod}.volumes[1].configMap.items[0].path`, required, 'a path such as config.json'],
      [`${pod}.volumes[2].secret.secretName`, required, name('Secret')],
      [`${pod}.volumes[2].secret.items[0].key`, required, 'a key that is to be a file'],
      [`${pod}.volumes[3].persistentVolumeClaim.claimName`, required, name('PersistentVolumeClaim')],
      [`${pod}.volumes[4].downwardAPI.items[0].path`, required, 'a path such as config.json'],
      [`${pod}.volumes[5].projected.sources[0].configMap.name`, required, name('ConfigMap')],
      [`${pod}.volumes[5].projected.sources[1].secret.name`, required, name('Secret')],
      [`${pod}.volumes[5].projected.sources[2].downwardAPI.items[0].path`, required, 'a path such as config.json'],
      [`${pod}.volumes[5].projected.sources[3].serviceAccountToken.path`, required, 'a path such as config.json'],
    ],
  },
  {
    where: 'a runtime class is empty',
    manifest: deployment({ pod: { runtimeClassName: '' } }),
    found: [[`${pod}.runtimeClassName`, required, 'the name of a RuntimeClass, or no such field']],
  },
  {
    where: 'a Service has no port',
    manifest: service({ spec: { ports: undefined } }),
    found: [['spec.ports', 'a Service needs a port, unless it is headless', 'ports: [{ port: 80 }]']],
  },
  {
    where: 'a port of a Service has no number',
    manifest: service({ spec: { ports: [{ name: 'http' }] } }),
    found: [['spec.ports[0].port', required, 'the number of a port']],
  },
  {
    where: 'an Ingress names neither its class nor a Service',
    manifest: ingress({ ingressClassName: '', defaultBackend: { service: {} } }),
    found: [
      ['spec.ingressClassName', required, 'the name of an IngressClass, or no such field'],
      ['spec.defaultBackend.service.name', required, name('Service')],
    ],
  },
  {
    where: 'paths of an Ingress are left out',
    manifest: paths({ pathType: 'ImplementationSpecific', backend: { service: { name: '' } } }, { pathType: 'Prefix' }),
    found: [
      ['spec.rules[0].http.paths[0].backend.service.name', required, name('Service')],
      ['spec.rules[0].http.paths[1].path', required, "a path such as '/'"],
    ],
  },
  {
    where: 'an autoscaler scales nothing',
    manifest: autoscaler({ scaleTargetRef: {} }),
    found: [['spec.scaleTargetRef.name', required, 'the name of what is to be scaled']],
  },
  {
    where: 'accounts of a ClusterRoleBinding do not say whose they are',
    manifest: bind('ClusterRoleBinding', account, { kind: 'ServiceAccount', namespace: 'a' }),
    found: [
      [
        'subjects[0].namespace',
        'a ClusterRoleBinding lies in no namespace, so that the account must name its own',
        "the namespace of the account, which its chart names, as in new Chart(app, 'models', { namespace: 'models' })",
      ],
      ['subjects[1].name', required, 'the name of whom the role is given to'],
    ],
  },
])('finds what is wrong where $where', ({ manifest, found }) => {
  const findings = check(fieldsGiven, [manifest]);
  expect(findings.map(({ path, message, fix }) => [path, message, fix])).toEqual(found);
  for (const { code, severity } of findings) expect([code, severity]).toEqual(['verify/missing-field', 'error']);
});

test('a pull secret without a name is a warning', () => {
  expect(check(fieldsGiven, [deployment({ pod: { imagePullSecrets: [{ name: 'a' }, { name: '' }] } })])).toEqual([
    {
      code: 'verify/missing-field',
      severity: 'warning',
      object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
      document: 0,
      path: `${pod}.imagePullSecrets[1].name`,
      message: 'the entry names no Secret, and images are pulled without it',
      fix: 'the name of a Secret, or no entry',
    },
  ]);
});

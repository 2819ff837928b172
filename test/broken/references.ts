import type { Manifest } from '../../lib/verify';
import { configMap, deployment, object, plain, service, workload } from '../verify/manifests';
import { clusterWith, type Broken, type Configuration } from './broken';

const reading = (key: string, more: object = {}): Manifest =>
  deployment({
    container: { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key, ...more } } }] },
  });
const settings = configMap('settings', { model: 'llama' });
const claim = (spec: object): Manifest =>
  object(
    'v1',
    'PersistentVolumeClaim',
    { name: 'models' },
    {
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'gp3',
      resources: { requests: { storage: '100Gi' } },
      ...spec,
    },
  );
const withoutDefault = clusterWith({ storageClasses: [{ name: 'gp3', isDefault: false }] });
const ingress = (spec: object, name = 'chat'): Manifest =>
  object('networking.k8s.io/v1', 'Ingress', { name }, { ingressClassName: 'nginx', ...spec });
const to = (fields: object): object => ({
  rules: [
    {
      host: 'chat.example.com',
      http: {
        paths: [
          { path: '/', pathType: 'Prefix', backend: { service: { name: 'chat', port: { number: 80 }, ...fields } } },
        ],
      },
    },
  ],
});
const listening = deployment({ container: { ports: [{ name: 'http', containerPort: 8080 }] } });
const served = [listening, service({ spec: { ports: [{ port: 80, targetPort: 8080 }] } })];
const binding = (name: string): Manifest => ({
  ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
  subjects: [{ kind: 'ServiceAccount', name: 'default', namespace: 'default' }],
});
const budget = (apiVersion: string): Manifest =>
  object(
    apiVersion,
    'PodDisruptionBudget',
    {},
    { selector: { matchLabels: { app: 'chat' } }, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  );
const gpuClaim = (apiVersion: string): Manifest => object(apiVersion, 'ResourceClaim', { name: 'gpu' }, {});
const on = (kubernetes: '1.33' | '1.34', ...manifests: readonly Manifest[]): Configuration => ({
  manifests,
  cluster: clusterWith({ kubernetes }),
});
const account = (annotations: object): Manifest =>
  plain('v1', 'ServiceAccount', { name: 'reader', metadata: { annotations } });
const identified = (labels: object): Manifest =>
  deployment({ labels: { app: 'chat', ...labels }, pod: { serviceAccountName: 'reader' } });
const onAzure = (...manifests: readonly Manifest[]): Configuration => ({
  manifests,
  cluster: clusterWith({ cloud: 'aks', nodePools: [] }),
});
const environment = (variable: object): Manifest => deployment({ container: { env: [variable] } });

/** What is named and not there, and what the cluster does not know. */
export const references: readonly Broken[] = [
  {
    what: 'a key that a ConfigMap does not have',
    rules: ['N-06', 'C-54'],
    broken: [settings, reading('models')],
    mended: [settings, reading('model')],
    code: 'verify/missing-key',
    at: 'Deployment chat spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
  },
  {
    what: 'a key that a Secret is not declared to have',
    rules: ['C-51'],
    broken: {
      manifests: [environment({ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'token' } } })],
      facts: { existing: [{ kind: 'Secret', name: 'hub', keys: ['hf-token'] }] },
    },
    mended: {
      manifests: [environment({ name: 'HF_TOKEN', valueFrom: { secretKeyRef: { name: 'hub', key: 'hf-token' } } })],
      facts: { existing: [{ kind: 'Secret', name: 'hub', keys: ['hf-token'] }] },
    },
    code: 'verify/missing-key',
    at: 'Deployment chat spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
  },
  {
    what: 'a Secret in a file, with what it holds',
    rules: ['C-51'],
    broken: [{ ...plain('v1', 'Secret', { name: 'hub' }), type: 'Opaque', stringData: { token: 'a' } }],
    mended: [{ ...plain('v1', 'Secret', { name: 'hub' }), type: 'Opaque' }],
    code: 'verify/plain-text-secret',
    at: 'Secret hub stringData',
    severity: 'warning',
  },
  {
    what: 'a class of storage that the cluster does not have',
    rules: ['S-71'],
    thread: 'https://github.com/vllm-project/production-stack/pull/37',
    broken: [claim({ storageClassName: 'gp2' })],
    mended: [claim({ storageClassName: 'gp3' })],
    code: 'verify/not-in-cluster',
    at: 'PersistentVolumeClaim models spec.storageClassName',
  },
  {
    what: 'a volume for many of a class that has them for one only',
    rules: ['S-71'],
    broken: [claim({ accessModes: ['ReadWriteMany'] })],
    mended: [claim({ accessModes: ['ReadWriteMany'], storageClassName: 'efs' })],
    code: 'verify/access-mode-not-offered',
    at: 'PersistentVolumeClaim models spec.accessModes',
  },
  {
    what: 'a volume of the default class of a cluster that has none',
    rules: ['C-55'],
    broken: { manifests: [claim({ storageClassName: undefined })], cluster: withoutDefault },
    mended: { manifests: [claim({})], cluster: withoutDefault },
    code: 'verify/no-default-class',
    at: 'PersistentVolumeClaim models spec.storageClassName',
    severity: 'warning',
  },
  {
    what: 'an access mode by its abbreviation',
    rules: ['S-71'],
    broken: [claim({ accessModes: ['RWO'] })],
    mended: [claim({ accessModes: ['ReadWriteOnce'] })],
    code: 'verify/access-modes',
    at: 'PersistentVolumeClaim models spec.accessModes',
  },
  {
    what: 'a claim of a StatefulSet for a class that the cluster does not have',
    rules: ['S-71'],
    broken: [
      workload('apps/v1', 'StatefulSet', {
        spec: {
          volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim({ storageClassName: 'io2' })['spec'] }],
        },
      }),
    ],
    mended: [
      workload('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim({})['spec'] }] },
      }),
    ],
    code: 'verify/not-in-cluster',
    at: 'StatefulSet chat spec.volumeClaimTemplates[0].spec.storageClassName',
  },
  {
    what: 'a class of Ingress that nothing serves',
    rules: ['S-82'],
    broken: [...served, ingress({ ...to({}), ingressClassName: 'alb' })],
    mended: [...served, ingress(to({}))],
    code: 'verify/not-in-cluster',
    at: 'Ingress chat spec.ingressClassName',
  },
  {
    what: 'a port that the Service behind an Ingress does not have',
    rules: ['S-82'],
    broken: [...served, ingress(to({ port: { number: 8080 } }))],
    mended: [...served, ingress(to({ port: { number: 80 } }))],
    code: 'verify/missing-port',
    at: 'Ingress chat spec.rules[0].http.paths[0].backend.service.port.number',
  },
  {
    what: 'two Ingresses for one path',
    rules: ['S-82'],
    broken: [...served, ingress(to({})), ingress(to({}), 'second')],
    mended: [...served, ingress(to({}))],
    code: 'verify/duplicate-route',
    at: 'Ingress second spec.rules[0].http.paths[0]',
    severity: 'warning',
  },
  {
    what: 'a kind that the cluster does not know',
    rules: ['C-55'],
    thread: 'https://github.com/awslabs/cdk-eks-blueprints/issues/1228',
    broken: [object('monitoring.coreos.com/v1', 'PodMonitor', {}, {})],
    mended: {
      manifests: [object('monitoring.coreos.com/v1', 'PodMonitor', {}, {})],
      cluster: clusterWith({
        customResources: [{ group: 'monitoring.coreos.com', kind: 'PodMonitor', versions: ['v1'] }],
      }),
    },
    code: 'verify/unknown-kind',
    at: 'PodMonitor chat kind',
  },
  {
    what: 'a version of a kind that its definition does not serve',
    rules: ['C-55'],
    broken: [object('gateway.networking.k8s.io/v1alpha2', 'Gateway', {}, {})],
    mended: [object('gateway.networking.k8s.io/v1', 'Gateway', {}, {})],
    code: 'verify/version-not-served',
    at: 'Gateway chat apiVersion',
  },
  {
    what: 'a version that Kubernetes gave up',
    rules: ['S-37'],
    broken: [deployment(), budget('policy/v1beta1')],
    mended: [deployment(), budget('policy/v1')],
    code: 'verify/version-not-served',
    at: 'PodDisruptionBudget chat apiVersion',
  },
  {
    what: 'a version that is newer than the cluster',
    rules: ['G-27'],
    broken: on('1.33', gpuClaim('resource.k8s.io/v1')),
    mended: on('1.34', gpuClaim('resource.k8s.io/v1')),
    code: 'verify/version-not-served',
    at: 'ResourceClaim gpu apiVersion',
  },
  {
    what: 'pods that do not ask for the token of the identity that their account has',
    rules: ['T-73'],
    broken: onAzure(account({ 'azure.workload.identity/client-id': 'a' }), identified({})),
    mended: onAzure(
      account({ 'azure.workload.identity/client-id': 'a' }),
      identified({ 'azure.workload.identity/use': 'true' }),
    ),
    code: 'verify/no-identity',
    at: 'Deployment chat spec.template.metadata.labels["azure.workload.identity/use"]',
    severity: 'warning',
  },
  {
    what: 'pods that ask for the token of no identity',
    rules: ['T-73'],
    broken: onAzure(account({}), identified({ 'azure.workload.identity/use': 'true' })),
    mended: onAzure(
      account({ 'azure.workload.identity/client-id': 'a' }),
      identified({ 'azure.workload.identity/use': 'true' }),
    ),
    code: 'verify/no-identity',
    at: 'Deployment chat spec.template.metadata.labels["azure.workload.identity/use"]',
    severity: 'warning',
  },
  {
    what: 'a role of a name that no object can have',
    rules: ['N-01'],
    broken: [plain('rbac.authorization.k8s.io/v1', 'Role', { name: 'read/all' }), binding('read-all')],
    mended: [plain('rbac.authorization.k8s.io/v1', 'Role', { name: 'read-all' }), binding('read-all')],
    code: 'verify/invalid-name',
    at: 'Role read/all metadata.name',
  },
];

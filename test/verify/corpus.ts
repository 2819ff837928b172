import type { Manifest } from '../../lib/verify';
import { autoscaler, budget, configMap, deployment, job, object, plain, service, workload } from './manifests';

/** Objects of every kind that a rule reads, with every field that one looks at. */
export const corpus: readonly Manifest[] = [
  deployment({
    namespace: 'prod',
    metadata: { labels: { team: 'ml' }, annotations: { note: 'x' } },
    spec: {
      strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      replicas: 3,
      progressDeadlineSeconds: 900,
      minReadySeconds: 10,
    },
    pod: {
      terminationGracePeriodSeconds: 60,
      restartPolicy: 'Always',
      serviceAccountName: 'chat',
      priorityClassName: 'high',
      runtimeClassName: 'nvidia',
      os: { name: 'linux' },
      hostNetwork: true,
      resources: { requests: { cpu: 2 }, limits: { cpu: 4 } },
      securityContext: { runAsNonRoot: true, runAsUser: 1000 },
      imagePullSecrets: [{ name: 'registry' }],
      volumes: [
        { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
        { name: 'settings', configMap: { name: 'settings', items: [{ key: 'MODE' }] } },
        { name: 'tls', secret: { secretName: 'tls', optional: true } },
        { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
        { name: 'all', projected: { sources: [{ configMap: { name: 'settings' } }, { secret: { name: 'tls' } }] } },
      ],
      initContainers: [{ name: 'proxy', restartPolicy: 'Always', startupProbe: { exec: { command: ['true'] } } }],
    },
    container: {
      ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', value: '$(A)' },
        { name: 'C', valueFrom: { secretKeyRef: { name: 'login', key: 'user', optional: false } } },
        { name: 'D', valueFrom: { configMapKeyRef: { name: 'settings', key: 'MODE' } } },
      ],
      envFrom: [{ configMapRef: { name: 'settings' } }, { secretRef: { name: 'login', optional: true } }],
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi', 'nvidia.com/gpu': 1 } },
      livenessProbe: { httpGet: { port: 'http' }, periodSeconds: 10, failureThreshold: 3 },
      readinessProbe: { tcpSocket: { port: 8080 }, successThreshold: 2 },
      startupProbe: { grpc: { port: 8080 }, initialDelaySeconds: 5, failureThreshold: 30 },
      lifecycle: { preStop: { exec: { command: ['sh', '-c', 'sleep 15'] } }, postStart: { sleep: { seconds: 1 } } },
      volumeMounts: [{ name: 'shm', mountPath: '/dev/shm', subPath: 'a' }],
      volumeDevices: [{ name: 'data', devicePath: '/dev/x' }],
      securityContext: { runAsUser: 7 },
    },
  }),
  workload('apps/v1', 'StatefulSet', {
    spec: {
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { storageClassName: 'fast', resources: { requests: { storage: '1Gi' } } } },
      ],
    },
  }),
  workload('apps/v1', 'DaemonSet', { name: 'agent', spec: { updateStrategy: { rollingUpdate: { maxSurge: '1%' } } } }),
  job({ name: 'train' }),
  workload('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: { template: { spec: { containers: [{}] } } } } } }),
  object(
    'jobset.x-k8s.io/v1alpha2',
    'JobSet',
    {},
    {
      replicatedJobs: [{ template: { spec: { template: { spec: { containers: [] } } } } }],
    },
  ),
  object(
    'ray.io/v1',
    'RayCluster',
    {},
    {
      workerGroupSpecs: [
        { template: { metadata: { labels: { app: 'ray' } }, spec: { containers: [{ name: 'worker' }] } } },
      ],
    },
  ),
  object('v1', 'Pod', { name: 'lone' }, { containers: [{ name: 'a' }] }),
  service({ namespace: 'prod', spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }] } }),
  configMap('settings', { MODE: 'fast' }, { namespace: 'prod' }),
  { ...plain('v1', 'Secret', { name: 'login' }), stringData: { user: 'x' } },
  object('v1', 'PersistentVolumeClaim', { name: 'data' }, { resources: { requests: { storage: '1Gi' } } }),
  budget({ minAvailable: '50%' }, { namespace: 'prod' }),
  autoscaler(
    {
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { averageUtilization: 50 } } },
        { type: 'ContainerResource', containerResource: { name: 'cpu', container: 'server', target: {} } },
        { type: 'Pods', pods: { metric: { name: 'x' }, target: { averageValue: '1' } } },
      ],
    },
    { namespace: 'prod' },
  ),
  object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { kind: 'StatefulSet', name: 'chat' } }),
  object(
    'networking.k8s.io/v1',
    'Ingress',
    {},
    {
      ingressClassName: 'nginx',
      tls: [{ secretName: 'tls' }],
      defaultBackend: { service: { name: 'chat', port: { name: 'http' } } },
      rules: [{ http: { paths: [{ backend: { service: { name: 'chat', port: { number: 80 } } } }] } }],
    },
  ),
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { namespace: 'prod' },
    {
      podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['chat'] }] },
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ port: 80, endPort: 90 }] }],
      ingress: [{ from: [{ podSelector: {} }] }],
    },
  ),
  {
    ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding'),
    roleRef: { kind: 'Role', name: 'read' },
    subjects: [{ kind: 'ServiceAccount', name: 'chat' }],
  },
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, { group: 'ray.io', names: { kind: 'RayCluster' } }),
  object('external-secrets.io/v1', 'ExternalSecret', {}, { target: { name: 'tls' }, data: [{ secretKey: 'tls.crt' }] }),
  object('cert-manager.io/v1', 'Certificate', {}, { secretName: 'tls' }),
  object('bitnami.com/v1alpha1', 'SealedSecret', {}, { encryptedData: { a: 'x' } }),
  object(
    'gateway.networking.k8s.io/v1',
    'HTTPRoute',
    { namespace: 'prod' },
    {
      parentRefs: [{ name: 'public', namespace: 'gateways', sectionName: 'http' }],
      hostnames: ['*.a.test'],
      rules: [
        {
          matches: [{ path: { type: 'Exact', value: '/v1' }, headers: [{ name: 'x', value: 'y' }] }],
          filters: [{ type: 'RequestHeaderModifier', requestHeaderModifier: { remove: ['x'] } }],
          backendRefs: [{ name: 'chat', namespace: 'models', port: 80, weight: 1 }],
          timeouts: { request: '1m', backendRequest: '30s' },
        },
      ],
    },
  ),
  object(
    'gateway.networking.k8s.io/v1',
    'Gateway',
    { name: 'public', namespace: 'gateways' },
    {
      listeners: [
        {
          name: 'http',
          protocol: 'HTTP',
          hostname: 'a.test',
          allowedRoutes: {
            kinds: [{ kind: 'HTTPRoute' }],
            namespaces: { from: 'Selector', selector: { matchLabels: { team: 'ml' } } },
          },
        },
      ],
    },
  ),
  object(
    'gateway.networking.k8s.io/v1beta1',
    'ReferenceGrant',
    { namespace: 'models' },
    {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'prod' }],
      to: [{ group: '', kind: 'Service' }],
    },
  ),
  plain('v1', 'LimitRange', { namespace: 'dev' }),
  { apiVersion: 'v1', kind: 'List', items: [deployment({ name: 'listed' }), configMap('listed', { A: 'a' })] },
  { apiVersion: 'v1', kind: 'ConfigMapList', items: [{ metadata: { name: 'also-listed' }, data: { A: 'a' } }] },
];

import type { Manifest } from '../../lib/verify/manifest';

type Fields = Readonly<Record<string, unknown>>;

const labels = { app: 'sample' };
const selector = { matchLabels: labels };
const metadata = { name: 'sample', labels, annotations: { note: 'x' } };

function sample(apiVersion: string, kind: string, fields: Fields): Manifest {
  return { apiVersion, kind, metadata, ...fields };
}

const probe = { httpGet: { port: 8080, path: '/', httpHeaders: [{ name: 'X-A', value: 'b' }] }, periodSeconds: 10 };
const expression = { key: 'app', operator: 'In', values: ['sample'] };
const term = { labelSelector: { matchExpressions: [expression] }, topologyKey: 'kubernetes.io/hostname' };
const nodes = { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a'] }] };
const claimed = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const metric = { name: 'requests', selector };
const average = { type: 'AverageValue', averageValue: '1' };
const webhook = {
  name: 'sample.example.com',
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  failurePolicy: 'Fail',
  matchConditions: [{ name: 'a', expression: 'true' }],
  rules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'], scope: '*' }],
};
const served = { service: { name: 'a', namespace: 'default', path: '/x', port: 443 } };
const device = {
  devices: {
    requests: [
      {
        name: 'gpu',
        exactly: {
          deviceClassName: 'gpu.example.com',
          allocationMode: 'ExactCount',
          count: 1,
          selectors: [{ cel: { expression: 'true' } }],
          tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule' }],
        },
      },
      { name: 'either', firstAvailable: [{ name: 'large', deviceClassName: 'gpu.example.com', count: 1 }] },
    ],
    config: [{ requests: ['gpu'], opaque: { driver: 'gpu.example.com', parameters: { kind: 'A' } } }],
  },
};

const volumes: readonly Fields[] = [
  { name: 'empty', emptyDir: { medium: 'Memory', sizeLimit: '1Gi' } },
  { name: 'settings', configMap: { name: 'a', items: [{ key: 'a', path: 'a', mode: 420 }], defaultMode: 420 } },
  { name: 'secret', secret: { secretName: 'a', items: [{ key: 'a', path: 'a' }], optional: true } },
  { name: 'claim', persistentVolumeClaim: { claimName: 'a', readOnly: true } },
  { name: 'host', hostPath: { path: '/data', type: 'Directory' } },
  { name: 'nfs', nfs: { server: 'a', path: '/b', readOnly: true } },
  { name: 'csi', csi: { driver: 'a.example.com', volumeAttributes: { a: 'b' }, nodePublishSecretRef: { name: 'a' } } },
  { name: 'iscsi', iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.2001-04.com.example:a', lun: 0 } },
  { name: 'ephemeral', ephemeral: { volumeClaimTemplate: { metadata: { labels }, spec: claimed } } },
  { name: 'down', downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } },
  {
    name: 'all',
    projected: {
      defaultMode: 420,
      sources: [
        { configMap: { name: 'a', items: [{ key: 'b', path: 'b' }] } },
        { secret: { name: 'a', items: [{ key: 'c', path: 'c' }] } },
        { serviceAccountToken: { path: 'token', audience: 'a', expirationSeconds: 3600 } },
        {
          downwardAPI: {
            items: [{ path: 'cpu', resourceFieldRef: { containerName: 'server', resource: 'limits.cpu' } }],
          },
        },
        { clusterTrustBundle: { path: 'bundle', signerName: 'example.com/a', labelSelector: selector } },
      ],
    },
  },
];

const container: Fields = {
  name: 'server',
  image: 'registry.example/server:1',
  imagePullPolicy: 'IfNotPresent',
  command: ['a'],
  args: ['b'],
  workingDir: '/work',
  ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  env: [
    { name: 'A', value: 'b' },
    { name: 'B', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'C', valueFrom: { secretKeyRef: { name: 'a', key: 'b', optional: true } } },
    { name: 'D', valueFrom: { configMapKeyRef: { name: 'a', key: 'b' } } },
    { name: 'E', valueFrom: { resourceFieldRef: { containerName: 'server', resource: 'limits.cpu', divisor: '1m' } } },
  ],
  envFrom: [{ prefix: 'A_', configMapRef: { name: 'a' } }, { secretRef: { name: 'a', optional: true } }],
  resources: {
    requests: { cpu: '500m', memory: '1Gi' },
    limits: { cpu: 1, memory: '2Gi', 'nvidia.com/gpu': 1 },
    claims: [{ name: 'gpu', request: 'gpu' }],
  },
  resizePolicy: [{ resourceName: 'cpu', restartPolicy: 'NotRequired' }],
  startupProbe: { ...probe, failureThreshold: 30 },
  readinessProbe: { tcpSocket: { port: 'http' }, timeoutSeconds: 1, successThreshold: 2 },
  livenessProbe: { grpc: { port: 8080, service: 'a' }, initialDelaySeconds: 1, terminationGracePeriodSeconds: 10 },
  lifecycle: { preStop: { sleep: { seconds: 5 } }, postStart: { exec: { command: ['a'] } } },
  volumeMounts: [
    { name: 'empty', mountPath: '/dev/shm', readOnly: false, mountPropagation: 'None' },
    { name: 'nfs', mountPath: '/b', subPath: 'a' },
  ],
  volumeDevices: [{ name: 'claim', devicePath: '/dev/x' }],
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
    readOnlyRootFilesystem: true,
    procMount: 'Default',
    runAsNonRoot: true,
    runAsUser: 1000,
    seccompProfile: { type: 'RuntimeDefault' },
    appArmorProfile: { type: 'RuntimeDefault' },
    seLinuxOptions: { level: 's0' },
  },
  terminationMessagePath: '/dev/log',
  terminationMessagePolicy: 'File',
  stdin: false,
  tty: false,
};

const pod: Fields = {
  activeDeadlineSeconds: 3600,
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [nodes] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: nodes }],
    },
    podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
    podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }] },
  },
  automountServiceAccountToken: false,
  containers: [container],
  dnsConfig: { nameservers: ['10.0.0.10'], options: [{ name: 'ndots', value: '2' }], searches: ['example.com'] },
  dnsPolicy: 'ClusterFirst',
  enableServiceLinks: false,
  hostAliases: [{ ip: '10.0.0.1', hostnames: ['a'] }],
  hostNetwork: false,
  hostname: 'a',
  imagePullSecrets: [{ name: 'a' }],
  initContainers: [{ name: 'sidecar', image: 'a', restartPolicy: 'Always' }],
  nodeSelector: { zone: 'a' },
  os: { name: 'linux' },
  preemptionPolicy: 'PreemptLowerPriority',
  readinessGates: [{ conditionType: 'example.com/ready' }],
  resourceClaims: [{ name: 'gpu', resourceClaimTemplateName: 'a' }],
  restartPolicy: 'Always',
  schedulerName: 'default-scheduler',
  schedulingGates: [{ name: 'example.com/a' }],
  securityContext: {
    fsGroup: 1000,
    fsGroupChangePolicy: 'OnRootMismatch',
    supplementalGroupsPolicy: 'Merge',
    runAsGroup: 1000,
    supplementalGroups: [1],
    sysctls: [{ name: 'kernel.shm_rmid_forced', value: '0' }],
  },
  subdomain: 'a',
  terminationGracePeriodSeconds: 30,
  tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoExecute', tolerationSeconds: 10 }],
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule',
      minDomains: 1,
      labelSelector: selector,
      matchLabelKeys: ['b'],
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Honor',
    },
  ],
  volumes,
};

const { activeDeadlineSeconds: _, ...servers } = pod;
const template = { metadata: { labels }, spec: servers };
const onceTemplate = {
  metadata: { labels },
  spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'a' }] },
};
const job: Fields = {
  backoffLimit: 3,
  completions: 2,
  parallelism: 2,
  completionMode: 'Indexed',
  suspend: true,
  ttlSecondsAfterFinished: 60,
  activeDeadlineSeconds: 60,
  podReplacementPolicy: 'Failed',
  podFailurePolicy: {
    rules: [
      { action: 'FailJob', onExitCodes: { containerName: 'a', operator: 'In', values: [1] } },
      { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
    ],
  },
  successPolicy: { rules: [{ succeededIndexes: '0', succeededCount: 1 }] },
  template: onceTemplate,
};
const volume = (source: Fields, fields: Fields = {}): Manifest =>
  sample('v1', 'PersistentVolume', {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      ...source,
      ...fields,
    },
  });
const onNodes = { nodeAffinity: { required: { nodeSelectorTerms: [nodes] } } };

/** Objects that an API server takes, and that have between them most of the fields that people write. */
export const fieldSamples: readonly Manifest[] = [
  sample('v1', 'Pod', { spec: pod }),
  sample('v1', 'PodTemplate', { template }),
  sample('v1', 'ReplicationController', { spec: { replicas: 1, selector: labels, template } }),
  sample('apps/v1', 'Deployment', {
    spec: {
      replicas: 2,
      selector,
      template,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      minReadySeconds: 5,
      progressDeadlineSeconds: 600,
      revisionHistoryLimit: 2,
      paused: false,
    },
  }),
  sample('apps/v1', 'ReplicaSet', { spec: { replicas: 2, selector, template, minReadySeconds: 1 } }),
  sample('apps/v1', 'DaemonSet', {
    spec: { selector, template, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } } },
  }),
  sample('apps/v1', 'StatefulSet', {
    spec: {
      replicas: 2,
      selector,
      template,
      serviceName: 'sample',
      podManagementPolicy: 'Parallel',
      ordinals: { start: 1 },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Delete' },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      volumeClaimTemplates: [
        { metadata: { name: 'data' }, spec: { ...claimed, storageClassName: 'fast', volumeMode: 'Filesystem' } },
      ],
    },
  }),
  sample('batch/v1', 'Job', { spec: job }),
  sample('batch/v1', 'CronJob', {
    spec: {
      schedule: '0 3 * * *',
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 60,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 1,
      suspend: false,
      jobTemplate: { metadata: { labels }, spec: job },
    },
  }),
  sample('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'sample' },
      minReplicas: 1,
      maxReplicas: 4,
      metrics: [
        { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
        { type: 'ContainerResource', containerResource: { name: 'memory', container: 'server', target: average } },
        { type: 'Pods', pods: { metric, target: average } },
        { type: 'External', external: { metric, target: { type: 'Value', value: '1' } } },
        {
          type: 'Object',
          object: {
            metric,
            describedObject: { apiVersion: 'v1', kind: 'Service', name: 'a' },
            target: { type: 'Value', value: 5 },
          },
        },
      ],
      behavior: {
        scaleUp: {
          stabilizationWindowSeconds: 0,
          selectPolicy: 'Max',
          policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
        },
        scaleDown: { policies: [{ type: 'Percent', value: 10, periodSeconds: 60 }] },
      },
    },
  }),
  sample('autoscaling/v1', 'HorizontalPodAutoscaler', {
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'sample' },
      maxReplicas: 4,
      targetCPUUtilizationPercentage: 80,
    },
  }),
  sample('v1', 'Service', {
    spec: {
      type: 'LoadBalancer',
      selector: labels,
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
      sessionAffinity: 'ClientIP',
      sessionAffinityConfig: { clientIP: { timeoutSeconds: 60 } },
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Local',
      ipFamilyPolicy: 'SingleStack',
      ipFamilies: ['IPv4'],
      loadBalancerSourceRanges: ['10.0.0.0/8'],
      loadBalancerClass: 'example.com/a',
      allocateLoadBalancerNodePorts: true,
      publishNotReadyAddresses: true,
      trafficDistribution: 'PreferClose',
    },
  }),
  sample('networking.k8s.io/v1', 'Ingress', {
    spec: {
      ingressClassName: 'a',
      defaultBackend: { service: { name: 'a', port: { name: 'http' } } },
      rules: [
        {
          host: 'a.example.com',
          http: {
            paths: [
              { path: '/', pathType: 'Prefix', backend: { service: { name: 'a', port: { number: 80 } } } },
              {
                path: '/b',
                pathType: 'Exact',
                backend: { resource: { apiGroup: 'a.example.com', kind: 'A', name: 'a' } },
              },
            ],
          },
        },
      ],
      tls: [{ hosts: ['a.example.com'], secretName: 'a' }],
    },
  }),
  sample('networking.k8s.io/v1', 'IngressClass', {
    spec: {
      controller: 'example.com/a',
      parameters: { apiGroup: 'example.com', kind: 'A', name: 'a', scope: 'Cluster' },
    },
  }),
  sample('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: {
      podSelector: selector,
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: selector, namespaceSelector: {} }],
          ports: [{ port: 8080, endPort: 8090, protocol: 'TCP' }],
        },
      ],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }], ports: [{ port: 'http' }] }],
    },
  }),
  sample('policy/v1', 'PodDisruptionBudget', {
    spec: { selector, maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' },
  }),
  sample('rbac.authorization.k8s.io/v1', 'Role', {
    rules: [{ apiGroups: [''], resources: ['pods'], resourceNames: ['a'], verbs: ['get'] }],
  }),
  sample('rbac.authorization.k8s.io/v1', 'ClusterRole', {
    rules: [{ nonResourceURLs: ['/metrics'], verbs: ['get'] }],
  }),
  sample('rbac.authorization.k8s.io/v1', 'ClusterRole', { aggregationRule: { clusterRoleSelectors: [selector] } }),
  ...['RoleBinding', 'ClusterRoleBinding'].map((kind) =>
    sample('rbac.authorization.k8s.io/v1', kind, {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [
        { kind: 'ServiceAccount', name: 'a', namespace: 'default' },
        { kind: 'User', name: 'a', apiGroup: 'rbac.authorization.k8s.io' },
      ],
    }),
  ),
  sample('v1', 'ConfigMap', { data: { a: 'b' }, binaryData: { c: 'YQ==' }, immutable: true }),
  sample('v1', 'Secret', { type: 'Opaque', data: { a: 'YQ==' }, stringData: { b: 'c' }, immutable: true }),
  sample('v1', 'ServiceAccount', {
    automountServiceAccountToken: false,
    imagePullSecrets: [{ name: 'a' }],
    secrets: [{ name: 'a' }],
  }),
  sample('v1', 'PersistentVolumeClaim', {
    spec: {
      ...claimed,
      storageClassName: 'fast',
      volumeMode: 'Block',
      selector,
      dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: 'a' },
      volumeAttributesClassName: 'a',
    },
  }),
  volume(
    { csi: { driver: 'a.example.com', volumeHandle: 'a', fsType: 'ext4' } },
    { storageClassName: 'a', mountOptions: ['a'] },
  ),
  volume({ nfs: { server: 'a', path: '/b' } }, { claimRef: { namespace: 'a', name: 'b' } }),
  volume({ local: { path: '/data' } }, { volumeMode: 'Filesystem', ...onNodes }),
  volume({ hostPath: { path: '/data', type: '' } }),
  sample('storage.k8s.io/v1', 'StorageClass', {
    provisioner: 'a.example.com',
    parameters: { a: 'b' },
    reclaimPolicy: 'Delete',
    volumeBindingMode: 'WaitForFirstConsumer',
    allowVolumeExpansion: true,
    mountOptions: ['a'],
    allowedTopologies: [{ matchLabelExpressions: [{ key: 'zone', values: ['a'] }] }],
  }),
  sample('storage.k8s.io/v1', 'CSIDriver', {
    spec: {
      attachRequired: false,
      podInfoOnMount: true,
      fsGroupPolicy: 'File',
      volumeLifecycleModes: ['Persistent'],
      tokenRequests: [{ audience: 'a', expirationSeconds: 3600 }],
    },
  }),
  sample('storage.k8s.io/v1', 'VolumeAttributesClass', { driverName: 'a.example.com', parameters: { a: 'b' } }),
  sample('scheduling.k8s.io/v1', 'PriorityClass', {
    value: 5,
    globalDefault: false,
    description: 'a',
    preemptionPolicy: 'Never',
  }),
  sample('node.k8s.io/v1', 'RuntimeClass', {
    handler: 'nvidia',
    overhead: { podFixed: { memory: '1Mi' } },
    scheduling: { nodeSelector: { a: 'b' }, tolerations: [{ key: 'a', operator: 'Exists' }] },
  }),
  sample('v1', 'ResourceQuota', {
    spec: {
      hard: { 'requests.cpu': '4', pods: 10 },
      scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator: 'In', values: ['a'] }] },
    },
  }),
  sample('v1', 'LimitRange', {
    spec: { limits: [{ type: 'Container', default: { cpu: '1' }, defaultRequest: { cpu: '500m' }, max: { cpu: 2 } }] },
  }),
  sample('v1', 'Namespace', { spec: { finalizers: ['kubernetes'] } }),
  sample('v1', 'Node', {
    spec: { unschedulable: true, providerID: 'a', taints: [{ key: 'a', value: 'b', effect: 'NoSchedule' }] },
  }),
  sample('v1', 'Endpoints', {
    subsets: [{ addresses: [{ ip: '10.0.0.1', hostname: 'a' }], ports: [{ name: 'http', port: 80, protocol: 'TCP' }] }],
  }),
  sample('discovery.k8s.io/v1', 'EndpointSlice', {
    addressType: 'IPv4',
    endpoints: [
      { addresses: ['10.0.0.1'], conditions: { ready: true }, hints: { forZones: [{ name: 'a' }] }, zone: 'a' },
    ],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  }),
  sample('coordination.k8s.io/v1', 'Lease', {
    spec: { holderIdentity: 'a', leaseDurationSeconds: 10, renewTime: '2026-01-01T00:00:00.000000Z' },
  }),
  sample('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', {
    webhooks: [
      { ...webhook, clientConfig: served, timeoutSeconds: 5, matchPolicy: 'Exact', namespaceSelector: selector },
    ],
  }),
  sample('admissionregistration.k8s.io/v1', 'MutatingWebhookConfiguration', {
    webhooks: [{ ...webhook, clientConfig: { url: 'https://a.example.com/x' }, reinvocationPolicy: 'Never' }],
  }),
  sample('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicy', {
    spec: {
      matchConstraints: {
        resourceRules: [
          { apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] },
        ],
      },
      validations: [{ expression: 'true', message: 'a', reason: 'Invalid' }],
      variables: [{ name: 'a', expression: '1' }],
      auditAnnotations: [{ key: 'a', valueExpression: "'b'" }],
      failurePolicy: 'Fail',
    },
  }),
  sample('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', {
    spec: { policyName: 'a', validationActions: ['Deny'], paramRef: { name: 'a', parameterNotFoundAction: 'Deny' } },
  }),
  {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'samples.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { kind: 'Sample', plural: 'samples', singular: 'sample', listKind: 'SampleList', shortNames: ['sa'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: { type: 'object', properties: { replicas: { type: 'integer' } } } },
            },
          },
          subresources: {
            status: {},
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
          },
          additionalPrinterColumns: [{ name: 'Replicas', type: 'integer', jsonPath: '.spec.replicas' }],
        },
      ],
    },
  },
  {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.samples.example.com' },
    spec: {
      group: 'samples.example.com',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      insecureSkipTLSVerify: true,
      service: { name: 'a', namespace: 'default', port: 443 },
    },
  },
  sample('resource.k8s.io/v1', 'DeviceClass', { spec: { selectors: [{ cel: { expression: 'true' } }] } }),
  sample('resource.k8s.io/v1', 'ResourceClaim', { spec: device }),
  sample('resource.k8s.io/v1', 'ResourceClaimTemplate', { spec: { metadata: { labels }, spec: device } }),
  sample('flowcontrol.apiserver.k8s.io/v1', 'FlowSchema', {
    spec: {
      priorityLevelConfiguration: { name: 'global-default' },
      matchingPrecedence: 1000,
      distinguisherMethod: { type: 'ByUser' },
      rules: [
        {
          subjects: [
            { kind: 'ServiceAccount', serviceAccount: { name: 'a', namespace: 'default' } },
            { kind: 'User', user: { name: 'a' } },
          ],
          resourceRules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], namespaces: ['*'] }],
          nonResourceRules: [{ nonResourceURLs: ['/a'], verbs: ['get'] }],
        },
      ],
    },
  }),
  sample('flowcontrol.apiserver.k8s.io/v1', 'PriorityLevelConfiguration', {
    spec: {
      type: 'Limited',
      limited: {
        nominalConcurrencyShares: 10,
        limitResponse: { type: 'Queue', queuing: { queues: 16, handSize: 4, queueLengthLimit: 50 } },
      },
    },
  }),
];

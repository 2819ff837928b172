import { nodePool, type NodePoolProps } from 'modelyard';
import type { Manifest } from '../../lib/verify';
import { devicePlugin } from '../verify/device-plugin';
import { deployment, object, workload, type Changes } from '../verify/manifests';
import { clusterWith, pools, whole, type Broken, type Configuration } from './broken';

const pod = (fields: object, more: Changes = {}): Manifest => deployment({ ...more, pod: { ...fields } });
const asking = (limits: object, more: Changes = {}): Manifest =>
  deployment({ ...more, container: { resources: { limits } } });
const daemon = (limits: object): Manifest => workload('apps/v1', 'DaemonSet', { container: { resources: { limits } } });
const shared = {
  pod: { volumes: [{ name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '2Gi' } }] },
};
const gpus = (count: number, more: Changes = {}): Manifest =>
  deployment({
    ...more,
    pod: { ...shared.pod, ...more.pod },
    container: {
      resources: { limits: { 'nvidia.com/gpu': count } },
      volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
    },
  });
const required = (term: object): object => ({
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] } } },
});
const expression = (key: string, operator: string, values?: readonly string[]): Manifest =>
  pod(required({ matchExpressions: [{ key, operator, ...(values && { values }) }] }));
const spread = (constraint: object, more: Changes = {}): Manifest =>
  pod(
    {
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: 'topology.kubernetes.io/zone',
          whenUnsatisfiable: 'ScheduleAnyway',
          labelSelector: { matchLabels: { app: 'chat' } },
          ...constraint,
        },
      ],
    },
    more,
  );
/** A node for small pods, which nothing keeps them from. */
const small = nodePool('small', {
  custom: { cpu: 2, memory: '4Gi', pods: 20 },
  nodes: { min: 1, max: 3 },
});
const taint = { key: 'team', value: 'search', effect: 'NoSchedule' } as const;
const tainted = clusterWith({
  nodePools: [small, nodePool('large', { machine: 'm7i.4xlarge', nodes: { min: 1, max: 3 }, taints: [taint] })],
});
const large = (fields: object): Manifest =>
  deployment({ pod: { ...fields }, container: { resources: { requests: { cpu: '8' } } } });
const only = (pool: string): ReturnType<typeof clusterWith> =>
  clusterWith({
    nodePools: [nodePool(pool, { machine: 'm7i.4xlarge', nodes: { min: 1, max: 3 } })],
  });
const on = (manifest: Manifest, cluster: ReturnType<typeof clusterWith>): Configuration => ({
  manifests: [manifest],
  cluster,
});
const spec = 'Deployment chat spec.template.spec';
const resources = `${spec}.containers[0].resources`;
const tolerant = { pod: { tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] } };
const gpuPool = (
  more: Partial<Extract<NodePoolProps, { readonly machine: string }>> = {},
): ReturnType<typeof clusterWith> =>
  clusterWith({ nodePools: [small, nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 1, max: 3 }, ...more })] });
const skuTaint = gpuPool({ taints: [{ key: 'sku', value: 'gpu', effect: 'NoSchedule' }] });
const operated = clusterWith({
  customResources: [...(whole.customResources ?? []), { group: 'nvidia.com', kind: 'ClusterPolicy', versions: ['v1'] }],
});
const gpuOperator = (spec: object): Manifest =>
  object('nvidia.com/v1', 'ClusterPolicy', { name: 'cluster-policy' }, { ...spec });
const sliced = clusterWith({
  nodePools: [
    small,
    nodePool('sliced', {
      custom: { cpu: 16, memory: '128Gi', pods: 60, accelerator: { kind: 'mig', profile: '1g.5gb', count: 7 } },
      nodes: { min: 1, max: 2 },
    }),
  ],
});

/** What no node takes, or no API server. */
export const scheduling: readonly Broken[] = [
  {
    what: 'eight GPUs of machines that have four',
    rules: ['G-07', '6.2'],
    broken: on(gpus(8), clusterWith({ nodePools: [pools.cpu, pools.l4] })),
    mended: on(gpus(4), clusterWith({ nodePools: [pools.cpu, pools.l4] })),
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'half a GPU',
    rules: ['G-01'],
    broken: [asking({ 'nvidia.com/gpu': '0.5' })],
    mended: [asking({ 'nvidia.com/gpu': '1' })],
    code: 'verify/invalid-quantity',
    at: `${resources}.limits["nvidia.com/gpu"]`,
  },
  {
    what: 'a GPU that is requested and not limited',
    rules: ['G-01'],
    broken: [deployment({ container: { resources: { requests: { 'nvidia.com/gpu': 1 } } } })],
    mended: [
      deployment({ container: { resources: { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': 1 } } } }),
    ],
    code: 'verify/invalid-quantity',
    at: `${resources}.requests["nvidia.com/gpu"]`,
  },
  {
    what: 'fewer GPUs requested than the limit',
    rules: ['G-01'],
    broken: [
      deployment({
        container: {
          resources: { requests: { 'nvidia.com/gpu': 1 }, limits: { 'nvidia.com/gpu': '2' } },
          volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
        },
        ...shared,
      }),
    ],
    mended: [
      deployment({
        container: {
          resources: { requests: { 'nvidia.com/gpu': 2 }, limits: { 'nvidia.com/gpu': '2' } },
          volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
        },
        ...shared,
      }),
    ],
    code: 'verify/invalid-quantity',
    at: `${resources}.requests["nvidia.com/gpu"]`,
  },
  {
    what: 'a slice of a GPU that no pool is cut into',
    rules: ['G-02'],
    broken: [asking({ 'nvidia.com/mig-1g.5gb': 1 })],
    mended: [asking({ 'nvidia.com/gpu': 1 })],
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'two containers with four GPUs each',
    rules: ['G-08', '6.1'],
    broken: on(
      deployment({
        pod: {
          containers: ['a', 'b'].map((name) => ({
            name,
            image: name,
            resources: { limits: { 'nvidia.com/gpu': 4 } },
            volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
          })),
          ...shared.pod,
        },
      }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    mended: on(
      deployment({
        pod: {
          containers: ['a', 'b'].map((name) => ({
            name,
            image: name,
            resources: { limits: { 'nvidia.com/gpu': 2 } },
            volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }],
          })),
          ...shared.pod,
        },
      }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'an init container that asks for more than a node has',
    rules: ['6.1'],
    broken: [pod({ initContainers: [{ name: 'load', image: 'a', resources: { requests: { memory: '4Ti' } } }] })],
    mended: [pod({ initContainers: [{ name: 'load', image: 'a', resources: { requests: { memory: '4Gi' } } }] })],
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'all 16 cores of a machine that keeps some for itself',
    rules: ['6.2'],
    broken: on(deployment({ container: { resources: { requests: { cpu: '16' } } } }), only('cpu')),
    mended: on(deployment({ container: { resources: { requests: { cpu: '15' } } } }), only('cpu')),
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'a taint that the pod does not tolerate',
    rules: ['6.3'],
    thread: 'https://github.com/Azure/AKS/issues/1449',
    broken: on(large({}), tainted),
    mended: on(large({ tolerations: [{ key: 'team', operator: 'Equal', value: 'search' }] }), tainted),
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'a toleration of another value of the taint',
    rules: ['6.3'],
    broken: on(large({ tolerations: [{ key: 'team', operator: 'Equal', value: 'ranking' }] }), tainted),
    mended: on(large({ tolerations: [{ key: 'team', operator: 'Exists' }] }), tainted),
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'a machine type that no pool has',
    rules: ['6.4'],
    broken: [pod({ nodeSelector: { 'node.kubernetes.io/instance-type': 'g5.xlarge' } })],
    mended: [pod({ nodeSelector: { 'node.kubernetes.io/instance-type': 'm7i.4xlarge' } })],
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'an architecture that no pool has',
    rules: ['6.4'],
    broken: [expression('kubernetes.io/arch', 'In', ['arm64'])],
    mended: [expression('kubernetes.io/arch', 'In', ['amd64'])],
    code: 'verify/unschedulable',
    at: spec,
  },
  {
    what: 'a label that only a node which runs has, where pools start from none',
    rules: ['G-18'],
    broken: on(
      pod({ nodeSelector: { 'nvidia.com/gpu.product': 'NVIDIA-L4' } }),
      clusterWith({ nodePools: [nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 2 }, taints: [] })] }),
    ),
    mended: on(
      pod({ nodeSelector: { 'node.kubernetes.io/instance-type': 'g6.12xlarge' } }),
      clusterWith({ nodePools: [nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 2 }, taints: [] })] }),
    ),
    code: 'verify/label-comes-late',
    at: spec,
    severity: 'warning',
  },
  {
    what: 'a toleration with a value of a key that may have any',
    rules: ['6.3'],
    broken: [pod({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', value: 'present' }] })],
    mended: [pod({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] })],
    code: 'verify/placement-refused',
    at: `${spec}.tolerations[0].value`,
  },
  {
    what: 'a toleration of any key that must have a value',
    rules: ['6.3'],
    broken: [pod({ tolerations: [{ operator: 'Equal', value: 'gpu' }] })],
    mended: [pod({ tolerations: [{ operator: 'Exists' }] })],
    code: 'verify/placement-refused',
    at: `${spec}.tolerations[0].operator`,
  },
  {
    what: 'a time for which a node may keep out new pods only',
    rules: ['6.3'],
    broken: [pod({ tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 60 }] })],
    mended: [pod({ tolerations: [{ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 60 }] })],
    code: 'verify/placement-refused',
    at: `${spec}.tolerations[0].tolerationSeconds`,
  },
  {
    what: 'no term of a node affinity',
    rules: ['6.4'],
    broken: [
      pod({
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [] } } },
      }),
    ],
    mended: [expression('kubernetes.io/os', 'In', ['linux'])],
    code: 'verify/placement-refused',
    at: `${spec}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`,
  },
  {
    what: 'one of no values',
    rules: ['6.4'],
    broken: [expression('kubernetes.io/arch', 'In', [])],
    mended: [expression('kubernetes.io/arch', 'In', ['amd64'])],
    code: 'verify/placement-refused',
    at: `${spec}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values`,
  },
  {
    what: 'a label that is there with a value',
    rules: ['6.4'],
    broken: [expression('kubernetes.io/os', 'Exists', ['linux'])],
    mended: [expression('kubernetes.io/os', 'Exists')],
    code: 'verify/placement-refused',
    at: `${spec}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[0].matchExpressions[0].values`,
  },
  {
    what: 'a weight of a preference of 0',
    rules: ['6.4'],
    broken: [
      pod({
        affinity: {
          nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 0, preference: {} }] },
        },
      }),
    ],
    mended: [
      pod({
        affinity: {
          nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, preference: {} }] },
        },
      }),
    ],
    code: 'verify/placement-refused',
    at: `${spec}.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution[0].weight`,
  },
  {
    what: 'pods apart from each other in no place',
    rules: ['6.6'],
    broken: [
      pod({
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector: { matchLabels: { app: 'chat' } } }],
          },
        },
      }),
    ],
    mended: [
      pod({
        affinity: {
          podAntiAffinity: {
            requiredDuringSchedulingIgnoredDuringExecution: [
              { labelSelector: { matchLabels: { app: 'chat' } }, topologyKey: 'kubernetes.io/hostname' },
            ],
          },
        },
      }),
    ],
    code: 'verify/placement-refused',
    at: `${spec}.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey`,
  },
  {
    what: 'a spread that must not differ by any pod',
    rules: ['6.5'],
    broken: [spread({ maxSkew: 0 })],
    mended: [spread({ maxSkew: 1 })],
    code: 'verify/placement-refused',
    at: `${spec}.topologySpreadConstraints[0].maxSkew`,
  },
  {
    what: 'a least number of zones that pods do not wait for',
    rules: ['6.5'],
    broken: [spread({ minDomains: 2 })],
    mended: [spread({})],
    code: 'verify/placement-refused',
    at: `${spec}.topologySpreadConstraints[0].minDomains`,
  },
  {
    what: 'a label that a spread asks for twice',
    rules: ['6.5'],
    broken: [spread({ matchLabelKeys: ['app'] })],
    mended: [spread({ matchLabelKeys: ['pod-template-hash'] })],
    code: 'verify/placement-refused',
    at: `${spec}.topologySpreadConstraints[0].matchLabelKeys`,
  },
  {
    what: 'a spread of other pods than its own',
    rules: ['6.5'],
    broken: [spread({ labelSelector: { matchLabels: { app: 'chatt' } } })],
    mended: [spread({ labelSelector: { matchLabels: { app: 'chat' } } })],
    code: 'verify/spread-counts-others',
    at: `${spec}.topologySpreadConstraints[0].labelSelector`,
    severity: 'warning',
  },
  {
    what: 'more GPUs in all than the pool can have',
    rules: ['6.7', 'S-15'],
    broken: on(
      gpus(4, { spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    mended: on(
      gpus(4, { spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    code: 'verify/no-room-together',
    at: 'Deployment chat spec',
  },
  {
    what: 'a rollout that needs a further GPU of a full pool',
    rules: ['S-15'],
    thread: 'https://github.com/ray-project/kuberay/issues/4239',
    broken: on(
      gpus(4, { spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } } }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    mended: on(
      gpus(4, { spec: { replicas: 2, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } } }),
      clusterWith({ nodePools: [pools.cpu, pools.l4] }),
    ),
    code: 'verify/no-room-to-roll',
    at: 'Deployment chat spec.strategy.rollingUpdate.maxSurge',
  },
  {
    what: 'more pods that are to be apart than there are nodes',
    rules: ['6.6'],
    broken: on(
      deployment({
        spec: { replicas: 4, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
        pod: {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector: { matchLabels: { app: 'chat' } }, topologyKey: 'kubernetes.io/hostname' },
              ],
            },
          },
        },
      }),
      only('cpu'),
    ),
    mended: on(
      deployment({
        spec: { replicas: 3, strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } } },
        pod: {
          affinity: {
            podAntiAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: [
                { labelSelector: { matchLabels: { app: 'chat' } }, topologyKey: 'kubernetes.io/hostname' },
              ],
            },
          },
        },
      }),
      only('cpu'),
    ),
    code: 'verify/no-room-together',
    at: 'Deployment chat spec',
  },
  {
    what: 'a fabric adapter without huge pages',
    rules: ['T-61'],
    broken: [daemon({ 'vpc.amazonaws.com/efa': 1, memory: '8Gi' })],
    mended: [daemon({ 'vpc.amazonaws.com/efa': 1, memory: '8Gi', 'hugepages-2Mi': '5120Mi' })],
    code: 'verify/no-huge-pages',
    at: 'DaemonSet chat spec.template.spec.containers[0].resources.limits',
    severity: 'warning',
  },
  {
    what: 'huge pages alone',
    rules: ['T-61'],
    broken: [daemon({ 'hugepages-2Mi': '1Gi' })],
    mended: [daemon({ 'hugepages-2Mi': '1Gi', memory: '1Gi' })],
    code: 'verify/invalid-quantity',
    at: 'DaemonSet chat spec.template.spec.containers[0].resources',
  },
  {
    what: 'two slices of a GPU for one container',
    rules: ['G-03'],
    broken: on(asking({ 'nvidia.com/mig-1g.5gb': 2 }, tolerant), sliced),
    mended: on(asking({ 'nvidia.com/mig-1g.5gb': 1 }, tolerant), sliced),
    code: 'verify/several-slices',
    at: 'Deployment chat spec.template.spec.containers[0].resources.limits',
    severity: 'warning',
  },
  {
    what: 'a device plugin that a taint of the pool keeps away',
    rules: ['G-11'],
    broken: on(devicePlugin(), skuTaint),
    mended: on(devicePlugin({ tolerations: [{ key: 'sku', operator: 'Exists', effect: 'NoSchedule' }] }), skuTaint),
    code: 'verify/device-plugin-kept-away',
    at: 'DaemonSet nvidia-device-plugin spec.template.spec.tolerations',
    severity: 'warning',
  },
  {
    what: 'a device plugin on nodes whose image has one',
    rules: ['G-20'],
    broken: on(devicePlugin(), gpuPool({ devicePlugin: 'node-image' })),
    mended: on(devicePlugin(), gpuPool({ devicePlugin: 'yourself' })),
    code: 'verify/two-device-plugins',
    at: 'DaemonSet nvidia-device-plugin spec.template.spec',
    severity: 'warning',
  },
  {
    what: 'a device plugin beside that of the operator',
    rules: ['G-22'],
    broken: { manifests: [devicePlugin(), gpuOperator({})], cluster: operated },
    mended: { manifests: [devicePlugin(), gpuOperator({ devicePlugin: { enabled: false } })], cluster: operated },
    code: 'verify/two-device-plugins',
    at: 'DaemonSet nvidia-device-plugin spec.template.spec',
    severity: 'warning',
  },
];

import { describe, expect, it } from 'vitest';
import {
  defineRuntime,
  existingClaim,
  models,
  nodePool,
  targetCluster,
  unpinned,
  type Model,
  type ModelServiceProps,
  type PodSpec,
  type PodTransform,
  type Scaling,
  type ServerDescription,
  type TargetCluster,
  type ZeroScaling,
  type VllmProps,
} from 'modelyard';
import { httpRuntime, image, OneService, resources, type Manifest } from './one-service';

const autoscale: Scaling = {
  kind: 'autoscale',
  min: 2,
  max: 5,
  on: [
    { kind: 'cpu', target: '50%' },
    { kind: 'request-rate', perReplica: 10 },
  ],
};

const sidecar = { name: 'log', image, resources };

const tensorFlow = {
  kind: 'tensorflow-serving',
  image,
  modelName: 'm',
  models: { kind: 'claim', claim: existingClaim('models', { accessModes: ['ReadOnlyMany'] }) },
} as const;

const exclusive: Partial<ModelServiceProps> = {
  volumes: [
    {
      name: 'models',
      from: { kind: 'claim', claim: existingClaim('models', { accessModes: ['ReadWriteOnce'] }) },
      mountPath: '/models',
    },
  ],
};

const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes: { min: 0, max: 2 }, diskGib: 200 });
const l40s = nodePool('l40s', { machine: 'g6e.12xlarge', nodes: { min: 0, max: 2 } });
const cluster = targetCluster({ name: 'production', cloud: 'eks', kubernetes: '1.34', nodePools: [l40s, l4] });

const vllm: VllmProps = { kind: 'vllm', image: unpinned('vllm/vllm-openai:v0.33.0', 'a test'), contextLength: 8192 };

const languageModel: Model = {
  source: {
    kind: 'hugging-face',
    repository: 'meta-llama/Llama-3.1-8B',
    revision: '0123456789abcdef0123456789abcdef01234567',
  },
  architecture: models.llama31_8b,
};

const streamed: Model = {
  ...languageModel,
  source: { kind: 'object-store', uri: 's3://weights/llama/', access: { kind: 'ambient' } },
};
const inFolder: Model = { ...languageModel, source: { kind: 'in-image', path: '/model' } };
const sglang = { kind: 'sglang', image: unpinned('lmsysorg/sglang:v0.5.23', 'a test') } as const;
const embeddings = { kind: 'text-embeddings-inference', image: unpinned('tei:cuda-1.9.3', 'a test') } as const;
const triton = { kind: 'triton', image: unpinned('tritonserver:26.07-py3', 'a test') } as const;
const mlserver = { kind: 'mlserver', image: unpinned('seldonio/mlserver:1.7.1', 'a test') } as const;
const torchserve = { kind: 'torchserve', image: unpinned('pytorch/torchserve:0.12.0-cpu', 'a test') } as const;

/** The value of a variable of a container. */
function valueIn(
  container: { readonly env: readonly { readonly name: string; readonly value: string }[] },
  name: string,
): string | undefined {
  return container.env.find((variable) => variable.name === name)?.value;
}

/** A language model on the GPUs of a pool. */
const language: Partial<ModelServiceProps> = {
  runtime: vllm,
  resources: undefined,
  placement: l4,
  gpus: 4,
  model: languageModel,
};

/** The last word on the pod's spec. */
function lastWord(spec: Partial<PodSpec>): PodTransform {
  return (template) => ({ ...template, spec: { ...template.spec, ...spec } });
}

/** The last word on the container of the server. */
function lastWordOnServer(fields: Readonly<Record<string, unknown>>): PodTransform {
  return (template) => ({
    ...template,
    spec: { ...template.spec, containers: template.spec.containers.map((container) => ({ ...container, ...fields })) },
  });
}

const metrics = { address: 'http://prometheus' };

const read: Extract<Scaling, { kind: 'autoscale' }> = {
  kind: 'autoscale',
  min: 2,
  max: 5,
  on: [
    { kind: 'queue-depth', perReplica: 10 },
    { kind: 'request-rate', perReplica: 10 },
  ],
  prometheus: metrics,
};

/** A server that tells of its work, scaled by KEDA. */
const telling: Partial<ModelServiceProps> = {
  runtime: {
    ...httpRuntime,
    signals: {
      'queue-depth': { metric: 'waiting', counts: 'now' },
      'request-rate': { metric: 'requests_total', counts: 'ever' },
    },
  },
  scaling: read,
};

function queries(built: OneService): readonly string[] {
  return built.one('ScaledObject').spec.triggers.map(({ metadata }: { metadata: { query: string } }) => metadata.query);
}

interface Row {
  /** The field, as the decision names it. */
  readonly field: string;
  /** The prop that the decision names, and what is given there. */
  readonly override: string;
  readonly given: Partial<ModelServiceProps>;
  /** What else the service is made of. */
  readonly beside?: Partial<ModelServiceProps>;
  readonly cluster?: TargetCluster;
  readonly read: (built: OneService) => unknown;
  readonly decided: unknown;
  readonly overridden: unknown;
}

const tolerant = { httpGet: { path: '/health', port: 'http' }, periodSeconds: 5, timeoutSeconds: 5 };

/** Every decision, what it decides in the manifest, and the prop that really decides otherwise. */
const rows: Row[] = [
  {
    field: 'Deployment spec.replicas',
    override: 'scaling',
    given: { scaling: { kind: 'fixed', replicas: 4 } },
    read: ({ deployment }) => deployment.replicas,
    decided: 1,
    overridden: 4,
  },
  {
    field: 'container server startupProbe',
    override: 'runtime.startsWithin',
    given: { runtime: { ...httpRuntime, startsWithin: '61s' } },
    read: ({ server }) => server.startupProbe,
    decided: { ...tolerant, failureThreshold: 120 },
    overridden: { ...tolerant, failureThreshold: 13 },
  },
  {
    field: 'container server readinessProbe',
    override: 'transformPod',
    given: { transformPod: lastWordOnServer({ readinessProbe: { httpGet: { path: '/', port: 1 } } }) },
    read: ({ server }) => server.readinessProbe,
    decided: { ...tolerant, failureThreshold: 3 },
    overridden: { httpGet: { path: '/', port: 1 } },
  },
  {
    field: 'container server livenessProbe',
    override: 'transformPod',
    given: { transformPod: lastWordOnServer({ livenessProbe: { httpGet: { path: '/', port: 1 } } }) },
    read: ({ server }) => server.livenessProbe,
    decided: { ...tolerant, periodSeconds: 10, failureThreshold: 10 },
    overridden: { httpGet: { path: '/', port: 1 } },
  },
  {
    field: 'time for requests under way',
    override: 'runtime.drain',
    given: { runtime: { ...httpRuntime, drain: '90s' } },
    read: ({ pod }) => pod.terminationGracePeriodSeconds,
    decided: 15 + 30 + 5,
    overridden: 15 + 90 + 5,
  },
  {
    field: 'container server lifecycle.preStop.sleep',
    override: 'rollout.preStopSleep',
    given: { rollout: { kind: 'rolling', preStopSleep: '40s' } },
    read: ({ server, pod }) => [server.lifecycle, pod.terminationGracePeriodSeconds],
    decided: [{ preStop: { sleep: { seconds: 15 } } }, 50],
    overridden: [{ preStop: { sleep: { seconds: 40 } } }, 75],
  },
  {
    field: 'pod terminationGracePeriodSeconds',
    override: 'rollout.preStopSleep, runtime.drain',
    given: { rollout: { kind: 'rolling', preStopSleep: '20s' }, runtime: { ...httpRuntime, drain: '10s' } },
    read: ({ pod }) => pod.terminationGracePeriodSeconds,
    decided: 50,
    overridden: 20 + 10 + 5,
  },
  {
    field: 'writable folders',
    override: 'runtime.writable',
    given: { runtime: { ...httpRuntime, writable: ['/cache'] } },
    read: ({ server, pod }) => [server.volumeMounts, pod.volumes],
    decided: [[{ name: 'tmp', mountPath: '/tmp' }], [{ name: 'tmp', emptyDir: {} }]],
    overridden: [[{ name: 'cache', mountPath: '/cache' }], [{ name: 'cache', emptyDir: {} }]],
  },
  {
    field: 'container server imagePullPolicy',
    override: 'transformPod',
    given: { transformPod: lastWordOnServer({ imagePullPolicy: 'Always' }) },
    read: ({ server }) => server.imagePullPolicy,
    decided: 'IfNotPresent',
    overridden: 'Always',
  },
  {
    field: 'resources limits.memory',
    override: 'resources.memoryLimit',
    given: { resources: { ...resources, memoryLimit: '2Gi' } },
    read: ({ server }) => server.resources,
    decided: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
    overridden: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '2Gi' } },
  },
  {
    field: 'resources limits.cpu',
    override: 'resources.cpuLimit',
    given: { resources: { ...resources, cpuLimit: 2 } },
    read: ({ server }) => server.resources.limits,
    decided: { memory: '1Gi' },
    overridden: { memory: '1Gi', cpu: '2' },
  },
  {
    field: 'container server securityContext.readOnlyRootFilesystem',
    override: 'security.rootFilesystem',
    given: { security: { rootFilesystem: { kind: 'writable', reason: 'it writes beside its code' } } },
    read: ({ server }) => server.securityContext.readOnlyRootFilesystem,
    decided: true,
    overridden: false,
  },
  {
    field: 'pod tolerations',
    override: 'placement',
    beside: { gpus: 1 },
    given: { placement: l4 },
    read: ({ pod }) => [pod.tolerations, pod.nodeSelector],
    decided: [[{ key: 'nvidia.com/gpu', operator: 'Exists' }], undefined],
    overridden: [
      [{ key: 'nvidia.com/gpu', operator: 'Exists' }],
      { 'kubernetes.io/arch': 'amd64', 'eks.amazonaws.com/nodegroup': 'l4' },
    ],
  },
  {
    field: 'node pool',
    override: 'placement',
    beside: { gpus: 1 },
    cluster,
    given: { placement: l40s },
    read: ({ pod }) => pod.nodeSelector['eks.amazonaws.com/nodegroup'],
    decided: 'l4',
    overridden: 'l40s',
  },
  {
    field: 'tensor parallelism',
    override: 'runtime.tensorParallel',
    beside: language,
    cluster,
    given: { runtime: { ...vllm, tensorParallel: 2, dataParallel: 2 } },
    read: ({ server }) => server.command.filter((argument: string) => argument.includes('parallel')),
    decided: ['--tensor-parallel-size=4'],
    overridden: ['--tensor-parallel-size=2', '--data-parallel-size=2'],
  },
  {
    field: 'usage statistics of vLLM',
    override: 'runtime.usageStatistics',
    beside: language,
    cluster,
    given: { runtime: { ...vllm, usageStatistics: true } },
    read: ({ server }) => server.env.some(({ name }: { readonly name: string }) => name === 'VLLM_NO_USAGE_STATS'),
    decided: true,
    overridden: false,
  },
  {
    field: 'memory of the streamer of weights',
    override: 'transformPod',
    beside: { ...language, model: streamed },
    cluster,
    given: { transformPod: lastWordOnServer({ command: ['vllm', 'serve'] }) },
    read: ({ server }) => server.command.find((argument: string) => argument.includes('memory_limit')),
    decided: '--model-loader-extra-config={"memory_limit":5345640448}',
    overridden: undefined,
  },
  {
    field: 'volume at /models',
    override: 'model.architecture, model.precision',
    beside: language,
    cluster,
    given: { model: { ...languageModel, architecture: models.llama31_8b, precision: 'fp8' } },
    read: ({ pod }) => pod.volumes[0].emptyDir,
    decided: { sizeLimit: '17Gi' },
    overridden: { sizeLimit: '10Gi' },
  },
  {
    field: 'resources requests.ephemeral-storage',
    override: 'resources.ephemeralStorage',
    beside: { ...language, resources },
    cluster,
    given: { resources: { ...resources, ephemeralStorage: '40Gi' } },
    read: ({ server }) => server.resources.requests['ephemeral-storage'],
    decided: '19Gi',
    overridden: '40Gi',
  },
  {
    field: 'resources',
    override: 'resources',
    beside: language,
    cluster,
    given: { resources: { cpu: 8, memory: '64Gi' } },
    read: ({ server }) => [server.resources.requests.cpu, server.resources.requests.memory],
    decided: ['47300m', '173Gi'],
    overridden: ['8', '64Gi'],
  },
  {
    field: 'volume at /dev/shm',
    override: 'sharedMemory',
    beside: { gpus: 2 },
    given: { sharedMemory: '8Gi' },
    read: ({ pod }) => pod.volumes.at(-2).emptyDir.sizeLimit,
    decided: '2Gi',
    overridden: '8Gi',
  },
  {
    field: 'container log imagePullPolicy',
    override: 'transformPod',
    beside: { sidecars: [sidecar] },
    given: {
      transformPod: (template) =>
        lastWord({
          initContainers: template.spec.initContainers?.map((container) => ({
            ...container,
            imagePullPolicy: 'Never' as const,
          })),
        })(template),
    },
    read: ({ pod }) => pod.initContainers[0].imagePullPolicy,
    decided: 'IfNotPresent',
    overridden: 'Never',
  },
  {
    field: 'sidecars[0].resources limits.memory',
    override: 'sidecars[0].resources.memoryLimit',
    beside: { sidecars: [sidecar] },
    given: { sidecars: [{ ...sidecar, resources: { ...resources, memoryLimit: '3Gi' } }] },
    read: ({ pod }) => pod.initContainers[0].resources.limits,
    decided: { memory: '1Gi' },
    overridden: { memory: '3Gi' },
  },
  {
    field: 'sidecars[0].resources limits.cpu',
    override: 'sidecars[0].resources.cpuLimit',
    beside: { sidecars: [sidecar] },
    given: { sidecars: [{ ...sidecar, resources: { ...resources, cpuLimit: 1 } }] },
    read: ({ pod }) => pod.initContainers[0].resources.limits,
    decided: { memory: '1Gi' },
    overridden: { memory: '1Gi', cpu: '1' },
  },
  {
    field: 'container log securityContext.readOnlyRootFilesystem',
    override: 'sidecars[0].rootFilesystem',
    beside: { sidecars: [sidecar] },
    given: { sidecars: [{ ...sidecar, rootFilesystem: { kind: 'writable', reason: 'it writes beside its code' } }] },
    read: ({ pod }) => pod.initContainers[0].securityContext.readOnlyRootFilesystem,
    decided: true,
    overridden: false,
  },
  {
    field: 'pod automountServiceAccountToken',
    override: 'mountServiceAccountToken',
    given: { mountServiceAccountToken: true },
    read: ({ pod }) => pod.automountServiceAccountToken,
    decided: false,
    overridden: true,
  },
  {
    field: 'pod enableServiceLinks',
    override: 'transformPod',
    given: { transformPod: lastWord({ enableServiceLinks: true }) },
    read: ({ pod }) => pod.enableServiceLinks,
    decided: false,
    overridden: true,
  },
  {
    field: 'pod securityContext.runAsUser',
    override: 'security.user',
    given: { security: { user: 65_532 } },
    read: ({ pod }) => pod.securityContext.runAsUser,
    decided: 1000,
    overridden: 65_532,
  },
  {
    field: 'pod securityContext.runAsGroup, fsGroup',
    override: 'security.group',
    given: { security: { group: 2000 } },
    read: ({ pod }) => [pod.securityContext.runAsGroup, pod.securityContext.fsGroup],
    decided: [1000, 1000],
    overridden: [2000, 2000],
  },
  {
    field: 'pod securityContext.fsGroupChangePolicy',
    override: 'transformPod',
    given: { transformPod: lastWord({ securityContext: { fsGroupChangePolicy: 'Always' } }) },
    read: ({ pod }) => pod.securityContext.fsGroupChangePolicy,
    decided: 'OnRootMismatch',
    overridden: 'Always',
  },
  {
    field: 'pod securityContext.seccompProfile',
    override: 'transformPod',
    given: { transformPod: lastWord({ securityContext: { seccompProfile: { type: 'Localhost' } } }) },
    read: ({ pod }) => pod.securityContext.seccompProfile,
    decided: { type: 'RuntimeDefault' },
    overridden: { type: 'Localhost' },
  },
  {
    field: 'pod topologySpreadConstraints',
    override: 'transformPod',
    given: { transformPod: lastWord({ topologySpreadConstraints: undefined }) },
    read: ({ pod }) => pod.topologySpreadConstraints?.length,
    decided: 2,
    overridden: undefined,
  },
  {
    field: 'Deployment spec.minReadySeconds',
    override: 'rollout.readyFor',
    given: { rollout: { kind: 'rolling', readyFor: '30s' } },
    read: ({ deployment }) => deployment.minReadySeconds,
    decided: 10,
    overridden: 30,
  },
  {
    field: 'Deployment spec.progressDeadlineSeconds',
    override: 'rollout.deadline',
    given: { rollout: { kind: 'rolling', deadline: '1h' } },
    read: ({ deployment }) => deployment.progressDeadlineSeconds,
    decided: 600 + 10 + 600,
    overridden: 3600,
  },
  {
    field: 'Deployment spec.strategy.rollingUpdate.maxSurge',
    override: 'rollout.maxSurge',
    given: { rollout: { kind: 'rolling', maxSurge: 2 } },
    read: ({ deployment }) => deployment.strategy,
    decided: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 0 } },
    overridden: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 2, maxUnavailable: 0 } },
  },
  {
    field: 'Deployment spec.strategy.rollingUpdate.maxUnavailable',
    override: 'rollout.maxUnavailable',
    given: { rollout: { kind: 'rolling', maxUnavailable: '50%' } },
    read: ({ deployment }) => deployment.strategy.rollingUpdate.maxUnavailable,
    decided: 0,
    overridden: '50%',
  },
  {
    field: 'Deployment spec.strategy',
    override: 'rollout',
    beside: exclusive,
    given: { rollout: { kind: 'rolling', maxSurge: 0, maxUnavailable: 1 } },
    read: ({ deployment }) => deployment.strategy,
    decided: { type: 'Recreate' },
    overridden: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  },
  {
    field: 'HorizontalPodAutoscaler metric of request-rate',
    override: 'scaling.on[1].metric',
    beside: { scaling: autoscale },
    given: {
      scaling: { ...autoscale, on: [autoscale.on[0], { kind: 'request-rate', perReplica: 10, metric: 'calls' }] },
    },
    read: (built) => built.one('HorizontalPodAutoscaler').spec.metrics[1].pods.metric,
    decided: { name: 'http_requests_per_second' },
    overridden: { name: 'calls' },
  },
  {
    field: 'HorizontalPodAutoscaler spec.behavior.scaleDown.stabilizationWindowSeconds',
    override: 'scaling.scaleDown.stabilizationWindow',
    beside: { scaling: autoscale },
    given: { scaling: { ...autoscale, scaleDown: { stabilizationWindow: '0s' } } },
    read: (built) => built.one('HorizontalPodAutoscaler').spec.behavior.scaleDown.stabilizationWindowSeconds,
    decided: 600,
    overridden: 0,
  },
  {
    field: 'HorizontalPodAutoscaler spec.behavior.scaleDown.policies',
    override: 'scaling.scaleDown.podsPerMinute',
    beside: { scaling: autoscale },
    given: { scaling: { ...autoscale, scaleDown: { podsPerMinute: 3 } } },
    read: (built) => built.one('HorizontalPodAutoscaler').spec.behavior.scaleDown.policies,
    decided: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
    overridden: [{ type: 'Pods', value: 3, periodSeconds: 60 }],
  },
  {
    field: 'PodDisruptionBudget',
    override: 'disruptionBudget',
    given: { disruptionBudget: { kind: 'max-unavailable' } },
    read: (built) => built.all('PodDisruptionBudget').map(({ spec }) => spec.maxUnavailable),
    decided: [],
    overridden: [1],
  },
  {
    field: 'PodDisruptionBudget spec.maxUnavailable',
    override: 'disruptionBudget.maxUnavailable',
    beside: { scaling: autoscale },
    given: { disruptionBudget: { kind: 'max-unavailable', maxUnavailable: '25.0%' } },
    read: (built) => built.one('PodDisruptionBudget').spec.maxUnavailable,
    decided: 1,
    overridden: '25%',
  },
  {
    field: 'PodDisruptionBudget spec.unhealthyPodEvictionPolicy',
    override: 'disruptionBudget.unhealthyPodEvictionPolicy',
    beside: { scaling: autoscale },
    given: { disruptionBudget: { kind: 'max-unavailable', unhealthyPodEvictionPolicy: 'IfHealthyBudget' } },
    read: (built) => built.one('PodDisruptionBudget').spec.unhealthyPodEvictionPolicy,
    decided: 'AlwaysAllow',
    overridden: 'IfHealthyBudget',
  },
  {
    field: 'container server command',
    override: 'runtime.command',
    beside: { runtime: tensorFlow },
    given: { runtime: { ...tensorFlow, command: ['/usr/bin/tf_serving_entrypoint.sh'] } },
    read: ({ server }) => server.command.length,
    decided: 6,
    overridden: 1,
  },
  {
    field: 'container server env MLSERVER_PARALLEL_WORKERS',
    override: 'runtime.parallelWorkers',
    beside: { runtime: mlserver, model: inFolder },
    given: { runtime: { ...mlserver, parallelWorkers: 4 } },
    read: ({ server }) => valueIn(server, 'MLSERVER_PARALLEL_WORKERS'),
    decided: '0',
    overridden: '4',
  },
  {
    field: 'token authorization of TorchServe',
    override: 'runtime.tokenAuthorization',
    beside: { runtime: torchserve, model: inFolder },
    given: { runtime: { ...torchserve, tokenAuthorization: true } },
    read: ({ server }) => server.command.includes('--disable-token-auth'),
    decided: true,
    overridden: false,
  },
  ...[sglang, embeddings, triton, mlserver, torchserve].flatMap((runtime): Row[] => [
    {
      field: 'container server startupProbe',
      override: 'runtime.startsWithin',
      beside: { runtime, model: inFolder },
      given: { runtime: { ...runtime, startsWithin: '61s' } },
      read: ({ server }) => server.startupProbe.failureThreshold,
      // Ten minutes, and 16 GB at 200 MB a second.
      decided: 144,
      overridden: 13,
    },
    {
      field: 'time for requests under way',
      override: 'runtime.drain',
      beside: { runtime, model: inFolder },
      given: { runtime: { ...runtime, drain: '10m' } },
      read: ({ pod }) => pod.terminationGracePeriodSeconds,
      decided: runtime.kind === 'sglang' ? 15 + 120 + 10 + 5 : 15 + 30 + 5,
      overridden: runtime.kind === 'sglang' ? 15 + 600 + 10 + 5 : 15 + 600 + 5,
    },
  ]),
  {
    field: 'pod annotations prometheus.io',
    override: 'podAnnotations',
    beside: { runtime: { ...httpRuntime, metricsPath: '/metrics' } },
    given: { podAnnotations: { 'prometheus.io/scrape': 'false' } },
    read: ({ deployment }) => deployment.template.metadata.annotations,
    decided: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '5000', 'prometheus.io/path': '/metrics' },
    overridden: { 'prometheus.io/scrape': 'false', 'prometheus.io/port': '5000', 'prometheus.io/path': '/metrics' },
  },
  {
    field: 'container server env HOME',
    override: 'env.HOME',
    given: { env: { HOME: '/home/model' } },
    read: ({ server }) => server.env,
    decided: [{ name: 'HOME', value: '/tmp' }],
    overridden: [{ name: 'HOME', value: '/home/model' }],
  },
  {
    field: 'container server startupProbe.periodSeconds',
    override: 'transformPod',
    given: { transformPod: lastWordOnServer({ startupProbe: { httpGet: { path: '/', port: 1 } } }) },
    read: ({ server }) => server.startupProbe.periodSeconds,
    decided: 5,
    overridden: undefined,
  },
  {
    field: 'Service spec.ports[0].port',
    override: 'servicePort',
    given: { servicePort: 8080 },
    read: (built) => built.one('Service').spec.ports[0].port,
    decided: 80,
    overridden: 8080,
  },
  {
    field: 'ServiceAccount',
    override: 'serviceAccount',
    given: { serviceAccount: { name: 'default' } },
    read: (built) => built.all('ServiceAccount').map((account) => account.automountServiceAccountToken),
    decided: [false],
    overridden: [],
  },
  {
    field: 'label app.kubernetes.io/version',
    override: 'version',
    given: { version: '2026-11' },
    read: ({ deployment }) => deployment.template.metadata.labels['app.kubernetes.io/version'],
    decided: 'v1',
    overridden: '2026-11',
  },
  {
    field: 'pod securityContext.runAsNonRoot',
    override: 'transformPod',
    given: { transformPod: lastWord({ securityContext: { runAsNonRoot: false } }) },
    read: ({ pod }) => pod.securityContext.runAsNonRoot,
    decided: true,
    overridden: false,
  },
  ...(['allowPrivilegeEscalation', 'capabilities'] as const).flatMap((setting): Row[] => {
    const decided = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }[setting];
    return [
      {
        field: `container server securityContext.${setting}`,
        override: 'transformPod',
        given: { transformPod: lastWordOnServer({ securityContext: {} }) },
        read: ({ server }) => server.securityContext[setting],
        decided,
        overridden: undefined,
      },
      {
        field: `container log securityContext.${setting}`,
        override: 'transformPod',
        beside: { sidecars: [sidecar] },
        given: { transformPod: lastWord({ initContainers: [] }) },
        read: ({ pod }) => pod.initContainers[0]?.securityContext[setting],
        decided,
        overridden: undefined,
      },
    ];
  }),
];

rows.push(
  ...(['podLabel', 'namespaceLabel'] as const).map((prop): Row => {
    const [label, value] = prop === 'podLabel' ? ['pods', 'pod'] : ['namespaces', 'namespace'];
    const pattern = new RegExp(`[{,]${value}=`);
    return {
      field: `ScaledObject label of ${label}`,
      override: `scaling.prometheus.${prop}`,
      beside: telling,
      given: { scaling: { ...read, prometheus: { ...metrics, [prop]: 'exported' } } },
      read: (built) => queries(built).map((query) => [pattern.test(query), /[{,]exported=/.test(query)]),
      decided: [
        [true, false],
        [true, false],
      ],
      overridden: [
        [false, true],
        [false, true],
      ],
    };
  }),
  {
    field: 'ScaledObject window of rates',
    override: 'scaling.prometheus.window',
    beside: telling,
    given: { scaling: { ...read, prometheus: { ...metrics, window: '5m' } } },
    read: (built) => queries(built).map((query) => /\[\d+s\]/.exec(query)?.[0]),
    decided: [undefined, '[120s]'],
    overridden: [undefined, '[300s]'],
  },
  {
    field: 'ScaledObject spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.stabilizationWindowSeconds',
    override: 'scaling.scaleDown.stabilizationWindow',
    beside: telling,
    given: { scaling: { ...read, scaleDown: { stabilizationWindow: '7m' } } },
    read: (built) => scaleDownOf(built).stabilizationWindowSeconds,
    decided: 600,
    overridden: 420,
  },
  {
    field: 'ScaledObject spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown.policies',
    override: 'scaling.scaleDown.podsPerMinute',
    beside: telling,
    given: { scaling: { ...read, scaleDown: { podsPerMinute: 3 } } },
    read: (built) => scaleDownOf(built).policies[0].value,
    decided: 1,
    overridden: 3,
  },
);

const interceptor: TargetCluster = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  addOns: {
    keda: {
      version: '2.21',
      namespace: 'keda',
      http: { version: '0.15', proxy: { namespace: 'keda', service: 'keda-http-proxy', port: 8080 } },
    },
    prometheus: { address: 'http://prometheus', scrapeNamespace: 'monitoring' },
  },
});

const onRequests = { kind: 'http-add-on', concurrency: 4 } as const;

const asleep: ZeroScaling = { kind: 'scale-to-zero', max: 3, wake: onRequests };

rows.push(
  ...(
    [
      ['pollingInterval', 'spec.pollingInterval', 30],
      ['idleFor', 'spec.cooldownPeriod', 600],
    ] as const
  ).map(([prop, field, decided]): Row => ({
    field: `ScaledObject ${field}`,
    override: `scaling.${prop}`,
    beside: { scaling: asleep },
    cluster: interceptor,
    given: { scaling: { ...asleep, [prop]: '7m' } },
    read: (built) => built.one('ScaledObject').spec[field.slice('spec.'.length)],
    decided,
    overridden: 420,
  })),
  ...(
    [
      ['waitsFor', 'interceptor time-out while no pod is ready', 'readiness', '1200s'],
      ['answersWithin', 'interceptor time-out for the first bytes of an answer', 'responseHeader', '300s'],
    ] as const
  ).map(([prop, field, timeout, decided]): Row => ({
    field,
    override: `scaling.wake.${prop}`,
    beside: { scaling: asleep },
    cluster: interceptor,
    given: { scaling: { ...asleep, wake: { ...onRequests, [prop]: '25m' } } },
    read: (built) => built.one('InterceptorRoute').spec.timeouts[timeout],
    decided,
    overridden: '1500s',
  })),
  {
    field: 'Service chat-proxy spec.externalName',
    override: 'scaling.wake.clusterDomain',
    beside: { scaling: asleep },
    cluster: interceptor,
    given: { scaling: { ...asleep, wake: { ...onRequests, clusterDomain: 'example.com' } } },
    read: (built) =>
      built.all('Service').flatMap(({ spec }) => (spec.externalName === undefined ? [] : [spec.externalName])),
    decided: ['keda-http-proxy.keda.svc.cluster.local'],
    overridden: ['keda-http-proxy.keda.svc.example.com'],
  },
);

function scaleDownOf(built: OneService): Manifest {
  return built.one('ScaledObject').spec.advanced.horizontalPodAutoscalerConfig.behavior.scaleDown;
}

/** What a call on the service decides otherwise, and what a reason of the user's stands for. */
const elsewhere: readonly (readonly [field: string, override: string])[] = [
  ['NetworkPolicy', 'allowFrom'],
  ['Service spec.type', 'exposeVia'],
  ['Service spec.ports', 'exposeVia.otherPorts'],
  ['Ingress chat path', 'exposeVia.path'],
  ['Ingress chat spec.ingressClassName', 'exposeVia.class'],
  ['Ingress chat spec.tls', 'exposeVia.tls'],
  ['Ingress models-chat path', 'exposeVia.path'],
  ['Ingress models-chat spec.ingressClassName', 'exposeVia.class'],
  ['Ingress models-chat spec.tls', 'exposeVia.tls'],
  ['Ingress models-chat metadata.namespace', 'scaling.wake'],
  ['NetworkPolicy peer keda', 'scaling'],
  ['NetworkPolicy peer monitoring', 'scaling'],
  ['ScaledObject address of the HTTP scaler', 'addOns.keda.http.scaler'],
  ...['alb target-type', 'alb healthcheck-path', 'alb healthcheck-port', 'alb load-balancer-attributes']
    .concat('nginx proxy-read-timeout', 'nginx proxy-send-timeout', 'nginx proxy-body-size', 'nginx proxy-buffering')
    .map((setting) => {
      const annotation = setting.replace(' ', '.ingress.kubernetes.io/');
      return [`Ingress chat annotation ${annotation}`, 'exposeVia.annotations'] as const;
    }),
  ['NetworkPolicy spec.ingress for Ingress chat', 'exposeVia'],
  ['HTTPRoute chat path', 'exposeVia.path'],
  ['HTTPRoute chat spec.parentRefs[0]', 'exposeVia.gateway'],
  ['HTTPRoute chat spec.rules[0].timeouts.request', 'exposeVia.timeouts.request'],
  ['runtime.image without a digest', 'runtime.image'],
  ['sidecars[0].image without a digest', 'sidecars[0].image'],
];

const classes = [
  { name: 'alb', controller: 'ingress.k8s.aws/alb' },
  { name: 'nginx', controller: 'k8s.io/ingress-nginx', from: { namespace: 'ingress' } },
];

/** A server whose second port says whether it is ready. */
const healthElsewhere = defineRuntime<null>({
  name: 'health-elsewhere',
  describe: (): ServerDescription => ({
    image,
    ports: [
      { name: 'http', port: 8000 },
      { name: 'health', port: 8001 },
    ],
    health: { port: 'health', started: '/', ready: '/', alive: '/' },
    startsWithin: '1m',
    drain: '10s',
    user: { user: 1000, group: 1000, reason: 'the user that a test has' },
    writable: [],
  }),
});

/** Services that between them make every decision there is. */
const services: readonly OneService[] = [
  new OneService(),
  new OneService({ scaling: autoscale, sidecars: [sidecar] }),
  new OneService({ runtime: tensorFlow, scaling: { kind: 'fixed', replicas: 2 } }, (service) => {
    service.exposeVia({ kind: 'load-balancer' });
  }),
  ...[sglang, embeddings, triton, mlserver, torchserve].map((runtime) => new OneService({ runtime, model: inFolder })),
  new OneService({ gpus: 2 }),
  new OneService(telling),
  new OneService(
    { ...telling, scaling: { ...asleep, on: read.on } },
    (service) => {
      service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
      service.allowFrom({ kind: 'namespace', name: 'front' });
    },
    interceptor,
  ),
  new OneService(language, undefined, cluster),
  new OneService({ ...language, model: streamed }, undefined, cluster),
  new OneService({ gpus: 1 }, undefined, cluster),
  new OneService(exclusive, (service) => {
    service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
  }),
  ...classes.map(
    (one) =>
      new OneService(
        { runtime: healthElsewhere(null) },
        (service) => {
          service.exposeVia({ kind: 'ingress', host: 'chat.example.com' });
          service.exposeVia({ kind: 'gateway', host: 'chat.example.com' });
          service.allowFrom({ kind: 'namespace', name: 'web' });
        },
        targetCluster({
          name: 'routed',
          cloud: 'other',
          kubernetes: '1.34',
          addOns: {
            gateways: [{ name: 'public', namespace: 'gateways', version: '1.4', controller: 'example.com/gateway' }],
            ingressClasses: [one],
          },
        }),
      ),
  ),
];

/** What stands at a path such as `scaling.on[1].metric`. */
function valueAt(path: string, object: unknown): unknown {
  return path
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>> | undefined)?.[step], object);
}

describe('a decision names the prop that decides otherwise', () => {
  it.each(rows.map((row) => [`${row.field}: ${row.override}`, row] as const))('%s', (_name, row) => {
    const decided = new OneService(row.beside, undefined, row.cluster);
    const decision = decided.decisions.find(({ field }) => field === row.field);
    expect(decision?.override).toBe(row.override);
    expect(row.read(decided)).toEqual(row.decided);

    for (const prop of row.override.split(', ')) expect(valueAt(prop, row.given), prop).toBeDefined();
    const overridden = new OneService({ ...row.beside, ...row.given }, undefined, row.cluster);
    expect(overridden.issues).toEqual([]);
    expect(row.read(overridden)).toEqual(row.overridden);
  });

  it('is told of every decision', () => {
    const made = services.flatMap(({ decisions }) => decisions.map(({ field, override }) => `${field}: ${override}`));
    const known = [...rows.map(({ field, override }) => [field, override] as const), ...elsewhere];
    const listed = known.map(([field, override]) => `${field}: ${override}`);
    expect([...new Set(made)].sort()).toEqual([...new Set(listed)].sort());
  });
});

describe('a decision', () => {
  const made = services.flatMap(({ decisions }) => decisions);

  it.each(
    made
      .filter(({ field }) => !field.endsWith('without a digest'))
      .map((decision) => [decision.field, decision] as const),
  )('%s has a reason', (_field, { reason }) => {
    expect(reason).toMatch(/^\S.{15,}[^.\s]$/);
  });

  it('is made once, however a service is made', () => {
    for (const { decisions } of services) {
      const fields = decisions.map(({ field }) => field);
      expect(new Set(fields).size).toBe(fields.length);
    }
  });

  it.each([
    ['runtime.startsWithin', { runtime: { ...httpRuntime, startsWithin: '1m' } }],
    ['rollout.maxSurge', { rollout: { kind: 'rolling', maxSurge: 1 } }],
    ['security.user', { security: { user: 5 } }],
    ['resources.memoryLimit', { resources: { ...resources, memoryLimit: '2Gi' } }],
    ['scaling', { scaling: { kind: 'fixed', replicas: 1 } }],
  ] satisfies [string, Partial<ModelServiceProps>][])('is none where the user gives %s', (prop, given) => {
    expect(new OneService(given).decisions.map(({ override }) => override)).not.toContain(prop);
  });
});

import type * as pulumi from '@pulumi/pulumi';
import type {
  BatchTrainingJobNames,
  BatchTrainingJobProps,
  Caller,
  Checkpoints,
  ClaimProps,
  Configuration,
  Deferrable,
  Deferred,
  EnvValue,
  DisruptionBudget,
  Exposure,
  DeferredStoreUri,
  ExternalSecretProps,
  Failure,
  HttpRuntimeProps,
  InitContainer,
  karpenter,
  ModelServiceProps,
  LoraAdapters,
  MlserverProps,
  MountedVolume,
  NamespaceProps,
  PlatformDefaults,
  Queue,
  RegistryImage,
  Resources,
  Rollout,
  Scaling,
  Schedule,
  SecretReference,
  Security,
  SglangAdapters,
  SglangProps,
  StoreLocation,
  TensorFlowServingProps,
  TextEmbeddingsInferenceProps,
  Topology,
  TorchserveProps,
  TritonProps,
  VllmProps,
} from 'modelyard';
import type * as aks from 'modelyard/aks';
import type * as eks from 'modelyard/eks';
import type { ChartsOnClusterArgs, ExistingClusterArgs } from 'modelyard/pulumi';
import { aksProps, eksProps } from '../clouds/deferrable-props';

// Checked by tsc alone: which props decide something at synthesis, and so are plain, and which merely pass through to the
// manifest, and so may be known as late as deployment.

type Class = 'decides' | 'passes through';

/** What stands in a prop: the items of a list, the values of a record. */
type Content<T> = T extends readonly (infer Item)[]
  ? Item
  : T extends object
    ? string extends keyof T
      ? T[string]
      : T
    : T;

// An input of Pulumi's own is wider than ours: it takes promises too, and says so by another name.
type ClassOf<T> =
  Deferred<string> extends Content<NonNullable<T>>
    ? 'passes through'
    : pulumi.OutputInstance<string> extends Content<NonNullable<T>>
      ? 'passes through'
      : 'decides';

/** The class of each prop, of any member of a union. */
type Classes<T> = T extends unknown
  ? { readonly [Prop in keyof T as T extends object ? Prop : never]-?: ClassOf<T[Prop]> }
  : never;

/** Says that each prop of a type is listed with its class. */
function classed<T>(..._classes: readonly Classes<T>[]): void {
  // The compiler compares; nothing happens.
}

const decides = 'decides' satisfies Class;
const passesThrough = 'passes through' satisfies Class;

const poolOfKarpenter = {
  nodes: decides,
  capacity: decides,
  labels: decides,
  taints: decides,
  startupTaints: decides,
  zones: decides,
  region: decides,
  diskGib: decides,
  maxPods: decides,
  nodeBoot: decides,
  disruption: decides,
  weight: decides,
  tags: decides,
  name: decides,
  machine: decides,
} as const;
const onEks = {
  cloud: decides,
  cluster: passesThrough,
  role: passesThrough,
  image: decides,
  subnets: decides,
  securityGroups: decides,
  localDisks: decides,
  placementGroup: passesThrough,
} as const;
const onAks = { cloud: decides, image: decides, subnet: passesThrough } as const;

classed<karpenter.NodePoolProps>({ ...poolOfKarpenter, ...onEks }, { ...poolOfKarpenter, ...onAks });

const gpuPoolOfKarpenter = {
  ...poolOfKarpenter,
  accelerator: decides,
  devicePlugin: decides,
  fractionalGpu: decides,
} as const;

classed<karpenter.GpuNodePoolProps>(
  { ...gpuPoolOfKarpenter, ...onEks, fabric: decides },
  { ...gpuPoolOfKarpenter, ...onAks, driver: decides },
);

classed<karpenter.Ec2Selector>({ tags: passesThrough, id: decides }, { tags: decides, id: passesThrough });

classed<ModelServiceProps>({
  runtime: decides,
  model: decides,
  load: decides,
  resources: decides,
  imageSize: decides,
  scaling: decides,
  verticalScaling: decides,
  rollout: decides,
  disruptionBudget: decides,
  env: passesThrough,
  args: passesThrough,
  volumes: decides,
  config: decides,
  servicePort: decides,
  version: decides,
  serviceAccount: decides,
  names: decides,
  sidecars: decides,
  initContainers: decides,
  security: decides,
  imagePullSecrets: decides,
  mountServiceAccountToken: decides,
  priorityClassName: decides,
  podAnnotations: passesThrough,
  transformPod: decides,
  placement: decides,
  gpus: decides,
  accelerator: decides,
  sharedMemory: decides,
});

classed<BatchTrainingJobProps>({
  image: decides,
  command: passesThrough,
  args: passesThrough,
  env: passesThrough,
  model: decides,
  resources: decides,
  volumes: decides,
  writable: decides,
  inputs: decides,
  outputs: decides,
  copyWith: decides,
  checkpoints: decides,
  schedule: decides,
  failure: decides,
  deadline: decides,
  keepFor: decides,
  topology: decides,
  queue: decides,
  serviceAccount: decides,
  names: decides,
  sidecars: decides,
  initContainers: decides,
  security: decides,
  imagePullSecrets: decides,
  mountServiceAccountToken: decides,
  priorityClassName: decides,
  podAnnotations: passesThrough,
  transformPod: decides,
  placement: decides,
  gpus: decides,
  accelerator: decides,
  sharedMemory: decides,
});
classed<BatchTrainingJobNames>({ job: decides, serviceAccount: decides, workers: decides });
classed<Checkpoints>({ kind: decides, at: decides, every: decides }, { kind: decides, reason: decides });
classed<Schedule>({
  cron: decides,
  timeZone: decides,
  concurrency: decides,
  startsWithin: decides,
  history: decides,
  suspend: decides,
});
classed<Failure>({ retries: decides, bugs: decides, lostNodes: decides });
classed<Topology>(
  { kind: decides, nodes: decides, processesPerNode: decides, port: decides },
  { kind: decides, nodes: decides, port: decides },
);
classed<Queue>({ name: decides, priorityClass: decides });

classed<HttpRuntimeProps>({
  kind: decides,
  image: decides,
  port: decides,
  healthPath: decides,
  livenessPath: decides,
  command: decides,
  args: passesThrough,
  startsWithin: decides,
  drain: decides,
  writable: decides,
  metricsPath: decides,
  signals: decides,
});

classed<TensorFlowServingProps>({
  kind: decides,
  image: decides,
  modelName: decides,
  models: decides,
  subPath: decides,
  command: decides,
  startsWithin: decides,
  drain: decides,
});

classed<LoraAdapters>({ modules: decides, maximumRank: decides, atOnce: decides });
classed<SglangAdapters>({ modules: decides, maximumRank: decides, atOnce: decides });
classed<VllmProps>({
  kind: decides,
  image: decides,
  version: decides,
  device: decides,
  contextLength: decides,
  tensorParallel: decides,
  pipelineParallel: decides,
  dataParallel: decides,
  nodes: decides,
  expertParallel: decides,
  memoryUtilization: decides,
  maximumSequences: decides,
  batchedTokens: decides,
  cachePrecision: decides,
  quantization: decides,
  eager: decides,
  adapters: decides,
  apiKey: decides,
  trustRemoteCode: decides,
  usageStatistics: decides,
  startsWithin: decides,
  drain: decides,
});
classed<SglangProps>({
  kind: decides,
  image: decides,
  version: decides,
  contextLength: decides,
  tensorParallel: decides,
  pipelineParallel: decides,
  expertParallel: decides,
  memoryUtilization: decides,
  maximumSequences: decides,
  queuedRequests: decides,
  cachePrecision: decides,
  quantization: decides,
  prefixCache: decides,
  adapters: decides,
  apiKey: decides,
  trustRemoteCode: decides,
  startsWithin: decides,
  drain: decides,
});
classed<TextEmbeddingsInferenceProps>({
  kind: decides,
  image: decides,
  version: decides,
  device: decides,
  pooling: decides,
  dtype: decides,
  concurrentRequests: decides,
  batchTokens: decides,
  textsPerRequest: decides,
  truncate: decides,
  payloadLimit: decides,
  apiKey: decides,
  startsWithin: decides,
  drain: decides,
});
classed<TritonProps>({
  kind: decides,
  image: decides,
  version: decides,
  loadModels: decides,
  autoComplete: decides,
  loadThreads: decides,
  httpThreads: decides,
  pinnedMemory: decides,
  startsWithin: decides,
  drain: decides,
});
classed<MlserverProps>({
  kind: decides,
  image: decides,
  implementation: decides,
  parallelWorkers: decides,
  gzip: decides,
  structuredLogging: decides,
  startsWithin: decides,
  drain: decides,
});
classed<TorchserveProps>({
  kind: decides,
  image: decides,
  archives: decides,
  workersPerModel: decides,
  queuedRequests: decides,
  responseTimeout: decides,
  tokenAuthorization: decides,
  startsWithin: decides,
  drain: decides,
});

classed<InitContainer>({
  name: decides,
  image: decides,
  command: passesThrough,
  args: passesThrough,
  env: passesThrough,
  resources: decides,
  volumes: decides,
  writable: decides,
  rootFilesystem: decides,
});

// The addresses of stores and registries stand one step further in: how a store is spoken to and which bytes an image has
// is known before.
classed<StoreLocation>({
  kind: decides,
  uri: decides,
  access: decides,
  endpoint: decides,
  region: passesThrough,
  serverSideEncryption: decides,
  account: passesThrough,
  store: decides,
});
classed<DeferredStoreUri>({ scheme: decides, rest: passesThrough });
classed<RegistryImage>({ repository: passesThrough, tag: decides, digest: decides });

classed<NamespaceProps>({
  name: decides,
  labels: decides,
  annotations: decides,
  podSecurity: decides,
  quota: decides,
  limits: decides,
  ingress: decides,
  egress: decides,
  loadBalancerReadiness: decides,
});

classed<PlatformDefaults>({
  registryMirror: decides,
  imagePullSecrets: decides,
  labels: decides,
  proxy: decides,
  caBundle: decides,
  huggingFaceEndpoint: decides,
  priorityClassName: decides,
  users: decides,
});

classed<Exposure>(
  {
    kind: decides,
    host: decides,
    name: decides,
    path: decides,
    gateway: decides,
    timeouts: decides,
    annotations: passesThrough,
  },
  {
    kind: decides,
    host: decides,
    name: decides,
    path: decides,
    class: decides,
    tls: decides,
    annotations: passesThrough,
  },
  { kind: decides, otherPorts: decides, annotations: passesThrough, allowedRanges: decides },
);

classed<Resources>({
  cpu: decides,
  memory: decides,
  cpuLimit: decides,
  memoryLimit: decides,
  ephemeralStorage: decides,
});

classed<Configuration>({ env: decides, files: decides });
classed<MountedVolume>({ name: decides, from: decides, mountPath: decides, subPath: decides, readOnly: decides });
classed<Security>({ user: decides, group: decides, rootFilesystem: decides });
classed<SecretReference>({ name: decides, namespace: decides, keys: decides, declared: decides });
classed<Scaling>(
  { kind: decides, replicas: decides },
  {
    kind: decides,
    min: decides,
    max: decides,
    on: decides,
    scaleDown: decides,
    prometheus: decides,
    fallback: decides,
  },
  {
    kind: decides,
    max: decides,
    wake: decides,
    on: decides,
    idleFor: decides,
    pollingInterval: decides,
    clientTimeout: decides,
    coldStart: decides,
    scaleDown: decides,
    prometheus: decides,
    fallback: decides,
  },
);
classed<DisruptionBudget>(
  { kind: decides, reason: decides },
  { kind: decides, maxUnavailable: decides, unhealthyPodEvictionPolicy: decides },
);
classed<Rollout>(
  {
    kind: decides,
    maxSurge: decides,
    maxUnavailable: decides,
    preStopSleep: decides,
    readyFor: decides,
    deadline: decides,
  },
  { kind: decides, preStopSleep: decides, readyFor: decides, deadline: decides },
);
classed<Exclude<Caller, { toNetworkPolicyPeerConfig: unknown }>>(
  { kind: decides, name: decides },
  { kind: decides, matchLabels: decides, namespace: decides },
  { kind: decides, cidr: decides, except: decides },
);
classed<ClaimProps>({ size: decides, accessModes: decides, storageClass: decides, name: decides });
classed<ExternalSecretProps>({ store: decides, data: decides, refreshEvery: decides, name: decides });

classed<eks.NetworkProps>(eksProps.Network);
classed<eks.ClusterProps>(eksProps.Cluster);
classed<eks.ExistingClusterProps>(eksProps.ExistingCluster);
classed<eks.NodePoolProps>(eksProps.NodePool);
classed<eks.GpuNodePoolProps>(eksProps.GpuNodePool);
classed<eks.ObjectStoreProps>(eksProps.ObjectStore);
classed<eks.RegistryProps>(eksProps.Registry);
classed<eks.AddOnsProps>(eksProps.AddOns);
classed<eks.StorageEncryption>({ kind: decides }, { kind: decides }, { kind: decides, arn: passesThrough });
classed<eks.Autoscaler>({ kind: decides, values: passesThrough });
classed<eks.AddOnSettings>({ values: passesThrough });
classed<eks.KedaSettings>({ http: decides, values: passesThrough });
classed<eks.GatewaySettings>({
  name: decides,
  controller: decides,
  namespace: decides,
  reach: decides,
  certificate: decides,
  values: passesThrough,
});
classed<eks.ExternalSecretsSettings>({ secrets: passesThrough, values: passesThrough });
classed<eks.AddOnInstall>(
  { kind: decides },
  { kind: decides, namespace: decides, project: decides },
  { kind: decides, namespace: decides },
);
classed<eks.ClusterNetwork>({ vpcId: passesThrough, nodeSubnets: decides, neededByNodes: decides });
classed<eks.NodeSubnet>({ id: passesThrough, zone: decides, cidr: decides });
classed<eks.AccessEntry>({ principal: passesThrough, policy: decides, namespaces: decides });
classed<eks.ClusterAccess>({ entries: decides, creator: decides });
classed<eks.ClusterEndpoint>({ kind: decides, from: decides }, { kind: decides, from: decides });
classed<eks.SecretsEncryption>({ kind: decides }, { kind: decides, arn: passesThrough });
classed<eks.AuditLogs>({ kind: decides, retentionDays: decides }, { kind: decides, reason: decides });
classed<eks.SystemPool>({ machine: decides, nodes: decides, diskGib: decides });
classed<eks.NodeImage>({ family: decides, release: decides });

classed<aks.NetworkProps>(aksProps.Network);
classed<aks.ClusterProps>(aksProps.Cluster);
classed<aks.ExistingClusterProps>(aksProps.ExistingCluster);
classed<aks.NodePoolProps>(aksProps.NodePool);
classed<aks.GpuNodePoolProps>(aksProps.GpuNodePool);
classed<aks.ObjectStoreProps>(aksProps.ObjectStore);
classed<aks.RegistryProps>(aksProps.Registry);
classed<aks.AddOnsProps>(aksProps.AddOns);
classed<aks.StorageEncryption>({ kind: decides }, { kind: decides, id: passesThrough, vaultId: passesThrough });
classed<aks.ClusterNetwork>({
  resourceGroupName: passesThrough,
  region: decides,
  nodeSubnet: decides,
  podSubnet: decides,
  addresses: decides,
  egress: decides,
  egressAddress: passesThrough,
  neededByNodes: decides,
});
classed<aks.NetworkSubnet>({ id: passesThrough, cidr: decides });
classed<aks.AccessEntry>({ principal: passesThrough, type: decides, policy: decides, namespaces: decides });
classed<aks.ClusterAccess>({ entries: decides, creator: decides, creatorType: decides });
classed<aks.ClusterEndpoint>({ kind: decides, from: decides }, { kind: decides });
classed<aks.SecretsEncryption>({ kind: decides }, { kind: decides, id: passesThrough, vaultId: passesThrough });
classed<aks.AuditLogs>(
  { kind: decides, workspaceId: passesThrough, retentionDays: decides, reads: decides },
  { kind: decides, reason: decides },
);
classed<aks.SystemPool>({ machine: decides, nodes: decides, diskGib: decides, zones: decides });
classed<aks.AutomaticUpgrades>({ kubernetes: decides, nodes: decides });
classed<aks.NodeImage>({ family: decides });
classed<aks.SpotNodes>({ maxPrice: decides, evicted: decides });

classed<ChartsOnClusterArgs>({ cluster: decides, charts: decides, moved: decides, rules: decides, proof: decides });
// What else there is goes to the provider as it is.
classed<Pick<ExistingClusterArgs, 'target' | 'kubeconfig'>>({ target: decides, kubeconfig: passesThrough });

// @ts-expect-error the list proves something: a prop in the wrong class
classed<eks.NodeSubnet>({ id: decides, zone: decides, cidr: decides });
// @ts-expect-error the list proves something: a prop in the wrong class
classed<Configuration>({ env: passesThrough, files: decides });
// @ts-expect-error the list proves something: a prop that is not listed
classed<Configuration>({ env: decides });

declare const late: pulumi.Output<string>;
declare const lateNumber: pulumi.Output<number>;

// Known to be wrong in lib/core/deferred.ts: Pulumi's declarations leave out `__pulumiOutput`, so that no Output has the
// type. `apply` and `get` are what they declare; with those two, the next three expectations go.
export const deferrable: Deferrable<string> = late;
export const variables: readonly EnvValue[] = ['plain', late];
export const args: ModelServiceProps['args'] = ['--plain', late];

// @ts-expect-error another type
export const number: Deferrable<string> = lateNumber;
// @ts-expect-error a function, although it has an apply
export const call: Deferrable<string> = (): string => 'late';
// @ts-expect-error a promise is not an Output
export const promise: Deferrable<string> = Promise.resolve('late');
// @ts-expect-error what decides is plain
export const host: Exposure = { kind: 'ingress', host: late };

import type {
  Accelerator,
  AddOns,
  AppProps,
  BatchTrainingJobNames,
  BatchTrainingJobProps,
  Caller,
  Checkpoints,
  ClaimProps,
  ClaimReference,
  Configuration,
  ConfigMapReference,
  Container,
  ContainerLimits,
  ContainerPort,
  CustomMachine,
  Decision,
  Default,
  EnvValue,
  ExistingObject,
  Exposure,
  ExternalSecretProps,
  Failure,
  GatewayReference,
  HttpRuntimeProps,
  InitContainer,
  IssueDetails,
  ModelServiceNames,
  ModelServiceProps,
  MountedVolume,
  NamespaceProps,
  NodePoolProps,
  PlatformDefaults,
  PodOptions,
  PodSecurity,
  PodSpec,
  PodTemplate,
  PoolCapacity,
  Proxy,
  Queue,
  Resources,
  Rollout,
  RouteTimeouts,
  Runtime,
  Scaling,
  ScalingSignal,
  Schedule,
  SecretReference,
  Security,
  ServerDescription,
  ServerPort,
  ServerUser,
  Sidecar,
  StorageClassFacts,
  Taint,
  TargetClusterProps,
  TensorFlowServingProps,
  Tls,
  Topology,
  VolumeSource,
} from 'modelyard';
import type { Rule, VerifyOptions } from 'modelyard/verify';

// Checked by tsc alone: callers that compile with exactOptionalPropertyTypes, as this file does, may hand over what
// their own optional settings left undefined.

/** The optional props of an object; `{}` can stand for a part that has nothing else. */
type OptionalProps<T> = { [Prop in keyof T]-?: object extends Pick<T, Prop> ? Prop : never }[keyof T];

/** The optional props, of any member of a union, that refuse an explicit `undefined`. */
type Refusing<T> = T extends object
  ? {
      [Prop in OptionalProps<T>]: { readonly [Key in Prop]: undefined } extends Pick<T, Prop> ? never : Prop;
    }[OptionalProps<T>]
  : never;

type Nobody<T extends Record<string, never>> = T;

// The proof proves something: it finds the prop that is written as it must not be.
interface Careless {
  readonly careful?: string | undefined;
  readonly careless?: string;
}
export const found: Refusing<Careless> = 'careless';
// @ts-expect-error a prop that admits undefined is not found
export const notFound: Refusing<Careless> = 'careful';
export const foundInUnion: Refusing<{ readonly kind: 'a' } | Careless> = 'careless';

/** Every type with optional props that users write, or receive and hand on. */
export type NoPropRefuses = Nobody<{
  accelerator: Refusing<Accelerator>;
  addOns: Refusing<AddOns>;
  keda: Refusing<NonNullable<AddOns['keda']>>;
  clusterAutoscaler: Refusing<NonNullable<AddOns['clusterAutoscaler']>>;
  app: Refusing<AppProps>;
  training: Refusing<BatchTrainingJobProps>;
  trainingNames: Refusing<BatchTrainingJobNames>;
  checkpoints: Refusing<Checkpoints>;
  failure: Refusing<Failure>;
  queue: Refusing<Queue>;
  schedule: Refusing<Schedule>;
  topology: Refusing<Topology>;
  caller: Refusing<Exclude<Caller, { toNetworkPolicyPeerConfig: unknown }>>;
  claim: Refusing<ClaimProps>;
  claimReference: Refusing<ClaimReference>;
  configuration: Refusing<Configuration>;
  configMapReference: Refusing<ConfigMapReference>;
  container: Refusing<Container>;
  containerPort: Refusing<ContainerPort>;
  customMachine: Refusing<CustomMachine>;
  decision: Refusing<Decision>;
  default: Refusing<Default<null>>;
  environment: Refusing<EnvValue>;
  existing: Refusing<ExistingObject>;
  exposure: Refusing<Exposure>;
  gateway: Refusing<GatewayReference>;
  timeouts: Refusing<RouteTimeouts>;
  externalSecret: Refusing<ExternalSecretProps>;
  externalSecretData: Refusing<ExternalSecretProps['data'][string]>;
  http: Refusing<HttpRuntimeProps>;
  initContainer: Refusing<InitContainer>;
  issue: Refusing<IssueDetails>;
  names: Refusing<ModelServiceNames>;
  service: Refusing<ModelServiceProps>;
  volume: Refusing<MountedVolume>;
  namespace: Refusing<NamespaceProps>;
  containerLimits: Refusing<ContainerLimits>;
  podSecurity: Refusing<PodSecurity>;
  nodePool: Refusing<NodePoolProps>;
  capacity: Refusing<PoolCapacity>;
  platform: Refusing<PlatformDefaults>;
  proxy: Refusing<Proxy>;
  pod: Refusing<PodOptions>;
  podSpec: Refusing<PodSpec>;
  podTemplate: Refusing<PodTemplate>;
  podMetadata: Refusing<PodTemplate['metadata']>;
  resources: Refusing<Resources>;
  rollout: Refusing<Rollout>;
  rule: Refusing<Rule>;
  runtime: Refusing<Runtime>;
  scaling: Refusing<Scaling>;
  signal: Refusing<ScalingSignal>;
  secret: Refusing<SecretReference>;
  security: Refusing<Security>;
  server: Refusing<ServerDescription>;
  serverPort: Refusing<ServerPort>;
  serverUser: Refusing<ServerUser>;
  sidecar: Refusing<Sidecar>;
  storageClass: Refusing<StorageClassFacts>;
  taint: Refusing<Taint>;
  target: Refusing<TargetClusterProps>;
  tensorFlow: Refusing<TensorFlowServingProps>;
  tls: Refusing<Tls>;
  verify: Refusing<VerifyOptions>;
  volumeSource: Refusing<VolumeSource>;
}>;

/** A service of which every optional prop is given as undefined. */
type AllUndefined = { readonly [Prop in OptionalProps<ModelServiceProps>]: undefined };

export function build(
  required: Pick<ModelServiceProps, 'runtime' | 'resources'>,
  nothing: AllUndefined,
): ModelServiceProps {
  return { ...required, ...nothing };
}

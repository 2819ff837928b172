import type {
  AddOns,
  ClaimProps,
  Delivery,
  EnvValue,
  Exposure,
  ExternalSecretProps,
  HttpRuntimeProps,
  InitContainer,
  MlserverProps,
  Model,
  ModelServiceProps,
  ModelSource,
  MountedVolume,
  ModelName,
  NamespaceProps,
  Placement,
  PlatformDefaults,
  ScaleDown,
  Scaling,
  ScalingSignal,
  SecretKey,
  ServerDescription,
  ServerGroup,
  SglangProps,
  Sidecar,
  StoreAccess,
  StoreUri,
  TensorFlowServingProps,
  TextEmbeddingsInferenceProps,
  Tls,
  TorchserveProps,
  TritonProps,
  VllmProps,
  VolumeSource,
  ZeroScaling,
  Configuration,
  Caller,
} from '../../lib';
import type { DrawnPool } from '../platform/karpenter/drawn-pools';

/**
 * A type of the library as plain data: each prop that takes an object, a function or a deferred value takes its
 * description, and all others are as they are. A prop or a member of a union that is added to the library is added here.
 */
export type Described<T> = {
  [K in keyof T as K extends Undescribed ? never : K]: K extends keyof Descriptions ? Descriptions[K] : T[K];
};

/** What only a program with a cloud in it can give. */
type Undescribed = 'store';

/** What describes the props of these names, wherever they stand. */
interface Descriptions {
  readonly secret: SecretDescription;
  readonly configMap: ConfigMapDescription;
  readonly claim: ClaimReferenceDescription;
  readonly imagePullSecrets: readonly SecretDescription[];
  readonly serviceAccount: ServiceAccountDescription;
  readonly class: string;
  readonly gateway: GatewayDescription;
  readonly tls: TlsDescription;
  readonly image: ImageDescription;
  readonly env: readonly VariableDescription[];
  readonly args: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly from: VolumeSourceDescription;
  readonly models: VolumeSourceDescription;
  readonly volumes: readonly VolumeDescription[];
  readonly files: readonly FileDescription[];
  readonly config: ConfigurationDescription;
  readonly sidecars: readonly SidecarDescription[];
  readonly initContainers: readonly InitContainerDescription[];
  readonly runtime: RuntimeDescription;
  readonly scaling: ScalingDescription;
  readonly min: number;
  readonly transformPod: TransformDescription;
  readonly placement: PlacementDescription;
  readonly token: SecretKeyDescription;
  readonly apiKey: SecretKeyDescription;
  readonly source: ModelSourceDescription;
  readonly access: StoreAccessDescription;
  readonly uri: Extract<StoreUri, string>;
  readonly region?: string | undefined;
  readonly account?: string | undefined;
  readonly download: ImageDescription;
  readonly architecture: ArchitectureDescription;
  readonly group: GroupDescription;
}

/** A sample pool, or what is left to choose among them. */
export type PlacementDescription =
  { readonly kind: 'pool'; readonly pick: number } | Extract<Placement, { readonly kind: 'any-pool' }>;

/** The gateway of the sample cluster, or a listener of it. */
export interface GatewayDescription {
  readonly section?: string | undefined;
}

/** What `existingSecret` and `existingConfigMap` are told. */
export interface DeclaredDescription {
  readonly name: string;
  readonly keys?: readonly string[] | undefined;
}

/** A Secret that is read from; `pick` chooses among those of the chart. */
export type SecretDescription =
  | { readonly kind: 'existing'; readonly declared: DeclaredDescription }
  | { readonly kind: 'external-secret'; readonly pick: number }
  | { readonly kind: 'kplus'; readonly pick: number }
  | { readonly kind: 'kplus-imported'; readonly name: string };

export type ConfigMapDescription =
  | { readonly kind: 'existing'; readonly declared: DeclaredDescription }
  | { readonly kind: 'kplus'; readonly pick: number };

export type ClaimReferenceDescription =
  | { readonly kind: 'existing'; readonly name: string; readonly accessModes?: ClaimProps['accessModes'] | undefined }
  | { readonly kind: 'claim'; readonly pick: number }
  | { readonly kind: 'kplus'; readonly pick: number };

/** A service account of cdk8s-plus, or a plain object with the name of one that every namespace has. */
export type ServiceAccountDescription =
  { readonly kind: 'kplus'; readonly pick: number } | { readonly kind: 'plain'; readonly name: 'default' };

export type ImageDescription =
  | { readonly kind: 'pinned'; readonly image: `${string}@sha256:${string}` }
  | { readonly kind: 'unpinned'; readonly image: string; readonly reason: string };

export type EnvValueDescription =
  | { readonly kind: 'literal'; readonly value: string }
  | { readonly kind: 'not-secret'; readonly value: string; readonly reason: string }
  | Described<Extract<EnvValue, { readonly kind: string }>>;

export interface VariableDescription {
  readonly name: string;
  readonly value: EnvValueDescription;
}

export interface FileDescription {
  readonly path: `/${string}`;
  readonly content: string;
}

/** `config.env` holds texts only, unlike every other `env`. */
export type ConfigurationDescription = {
  readonly [K in keyof Configuration]: K extends 'env' ? readonly Setting[] : readonly FileDescription[];
};

export interface Setting {
  readonly name: string;
  readonly value: string;
}

export type VolumeSourceDescription = Described<VolumeSource>;
export type VolumeDescription = Described<MountedVolume>;
export type TlsDescription = Described<Tls>;
type Signal<K extends ScalingSignal['kind']> = Extract<ScalingSignal, { readonly kind: K }>;
type Usage = 'cpu' | 'memory';

/** What a HorizontalPodAutoscaler goes by. */
export type AutoscalerSignalDescription = Signal<Usage | 'request-rate' | 'pods-metric' | 'external-metric'>;

/** What KEDA goes by: all but what a metrics adapter serves, which it refuses. */
export type KedaSignalDescription =
  | Signal<Exclude<ScalingSignal['kind'], 'request-rate' | 'pods-metric' | 'external-metric'>>
  | Omit<Signal<'request-rate'>, 'metric'>;

type Autoscale = Described<Extract<Scaling, { readonly kind: 'autoscale' }>>;
type NonEmpty<T> = readonly [T, ...T[]];

/** The signals decide who scales: those of the two ways cannot stand in one list. */
export type ScalingDescription =
  | Extract<Scaling, { readonly kind: 'fixed' }>
  | (Omit<Autoscale, 'on' | 'prometheus' | 'fallback'> & { readonly on: NonEmpty<AutoscalerSignalDescription> })
  | (Omit<Autoscale, 'kind' | 'on'> & { readonly kind: 'keda'; readonly on: NonEmpty<KedaSignalDescription> })
  | (Omit<ZeroScaling, 'on'> & { readonly on?: NonEmpty<KedaSignalDescription> | undefined });
export type ScaleDownDescription = Described<ScaleDown>;
export type ExposureDescription = Described<Exposure>;

/** A volume of the server that a container mounts too, wherever it does. */
interface Sharing {
  readonly shared?: { readonly pick: number; readonly mountPath: `/${string}` } | undefined;
}

export type InitContainerDescription = Described<InitContainer> & Sharing;
export type SidecarDescription = Described<Sidecar> & Sharing;

export type SecretKeyDescription = Described<SecretKey>;
export type StoreAccessDescription = Described<StoreAccess>;
export type ModelSourceDescription = Described<ModelSource>;
/** Sizes of a model that the library knows, by themselves or as a `config.json` gives them. */
export type ArchitectureDescription =
  { readonly kind: 'known'; readonly name: ModelName } | { readonly kind: 'read'; readonly name: ModelName };
export type GroupDescription = Omit<ServerGroup, 'worker'> & { readonly worker: Described<ServerGroup['worker']> };
export type ModelDescription = Described<Model>;

/** A server with the model that it is told of: which one it can be told of, depends on the server. */
interface Serving {
  readonly model: ModelDescription;
}

/** A server of the user's own. */
export interface DefinedDescription {
  readonly kind: 'defined';
  readonly name: string;
  readonly loads?: readonly [Delivery, ...Delivery[]] | undefined;
  readonly server: Described<ServerDescription>;
  readonly model?: ModelDescription | undefined;
}

export type RuntimeDescription =
  | (Described<HttpRuntimeProps> & { readonly model?: ModelDescription | undefined })
  | Described<TensorFlowServingProps>
  | (Described<VllmProps> & Serving)
  | (Described<SglangProps> & Serving)
  | (Described<TextEmbeddingsInferenceProps> & Serving)
  | (Described<TritonProps> & Serving)
  | (Described<MlserverProps> & Serving)
  | (Described<TorchserveProps> & Serving)
  | DefinedDescription;

/** What `transformPod` does: nothing, or what cdk8s-plus would drop. */
export type TransformDescription =
  | { readonly kind: 'identity' }
  | { readonly kind: 'pod-level-resources' }
  | { readonly kind: 'numbers-as-quantities' }
  | { readonly kind: 'node-affinity'; readonly values: readonly string[] }
  | { readonly kind: 'further-container'; readonly name: string };

export type CallerDescription =
  | Extract<Caller, { readonly kind: 'namespace' | 'pods' | 'addresses' }>
  | { readonly kind: 'model-service'; readonly pick: number }
  | { readonly kind: 'kplus-workload'; readonly pick: number }
  | {
      readonly kind: 'kplus-pods';
      readonly labels: Readonly<Record<string, string>>;
      readonly namespaces?: NamespacesDescription | undefined;
    }
  | { readonly kind: 'kplus-namespaces'; readonly namespaces: NamespacesDescription }
  | { readonly kind: 'kplus-namespace'; readonly name: string }
  | { readonly kind: 'kplus-addresses'; readonly cidr: string };

export interface NamespacesDescription {
  readonly names?: readonly string[] | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The model stands with the runtime that serves it. */
export type PropsDescription = Described<Omit<ModelServiceProps, 'model'>>;

export interface ServiceDescription {
  /** The ids from the chart down to the service: all but the last are plain constructs. */
  readonly path: readonly [string, ...string[]];
  readonly props: PropsDescription;
  readonly exposures: readonly ExposureDescription[];
  readonly callers: readonly CallerDescription[];
}

export type ClaimDescription = ClaimProps & { readonly id: string };

export type ExternalSecretDescription = Omit<ExternalSecretProps, 'data'> & {
  readonly id: string;
  readonly data: readonly (ExternalSecretProps['data'][string] & { readonly secretKey: string })[];
};

/** A construct of cdk8s-plus that is named by its id, and what it holds. */
export interface NeighbourDescription {
  readonly id: string;
  readonly keys: readonly [string, ...string[]];
}

/** What a platform sets for all that is in a chart, charts within it included: its Secrets are of elsewhere. */
export type PlatformDescription = Omit<PlatformDefaults, 'imagePullSecrets' | 'caBundle'> & {
  readonly imagePullSecrets?: readonly string[] | undefined;
  readonly caBundle?: CaBundleDescription | undefined;
};

export type CaBundleDescription =
  | { readonly kind: 'config-map'; readonly name: string; readonly key: string }
  | { readonly kind: 'secret'; readonly name: string; readonly key: string };

export interface ChartDescription {
  readonly id: string;
  readonly platform?: PlatformDescription | undefined;
  readonly namespace?: string | undefined;
  /** Whether it stands in the chart before it instead of the app. */
  readonly nested?: true | undefined;
  readonly claims: readonly ClaimDescription[];
  readonly externalSecrets: readonly ExternalSecretDescription[];
  /** Of cdk8s-plus. */
  readonly secrets: readonly NeighbourDescription[];
  readonly configMaps: readonly NeighbourDescription[];
  readonly volumeClaims: readonly (Pick<NeighbourDescription, 'id'> & Pick<ClaimProps, 'accessModes'>)[];
  readonly serviceAccounts: readonly Pick<NeighbourDescription, 'id'>[];
  readonly workloads: readonly Pick<NeighbourDescription, 'id'>[];
  readonly services: readonly ServiceDescription[];
}

export type NamespaceDescription = NamespaceProps & { readonly id: string };

/** What is known of the cluster beside its pools, gateways and classes, which are the same for each app. */
export interface ClusterDescription extends Pick<AddOns, 'keda' | 'prometheus'> {
  /** The first of the two mounts no images as volumes. */
  readonly kubernetes: '1.34' | '1.35';
  /** Whether it is said which kinds of custom resources there are. */
  readonly declaresKinds: boolean;
}

/** An app as plain data: what it is built from, and what its coverage is counted on. */
export interface AppDescription {
  readonly cluster: ClusterDescription;
  /** What a platform sets for all that is in the app. */
  readonly platform?: PlatformDescription | undefined;
  /** Namespaces beside those of the charts: what is in them is drawn elsewhere. */
  readonly namespaces: readonly NamespaceDescription[];
  readonly charts: readonly ChartDescription[];
  /** Pools of Karpenter, of which each has an id of its own. */
  readonly pools: readonly DrawnPool[];
}

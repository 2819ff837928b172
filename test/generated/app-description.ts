import type {
  ClaimProps,
  EnvValue,
  Exposure,
  ExternalSecretProps,
  HttpAddOnWake,
  HttpRuntimeProps,
  InitContainer,
  ModelServiceProps,
  MountedVolume,
  Placement,
  Resources,
  ScaleDown,
  Scaling,
  ServerDescription,
  Sidecar,
  TensorFlowServingProps,
  Tls,
  VolumeSource,
  Wake,
  Configuration,
  Caller,
} from '../../lib';

/**
 * A type of the library as plain data: each prop that takes an object, a function or a deferred value takes its
 * description, and all others are as they are. A prop or a member of a union that is added to the library is added here.
 */
export type Described<T> = {
  [K in keyof T]: K extends keyof Descriptions ? Descriptions[K] : T[K];
};

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
  readonly wake: WakeDescription;
  readonly transformPod: TransformDescription;
  readonly placement: PlacementDescription;
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

/** Without images: the clusters of the generated apps have none of these volumes yet. */
export type VolumeSourceDescription = Described<Exclude<VolumeSource, { readonly kind: 'image' }>>;
export type VolumeDescription = Described<MountedVolume>;
export type TlsDescription = Described<Tls>;
export type ScalingDescription = Described<Scaling>;

/** What wakes a service; requests are counted in one of two ways. */
export type WakeDescription =
  | Exclude<Wake, HttpAddOnWake>
  | (Pick<HttpAddOnWake, 'kind' | 'waitsFor' | 'answersWithin' | 'clusterDomain'> & {
      readonly counts: 'concurrency' | 'requestRate';
      readonly perReplica: number;
    });

export type ScaleDownDescription = Described<ScaleDown>;
export type ExposureDescription = Described<Exposure>;

/** A volume of the server that a container mounts too, wherever it does. */
interface Sharing {
  readonly shared?: { readonly pick: number; readonly mountPath: `/${string}` } | undefined;
}

export type InitContainerDescription = Described<InitContainer> & Sharing;
export type SidecarDescription = Described<Sidecar> & Sharing;

export type RuntimeDescription =
  | Described<HttpRuntimeProps>
  | Described<TensorFlowServingProps>
  | {
      readonly kind: 'defined';
      readonly name: string;
      readonly server: Described<Omit<ServerDescription, DescribedForGpus>>;
    };

/** What only servers of language models describe. */
// Nor are groups of pods: the laws look for a Deployment in each service, and `test/serving/groups.test.ts` for the groups.
type DescribedForGpus = 'diskBytes' | 'gpus' | 'group' | 'gpuNeeds' | 'memory' | 'flags';

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

export type PropsDescription = Described<Omit<ModelServiceProps, 'model' | 'load' | 'resources'>> & {
  readonly resources: Resources;
};

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

export interface ChartDescription {
  readonly id: string;
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

/** An app as plain data: what it is built from, and what its coverage is counted on. */
export interface AppDescription {
  readonly charts: readonly ChartDescription[];
}

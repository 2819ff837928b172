export { appendArguments, checkArguments } from './arguments';
export {
  plainPeers,
  podSelectorConfig,
  type INetworkPolicyPeer,
  type IPodSelector,
  type ISubject,
  type NetworkPolicyPeerConfig,
  type PodSelectorConfig,
  type SubjectConfiguration,
} from './cdk8s-plus';
export { serverContainer, type Command, type InitContainer, type NonEmpty, type Sidecar } from './container';
export {
  notSecret,
  readNotSecret,
  type ContainerResource,
  type Env,
  type EnvValue,
  type NotSecret,
  type PodField,
} from './env';
export type { Health } from './health';
export { gpuModelOf, knownGpu, type KnownGpu } from './known-gpu';
export {
  groupSelector,
  memberLabels,
  objectLabels,
  selectorLabels,
  versionedLabels,
  type Component,
  type Identity,
} from './labels';
export { requiredLabels } from './platform-decision';
export {
  platformOf,
  setPlatformDefaults,
  type CaBundle,
  type Platform,
  type PlatformDefaults,
  type PlatformUsers,
  type Proxy,
} from './platform-defaults';
export { derivedName, idsBelowChart } from './naming';
export { extendedOf, mostPodsPerNode } from './node-room';
export { shareOfNode } from './node-share';
export type { AnyPool } from './choose-pool';
export { placePod, type Placement, type PlacementOptions, type PodPlacement } from './placement';
export { podRequests, type PodRequests } from './pod-requests';
export { renderJobPod, type JobContainer, type JobPodRequest } from './pod-of-job';
export { renderPod, type PodRequest } from './pod-of-server';
export type { PodOptions, PodTransform } from './pod-options';
export type * from './pod-template';
export {
  judgeNamespaces,
  relyOn,
  type AccessMode,
  type ClaimReference,
  type ConfigMapReference,
  type SecretReference,
} from './references';
export type { Resources } from './resources';
export type { Security, ServerUser } from './security';
export type { MountedVolume, VolumeSource } from './volumes';

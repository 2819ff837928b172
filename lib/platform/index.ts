export * as karpenter from './karpenter';
export { Namespace, type EgressDefault, type IngressDefault, type NamespaceProps } from './namespace';
export type { Amounts, ContainerLimits } from './namespace-objects';
export type { PodSecurity, PodSecurityLevel } from './pod-security';

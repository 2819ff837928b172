export type { DeclaredObject, Facts } from './facts';
export type { Finding, RuleFinding, Severity } from './finding';
export type { Inventory, Wanted, Whereabouts } from './inventory';
export type { Manifest, ManifestObject, ObjectReference } from './manifest';
export type { ContainerDefinition, ContainerRole, PodTemplate } from './pod-template';
export type { Rule } from './rule';
export { builtInRules } from './rules';
export { verify, type VerifyOptions } from './verify';

import { labelValue } from '../core';

/** What a workload's pods are to it. */
export type Component = 'server' | 'worker';

/** What tells one workload's objects from another's. */
export interface Identity {
  /** The derived name, never an override. */
  readonly instance: string;
  readonly component: Component;
  /** What runs, such as `tensorflow-serving`. */
  readonly application: string;
  /** The chart that it is part of. */
  readonly partOf: string;
  readonly version?: string | undefined;
  /** Labels that the platform asks for. */
  readonly required?: Readonly<Record<string, string>> | undefined;
}

/** The labels by which Deployments, Services, budgets and policies find pods: nothing that changes with a version. */
export function selectorLabels(identity: Identity): Record<string, string> {
  return {
    'app.kubernetes.io/instance': identity.instance,
    'app.kubernetes.io/component': identity.component,
  };
}

/** Selects the pods of a workload that is a group: those that answer, and those that help them. */
export function groupSelector({ instance }: Identity): Readonly<Record<string, unknown>> {
  const components: readonly Component[] = ['server', 'worker'];
  return {
    matchLabels: { 'app.kubernetes.io/instance': instance },
    matchExpressions: [{ key: 'app.kubernetes.io/component', operator: 'In', values: components }],
  };
}

/** The labels of an object that belongs to a chart and to no workload of it; those of the platform give way. */
export function memberLabels(partOf: string, required: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { ...required, 'app.kubernetes.io/part-of': labelValue(partOf), 'app.kubernetes.io/managed-by': 'modelyard' };
}

/** The labels of every object of a workload. */
export function objectLabels(identity: Identity): Record<string, string> {
  return {
    ...memberLabels(identity.partOf, identity.required),
    ...selectorLabels(identity),
    'app.kubernetes.io/name': labelValue(identity.application),
  };
}

/** The labels of a workload and its pods, which also carry the version. */
export function versionedLabels(identity: Identity): Record<string, string> {
  const version = identity.version === undefined ? {} : { 'app.kubernetes.io/version': labelValue(identity.version) };
  return { ...objectLabels(identity), ...version };
}

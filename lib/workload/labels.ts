import { labelValue } from '../core';

/** What a workload's pods are to it. */
export type Component = 'server';

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
}

/** The labels by which Deployments, Services, budgets and policies find pods: nothing that changes with a version. */
export function selectorLabels(identity: Identity): Record<string, string> {
  return {
    'app.kubernetes.io/instance': identity.instance,
    'app.kubernetes.io/component': identity.component,
  };
}

/** The labels of an object that belongs to a chart and to no workload of it. */
export function memberLabels(partOf: string): Record<string, string> {
  return { 'app.kubernetes.io/part-of': labelValue(partOf), 'app.kubernetes.io/managed-by': 'modelyard' };
}

/** The labels of every object of a workload. */
export function objectLabels(identity: Identity): Record<string, string> {
  return {
    ...selectorLabels(identity),
    'app.kubernetes.io/name': labelValue(identity.application),
    ...memberLabels(identity.partOf),
  };
}

/** The labels of a workload and its pods, which also carry the version. */
export function versionedLabels(identity: Identity): Record<string, string> {
  const version = identity.version === undefined ? {} : { 'app.kubernetes.io/version': labelValue(identity.version) };
  return { ...objectLabels(identity), ...version };
}

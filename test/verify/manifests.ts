import { verify, type Facts, type Finding, type Manifest, type Rule } from '../../lib/verify';

type Fields = Readonly<Record<string, unknown>>;

/** What a test changes of an otherwise sound object. */
export interface Changes {
  readonly name?: string;
  readonly namespace?: string;
  readonly metadata?: Fields;
  /** The labels of the pods, which the selector asks for unless `spec` says otherwise. */
  readonly labels?: Fields;
  readonly spec?: Fields;
  readonly pod?: Fields;
  readonly container?: Fields;
}

/** A workload in which no rule finds anything but that no cluster is declared. */
export function workload(apiVersion: string, kind: string, changes: Changes = {}): Manifest {
  const { name = 'chat', labels = { app: name }, spec = {}, pod = {}, container = {} } = changes;
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'server', image: 'registry.example/server', ...container }], ...pod },
  };
  return object(apiVersion, kind, changes, { selector: { matchLabels: labels }, template, ...spec });
}

export function deployment(changes: Changes = {}): Manifest {
  return workload('apps/v1', 'Deployment', changes);
}

export function job(changes: Changes = {}): Manifest {
  const { pod = {}, spec = {} } = changes;
  return workload('batch/v1', 'Job', {
    ...changes,
    pod: { restartPolicy: 'Never', ...pod },
    spec: { selector: undefined, ...spec },
  });
}

export function service(changes: Changes = {}): Manifest {
  const { name = 'chat', labels = { app: name }, spec = {} } = changes;
  return object('v1', 'Service', changes, { selector: labels, ports: [{ port: 80, targetPort: 8080 }], ...spec });
}

export function budget(spec: Fields, changes: Changes = {}): Manifest {
  const { name = 'chat', labels = { app: name } } = changes;
  return object('policy/v1', 'PodDisruptionBudget', changes, {
    selector: { matchLabels: labels },
    unhealthyPodEvictionPolicy: 'AlwaysAllow',
    ...spec,
  });
}

export function autoscaler(spec: Fields = {}, changes: Changes = {}): Manifest {
  const { name = 'chat' } = changes;
  return object('autoscaling/v2', 'HorizontalPodAutoscaler', changes, {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
    minReplicas: 1,
    maxReplicas: 10,
    ...spec,
  });
}

export function configMap(name: string, data: Fields, changes: Changes = {}): Manifest {
  return { ...plain('v1', 'ConfigMap', { ...changes, name }), data };
}

export function object(apiVersion: string, kind: string, changes: Changes, spec: Fields): Manifest {
  return { ...plain(apiVersion, kind, changes), spec };
}

export function plain(
  apiVersion: string,
  kind: string,
  { name = 'chat', namespace, metadata }: Changes = {},
): Manifest {
  return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }), ...metadata } };
}

/** What one rule finds, without what all findings have in common where only one object is looked at. */
export function check(rule: Rule, manifests: readonly Manifest[], facts?: Facts): readonly Finding[] {
  return verify(manifests, { rules: [rule], facts });
}

import { asArray, asInteger, asRecord, type Manifest, type PlainRecord } from '../verify';
import { identityOf, keyOf } from './identity';

/** What runs pods, and what Pulumi or a Service may have to wait for. */
export interface Workload {
  /** The group and kind: `apps/Deployment`. */
  readonly type: string;
  readonly key: string;
  readonly namespace: string;
  readonly labels: PlainRecord;
  readonly spec: PlainRecord;
  /** The pods that it runs, each kind of them once. */
  readonly templates: readonly PlainRecord[];
  /** `undefined`: its own default, or what an autoscaler says. */
  readonly replicas: number | undefined;
}

/** Reads an object as a workload; nothing where it runs no pods that anybody waits for. */
export function workloadOf(manifest: Manifest): Workload | undefined {
  const identity = identityOf(manifest);
  const type = `${identity.group}/${identity.kind}`;
  const spec = asRecord(manifest['spec']);
  const templates = templatesOf(type, manifest, spec);
  if (templates.length === 0) return undefined;
  const { namespace } = identity;
  const labels = asRecord(asRecord(manifest.metadata)['labels']);
  return { type, key: keyOf(identity), namespace, labels, spec, templates, replicas: asInteger(spec['replicas']) };
}

function templatesOf(type: string, manifest: Manifest, spec: PlainRecord): readonly PlainRecord[] {
  switch (type) {
    case 'apps/Deployment':
    case 'apps/StatefulSet':
    case 'apps/DaemonSet':
    case 'batch/Job':
    case '/ReplicationController':
      return [asRecord(spec['template'])];
    case '/Pod':
      return [manifest];
    case 'leaderworkerset.x-k8s.io/LeaderWorkerSet': {
      const { leaderTemplate, workerTemplate } = asRecord(spec['leaderWorkerTemplate']);
      return [leaderTemplate, workerTemplate].map(asRecord).filter((template) => 'spec' in template);
    }
    default:
      return [];
  }
}

/** The pods of a template. */
export function podSpecOf(template: PlainRecord): PlainRecord {
  return asRecord(template['spec']);
}

/**
 * How long the containers of a pod may take to start, by their probes, in seconds; what they leave out is Kubernetes'
 * default.
 */
export function startupSeconds(template: PlainRecord): number {
  const { containers, initContainers } = podSpecOf(template);
  const budgets = [...asArray(containers), ...asArray(initContainers)].map((container) => {
    const { startupProbe, readinessProbe } = asRecord(container);
    return budgetOf(asRecord(startupProbe)) + budgetOf(asRecord(readinessProbe));
  });
  return Math.max(0, ...budgets);
}

function budgetOf(probe: PlainRecord): number {
  if (Object.keys(probe).length === 0) return 0;
  const { initialDelaySeconds, periodSeconds, failureThreshold } = probe;
  return (asInteger(initialDelaySeconds) ?? 0) + (asInteger(periodSeconds) ?? 10) * (asInteger(failureThreshold) ?? 3);
}

/** How long a pod may take to leave, in seconds. */
export function graceSeconds(template: PlainRecord): number {
  return asInteger(podSpecOf(template)['terminationGracePeriodSeconds']) ?? 30;
}

import type { TargetCluster } from '../hardware';
import { asArray, asInteger, asRecord, asString, type Manifest, type PlainRecord } from '../verify';
import { hasCapacity } from './capacity';
import { identityOf } from './identity';
import type { ScaledRange } from './replica-owners';
import { startupSeconds, workloadOf, type Workload } from './workload';

/** How Pulumi waits until an object is ready. */
export type Wait =
  | {
      /** As its provider does by itself: at most ten minutes. */
      readonly kind: 'default';
    }
  | { readonly kind: 'within'; readonly seconds: number; readonly reason: string }
  | {
      /** Until the object says so, and for nothing else. */
      readonly kind: 'until';
      readonly condition: string;
      readonly reason: string;
    }
  | { readonly kind: 'none'; readonly reason: string };

/** What the provider waits for by itself where nothing is said (`await.go` of pulumi-kubernetes), in seconds. */
const tenMinutes = 600;

/** What a deadline of Kubernetes is exceeded by, before the wait ends too: it says more of what is wrong. */
const slack = 60;

const asProvider: Wait = { kind: 'default' };

/** Decides for each object of an app how long it is waited for. */
export function decideWaits(
  objects: readonly Manifest[],
  scaled: ReadonlyMap<string, ScaledRange>,
  cluster: TargetCluster,
): readonly Wait[] {
  const workloads = objects.map(workloadOf);
  const ofWorkloads = workloads.map((workload) =>
    workload === undefined ? undefined : waitForPods(workload, scaled.get(workload.key), cluster),
  );
  const ofServices = objects.map((object) =>
    identityOf(object).kind === 'Service' ? waitForService(object, workloads, ofWorkloads) : undefined,
  );
  return objects.map((object, index) => {
    if (isToldByUser(object)) return asProvider;
    if (identityOf(object).kind === 'Ingress') return waitForIngress(object, objects, ofServices);
    return ofWorkloads[index] ?? ofServices[index] ?? asProvider;
  });
}

function isToldByUser({ metadata }: Manifest): boolean {
  const annotations = asRecord(asRecord(metadata)['annotations']);
  return ['skipAwait', 'waitFor', 'timeoutSeconds'].some((name) => `pulumi.com/${name}` in annotations);
}

function waitForPods(workload: Workload, scaled: ScaledRange | undefined, cluster: TargetCluster): Wait {
  const { type, spec, replicas, templates } = workload;
  if (scaled?.least === 0) return { kind: 'none', reason: 'its autoscaler may leave no pods, and none is then ready' };
  if (replicas === 0 && scaled === undefined) return { kind: 'none', reason: 'it runs no pods' };
  if (spec['suspend'] === true || isQueued(workload)) {
    return { kind: 'none', reason: 'it starts when its queue lets it' };
  }
  if (!hasCapacity(workload, cluster)) {
    return {
      kind: 'none',
      reason: 'its pods need nodes that the cluster may have yet to get: spot, or from a pool of none',
    };
  }
  const pods = scaled?.most ?? replicas ?? 1;
  const startup = Math.max(...templates.map(startupSeconds));
  switch (type) {
    case 'apps/Deployment': {
      const deadline = asInteger(spec['progressDeadlineSeconds']) ?? tenMinutes;
      const rounds = roundsOf(asRecord(spec['strategy']), pods);
      const reason =
        rounds === 1
          ? `its rollout fails by itself after ${deadline} s without progress`
          : `its rollout takes ${rounds} steps, and fails by itself after ${deadline} s without one`;
      return within(deadline * rounds + slack, reason);
    }
    case 'batch/Job': {
      const deadline = asInteger(spec['activeDeadlineSeconds']);
      return deadline === undefined ? asProvider : within(deadline + slack, 'it fails by itself after its deadline');
    }
    default:
      return within(tenMinutes + startup * pods, `each of ${pods} pods may take ${startup} s to start, by its probes`);
  }
}

/** Kueue holds back what has this label (kueue, apis: `kueue.x-k8s.io/queue-name`). */
function isQueued({ labels }: Workload): boolean {
  return 'kueue.x-k8s.io/queue-name' in labels;
}

/** Those that are shorter than the provider's own are not worth a word. */
function within(seconds: number, reason: string): Wait {
  return seconds <= tenMinutes + slack ? asProvider : { kind: 'within', seconds, reason };
}

/** In how many steps a Deployment replaces so many pods. */
function roundsOf({ type, rollingUpdate }: PlainRecord, pods: number): number {
  if (type === 'Recreate') return 1;
  const { maxSurge, maxUnavailable } = asRecord(rollingUpdate);
  const surge = podsOf(maxSurge ?? '25%', pods, Math.ceil);
  const unavailable = podsOf(maxUnavailable ?? '25%', pods, Math.floor);
  return Math.max(1, Math.ceil(pods / Math.max(1, surge + unavailable)));
}

function podsOf(share: unknown, pods: number, round: (value: number) => number): number {
  const [, percent] = /^(\d+)%$/.exec(asString(share) ?? '') ?? [];
  return percent === undefined ? (asInteger(share) ?? 0) : round((Number(percent) * pods) / 100);
}

/** A Service is ready when the pods behind it are, so it waits as they do. */
function waitForService(
  object: Manifest,
  workloads: readonly (Workload | undefined)[],
  waits: readonly (Wait | undefined)[],
): Wait {
  const { type, clusterIP, selector: selects } = asRecord(object['spec']);
  const selector = asRecord(selects);
  if (type === 'ExternalName' || clusterIP === 'None' || Object.keys(selector).length === 0) return asProvider;
  const { namespace } = identityOf(object);
  const behind = workloads.flatMap((workload, index) => {
    const wait = waits[index];
    const isBehind =
      workload?.namespace === namespace && workload.templates.some((template) => matches(template, selector));
    return isBehind && wait !== undefined ? [wait] : [];
  });
  if (behind.length > 0 && behind.every(({ kind }) => kind !== 'none')) return longest(behind);
  const reason = behind.length === 0 ? 'what runs its pods is not of this app' : 'nothing waits for its pods';
  if (type !== 'LoadBalancer') return { kind: 'none', reason };
  return { kind: 'until', condition: 'jsonpath={.status.loadBalancer.ingress}', reason };
}

function matches(template: PlainRecord, selector: PlainRecord): boolean {
  const labels = asRecord(asRecord(template['metadata'])['labels']);
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** An Ingress is ready when it has an address, and the Services behind it are there. */
function waitForIngress(object: Manifest, objects: readonly Manifest[], waits: readonly (Wait | undefined)[]): Wait {
  const { namespace } = identityOf(object);
  const services = new Set(
    asArray(asRecord(object['spec'])['rules'])
      .flatMap((rule) => asArray(asRecord(asRecord(rule)['http'])['paths']))
      .map((path) => asString(asRecord(asRecord(asRecord(path)['backend'])['service'])['name'])),
  );
  const behind = objects.flatMap((each, index) => {
    const wait = waits[index];
    const identity = identityOf(each);
    return wait !== undefined && identity.namespace === namespace && services.has(identity.name) ? [wait] : [];
  });
  return longest(behind);
}

function longest(waits: readonly Wait[]): Wait {
  let found: Wait = asProvider;
  for (const wait of waits) {
    if (wait.kind === 'within' && (found.kind !== 'within' || found.seconds < wait.seconds)) found = wait;
  }
  return found;
}

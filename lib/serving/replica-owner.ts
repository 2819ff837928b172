import { parseDuration, wholeSeconds, type Notes } from '../core';
import type { TargetCluster } from '../hardware';
import { renderAutoscaler } from './autoscaler';
import { planInterception, type Interception } from './interception';
import { clientTimeoutOf, judgePatience } from './patience';
import type { ServerDescription } from './runtime';
import { needsKeda, renderScaledObject } from './scaled-object';
import type { ScaleTarget } from './scale-target';
import { isAutoscalerSignal, type Scaling, type ZeroScaling } from './scaling';

type Fields = Readonly<Record<string, unknown>>;

/** The one object that sets the number of replicas. */
export type ReplicaOwner =
  | { readonly apiVersion: 'autoscaling/v2'; readonly kind: 'HorizontalPodAutoscaler'; readonly spec: Fields }
  | {
      readonly apiVersion: 'keda.sh/v1alpha1';
      readonly kind: 'ScaledObject';
      readonly spec: Fields;
      /** How requests come to a service that an interceptor wakes. */
      readonly interception?: Interception | undefined;
      /** Whether it goes by metrics of the pods, which somebody must scrape. */
      readonly readsServer: boolean;
    };

/** What the owner of the replicas needs to know. */
export interface ReplicaRequest {
  readonly scaling: Scaling;
  readonly target: ScaleTarget;
  /** The name of the owner, and of the object that tells an interceptor of the service. */
  readonly name: string;
  /** The Service by which clients in the cluster find the interceptor. */
  readonly proxyService: string;
  /** Whether the pod has containers beside the server. */
  readonly sidecars: boolean;
  readonly server: ServerDescription;
  /** The time to start, copying the model included. */
  readonly startsWithinSeconds: number;
  readonly cluster: TargetCluster | undefined;
  readonly namespace: string | undefined;
}

/** Renders the owner of the replicas: an autoscaler, a ScaledObject where one needs KEDA, or none but the Deployment. */
export function renderReplicaOwner(request: ReplicaRequest, notes: Notes): ReplicaOwner | undefined {
  const { scaling, server, target, sidecars, startsWithinSeconds } = request;
  if (scaling.kind === 'fixed') return undefined;
  if (scaling.kind === 'scale-to-zero' || needsKeda(scaling)) {
    const interception = scaling.kind === 'scale-to-zero' ? intercept(scaling, request, notes) : undefined;
    const signals = server.signals ?? {};
    const rendered = { ...request, scaling, signals, interception, route: request.name };
    return {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      spec: renderScaledObject(rendered, notes),
      interception,
      readsServer: (scaling.on ?? []).some(({ kind }) => readKinds.includes(kind)),
    };
  }
  if (scaling.fallback !== undefined) {
    notes.issue({
      code: 'serving/two-scalers',
      property: 'scaling.fallback',
      message: 'is for KEDA, and a HorizontalPodAutoscaler reads these signals: it keeps the replicas while it cannot',
      fix: 'no fallback, or signals that KEDA reads: queue-depth, concurrency, prometheus',
    });
  }
  const own = { ...scaling, on: scaling.on.filter(isAutoscalerSignal) };
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: renderAutoscaler({ scaling: own, target, sidecars, startsWithinSeconds }, notes),
  };
}

const readKinds: readonly string[] = ['queue-depth', 'concurrency', 'request-rate', 'prometheus'];

/** Decides how requests wake a service, and judges whether their clients wait for that. */
function intercept(scaling: ZeroScaling, request: ReplicaRequest, notes: Notes): Interception | undefined {
  const { wake } = scaling;
  const { startsWithinSeconds } = request;
  const clientTimeoutSeconds = clientTimeoutOf(scaling, notes);
  const drainSeconds = wholeSeconds(parseDuration(request.server.drain) ?? 0);
  const interception =
    wake.kind === 'http-add-on'
      ? planInterception({ ...request, wake, drainSeconds, clientTimeoutSeconds }, notes)
      : undefined;
  judgePatience(scaling, interception, startsWithinSeconds, clientTimeoutSeconds, notes);
  return interception;
}

import type { Deferrable } from '../core';

/** What a ScaledObject of KEDA goes by, as its API has it. */
export interface Trigger {
  readonly type: string;
  readonly metricType?: 'AverageValue' | 'Utilization' | undefined;
  readonly metadata: Readonly<Record<string, Deferrable<string>>>;
  readonly authenticationRef?: { readonly kind: string; readonly name: string } | undefined;
}

/** A query of your own, the result of which is divided by the replicas. */
export interface PrometheusQuery {
  readonly kind: 'prometheus';
  /** PromQL that gives one number: KEDA takes no list of them. */
  readonly query: string;
  readonly perReplica: number;
  /** Whether no result means none, and not that something is wrong. @default - only where it may wake the service */
  readonly emptyIsZero?: boolean | undefined;
}

/** A TriggerAuthentication or ClusterTriggerAuthentication of KEDA, by its name. */
export interface TriggerAuthenticationReference {
  readonly kind: 'TriggerAuthentication' | 'ClusterTriggerAuthentication';
  readonly name: string;
}

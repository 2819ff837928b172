import type { Deferrable, Duration } from '../core';
import type { PrometheusQuery, TriggerAuthenticationReference } from './keda-trigger';

/** What wakes a service that has no pods: always something outside of them. */
export type Wake =
  | HttpAddOnWake
  | PrometheusQuery
  | {
      /** Messages that wait in a queue of Amazon SQS. */
      readonly kind: 'sqs';
      readonly queueUrl: Deferrable<string>;
      readonly region: string;
      readonly perReplica: number;
      /** How KEDA gets to read the queue. */
      readonly authentication: TriggerAuthenticationReference;
    }
  | {
      /** Messages that wait in a queue of Azure Service Bus. */
      readonly kind: 'azure-service-bus';
      /** The Service Bus namespace, without `.servicebus.windows.net`. */
      readonly namespace: Deferrable<string>;
      readonly queue: Deferrable<string>;
      readonly perReplica: number;
      /** How KEDA gets to read the queue. */
      readonly authentication: TriggerAuthenticationReference;
    }
  | {
      /** The clock: as many replicas as this between two moments, and none outside. */
      readonly kind: 'schedule';
      /** By its name, such as `Europe/Berlin`. */
      readonly timeZone: string;
      /** When they come, in the five fields of cron. */
      readonly from: string;
      /** When they may go, in the five fields of cron. */
      readonly to: string;
      readonly replicas: number;
    }
  | {
      /** Any other trigger of KEDA that measures something outside of the pods. */
      readonly kind: 'trigger';
      /** KEDA's own name of it, such as `kafka`. */
      readonly type: string;
      readonly metadata: Readonly<Record<string, Deferrable<string>>>;
      readonly authentication?: TriggerAuthenticationReference | undefined;
    };

/** Requests at the interceptor of KEDA's HTTP add-on, which holds them until there is a pod. */
export type HttpAddOnWake = HttpAddOn &
  (
    | {
        /** Requests under way and waiting, for each replica. */
        readonly concurrency: number;
        readonly requestRate?: undefined;
      }
    | {
        /** Requests a second, over the last minute, for each replica. */
        readonly requestRate: number;
        readonly concurrency?: undefined;
      }
  );

/** What is the same however requests are counted. */
interface HttpAddOn {
  readonly kind: 'http-add-on';
  /** How long the interceptor holds a request until a pod is ready. @default - the clients' time-out, or the time to start and 10 minutes */
  readonly waitsFor?: Duration | undefined;
  /** How long it waits for the first bytes of an answer. @default - the clients' time-out, or the time to drain and `'5m'` at least */
  readonly answersWithin?: Duration | undefined;
  /** The DNS domain of the cluster. @default 'cluster.local' */
  readonly clusterDomain?: string | undefined;
}

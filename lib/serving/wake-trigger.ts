import { printGiven, type Notes } from '../core';
import { checkWhole, type Interception } from './interception';
import { interceptionApis } from './interceptor-route';
import type { Trigger, TriggerAuthenticationReference } from './keda-trigger';
import type { Measured } from './prometheus-trigger';
import { metricsOf } from './promql';
import { checkCount } from './scaling';
import type { Wake } from './wake';

/** What a trigger that wakes a service needs to know. */
export interface WakeRequest extends Measured {
  readonly max: number;
  /** The name of the object that tells the interceptor of the service. */
  readonly route: string;
}

/** Renders the triggers that wake a service, but for a query; none where nothing can wake it, which is noted. */
export function wakeTriggers(
  wake: Wake,
  interception: Interception | undefined,
  request: WakeRequest,
  notes: Notes,
): readonly Trigger[] {
  switch (wake.kind) {
    case 'http-add-on':
      return interception === undefined ? [] : [httpTrigger(interception, request.route)];
    case 'prometheus':
      // Rendered with everything else that is read from Prometheus.
      judgeQuery(wake.query, request, notes);
      return [];
    case 'sqs':
      checkWhole('scaling.wake.perReplica', wake.perReplica, notes);
      return [
        {
          type: 'aws-sqs-queue',
          metadata: { queueURL: wake.queueUrl, queueLength: String(wake.perReplica), awsRegion: wake.region },
          authenticationRef: authenticate(wake.authentication, notes),
        },
      ];
    case 'azure-service-bus':
      checkWhole('scaling.wake.perReplica', wake.perReplica, notes);
      return [
        {
          type: 'azure-servicebus',
          metadata: { namespace: wake.namespace, queueName: wake.queue, messageCount: String(wake.perReplica) },
          authenticationRef: authenticate(wake.authentication, notes),
        },
      ];
    case 'schedule':
      return [scheduleTrigger(wake, request.max, notes)];
    case 'trigger':
      if (['cpu', 'memory'].includes(wake.type)) refuse('scaling.wake.type', wake.type, request, notes);
      return [
        {
          type: wake.type,
          metadata: wake.metadata,
          authenticationRef: wake.authentication && authenticate(wake.authentication, notes),
        },
      ];
    default:
      // The compiler refuses it; a program in JavaScript hands it over all the same.
      refuse('scaling.wake', String((wake as { readonly kind?: unknown }).kind), request, notes);
      return [];
  }
}

function httpTrigger({ kind, scalerAddress }: Interception, route: string): Trigger {
  return { type: 'external-push', metadata: { scalerAddress, [interceptionApis[kind].reference]: route } };
}

function authenticate(
  { kind, name }: TriggerAuthenticationReference,
  notes: Notes,
): NonNullable<Trigger['authenticationRef']> {
  notes.rely({ kind, name });
  return { kind, name };
}

function refuse(property: string, given: string, { cluster }: WakeRequest, notes: Notes): void {
  const declared = cluster?.addOns.keda?.http !== undefined;
  const http = declared ? "the target's keda.http is declared" : "where the target's keda.http is declared";
  notes.issue({
    code: 'serving/cannot-wake',
    property,
    given: printGiven(given),
    message: 'is measured inside the pods, and at zero there are none',
    fix: `wake: { kind: 'http-add-on', … } (${http}) or kind: 'autoscale', min: 1`,
  });
}

/** Other servers of the same kind may have metrics of the same names, so that it is not certain. */
function judgeQuery(query: string, { signals }: WakeRequest, notes: Notes): void {
  const own = Object.values(signals).map(({ metric }) => metric);
  const asked = metricsOf(query);
  if (asked.length === 0 || !asked.every((metric) => own.includes(metric))) return;
  notes.warn({
    code: 'serving/cannot-wake',
    property: 'scaling.wake.query',
    given: printGiven(query),
    message: 'asks for metrics of the server itself alone: where they come from its own pods, there are none at zero',
    fix: "a query for what is measured in front of the pods, wake: { kind: 'http-add-on', … } or kind: 'autoscale', min: 1",
  });
}

const cronFields = /^[\d*,/?A-Za-z-]+(?: [\d*,/?A-Za-z-]+){4}$/;

function scheduleTrigger(
  { timeZone, from, to, replicas }: Extract<Wake, { kind: 'schedule' }>,
  max: number,
  notes: Notes,
): Trigger {
  for (const [prop, given] of Object.entries({ from, to })) {
    if (cronFields.test(given)) continue;
    notes.issue({
      code: 'serving/invalid-schedule',
      property: `scaling.wake.${prop}`,
      given: printGiven(given),
      message: 'is not five fields of cron: minute, hour, day of the month, month, day of the week',
      fix: `${prop}: '0 8 * * 1-5'`,
    });
  }
  if (from === to) {
    notes.issue({
      code: 'serving/invalid-schedule',
      property: 'scaling.wake.to',
      given: printGiven(to),
      message: 'is the moment at which the replicas come too, which KEDA refuses',
      fix: "to: '0 18 * * 1-5'",
    });
  }
  if (!/^[A-Za-z]\w*(?:[/+-]\w+)*$/.test(timeZone)) {
    notes.issue({
      code: 'serving/invalid-schedule',
      property: 'scaling.wake.timeZone',
      given: printGiven(timeZone),
      message: 'is not the name of a time zone',
      fix: "timeZone: 'Europe/Berlin'",
    });
  }
  checkCount('scaling.wake.replicas', replicas, 1, notes);
  if (replicas > max) {
    notes.issue({
      code: 'serving/min-exceeds-max',
      property: 'scaling.wake.replicas',
      given: printGiven(replicas),
      message: `is more than scaling.max, which is ${max}`,
      fix: `replicas: ${max}, or max: ${replicas}`,
    });
  }
  return {
    type: 'cron',
    metadata: { timezone: timeZone, start: from, end: to, desiredReplicas: String(replicas) },
  };
}

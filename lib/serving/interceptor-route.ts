import { parseDuration, printGiven, wholeSeconds, type Default, type IssueDetails, type Notes } from '../core';
import type { ServiceAddress } from '../hardware';
import type { Interception } from './interception';
import type { ServerDescription } from './runtime';
import type { ScaleTarget } from './scale-target';

/** A host, and a path below it, by which the world asks for a service. */
export interface InterceptedHost {
  readonly host: string;
  readonly path: string;
}

/** What the interceptor hands requests on to. */
export interface InterceptedTarget {
  readonly scaled: ScaleTarget;
  readonly service: string;
  readonly port: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** Renders the spec of the object that tells the interceptor of a service. */
export function renderInterception(
  interception: Interception,
  { scaled, service, port }: InterceptedTarget,
  exposed: readonly InterceptedHost[],
): Fields {
  const { kind, hosts, wake, waitSeconds, answerSeconds } = interception;
  const scalingMetric =
    wake.concurrency === undefined
      ? { requestRate: { targetValue: wake.requestRate, window: '1m', granularity: '1s' } }
      : { concurrency: { targetValue: wake.concurrency } };
  const responseHeader = `${answerSeconds}s`;
  if (kind === 'HTTPScaledObject') {
    return {
      hosts: [...new Set([...hosts, ...exposed.map(({ host }) => host)])],
      scaleTargetRef: { ...scaled, service, port },
      scalingMetric,
      timeouts: { conditionWait: `${waitSeconds}s`, responseHeader },
    };
  }
  return {
    target: { service, port },
    rules: [{ hosts }, ...exposed.map(ruleOf)],
    scalingMetric,
    timeouts: { readiness: `${waitSeconds}s`, responseHeader },
  };
}

function ruleOf({ host, path }: InterceptedHost): Fields {
  return { hosts: [host], ...(path === '/' ? {} : { paths: [{ value: path }] }) };
}

/** The API of the object that tells the interceptor of a service, and what makes KEDA leave the scaling to us. */
export const interceptionApis = {
  InterceptorRoute: { apiVersion: 'http.keda.sh/v1beta1', annotations: undefined, reference: 'interceptorRoute' },
  HTTPScaledObject: {
    apiVersion: 'http.keda.sh/v1alpha1',
    annotations: { 'httpscaledobject.keda.sh/skip-scaledobject-creation': 'true' },
    reference: 'httpScaledObject',
  },
} as const;

/** Takes the hosts and the path of a way in for the interceptor to know, if it can. */
export function interceptedHosts(
  { kind, version }: Interception,
  { host, path = '/' }: { readonly host: string | readonly string[]; readonly path?: string | undefined },
  notes: Notes,
): readonly InterceptedHost[] {
  if (kind === 'HTTPScaledObject' && path !== '/') {
    notes.issue({
      code: 'serving/old-add-on',
      property: 'exposeVia.path',
      given: printGiven(path),
      message: `the HTTP add-on ${version} takes paths for all hosts of a service alike, those in the cluster included`,
      fix: "path: '/', or version 0.14 of the add-on",
    });
  }
  return [host].flat().map((one) => ({ host: one, path }));
}

/** What stands in front of the interceptor waits as long as it does, and asks it whether it is well. */
export function inFrontOf({ waitSeconds, answerSeconds }: Interception, server: ServerDescription): ServerDescription {
  const drainSeconds = wholeSeconds(parseDuration(server.drain) ?? 0);
  const [first] = server.ports;
  return {
    ...server,
    // By its own manifest, which its Helm chart follows.
    ports: [first, { name: 'admin', port: 9090 }],
    health: { ...server.health, port: 'admin', ready: '/readyz' },
    drain: `${Math.max(drainSeconds, waitSeconds + answerSeconds)}s`,
  };
}

/** A grant names the namespace that it is for. */
export function grantForNobody(namespace: string): IssueDetails {
  return {
    code: 'serving/not-declared',
    property: 'exposeVia.kind',
    given: '"gateway"',
    message: `the chart has no namespace, and in ${namespace} it must be granted by name that routes lead to the interceptor`,
    fix: "new Chart(app, 'models', { namespace: 'models' })",
  };
}

/** An Ingress that leads to the interceptor stands beside it. */
export function besideInterceptor(ingress: string, { namespace }: ServiceAddress): Default<string> {
  return {
    field: `Ingress ${ingress} metadata.namespace`,
    value: namespace,
    reason:
      'requests go through the interceptor, and an Ingress leads to its own namespace: Secret and Issuer of tls must be there too',
    source: 'https://keda.sh/http-add-on/0.15/user-guide/configure-ingress/',
    override: 'scaling.wake',
  };
}

/** A load balancer leads to the pods themselves. */
export const pastInterceptor: IssueDetails = {
  code: 'serving/bypasses-wake',
  property: 'exposeVia.kind',
  given: '"load-balancer"',
  message:
    'leads past the interceptor to the pods, and at zero there are none: nobody counts the request and wakes one',
  fix: "exposeVia({ kind: 'ingress', … }), or kind: 'autoscale', min: 1",
};

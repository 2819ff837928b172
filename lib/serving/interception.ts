import { formatDuration, printGiven, readDuration, wholeSeconds, type Default, type Notes } from '../core';
import type { ServiceAddress, TargetCluster } from '../hardware';
import type { HttpAddOnWake } from './wake';

/** How requests come to a service through the interceptor of KEDA's HTTP add-on. */
export interface Interception {
  /** `HTTPScaledObject` until version 0.13 of the add-on, `InterceptorRoute` from 0.14 on. */
  readonly kind: 'InterceptorRoute' | 'HTTPScaledObject';
  readonly version: string;
  /** The Service of the interceptor. */
  readonly proxy: ServiceAddress;
  /** Where KEDA asks for the numbers. */
  readonly scalerAddress: string;
  /** The hosts by which clients in the cluster ask for the service. */
  readonly hosts: readonly string[];
  /** The DNS name of the interceptor. */
  readonly externalName: string;
  readonly wake: HttpAddOnWake;
  readonly waitSeconds: number;
  readonly answerSeconds: number;
}

/** What the interceptor needs to know besides what wakes the service. */
export interface InterceptionRequest {
  readonly wake: HttpAddOnWake;
  readonly cluster: TargetCluster | undefined;
  readonly namespace: string | undefined;
  /** The Service by which clients in the cluster find the interceptor. */
  readonly proxyService: string;
  readonly startsWithinSeconds: number;
  readonly drainSeconds: number;
  readonly clientTimeoutSeconds: number | undefined;
}

/** Decides how requests come through the interceptor; nothing where it is not declared which. */
export function planInterception(request: InterceptionRequest, notes: Notes): Interception | undefined {
  const { wake, cluster, namespace, proxyService, clientTimeoutSeconds } = request;
  const [counted, count] =
    wake.concurrency === undefined ? ['requestRate', wake.requestRate] : ['concurrency', wake.concurrency];
  checkWhole(`scaling.wake.${counted}`, count, notes);
  const wait = clientTimeoutSeconds ?? request.startsWithinSeconds + 600;
  const waitSeconds = readSeconds('waitsFor', wake.waitsFor, notes, {
    field: 'interceptor time-out while no pod is ready',
    value: formatDuration(wait * 1000),
    reason:
      clientTimeoutSeconds === undefined
        ? 'a request waits for a start, and before it for a node and an image; by itself the add-on gives up after 1.5 s, or never'
        : 'a request waits for as long as whoever sent it',
    source: `${addOnSource}/interceptor/config/timeouts.go`,
    override: 'scaling.wake.waitsFor',
  });
  const answer = clientTimeoutSeconds ?? Math.max(300, request.drainSeconds);
  const answerSeconds = readSeconds('answersWithin', wake.answersWithin, notes, {
    field: 'interceptor time-out for the first bytes of an answer',
    value: formatDuration(answer * 1000),
    reason:
      'an answer that comes at once at its end may take long; by itself the add-on gives up after 0.5 s, or 300 s',
    source: `${addOnSource}/interceptor/config/timeouts.go`,
    override: 'scaling.wake.answersWithin',
  });
  const addOn = cluster?.addOns.keda?.http;
  if (addOn === undefined) {
    notes.issue({
      code: 'serving/not-declared',
      property: 'scaling.wake',
      given: printGiven(wake.kind),
      message: "where the interceptor of KEDA's HTTP add-on answers is not declared",
      fix: "addOns: { keda: { …, http: { version: '0.15', proxy: { namespace: 'keda', service: 'keda-add-ons-http-interceptor-proxy', port: 8080 } } } } of the target cluster, or AddOns with keda: { http: {} } before the charts, where Pulumi makes the cluster",
    });
    return undefined;
  }
  const domain = notes.choose(wake.clusterDomain, {
    field: `Service ${proxyService} spec.externalName`,
    value: 'cluster.local',
    reason: "nearly every cluster's domain, that of EKS and AKS included; an alias needs the whole name",
    source: 'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
    override: 'scaling.wake.clusterDomain',
  });
  return {
    kind: kindOf(addOn.version, notes),
    version: addOn.version,
    proxy: addOn.proxy,
    scalerAddress: scalerOf(addOn, notes),
    hosts:
      namespace === undefined
        ? [proxyService]
        : ['', '.svc', `.svc.${domain}`].map((end) => `${proxyService}.${namespace}${end}`),
    externalName: `${addOn.proxy.service}.${addOn.proxy.namespace}.svc.${domain}`,
    wake,
    waitSeconds,
    answerSeconds,
  };
}

const addOnSource = 'https://github.com/kedacore/http-add-on/blob/59b2f6a1';

function readSeconds(
  prop: 'waitsFor' | 'answersWithin',
  given: HttpAddOnWake['waitsFor'],
  notes: Notes,
  fallback: Default<NonNullable<HttpAddOnWake['waitsFor']>>,
): number {
  const chosen = notes.choose(given, fallback);
  return wholeSeconds(notes.read(readDuration(`scaling.wake.${prop}`, chosen), 300_000));
}

/** Notes an amount per replica that KEDA counts in whole things. */
export function checkWhole(property: string, amount: number, notes: Notes): void {
  if (Number.isInteger(amount) && amount >= 1 && amount <= 2_147_483_647) return;
  notes.issue({
    code: 'serving/invalid-target',
    property,
    given: printGiven(amount),
    message: 'is not a whole number that one replica can take, of 1 or more',
    fix: `${property}: 10`,
  });
}

function kindOf(version: string, notes: Notes): Interception['kind'] {
  const [, major = '0', minor = ''] = /^v?(\d+)\.(\d+)(?:\.|$)/.exec(version) ?? [];
  const number = Number(major) * 1000 + Number(minor);
  if (minor === '' || number < 11) {
    notes.issue({
      code: 'serving/old-add-on',
      property: 'addOns.keda.http.version',
      given: printGiven(version),
      message:
        minor === ''
          ? "is no version of KEDA's HTTP add-on"
          : 'is older than 0.11, the first with time-outs for each service',
      fix: "version: '0.15'",
    });
  }
  return number < 14 ? 'HTTPScaledObject' : 'InterceptorRoute';
}

function scalerOf(
  addOn: { readonly proxy: ServiceAddress; readonly scaler?: ServiceAddress | undefined },
  notes: Notes,
): string {
  const { namespace, service, port } =
    addOn.scaler ??
    notes.decide({
      field: 'ScaledObject address of the HTTP scaler',
      value: { namespace: addOn.proxy.namespace, service: 'keda-add-ons-http-external-scaler', port: 9090 },
      reason: "the name that the add-on's Helm chart gives it, beside the interceptor",
      source: 'https://keda.sh/http-add-on/0.15/user-guide/autoscale-an-app/',
      override: 'addOns.keda.http.scaler',
    });
  return `${service}.${namespace}.svc:${port}`;
}

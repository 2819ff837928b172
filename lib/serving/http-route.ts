import { printGiven, readDuration, type Duration, type IssueDetails, type Notes } from '../core';
import type { AddOns, TargetCluster } from '../hardware';
import type { ExposureOf, GatewayReference, RouteTimeouts } from './exposure';
import { wholeHost, type RenderedWayIn, type WayIn } from './way-in';

type GatewayFacts = NonNullable<AddOns['gateways']>[number];

/** Renders the annotations and the spec of an HTTPRoute, version gateway.networking.k8s.io/v1. */
export function renderHttpRoute(exposure: ExposureOf<'gateway'>, wayIn: WayIn, notes: Notes): RenderedWayIn {
  const { gateway, facts } = chooseGateway(exposure.gateway, wayIn, notes);
  judgeKind(wayIn.cluster, notes);
  const path = notes.choose<`/${string}`>(exposure.path, wholeHost(`HTTPRoute ${wayIn.name} path`));
  return {
    annotations: exposure.annotations ?? {},
    // What the API server would fill in stands here too, so that nobody who compares sees a difference.
    spec: {
      parentRefs: gateway && [
        {
          group: 'gateway.networking.k8s.io',
          kind: 'Gateway',
          name: gateway.name,
          namespace: gateway.namespace,
          sectionName: gateway.section,
        },
      ],
      hostnames: [exposure.host].flat(),
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          // By number: a route knows no names of ports.
          backendRefs: [{ group: '', kind: 'Service', ...backendOf(wayIn), weight: 1 }],
          timeouts: timeoutsOf(exposure.timeouts, wayIn.name, facts, notes),
        },
      ],
    },
    from: facts?.from,
  };
}

function backendOf({ proxy, service, servicePort }: WayIn): Readonly<Record<string, unknown>> {
  return proxy === undefined
    ? { name: service, port: servicePort }
    : { name: proxy.service, namespace: proxy.namespace, port: proxy.port };
}

interface ChosenGateway {
  readonly gateway?: GatewayReference;
  readonly facts?: GatewayFacts | undefined;
}

/** The gateway that is named, or the only one that the target cluster has. */
function chooseGateway(given: GatewayReference | undefined, { name, cluster }: WayIn, notes: Notes): ChosenGateway {
  const gateways = cluster?.addOns.gateways;
  if (given !== undefined) {
    notes.rely({ kind: 'Gateway', name: given.name, namespace: given.namespace });
    const facts = gateways?.find((one) => one.name === given.name && one.namespace === given.namespace);
    if (gateways !== undefined && facts === undefined) {
      notes.issue(noGateway(`is no gateway of the cluster ${cluster?.name ?? ''}`, gateways, given));
    }
    return { gateway: given, facts };
  }
  const [only, ...others] = gateways ?? [];
  if (only === undefined || others.length > 0) {
    notes.issue(noGateway(whyNone(cluster, gateways), gateways ?? []));
    return {};
  }
  const { namespace } = only;
  notes.decide({
    field: `HTTPRoute ${name} spec.parentRefs[0]`,
    value: { name: only.name, namespace },
    reason: `the only gateway of the cluster ${cluster?.name ?? ''}`,
    override: 'exposeVia.gateway',
  });
  notes.rely({ kind: 'Gateway', name: only.name, namespace });
  return { gateway: { kind: 'Gateway', name: only.name, namespace }, facts: only };
}

function whyNone(cluster: TargetCluster | undefined, gateways: readonly GatewayFacts[] | undefined): string {
  if (cluster === undefined) return 'no gateway is named, and no target cluster is declared that has one';
  if (gateways === undefined) return `no gateway is named, and none is declared of the cluster ${cluster.name}`;
  if (gateways.length === 0) return `no gateway is named, and the cluster ${cluster.name} has none`;
  return `no gateway is named, and the cluster ${cluster.name} has ${gateways.length}`;
}

function noGateway(message: string, gateways: readonly GatewayFacts[], given?: GatewayReference): IssueDetails {
  const choices = gateways.map(({ name, namespace }) => `gateway('${name}', { namespace: '${namespace}' })`);
  return {
    code: 'serving/no-gateway',
    property: 'exposeVia.gateway',
    given: given && printGiven(`${given.namespace}/${given.name}`),
    message,
    fix:
      choices.length > 0
        ? choices.join(' or ')
        : "gateway('NAME', { namespace: 'NAMESPACE' }), and the gateway among addOns.gateways of the target cluster or by AddOns before the charts, where Pulumi makes the cluster",
  };
}

/** The Gateway API is no part of Kubernetes: a cluster has the version of it that somebody installed, or none. */
function judgeKind(cluster: TargetCluster | undefined, notes: Notes): void {
  const kinds = cluster?.customResources;
  if (kinds === undefined) return;
  const served = kinds.find(({ group, kind }) => group === 'gateway.networking.k8s.io' && kind === 'HTTPRoute');
  if (served?.versions.includes('v1') === true) return;
  notes.issue({
    code: 'serving/gateway-api-too-old',
    property: 'exposeVia.kind',
    message:
      served === undefined
        ? `the cluster ${cluster?.name ?? ''} does not know HTTPRoute: it is not among its customResources`
        : `the cluster ${cluster?.name ?? ''} serves HTTPRoute as ${served.versions.join(', ')} only, and not as v1`,
    fix: "the CustomResourceDefinitions of the Gateway API 1.2 or later in the cluster, or kind: 'ingress'",
  });
}

/** The minor version of the Gateway API, by hundreds for the major one; nothing where it cannot be read. */
function versionOf({ version }: GatewayFacts): number | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(version) ?? [];
  return major === undefined ? undefined : Number(major) * 100 + Number(minor);
}

interface RenderedTimeouts {
  readonly request: string;
  readonly backendRequest?: string;
}

function timeoutsOf(
  given: RouteTimeouts | undefined,
  route: string,
  facts: GatewayFacts | undefined,
  notes: Notes,
): RenderedTimeouts | undefined {
  const version = facts === undefined ? undefined : versionOf(facts);
  if (version !== undefined && version < 102) {
    if (version < 100 || given !== undefined) notes.issue(tooOld(facts, version < 100));
    return undefined;
  }
  const request = notes.choose<Duration>(given?.request, {
    field: `HTTPRoute ${route} spec.rules[0].timeouts.request`,
    value: '0s',
    reason:
      'gateways have limits of their own, Envoy 15 s for a whole answer, and one that streams is cut in the middle',
    source: 'https://gateway-api.sigs.k8s.io/geps/gep-1742/',
    override: 'exposeVia.timeouts.request',
  });
  const backendRequest = given?.backendRequest;
  return {
    request: readTimeout('request', request, notes),
    ...(backendRequest === undefined ? {} : { backendRequest: readTimeout('backendRequest', backendRequest, notes) }),
  };
}

function tooOld(facts: GatewayFacts | undefined, knowsNoRoute: boolean): IssueDetails {
  const { name = '', version = '' } = facts ?? {};
  return {
    code: 'serving/gateway-api-too-old',
    property: knowsNoRoute ? 'exposeVia.gateway' : 'exposeVia.timeouts',
    message: `gateway ${name} is of version ${version} of the Gateway API, which ${
      knowsNoRoute ? 'does not serve HTTPRoute as v1' : 'has no time-outs in a route'
    }`,
    fix: knowsNoRoute ? 'version 1.2 or later' : 'version 1.2 or later, or no timeouts',
  };
}

function readTimeout(property: keyof RouteTimeouts, given: Duration, notes: Notes): string {
  return asGatewayDuration(notes.read(readDuration(`exposeVia.timeouts.${property}`, given, 'zero'), 0));
}

const parts = [
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
  ['ms', 1],
] as const;

/** Milliseconds as the Gateway API writes them (GEP-2257): whole numbers with units, the largest first. */
function asGatewayDuration(duration: number): string {
  let rest = duration;
  let text = '';
  for (const [unit, each] of parts) {
    const count = Math.floor(rest / each);
    rest -= count * each;
    if (count > 0) text += `${count}${unit}`;
  }
  return text === '' ? '0s' : text;
}

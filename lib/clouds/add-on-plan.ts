import type { IssueDetails } from '../core';
import type { AddOns } from '../hardware';
import { addOnCharts, type AddOnChart, type AddOnName, type AddOnRelease } from './add-on-charts';
import type { InstalledAddOns } from './add-on-cluster';
import { kindsOf } from './add-on-kinds';
import type { CommonAddOns, GatewaySettings } from './add-on-props';
import { addOnRelease } from './add-on-release';
import type { ChartValues } from './add-on-values/chart-values';

/** An add-on that is asked for. */
export interface RequestedAddOn {
  readonly name: AddOnName;
  /** The property that asks for it. */
  readonly property: string;
  /** That of its chart unless given. */
  readonly namespace?: string | undefined;
  /** Values on top of ours. */
  readonly values?: ChartValues | undefined;
}

/** An add-on as it is going to be installed. */
export interface PlannedAddOn extends RequestedAddOn {
  readonly chart: AddOnChart;
  readonly release: AddOnRelease;
  readonly namespace: string;
  /** Those that have to be ready before, of those that are installed too. */
  readonly after: readonly AddOnName[];
}

/** What is installed, in the order that works, and what is wrong with that. */
export interface AddOnPlan {
  readonly addOns: readonly PlannedAddOn[];
  readonly issues: readonly IssueDetails[];
}

/**
 * What each add-on comes after.
 *
 * The load balancer controller answers for every Service that is made, and refuses all while it does not run: so nothing
 * else that has one comes before it.
 */
const before: Readonly<Record<AddOnName, readonly AddOnName[]>> = {
  'load-balancer-controller': [],
  'gateway-definitions': [],
  'karpenter-definitions': [],
  'cert-manager': ['load-balancer-controller'],
  'metrics-server': ['load-balancer-controller'],
  'cluster-autoscaler': ['load-balancer-controller'],
  karpenter: ['load-balancer-controller', 'karpenter-definitions'],
  'device-plugin': [],
  keda: ['load-balancer-controller'],
  'keda-http': ['load-balancer-controller', 'keda'],
  'external-secrets': ['load-balancer-controller'],
  traefik: ['load-balancer-controller', 'gateway-definitions'],
};

/** The add-ons that are asked for in the words that the clouds share. */
export function requestedAddOns(props: CommonAddOns): readonly RequestedAddOn[] {
  const { devicePlugin, keda, gateway, externalSecrets, certManager } = props;
  return [
    ...(gateway ? [{ name: 'gateway-definitions', property: 'gateway' } as const] : []),
    ...(certManager ? [{ name: 'cert-manager', property: 'certManager', values: certManager.values } as const] : []),
    ...(devicePlugin
      ? [{ name: 'device-plugin', property: 'devicePlugin', values: devicePlugin.values } as const]
      : []),
    ...(keda ? [{ name: 'keda', property: 'keda', values: keda.values } as const] : []),
    ...(keda?.http ? [{ name: 'keda-http', property: 'keda.http', values: keda.http.values } as const] : []),
    ...(externalSecrets
      ? [{ name: 'external-secrets', property: 'externalSecrets', values: externalSecrets.values } as const]
      : []),
    ...(gateway
      ? [{ name: 'traefik', property: 'gateway', namespace: gateway.namespace, values: gateway.values } as const]
      : []),
  ];
}

/** Plans what is asked for: a version of each for the cluster's own, and each after what it needs. */
export function planAddOns(requested: readonly RequestedAddOn[], kubernetes: string): AddOnPlan {
  const names = new Set(requested.map(({ name }) => name));
  const addOns: PlannedAddOn[] = [];
  const issues: IssueDetails[] = [];
  const left = [...requested];
  while (left.length > 0) {
    const done = new Set(requested.filter((one) => !left.includes(one)).map(({ name }) => name));
    const next = left.findIndex(({ name }) => before[name].every((other) => !names.has(other) || done.has(other)));
    const [one] = left.splice(Math.max(next, 0), 1);
    if (one === undefined) break;
    const found = addOnRelease(one.name, kubernetes, [...names]);
    if ('issue' in found) {
      issues.push(found.issue);
      continue;
    }
    const chart = addOnCharts[one.name];
    const after = before[one.name].filter((other) => names.has(other));
    addOns.push({ ...one, chart, release: found.release, namespace: one.namespace ?? chart.namespace, after });
  }
  return { addOns, issues };
}

/** What is installed, as facts of the cluster. */
export function installedFacts(
  addOns: readonly PlannedAddOn[],
  gateway: GatewaySettings | undefined,
): Pick<InstalledAddOns, 'addOns' | 'customResources' | 'namespaces'> {
  const find = (wanted: AddOnName): PlannedAddOn | undefined => addOns.find(({ name }) => name === wanted);
  const [keda, http, definitions, traefik] = [
    find('keda'),
    find('keda-http'),
    find('gateway-definitions'),
    find('traefik'),
  ];
  const autoscaler = find('cluster-autoscaler');
  const isBalanced = find('load-balancer-controller') !== undefined;
  return {
    addOns: {
      ...(keda && {
        keda: { version: keda.release.app, namespace: keda.namespace, ...(http && { http: httpFacts(http) }) },
      }),
      ...(gateway &&
        traefik && {
          gateways: [
            {
              name: gateway.name,
              namespace: traefik.namespace,
              version: definitions?.release.app ?? '',
              controller: 'traefik.io/gateway-controller',
              from: { namespace: traefik.namespace, podLabels: { 'app.kubernetes.io/name': 'traefik' } },
            },
          ],
        }),
      ...(autoscaler && { clusterAutoscaler: { version: autoscaler.release.app } }),
      ...(isBalanced && { ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb' }] }),
    },
    customResources: addOns.flatMap(({ name, release }) => kindsOf(name, release.app)),
    namespaces: [...new Set(addOns.map(({ namespace }) => namespace))],
  };
}

/** The Services of the HTTP add-on, by the names that its chart gives them. */
function httpFacts({ release, namespace }: PlannedAddOn): NonNullable<NonNullable<AddOns['keda']>['http']> {
  return {
    version: release.app,
    proxy: { namespace, service: 'keda-add-ons-http-interceptor-proxy', port: 8080 },
    scaler: { namespace, service: 'keda-add-ons-http-external-scaler', port: 9090 },
  };
}

import { printGiven, type Decision, type Notes } from '../core';
import type { ExposureOf } from './exposure';
import type { ServerDescription, ServerPort } from './runtime';

type LoadBalancer = ExposureOf<'load-balancer'>;

/** The Service that requests from outside of the cluster must come to. */
export interface Backend {
  /** `undefined` where the chart of the service has none. */
  readonly namespace: string | undefined;
  readonly service: string;
  readonly port: number;
}

/** Renders the spec of the Service in front of the pods. */
export function renderService(
  server: ServerDescription,
  selector: Readonly<Record<string, string>>,
  servicePort: number,
  loadBalancer: LoadBalancer | undefined,
): Readonly<Record<string, unknown>> {
  const [first] = server.ports;
  return {
    type: loadBalancer === undefined ? 'ClusterIP' : 'LoadBalancer',
    selector,
    ports: openPorts(server, loadBalancer).map((served) => ({
      name: served.name,
      port: served === first ? servicePort : served.port,
      protocol: 'TCP',
      // Azure's load balancer takes it for a health probe of `/`, which model servers answer with 404 (Azure/AKS#2903).
      appProtocol: loadBalancer === undefined ? served.appProtocol : undefined,
      // By name: a version that listens elsewhere then rolls out without a moment of refused connections.
      targetPort: served.name,
    })),
    loadBalancerSourceRanges: loadBalancer?.allowedRanges,
  };
}

/**
 * A load balancer opens every port of its Service to the world, so those that were not asked for are left out. The first
 * always stays: the address of the service and every Ingress lead there.
 */
function openPorts(server: ServerDescription, loadBalancer: LoadBalancer | undefined): readonly ServerPort[] {
  if (loadBalancer === undefined) return server.ports;
  const others: readonly string[] = loadBalancer.otherPorts ?? [];
  return server.ports.filter(({ name }, index) => index === 0 || others.includes(name));
}

/** Judges the ports that a load balancer opens, and notes those that it leaves out. */
export function judgeOpenPorts(server: ServerDescription, loadBalancer: LoadBalancer, notes: Notes): void {
  const names = server.ports.map(({ name }) => name);
  for (const port of (loadBalancer.otherPorts ?? []).filter((port) => !names.includes(port))) {
    notes.issue({
      code: 'serving/invalid-port',
      property: 'exposeVia.otherPorts',
      given: printGiven(port),
      message: 'is not the name of a port of the server',
      fix: `one of ${names.map((name) => `'${name}'`).join(', ')}`,
    });
  }
  const [first] = server.ports;
  const closed = names.slice(1);
  if (loadBalancer.otherPorts !== undefined || closed.length === 0) return;
  notes.decide({
    field: 'Service spec.ports',
    value: [first.name],
    reason: `a load balancer opens every port of its Service to the world, and ${closed.join(', ')} may do more than answer requests`,
    source: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
    override: 'exposeVia.otherPorts',
  });
}

/** Stands until a load balancer is asked for. */
export const clusterInternal: Decision = {
  field: 'Service spec.type',
  value: 'ClusterIP',
  reason: 'nothing outside of the cluster reaches the model until you say how',
  source: 'https://kubernetes.io/docs/concepts/services-networking/service/#type-clusterip',
  override: 'exposeVia',
};

import type { Notes } from '../core';
import type { Exposure } from './exposure';
import type { ServerDescription } from './runtime';

/** Renders the spec of the Service in front of the pods. */
export function renderService(
  server: ServerDescription,
  selector: Readonly<Record<string, string>>,
  servicePort: number,
  loadBalancer: Extract<Exposure, { kind: 'load-balancer' }> | undefined,
): Readonly<Record<string, unknown>> {
  // A load balancer opens every port of its Service to the world, so only the one for requests is left.
  const open = loadBalancer === undefined ? server.ports : server.ports.slice(0, 1);
  return {
    type: loadBalancer === undefined ? 'ClusterIP' : 'LoadBalancer',
    selector,
    ports: open.map(({ name, port, appProtocol }, index) => ({
      name,
      port: index === 0 ? servicePort : port,
      protocol: 'TCP',
      // Azure's load balancer takes it for a health probe of `/`, which model servers answer with 404 (Azure/AKS#2903).
      appProtocol: loadBalancer === undefined ? appProtocol : undefined,
      // By name: a version that listens elsewhere then rolls out without a moment of refused connections.
      targetPort: name,
    })),
    loadBalancerSourceRanges: loadBalancer?.allowedRanges,
  };
}

/** Notes what a load balancer leaves out. */
export function noteClosedPorts(server: ServerDescription, notes: Notes): void {
  const closed = server.ports.slice(1).map(({ name }) => name);
  if (closed.length === 0) return;
  notes.decide({
    field: 'Service spec.ports',
    value: server.ports.slice(0, 1).map(({ name }) => name),
    reason: `a load balancer opens every port of its Service to the world, and ${closed.join(', ')} may do more than answer requests`,
    source: 'https://kubernetes.io/docs/concepts/services-networking/service/#loadbalancer',
    override: 'a Service of your own that selects these pods',
  });
}

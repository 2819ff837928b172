import { onSystemNodes, resources, type ChartValues } from './chart-values';

/** A Gateway to make, as the chart of its controller is told. */
export interface GatewayFacts {
  readonly name: string;
  /** The Secret with the certificate for HTTPS, in the Gateway's namespace. */
  readonly certificate?: string | undefined;
  /** What the cloud is told of the load balancer, by annotations of its Service. */
  readonly annotations: Readonly<Record<string, string>>;
}

/** The values of the chart with the definitions of the Gateway API, and nothing of Traefik's own. */
export function gatewayDefinitionsValues(): ChartValues {
  return { traefik: false, gatewayAPI: true };
}

/**
 * The values of Traefik's chart: the controller of a Gateway, and of nothing else.
 *
 * A listener has the port of an entry point, which the Service then offers as 80 and 443. Routes may come from every
 * namespace. Two of them, on nodes of their own where there are.
 */
export function traefikValues({ name, certificate, annotations }: GatewayFacts): ChartValues {
  const namespacePolicy = { from: 'All' };
  return {
    deployment: { replicas: 2 },
    podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
    providers: {
      kubernetesGateway: { enabled: true },
      kubernetesIngress: { enabled: false },
      kubernetesCRD: { enabled: false },
    },
    ingressClass: { enabled: false },
    gatewayClass: { enabled: true, name: 'traefik' },
    gateway: {
      enabled: true,
      name,
      listeners: {
        web: { port: 8000, protocol: 'HTTP', namespacePolicy },
        ...(certificate !== undefined && {
          websecure: {
            port: 8443,
            protocol: 'HTTPS',
            namespacePolicy,
            mode: 'Terminate',
            certificateRefs: [{ name: certificate }],
          },
        }),
      },
    },
    service: { type: 'LoadBalancer', annotations },
    tolerations: onSystemNodes,
    resources: resources('100m', '128Mi', '512Mi'),
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: 'kubernetes.io/hostname',
              labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
            },
          },
        ],
      },
    },
  };
}

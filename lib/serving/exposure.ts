import type { Deferrable, Duration } from '../core';
import type { NonEmpty, SecretReference } from '../workload';

/** An IngressClass of the cluster; made by `ingressClass`. */
export interface IngressClassReference {
  readonly kind: 'IngressClass';
  readonly name: string;
}

/** Refers to an IngressClass that the cluster has. */
export function ingressClass(name: string): IngressClassReference {
  return { kind: 'IngressClass', name };
}

/** A Gateway of the cluster, or one of its listeners; made by `gateway`. */
export interface GatewayReference {
  readonly kind: 'Gateway';
  readonly name: string;
  readonly namespace: string;
  /** The listener, by name. */
  readonly section?: string | undefined;
}

/**
 * Refers to a Gateway that the cluster has, by its namespace; and to one of its listeners, the section, where not every
 * one that takes the route is meant.
 */
export function gateway(
  name: string,
  at: { readonly namespace: string; readonly section?: string | undefined },
): GatewayReference {
  return { kind: 'Gateway', name, namespace: at.namespace, section: at.section };
}

/** How long a gateway waits; `'0s'` is for ever. */
export interface RouteTimeouts {
  /** For the whole of an answer. @default '0s' - an answer that streams would be cut in the middle */
  readonly request?: Duration | undefined;
  /** For one request to a pod, which a gateway may try several of. @default - the gateway's own */
  readonly backendRequest?: Duration | undefined;
}

/** Where the certificate for a host comes from. */
export type Tls =
  | { readonly kind: 'secret'; readonly secret: SecretReference }
  | {
      /** cert-manager obtains it and keeps it in a Secret named after the Ingress, with `-tls` added. */
      readonly kind: 'cert-manager';
      readonly issuer: { readonly kind: 'Issuer' | 'ClusterIssuer'; readonly name: string };
    };

/** A way in from outside of the cluster. */
export type Exposure =
  | {
      /** An HTTPRoute. Certificates are a matter of the Gateway's listeners. */
      readonly kind: 'gateway';
      /** One or several, each of which may start with a wildcard: `*.example.com`. */
      readonly host: string | NonEmpty<string>;
      /** The name of the route; needed from the second one on. @default - the derived name of the service */
      readonly name?: string | undefined;
      /** The path and everything below it, handed on as it is. @default '/' */
      readonly path?: `/${string}` | undefined;
      /** @default - that of the target cluster, if it has one only */
      readonly gateway?: GatewayReference | undefined;
      readonly timeouts?: RouteTimeouts | undefined;
      readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
    }
  | {
      readonly kind: 'ingress';
      readonly host: string;
      /** The name of the Ingress; needed from the second one on. @default - the derived name of the service */
      readonly name?: string | undefined;
      /** The path and everything below it, handed on as it is. @default '/' */
      readonly path?: `/${string}` | undefined;
      /** @default - that of the target cluster, if it has one only; the cluster's default class otherwise */
      readonly class?: IngressClassReference | undefined;
      /** @default - none: requests travel in plain text */
      readonly tls?: Tls | undefined;
      /** For the controller. @default - time-outs and streaming that suit a model, where the target has the controller */
      readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
    }
  | {
      /** The cloud's load balancer, in front of the service itself. */
      readonly kind: 'load-balancer';
      /** Ports of the server that are opened to the world beside the first, by name. @default - none */
      readonly otherPorts?: NonEmpty<string> | undefined;
      /** For the cloud's controller, such as `internal`. */
      readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
      /** The addresses that may connect. @default - all */
      readonly allowedRanges?: readonly string[] | undefined;
    };

/** One kind of way in. */
export type ExposureOf<Kind extends Exposure['kind']> = Extract<Exposure, { readonly kind: Kind }>;

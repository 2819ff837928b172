import { printGiven, type Decision, type Deferrable, type Notes } from '../core';
import { relyOn, type NonEmpty, type SecretReference } from '../workload';

/** An IngressClass of the cluster; made by `ingressClass`. */
export interface IngressClassReference {
  readonly kind: 'IngressClass';
  readonly name: string;
}

/** Refers to an IngressClass that the cluster has. */
export function ingressClass(name: string): IngressClassReference {
  return { kind: 'IngressClass', name };
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
      readonly kind: 'ingress';
      readonly host: string;
      /** The name of the Ingress; needed from the second one on. @default - the derived name of the service */
      readonly name?: string | undefined;
      /** The path and everything below it, handed on as it is. @default '/' */
      readonly path?: `/${string}` | undefined;
      /** @default - the cluster's default class */
      readonly class?: IngressClassReference | undefined;
      /** @default - none: requests travel in plain text */
      readonly tls?: Tls | undefined;
      /** For the controller, such as its time-outs. */
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

/** What an Ingress routes to. */
export interface IngressBackend {
  /** The name of the Ingress itself. */
  readonly name: string;
  readonly service: string;
  /** The port of the Service, by name. */
  readonly port: string;
}

/** Renders the annotations and the spec of an Ingress, version networking.k8s.io/v1. */
export function renderIngress(
  exposure: Extract<Exposure, { kind: 'ingress' }>,
  backend: IngressBackend,
  notes: Notes,
): {
  readonly annotations?: Readonly<Record<string, Deferrable<string>>>;
  readonly spec: Readonly<Record<string, unknown>>;
} {
  checkHost(exposure.host, notes);
  if (exposure.class === undefined) notes.decide(defaultClass(backend.name));
  else notes.rely({ kind: 'IngressClass', name: exposure.class.name });
  if (exposure.tls === undefined) notes.decide(plainText(backend.name));
  const issuer = exposure.tls?.kind === 'cert-manager' ? exposure.tls.issuer : undefined;
  const annotations = {
    ...(issuer === undefined
      ? {}
      : { [issuer.kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer']: issuer.name }),
    ...exposure.annotations,
  };
  const path = {
    path: notes.choose<`/${string}`>(exposure.path, {
      field: `Ingress ${backend.name} path`,
      value: '/',
      reason: 'everything that the server answers; narrow it where it also answers what is not for the world',
      override: 'exposeVia.path',
    }),
    pathType: 'Prefix',
    backend: { service: { name: backend.service, port: { name: backend.port } } },
  };
  return {
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    spec: {
      ingressClassName: exposure.class?.name,
      rules: [{ host: exposure.host, http: { paths: [path] } }],
      tls:
        exposure.tls === undefined
          ? undefined
          : [{ hosts: [exposure.host], secretName: tlsSecret(exposure.tls, backend, notes) }],
    },
  };
}

function defaultClass(ingress: string): Decision {
  return {
    field: `Ingress ${ingress} spec.ingressClassName`,
    value: null,
    reason: "the cluster's default class serves it, if the cluster has one",
    source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#default-ingress-class',
    override: 'exposeVia.class',
  };
}

function plainText(ingress: string): Decision {
  return {
    field: `Ingress ${ingress} spec.tls`,
    value: null,
    reason: 'no certificate was named, so requests travel in plain text unless the controller has one of its own',
    source: 'https://kubernetes.io/docs/concepts/services-networking/ingress/#tls',
    override: 'exposeVia.tls',
  };
}

function tlsSecret(tls: Tls, backend: IngressBackend, notes: Notes): string {
  if (tls.kind === 'secret') {
    relyOn('Secret', tls.secret, 'exposeVia.tls.secret', notes);
    return tls.secret.name;
  }
  const name = `${backend.name}-tls`;
  notes.rely({ kind: 'Secret', name, keys: ['tls.crt', 'tls.key'] });
  return name;
}

// A DNS-1123 subdomain, the first label of which may be a wildcard; as the API server has it for a rule's host.
const host = /^(?:\*\.)?[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?)*$/;

function checkHost(given: string, notes: Notes): void {
  if (host.test(given) && given.length <= 253 && !/^\d+(?:\.\d+){3}$/.test(given)) return;
  notes.issue({
    code: 'serving/invalid-host',
    property: 'exposeVia.host',
    given: printGiven(given),
    message: 'is not a DNS name in lower case, without scheme, port or path',
    fix: "host: 'models.example.com'",
  });
}

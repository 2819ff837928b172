import { printGiven, type Decision, type IssueDetails, type Notes } from '../core';
import type { AddOns } from '../hardware';
import { relyOn } from '../workload';
import type { ExposureOf, Tls } from './exposure';
import { annotationsFor, controllerOf } from './ingress-controllers';
import { wholeHost, type RenderedWayIn, type WayIn } from './way-in';

/** Renders the annotations and the spec of an Ingress, version networking.k8s.io/v1. */
export function renderIngress(exposure: ExposureOf<'ingress'>, wayIn: WayIn, notes: Notes): RenderedWayIn {
  checkHost(exposure.host, notes);
  const chosen = chooseClass(exposure, wayIn, notes);
  const controller = controllerOf(chosen?.controller);
  if (exposure.tls === undefined) notes.decide(plainText(wayIn.name));
  const issuer = exposure.tls?.kind === 'cert-manager' ? exposure.tls.issuer : undefined;
  const given = {
    ...(issuer === undefined
      ? {}
      : { [issuer.kind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer']: issuer.name }),
    ...exposure.annotations,
  };
  const [port] = wayIn.server.ports;
  const path = {
    path: notes.choose<`/${string}`>(exposure.path, wholeHost(`Ingress ${wayIn.name} path`)),
    pathType: 'Prefix',
    backend: {
      service:
        wayIn.proxy === undefined
          ? { name: wayIn.service, port: { name: port.name } }
          : { name: wayIn.proxy.service, port: { number: wayIn.proxy.port } },
    },
  };
  return {
    annotations: annotationsFor(wayIn.name, controller, wayIn.server, given, notes),
    spec: {
      ingressClassName: chosen?.name,
      rules: [{ host: exposure.host, http: { paths: [path] } }],
      tls:
        exposure.tls === undefined
          ? undefined
          : [{ hosts: [exposure.host], secretName: tlsSecret(exposure.tls, wayIn, notes) }],
    },
    from: controller?.forwards === false ? undefined : chosen?.from,
  };
}

type IngressClassFacts = NonNullable<AddOns['ingressClasses']>[number];

/** What serves the Ingress: the class that is named, or the only one that the target cluster has. */
function chooseClass(
  { class: given }: ExposureOf<'ingress'>,
  { name, cluster }: WayIn,
  notes: Notes,
): Partial<IngressClassFacts> | undefined {
  const classes = cluster?.addOns.ingressClasses;
  if (given === undefined) {
    const [only, ...others] = classes ?? [];
    if (classes !== undefined && only === undefined) notes.issue(noClass(cluster?.name ?? ''));
    if (only === undefined || others.length > 0) {
      notes.decide(defaultClass(name));
      return undefined;
    }
    notes.decide({
      field: `Ingress ${name} spec.ingressClassName`,
      value: only.name,
      reason: `the only class of the cluster ${cluster?.name ?? ''}`,
      override: 'exposeVia.class',
    });
    notes.rely({ kind: 'IngressClass', name: only.name });
    return only;
  }
  const known = classes?.find((one) => one.name === given.name);
  if (classes !== undefined && known === undefined) {
    notes.issue({
      code: 'serving/no-ingress-class',
      property: 'exposeVia.class',
      given: printGiven(given.name),
      message: `is no class of the cluster ${cluster?.name ?? ''}, so that nothing would serve the Ingress`,
      fix: classes.map((one) => `ingressClass('${one.name}')`).join(' or ') || declareClass,
    });
  }
  notes.rely({ kind: 'IngressClass', name: given.name });
  return known ?? given;
}

const declareClass = 'the class of a controller that it runs, among addOns.ingressClasses of the cluster';

function noClass(cluster: string): IssueDetails {
  return {
    code: 'serving/no-ingress-class',
    property: 'exposeVia.class',
    message: `the cluster ${cluster} has no class, so that nothing would serve the Ingress`,
    fix: declareClass,
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

function tlsSecret(tls: Tls, wayIn: WayIn, notes: Notes): string {
  if (tls.kind === 'secret') {
    relyOn('Secret', tls.secret, 'exposeVia.tls.secret', notes);
    return tls.secret.name;
  }
  const name = `${wayIn.name}-tls`;
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

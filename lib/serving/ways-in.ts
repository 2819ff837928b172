import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { printGiven, recordDecision, type Decision, type Deferrable, type Notes } from '../core';
import type { ControllerPods, ServiceAddress, TargetCluster } from '../hardware';
import type { Caller } from './callers';
import type { Exposure, ExposureOf } from './exposure';
import { renderHttpRoute } from './http-route';
import { renderIngress } from './ingress';
import type { Interception } from './interception';
import {
  besideInterceptor,
  grantForNobody,
  inFrontOf,
  interceptedHosts,
  pastInterceptor,
  type InterceptedHost,
} from './interceptor-route';
import type { ServerDescription } from './runtime';
import { judgeOpenPorts } from './service';
import type { WayIn } from './way-in';

/** The service that the ways lead to, and how an object is added to it. */
export interface ExposedService {
  readonly construct: Construct;
  /** The name of an Ingress or route that has none of its own. */
  readonly name: string;
  readonly service: ApiObject;
  readonly servicePort: number;
  readonly server: ServerDescription;
  readonly cluster: TargetCluster | undefined;
  /** The namespace of the service, where its chart has one. */
  readonly namespace: string | undefined;
  /** What requests go through on their way, where it wakes the service. */
  readonly interception: Interception | undefined;
  /** Whether callers are named, and nobody else is let in. */
  isIsolated(): boolean;
  add(
    id: string,
    apiVersion: string,
    kind: string,
    name: string,
    fields: Readonly<Record<string, unknown>>,
    metadata: {
      readonly annotations?: Readonly<Record<string, Deferrable<string>>>;
      readonly namespace?: string | undefined;
    },
  ): ApiObject;
}

type PodsOfController = Extract<Caller, { readonly kind: 'namespace' | 'pods' }>;

const kinds = {
  gateway: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
  ingress: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' },
} as const;

/** The ways into one service from outside of the cluster. */
export class WaysIn {
  /** The pods that requests come from, where the target cluster tells. */
  readonly callers: PodsOfController[] = [];
  /** The load balancer in front of the service, if there is one. */
  loadBalancer: ExposureOf<'load-balancer'> | undefined;
  /** By which hosts and paths the world asks for the service. */
  readonly hosts: InterceptedHost[] = [];
  private readonly exposed: ExposedService;

  constructor(exposed: ExposedService) {
    this.exposed = exposed;
  }

  /** Makes a way in, and gives the object that is it. */
  add(exposure: Exposure, notes: Notes): ApiObject {
    return exposure.kind === 'load-balancer' ? this.addLoadBalancer(exposure, notes) : this.addRoute(exposure, notes);
  }

  private addRoute(exposure: ExposureOf<'gateway' | 'ingress'>, notes: Notes): ApiObject {
    const { construct, service, servicePort, cluster, name: derived, namespace, interception } = this.exposed;
    const { apiVersion, kind } = kinds[exposure.kind];
    const own = exposure.name ?? derived;
    const id = own === derived ? kind : `${kind}-${own}`;
    const proxy = interception?.proxy;
    const server = interception === undefined ? this.exposed.server : inFrontOf(interception, this.exposed.server);
    // An Ingress leads to Services of its own namespace alone, and in another one ours is one of many.
    const isElsewhere = exposure.kind === 'ingress' && proxy !== undefined && proxy.namespace !== namespace;
    const name = isElsewhere && namespace !== undefined ? `${namespace}-${own}` : own;
    const wayIn: WayIn = { name, service: service.name, servicePort, server, cluster, proxy };
    const { annotations, spec, from } =
      exposure.kind === 'gateway' ? renderHttpRoute(exposure, wayIn, notes) : renderIngress(exposure, wayIn, notes);
    const other = construct.node.tryFindChild(id);
    if (ApiObject.isApiObject(other)) {
      notes.issue({
        code: 'serving/second-exposure',
        property: 'exposeVia.host',
        given: printGiven(exposure.host),
        message: `there is an ${kind} called ${name} already`,
        fix: `exposeVia({ kind: '${exposure.kind}', name: 'ANOTHER-NAME', … })`,
      });
      return other;
    }
    if (interception !== undefined) {
      this.hosts.push(...interceptedHosts(interception, exposure, notes));
      if (isElsewhere) notes.decide(besideInterceptor(name, interception.proxy));
      if (exposure.kind === 'gateway') this.grantRoute(interception.proxy, notes);
    } else if (from !== undefined) {
      this.letIn(`${kind} ${name}`, from);
    }
    const isBare = Object.keys(annotations).length === 0;
    const metadata = { ...(isBare ? {} : { annotations }), ...(isElsewhere ? { namespace: proxy.namespace } : {}) };
    return this.exposed.add(id, apiVersion, kind, name, { spec }, metadata);
  }

  /** A route leads to a Service of another namespace only where that is granted there. */
  private grantRoute({ namespace: there, service }: ServiceAddress, notes: Notes): void {
    const { construct, namespace, name } = this.exposed;
    notes.rely({ kind: 'Service', name: service, namespace: there });
    if (namespace === there || construct.node.tryFindChild('ReferenceGrant') !== undefined) return;
    if (namespace === undefined) {
      notes.issue(grantForNobody(there));
      return;
    }
    const spec = {
      from: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace }],
      to: [{ group: '', kind: 'Service', name: service }],
    };
    const apiVersion = 'gateway.networking.k8s.io/v1beta1';
    this.exposed.add(
      'ReferenceGrant',
      apiVersion,
      'ReferenceGrant',
      `${namespace}-${name}`,
      { spec },
      { namespace: there },
    );
  }

  /** Where callers are named, those who bring their requests are let in too. */
  private letIn(wayIn: string, { namespace, podLabels }: ControllerPods): void {
    const caller: PodsOfController =
      podLabels === undefined
        ? { kind: 'namespace', name: namespace }
        : { kind: 'pods', namespace, matchLabels: podLabels };
    const isLetIn = this.callers.some((other) => JSON.stringify(other) === JSON.stringify(caller));
    if (!isLetIn) this.callers.push(caller);
    const decision: Decision = {
      field: `NetworkPolicy spec.ingress for ${wayIn}`,
      value: { namespace, ...(podLabels === undefined ? {} : { podLabels }) },
      reason: 'requests come from the pods of its controller, and the policy would refuse them',
      source: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/',
      override: 'exposeVia',
    };
    recordDecision(this.exposed.construct, () => (this.exposed.isIsolated() ? decision : undefined));
  }

  private addLoadBalancer(exposure: ExposureOf<'load-balancer'>, notes: Notes): ApiObject {
    const { server, service } = this.exposed;
    if (this.loadBalancer !== undefined) {
      notes.issue({
        code: 'serving/second-exposure',
        property: 'exposeVia.kind',
        given: printGiven(exposure.kind),
        message: 'the service has a load balancer already',
        fix: 'one exposeVia with all its options',
      });
      return service;
    }
    this.loadBalancer = exposure;
    if (this.exposed.interception !== undefined) notes.issue(pastInterceptor);
    judgeOpenPorts(server, exposure, notes);
    for (const [key, value] of Object.entries(asRendered(exposure.annotations ?? {}))) {
      service.metadata.addAnnotation(key, value);
    }
    return service;
  }
}

/** Annotations as cdk8s types them. */
export function asRendered(annotations: Readonly<Record<string, Deferrable<string>>>): Record<string, string> {
  // A deferred one passes through cdk8s to the Pulumi bridge, which resolves it.
  return annotations as Record<string, string>;
}

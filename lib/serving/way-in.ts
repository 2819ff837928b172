import type { Default, Deferrable } from '../core';
import type { ControllerPods, ServiceAddress, TargetCluster } from '../hardware';
import type { ServerDescription } from './runtime';

/** What a way in leads to, and what it is called. */
export interface WayIn {
  /** The name of the Ingress or route itself. */
  readonly name: string;
  readonly service: string;
  /** The port of the Service that takes requests. */
  readonly servicePort: number;
  readonly server: ServerDescription;
  readonly cluster: TargetCluster | undefined;
  /** The interceptor that requests must come to instead of the Service, where one wakes it. */
  readonly proxy?: ServiceAddress | undefined;
}

/** An Ingress or a route, as it is rendered. */
export interface RenderedWayIn {
  readonly annotations: Readonly<Record<string, Deferrable<string>>>;
  readonly spec: Readonly<Record<string, unknown>>;
  /** The pods that requests come from, where they are known. */
  readonly from: ControllerPods | undefined;
}

/** Decides that everything under a host leads to the server. */
export function wholeHost(field: string): Default<`/${string}`> {
  return {
    field,
    value: '/',
    reason: 'everything that the server answers; narrow it where it also answers what is not for the world',
    override: 'exposeVia.path',
  };
}

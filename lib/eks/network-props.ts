import type { Input, Resource } from '@pulumi/pulumi';

/** Where a pool's nodes get their addresses: a subnet, in the zone that it is in. */
export interface NodeSubnet {
  readonly id: Input<string>;
  /** As AWS names it, such as `us-east-1a`; `undefined` where it is looked up at deployment. */
  readonly zone?: string | undefined;
  /** The subnet's addresses, such as `10.20.0.0/19`, where they are known. */
  readonly cidr?: string | undefined;
}

/** What a cluster and its pools need of a network: a `Network`, or one that exists, as plain fields. */
export interface ClusterNetwork {
  readonly vpcId: Input<string>;
  /** Private subnets, in two zones at the least: EKS takes no fewer. */
  readonly nodeSubnets: readonly NodeSubnet[];
  /** What a node needs to reach the cluster and its images, such as the routes, where this program makes that too. */
  readonly neededByNodes?: readonly Resource[] | undefined;
}

/** What of a network may be known only at deployment, below the path that it stands at. */
export function deferrableOfNetwork(path: string): readonly string[] {
  return ['vpcId', 'nodeSubnets.*.id'].map((name) => `${path}.${name}`);
}

/** A new VPC. */
export interface NetworkProps {
  /** The addresses of the VPC, such as `10.20.0.0/16`: from /16 to /22. */
  readonly cidr: string;
  /**
   * The zones by name, or how many, which are then looked up at deployment; three unless given, at most seven.
   *
   * A pool can ask for a zone only where the zones have names here. A zone has its addresses by its letter, so names can
   * come and go without touching the others, but for a cluster in them, which EKS keeps to the zones that it was made in.
   */
  readonly zones?: number | readonly string[] | undefined;
  /** A NAT gateway in each zone, unless `one` shall do, in the first zone: it costs less, and takes all down with its own. */
  readonly nat?: 'per-zone' | 'one' | undefined;
  /** Address ranges of networks that this one is joined to, now or later: its own may not overlap with them. */
  readonly joined?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

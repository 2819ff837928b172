import type { Input, Resource } from '@pulumi/pulumi';

/** A subnet, by its id in Azure. */
export interface NetworkSubnet {
  readonly id: Input<string>;
  /** Its addresses, such as `10.20.0.0/18`, where they are known. */
  readonly cidr?: string | undefined;
}

/** How traffic leaves the network: by a NAT gateway of its subnets, by routes of your own, or by the load balancer that AKS makes. */
export type NetworkEgress = 'nat-gateway' | 'routes' | 'load-balancer';

/** What a cluster and its pools need of a network: a `Network`, or one that exists, as plain fields. */
export interface ClusterNetwork {
  /** The resource group that clusters in this network are made in. */
  readonly resourceGroupName: Input<string>;
  /** Such as `eastus`. */
  readonly region: string;
  readonly nodeSubnet: NetworkSubnet;
  /** Where pods get addresses of the network; without, they have addresses of their own behind those of the nodes. */
  readonly podSubnet?: NetworkSubnet | undefined;
  /** All ranges that the network and those joined to it use: pods and Services get none of them. */
  readonly addresses?: readonly string[] | undefined;
  readonly egress: NetworkEgress;
  /** The address that all traffic leaves by, where there is one: nodes reach a restricted API server from it. */
  readonly egressAddress?: Input<string> | undefined;
  /** What a node needs to reach the cluster and its images, where this program makes that too. */
  readonly neededByNodes?: readonly Resource[] | undefined;
}

/** What of a network may be known only at deployment, below the path that it stands at. */
export function deferrableOfNetwork(path: string): readonly string[] {
  return ['resourceGroupName', 'nodeSubnet.id', 'podSubnet.id', 'egressAddress'].map((name) => `${path}.${name}`);
}

/** A new virtual network. */
export interface NetworkProps {
  /** Its addresses, such as `10.20.0.0/16`: from /8 to /22. */
  readonly cidr: string;
  /** Such as `eastus`; that of the configuration `azure-native:location` unless given. */
  readonly region?: string | undefined;
  /** One that exists; a new one unless given. */
  readonly resourceGroupName?: Input<string> | undefined;
  /** Whether pods get addresses of the network, from a subnet of their own; they have an overlay unless given. */
  readonly pods?: 'overlay' | 'subnet' | undefined;
  /** Address ranges of networks that this one is joined to, now or later: its own may not overlap with them. */
  readonly joined?: readonly string[] | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

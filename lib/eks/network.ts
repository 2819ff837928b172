import { DefaultSecurityGroup } from '@pulumi/aws/ec2/defaultSecurityGroup.js';
import { Eip } from '@pulumi/aws/ec2/eip.js';
import { InternetGateway } from '@pulumi/aws/ec2/internetGateway.js';
import { NatGateway } from '@pulumi/aws/ec2/natGateway.js';
import { Route } from '@pulumi/aws/ec2/route.js';
import { RouteTable } from '@pulumi/aws/ec2/routeTable.js';
import { RouteTableAssociation } from '@pulumi/aws/ec2/routeTableAssociation.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js';
import { getAvailabilityZonesOutput } from '@pulumi/aws/getAvailabilityZones.js';
import { getRegionOutput } from '@pulumi/aws/getRegion.js';
import {
  ComponentResource,
  Config,
  getStack,
  interpolate,
  type ComponentResourceOptions,
  type CustomResourceOptions,
  type Input,
  type Output,
  type Resource,
} from '@pulumi/pulumi';
import { advised, lastingInputs, withLasting, type Lasting } from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import { clusterName } from './cluster-name';
import { planNetwork, zonesWithoutControlPlane, type NetworkPlan, type ZonePlan } from './network-plan';
import type { ClusterNetwork, NetworkProps, NodeSubnet } from './network-props';

type Tags = Readonly<Record<string, string>>;

const type = 'modelyard:eks:Network';

/**
 * A new VPC: private subnets for nodes and public ones for load balancers, in several zones.
 *
 * Subnets carry the tags by which the load balancer controller and Karpenter find them; Karpenter's, which is
 * `karpenter.sh/discovery`, has the name as its value that a `Cluster` of this component's name has in EKS. Traffic to S3 takes no NAT gateway.
 *
 * @throws ConfigError before anything is made, where the addresses or zones cannot be
 */
export class Network extends ComponentResource implements ClusterNetwork {
  declare readonly vpcId: Output<string>;
  declare readonly nodeSubnets: readonly NodeSubnet[];
  /** The subnets that can be reached from the internet, for load balancers. */
  declare readonly publicSubnetIds: readonly Output<string>[];
  /** The routes to the internet, without which no node joins a cluster. */
  declare readonly neededByNodes: readonly Resource[];

  constructor(name: string, props: NetworkProps, opts?: ComponentResourceOptions) {
    const path = `eks.Network ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, []), stack);
    const plan = planNetwork(props, configuredRegion(opts));
    refuse(path, plan.issues, stack);
    const lasting = lastingOf(path, plan, stack);
    super(type, name, lastingInputs(lasting), withLasting(type, name, lasting, advised(opts)));
    const made = makeNetwork(this, name, plan, props.tags ?? {});
    this.vpcId = made.vpc.id;
    this.nodeSubnets = made.nodeSubnets;
    this.publicSubnetIds = made.publicSubnets.map(({ id }) => id);
    this.neededByNodes = made.routes;
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

/** The region of the configuration, unless a provider or a parent is given, which may be of another one. */
function configuredRegion(opts: ComponentResourceOptions | undefined): string | undefined {
  const { provider, providers, parent } = opts ?? {};
  return [provider, providers, parent].every((one) => one === undefined) ? new Config('aws').get('region') : undefined;
}

/**
 * Another first range of addresses is another VPC, and a cluster stays in its own.
 *
 * Source: hashicorp/terraform-provider-aws@00081ce41cc6, internal/service/ec2/vpc_.go (cidr_block: ForceNew).
 * Amazon EKS user guide, network_reqs: other subnets of a cluster "must be in the same VPC as the original subnets". Both
 * read 2026-11-22.
 */
function lastingOf(path: string, { cidr }: NetworkPlan, stack: CapturedStack): Lasting {
  const reason = 'would be another VPC, to which EKS moves no cluster';
  const instead = 'a second Network of another name, which the Cluster is given together with another name of its own';
  return { path, stack, inputs: { cidr: { value: cidr, reason, instead } } };
}

interface MadeNetwork {
  readonly vpc: Vpc;
  readonly nodeSubnets: readonly NodeSubnet[];
  readonly publicSubnets: readonly Subnet[];
  readonly routes: readonly Resource[];
}

function makeNetwork(parent: Network, name: string, plan: NetworkPlan, tags: Tags): MadeNetwork {
  const tagged = (part: string): Tags => ({ ...tags, Name: part });
  const vpc = new Vpc(
    name,
    { cidrBlock: plan.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags: tagged(name) },
    { parent },
  );
  // AWS gives each VPC a group that lets its members talk to each other; taken over without rules, it lets nothing in.
  new DefaultSecurityGroup(name, { vpcId: vpc.id, ingress: [], egress: [], tags: tagged(name) }, { parent });
  const gateway = new InternetGateway(name, { vpcId: vpc.id, tags: tagged(name) }, { parent });
  const zones = zonesOf(parent, plan);
  const make = { parent, name, vpcId: vpc.id, gateway, zones, tagged };
  const open = makePublicSubnets(make, plan);
  const nats = makeNatGateways(make, plan, open);
  const { subnets, tables, routes } = makeNodeSubnets(make, plan, nats);
  const endpoint = new VpcEndpoint(
    `${name}-s3`,
    {
      vpcId: vpc.id,
      serviceName: interpolate`com.amazonaws.${getRegionOutput({}, { parent }).region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: tables.map(({ id }) => id),
      tags: tagged(`${name}-s3`),
    },
    { parent },
  );
  return {
    vpc,
    nodeSubnets: subnets,
    publicSubnets: [...open.values()].map(({ subnet }) => subnet),
    routes: [...routes, endpoint],
  };
}

interface Making {
  readonly parent: Network;
  readonly name: string;
  readonly vpcId: Output<string>;
  readonly gateway: InternetGateway;
  readonly zones: (zone: ZonePlan) => Input<string>;
  readonly tagged: (part: string) => Tags;
}

/** The name of each zone: as given, or looked up, where the network says how many only. */
function zonesOf(parent: Network, plan: NetworkPlan): (zone: ZonePlan) => Input<string> {
  if (plan.zones.every(({ zone }) => zone !== undefined)) return ({ zone }) => zone ?? '';
  const found = getAvailabilityZonesOutput(
    {
      state: 'available',
      excludeZoneIds: [...zonesWithoutControlPlane],
      // Neither local zones nor others that an account has to ask for.
      filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    },
    { parent },
  );
  return ({ key }) =>
    found.names.apply((names) => {
      const zone = names[Number(key) - 1];
      if (zone === undefined) {
        throw new Error(`the region has ${names.length} zones for a cluster: write zones: ${names.length} or less`);
      }
      return zone;
    });
}

/** A zone that was looked up stays what it was, whatever a later look-up finds: a subnet cannot be moved. */
function subnetOptions(parent: Network, { zone }: ZonePlan): CustomResourceOptions {
  return { parent, ...(zone === undefined && { ignoreChanges: ['availabilityZone'] }) };
}

interface PublicSubnet {
  readonly subnet: Subnet;
  readonly route: Resource;
}

function makePublicSubnets(make: Making, plan: NetworkPlan): ReadonlyMap<string, PublicSubnet> {
  const { parent, name, vpcId, gateway, zones, tagged } = make;
  const table = new RouteTable(`${name}-public`, { vpcId, tags: tagged(`${name}-public`) }, { parent });
  const route = new Route(
    `${name}-public`,
    { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.id },
    { parent },
  );
  return new Map(
    plan.zones.map((zone) => {
      const part = `${name}-public-${zone.key}`;
      const subnet = new Subnet(
        part,
        {
          vpcId,
          cidrBlock: zone.open,
          availabilityZone: zones(zone),
          mapPublicIpOnLaunch: false,
          tags: { ...tagged(part), 'kubernetes.io/role/elb': '1' },
        },
        subnetOptions(parent, zone),
      );
      new RouteTableAssociation(part, { subnetId: subnet.id, routeTableId: table.id }, { parent });
      return [zone.key, { subnet, route }];
    }),
  );
}

function makeNatGateways(
  make: Making,
  plan: NetworkPlan,
  open: ReadonlyMap<string, PublicSubnet>,
): ReadonlyMap<string, NatGateway> {
  const { parent, name, gateway, tagged } = make;
  return new Map(
    plan.gateways.flatMap((key) => {
      const home = open.get(key);
      if (home === undefined) return [];
      const part = `${name}-${key}`;
      // An address of the internet can be had only while the VPC has its gateway.
      const address = new Eip(part, { domain: 'vpc', tags: tagged(part) }, { parent, dependsOn: [gateway] });
      const nat = new NatGateway(
        part,
        { subnetId: home.subnet.id, allocationId: address.id, tags: tagged(part) },
        { parent, dependsOn: [home.route] },
      );
      return [[key, nat]];
    }),
  );
}

interface NodeSubnets {
  readonly subnets: readonly NodeSubnet[];
  readonly tables: readonly RouteTable[];
  readonly routes: readonly Resource[];
}

function makeNodeSubnets(make: Making, plan: NetworkPlan, nats: ReadonlyMap<string, NatGateway>): NodeSubnets {
  const { parent, name, vpcId, zones, tagged } = make;
  const [shared] = nats.values();
  const discovery = clusterName(name, getStack());
  const made = plan.zones.map((zone) => {
    const part = `${name}-nodes-${zone.key}`;
    const subnet = new Subnet(
      part,
      {
        vpcId,
        cidrBlock: zone.nodes,
        availabilityZone: zones(zone),
        mapPublicIpOnLaunch: false,
        tags: { ...tagged(part), 'kubernetes.io/role/internal-elb': '1', 'karpenter.sh/discovery': discovery },
      },
      subnetOptions(parent, zone),
    );
    const table = new RouteTable(part, { vpcId, tags: tagged(part) }, { parent });
    const nat = nats.get(zone.key) ?? shared;
    const route = new Route(
      part,
      { routeTableId: table.id, destinationCidrBlock: '0.0.0.0/0', ...(nat && { natGatewayId: nat.id }) },
      { parent },
    );
    const association = new RouteTableAssociation(part, { subnetId: subnet.id, routeTableId: table.id }, { parent });
    return { subnet: { id: subnet.id, zone: zone.zone, cidr: zone.nodes }, table, routes: [route, association] };
  });
  return {
    subnets: made.map(({ subnet }) => subnet),
    tables: made.map(({ table }) => table),
    routes: made.flatMap(({ routes }) => routes),
  };
}

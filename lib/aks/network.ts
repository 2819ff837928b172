import * as azureNetwork from '@pulumi/azure-native/network/index.js';
import { ResourceGroup } from '@pulumi/azure-native/resources/index.js';
import {
  ComponentResource,
  Config,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type Resource,
} from '@pulumi/pulumi';
import { advised, lastingInputs, withLasting, type Lasting } from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import { judgeComponentName } from './cluster-name';
import { planNetwork, type NetworkPlan } from './network-plan';
import type { ClusterNetwork, NetworkProps, NetworkSubnet } from './network-props';

const type = 'modelyard:aks:Network';

/**
 * A new virtual network: a subnet for nodes, one for pods where they get addresses of it, and a NAT gateway for what
 * leaves them. Nothing in it can be reached from the internet unless a Service asks for that.
 *
 * The gateway is in one zone, of Azure's choice: the API of the provider's version knows none that spans zones.
 *
 * @throws ConfigError before anything is made, where the addresses cannot be
 */
export class Network extends ComponentResource implements ClusterNetwork {
  declare readonly resourceGroupName: Output<string>;
  declare readonly region: string;
  declare readonly networkId: Output<string>;
  declare readonly nodeSubnet: NetworkSubnet;
  declare readonly podSubnet: NetworkSubnet | undefined;
  declare readonly addresses: readonly string[];
  declare readonly egress: 'nat-gateway';
  declare readonly egressAddress: Output<string>;
  declare readonly neededByNodes: readonly Resource[];

  constructor(name: string, props: NetworkProps, opts?: ComponentResourceOptions) {
    const path = `aks.Network ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, ['resourceGroupName']), stack);
    const plan = planNetwork(props, new Config('azure-native').get('location'));
    refuse(path, [...judgeComponentName(name), ...plan.issues], stack);
    const lasting = lastingOf(path, plan, stack);
    super(type, name, lastingInputs(lasting), withLasting(type, name, lasting, advised(opts)));
    const made = makeNetwork(this, name, plan, props);
    this.resourceGroupName = output(made.resourceGroupName);
    this.region = plan.region;
    this.networkId = made.network.id;
    this.nodeSubnet = { id: made.nodes.id, cidr: plan.nodes };
    this.podSubnet = made.pods && { id: made.pods.id, cidr: plan.pods };
    this.addresses = plan.addresses;
    this.egress = 'nat-gateway';
    this.egressAddress = made.address.ipAddress.apply((address) => address ?? '');
    this.neededByNodes = [made.nodes, ...(made.pods === undefined ? [] : [made.pods])];
    this.registerOutputs({ networkId: this.networkId });
  }
}

/** That Azure changes no addresses of a subnet that nodes are in, and moves no network, is assumed: it was read nowhere. */
function lastingOf(path: string, { cidr, region }: NetworkPlan, stack: CapturedStack): Lasting {
  const instead = 'a second Network of another name, which the Cluster is given together with another name of its own';
  const lasting = (value: string, reason: string): Lasting['inputs'][string] => ({ value, reason, instead });
  return {
    path,
    stack,
    inputs: {
      cidr: lasting(cidr, 'Azure changes no addresses that nodes have'),
      region: lasting(region, 'Azure moves no network, and no cluster, to another region'),
    },
  };
}

interface MadeNetwork {
  readonly resourceGroupName: Input<string>;
  readonly network: azureNetwork.VirtualNetwork;
  readonly nodes: azureNetwork.Subnet;
  readonly pods: azureNetwork.Subnet | undefined;
  readonly address: azureNetwork.PublicIPAddress;
}

function makeNetwork(parent: Network, name: string, plan: NetworkPlan, props: NetworkProps): MadeNetwork {
  const { tags = {} } = props;
  const resourceGroupName =
    props.resourceGroupName ?? new ResourceGroup(name, { location: plan.region, tags }, { parent }).name;
  const common = { resourceGroupName, location: plan.region, tags };
  const network = new azureNetwork.VirtualNetwork(
    name,
    { ...common, addressSpace: { addressPrefixes: [plan.cidr] } },
    // Subnets are resources of their own: what the network says of them would delete those that it does not know.
    { parent, ignoreChanges: ['subnets'] },
  );
  const address = new azureNetwork.PublicIPAddress(
    name,
    { ...common, publicIPAllocationMethod: 'Static', publicIPAddressVersion: 'IPv4', sku: { name: 'Standard' } },
    { parent },
  );
  const gateway = new azureNetwork.NatGateway(
    name,
    { ...common, sku: { name: 'Standard' }, publicIpAddresses: [{ id: address.id }] },
    { parent },
  );
  const subnet = (part: string, addressPrefix: string, before: readonly Resource[]): azureNetwork.Subnet =>
    new azureNetwork.Subnet(
      `${name}-${part}`,
      {
        resourceGroupName,
        virtualNetworkName: network.name,
        subnetName: part,
        addressPrefix,
        natGateway: { id: gateway.id },
        defaultOutboundAccess: false,
      },
      // AKS adds a delegation to the subnet of pods. Azure changes one subnet of a network at a time.
      { parent, ignoreChanges: ['delegations'], dependsOn: [...before] },
    );
  const nodes = subnet('nodes', plan.nodes, []);
  const pods = plan.pods === undefined ? undefined : subnet('pods', plan.pods, [nodes]);
  return { resourceGroupName, network, nodes, pods, address };
}

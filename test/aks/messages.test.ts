import { beforeAll, describe, expect, test } from 'vitest';
import {
  Cluster,
  ExistingCluster,
  GpuNodePool,
  Network,
  NodePool,
  type ClusterNetwork,
  type ClusterProps,
  type NetworkProps,
  type NodePoolProps,
} from 'modelyard/aks';
import * as pulumi from '@pulumi/pulumi';
import { withMocks } from '../pulumi-mocks';
import { azure } from './cloud';

const network: ClusterNetwork = {
  resourceGroupName: 'ml',
  region: 'eastus',
  nodeSubnet: { id: 'nodes', cidr: '10.20.0.0/26' },
  addresses: ['10.20.0.0/16', '10.30.0.0/16'],
  egress: 'load-balancer',
};
const access = { creator: 'admin' } as const;
const reservation = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/capacityReservationGroups/r';

let cluster: ExistingCluster;

beforeAll(async () => {
  const { result } = await withMocks(
    () =>
      new ExistingCluster('ml', {
        name: 'ml-dev',
        kubernetes: '1.34',
        network,
        podNetwork: 'azure-cni-overlay',
        podAddresses: '10.244.0.0/16',
        machineZones: { Standard_NC4as_T4_v3: ['2'] },
      }),
    azure,
  );
  cluster = result;
});

/** What a program that declares something is told; nothing where it may go on. */
function told(declare: () => unknown): string {
  try {
    declare();
  } catch (error) {
    // Where in a test the line is decides nothing.
    return error instanceof Error ? error.message.replace(/messages\.test\.ts:\d+/g, 'messages.test.ts') : '';
  }
  return '';
}

const toldOfNetwork = (props: Partial<NetworkProps>): string =>
  told(() => new Network('ml', { cidr: '10.20.0.0/16', region: 'eastus', ...props }));
const toldOfCluster = (props: Partial<ClusterProps>): string =>
  told(() => new Cluster('ml', { network, kubernetes: '1.34', access, ...props }));
const toldOfPool = (props: Partial<NodePoolProps>): string =>
  told(() => new NodePool('cpu', { cluster, machine: 'Standard_D4s_v5', nodes: { min: 0, max: 4 }, ...props }));
const toldOfGpuPool = (props: object): string =>
  told(
    () =>
      new GpuNodePool('gpu', {
        cluster,
        nodes: { min: 0, max: 4 },
        ...('machine' in props ? {} : { accelerator: { kind: 'gpu', model: 'T4', count: 1 } }),
        ...props,
      }),
  );

const messages = (declared: readonly string[]): string => declared.join('\n\n');

test('nothing is made where something is wrong, and the line of the program is told', async () => {
  const { resources } = await withMocks(() => {
    expect(told(() => new Network('ml', { cidr: '10.20.0.0/33' }))).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
        cidr "10.20.0.0/33": is no range of addresses
        write  the first address of a private range, such as '10.20.0.0/16'"
    `);
  }, azure);
  expect(resources).toEqual([]);
});

test('networks', () => {
  expect(
    messages([
      toldOfNetwork({ cidr: 'fd00::/16' }),
      toldOfNetwork({ cidr: '10.20.0.0/23' }),
      toldOfNetwork({ cidr: '10.20.1.0/16' }),
      toldOfNetwork({ joined: ['10.0.0.0/8', 'home'] }),
      toldOfNetwork({ cidr: '172.31.0.0/16' }),
      toldOfNetwork({ region: 'East US' }),
    ]),
  ).toMatchInlineSnapshot(`
    "modelyard: 1 problem, nothing was written

    clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
      cidr "fd00::/16": is of IPv6, and nodes have addresses of IPv4 first
      write  the first address of a private range, such as '10.20.0.0/16'

    modelyard: 1 problem, nothing was written

    clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
      cidr "10.20.0.0/23": must be from /8, which is the largest network, to /22, below which subnets are too small
      write  the first address of a private range, such as '10.20.0.0/16'

    modelyard: 1 problem, nothing was written

    clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
      cidr "10.20.1.0/16": does not begin at its first address
      write  cidr: '10.20.0.0/16'

    modelyard: 2 problems, nothing was written

    clouds/overlapping-addresses   aks.Network ml   test/aks/messages.test.ts
      joined[0] "10.0.0.0/8": has addresses in common with cidr, 10.20.0.0/16: neither network could reach these in the other
      write  a cidr that lies outside of 10.0.0.0/8

    clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
      joined[1] "home": is no range of addresses
      write  a range such as '10.0.0.0/8'

    modelyard: 1 problem, nothing was written

    clouds/invalid-address-range   aks.Network ml   test/aks/messages.test.ts
      cidr "172.31.0.0/16": has addresses in common with 172.31.0.0/16, which AKS takes for no cluster
      write  a range such as '10.20.0.0/16'

    modelyard: 1 problem, nothing was written

    aks/no-region   aks.Network ml   test/aks/messages.test.ts
      region "East US": is no name of a region of Azure
      write  region: 'eastus', or the configuration azure-native:location of the stack"
  `);
});

test('a network in no region', async () => {
  await withMocks(
    () => {
      expect(told(() => new Network('ml', { cidr: '10.20.0.0/16' }))).toMatchInlineSnapshot(`
        "modelyard: 1 problem, nothing was written

        aks/no-region   aks.Network ml   test/aks/messages.test.ts
          region: nothing says where the network is
          write  region: 'eastus', or the configuration azure-native:location of the stack"
      `);
    },
    { ...azure, config: {} },
  );
});

describe('clusters', () => {
  test('names and versions', () => {
    expect(
      messages([
        toldOfCluster({ name: 'ml_production' }),
        told(() => new Cluster('ml_production', { network, kubernetes: '1.34', access, name: 'ml' })),
        told(() => new Network('m'.repeat(51), { cidr: '10.20.0.0/16', region: 'eastus' })),
        toldOfCluster({ kubernetes: '1.34.2' }),
        toldOfCluster({ patch: '1.33.1' }),
        toldOfCluster({ managedKeda: {} }),
        toldOfCluster({ managedKeda: { version: '2.17' }, addOns: { keda: { version: '2.17', namespace: 'keda' } } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/invalid-name   aks.Cluster ml   test/aks/messages.test.ts
        name "ml_production": must be at most 54 letters, digits and -, with a letter or digit at both ends
        write  a name such as 'ml-production'

      modelyard: 1 problem, nothing was written

      clouds/invalid-name   aks.Cluster ml_production   test/aks/messages.test.ts
        the name of the component "ml_production": must be at most 50 letters, digits and -, a letter first: the names in Azure are made of it
        write  a name such as 'ml'

      modelyard: 1 problem, nothing was written

      clouds/invalid-name   aks.Network mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm   test/aks/messages.test.ts
        the name of the component "mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm": must be at most 50 letters, digits and -, a letter first: the names in Azure are made of it
        write  a name such as 'ml'

      modelyard: 1 problem, nothing was written

      clouds/invalid-version   aks.Cluster ml   test/aks/messages.test.ts
        kubernetes "1.34.2": is no version of Kubernetes without its patch
        write  major and minor version, such as '1.34', and a patch besides

      modelyard: 1 problem, nothing was written

      clouds/invalid-version   aks.Cluster ml   test/aks/messages.test.ts
        patch "1.33.1": is no patch of 1.34
        write  patch: '1.34.…', or none

      modelyard: 1 problem, nothing was written

      clouds/invalid-version   aks.Cluster ml   test/aks/messages.test.ts
        managedKeda.version: which KEDA AKS installs in Kubernetes 1.34 is not known here
        write  the version that AKS names for it, such as managedKeda: { version: '2.17' }

      modelyard: 1 problem, nothing was written

      clouds/add-on-twice   aks.Cluster ml   test/aks/messages.test.ts
        managedKeda: would be a second KEDA beside that of addOns: AKS allows one
        write  either managedKeda or addOns.keda"
    `);
  });

  test('who may do what', () => {
    const entry = { principal: '00000000-0000-0000-0000-000000000000', type: 'group', policy: 'view' } as const;
    const entries = (given: object): string => toldOfCluster({ access: { entries: { team: { ...entry, ...given } } } });
    expect(
      messages([
        toldOfCluster({ access: {} }),
        entries({ principal: 'somebody@example.com' }),
        entries({ policy: 'owner' }),
        entries({ namespaces: [] }),
        entries({ policy: 'cluster-admin', namespaces: ['models'] }),
        entries({ type: undefined }),
        entries({ type: 'Group' }),
        // As a setting of a stack, which nothing has judged, may be.
        toldOfCluster({ access: { creator: 'admin', creatorType: 'group' as 'user' } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/no-access   aks.Cluster ml   test/aks/messages.test.ts
        access: lets nobody in: neither could this program deploy to the cluster
        write  access: { entries: { deployer: { principal: '00000000-0000-0000-0000-000000000000', type: 'user', policy: 'cluster-admin' } } }, or access: { creator: 'admin' }

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].principal "somebody@example.com": is no object id of Entra ID
        write  such as '00000000-0000-0000-0000-000000000000'

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].policy "owner": is no policy
        write  cluster-admin or admin or edit or view

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].namespaces []: allows the policy nowhere
        write  at least one namespace, or no namespaces for the whole cluster

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].namespaces ["models"]: cannot narrow cluster-admin, which is for the whole cluster
        write  policy: 'admin'

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].type: does not say what the principal is
        write  user or group or service-principal

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.entries["team"].type "Group": is nothing that a principal is
        write  user or group or service-principal

      modelyard: 1 problem, nothing was written

      clouds/invalid-access   aks.Cluster ml   test/aks/messages.test.ts
        access.creatorType "group": is nothing that a principal is
        write  user or service-principal"
    `);
  });

  test('addresses', () => {
    const podSubnet = { id: 'pods', cidr: '10.20.128.0/17' };
    expect(
      messages([
        toldOfCluster({ podAddresses: '10.20.0.0/18' }),
        toldOfCluster({ serviceAddresses: '10.244.128.0/20' }),
        toldOfCluster({ serviceAddresses: '10.30.0.0/12' }),
        toldOfCluster({ podAddresses: 'some' }),
        toldOfCluster({ serviceAddresses: '172.30.0.0/16' }),
        toldOfCluster({ podAddresses: '172.16.0.0/12', serviceAddresses: '192.0.2.0/26' }),
        toldOfCluster({ network: { ...network, nodeSubnet: { id: 'nodes', cidr: '169.254.8.0/22' } } }),
        toldOfCluster({ network: { ...network, podSubnet }, podAddresses: '10.244.0.0/16' }),
        toldOfCluster({ endpoint: { kind: 'public', from: [] } }),
        toldOfCluster({ endpoint: { kind: 'public', from: ['office'] } }),
        toldOfCluster({ endpoint: { kind: 'public', from: Array.from({ length: 200 }, () => '198.51.100.0/24') } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/overlapping-addresses   aks.Cluster ml   test/aks/messages.test.ts
        podAddresses "10.20.0.0/18": has addresses in common with 10.20.0.0/16 of the network or one that it is joined to
        write  podAddresses that lie outside of 10.20.0.0/16, such as '10.244.0.0/16'

      modelyard: 1 problem, nothing was written

      clouds/overlapping-addresses   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "10.244.128.0/20": has addresses in common with 10.244.0.0/16 of podAddresses
        write  serviceAddresses that lie outside of 10.244.0.0/16, such as '172.16.0.0/16'

      modelyard: 3 problems, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "10.30.0.0/12": must be a range of IPv4 addresses from /13 to /28
        write  a range such as '172.16.0.0/16'

      clouds/overlapping-addresses   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "10.30.0.0/12": has addresses in common with 10.20.0.0/16 of the network or one that it is joined to
        write  serviceAddresses that lie outside of 10.20.0.0/16, such as '172.16.0.0/16'

      clouds/overlapping-addresses   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "10.30.0.0/12": has addresses in common with 10.30.0.0/16 of the network or one that it is joined to
        write  serviceAddresses that lie outside of 10.30.0.0/16, such as '172.16.0.0/16'

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        podAddresses "some": must be a range of IPv4 addresses from /8 to /24
        write  a range such as '10.244.0.0/16'

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "172.30.0.0/16": has addresses in common with 172.30.0.0/16, which AKS takes for no cluster
        write  a range such as '172.16.0.0/16'

      modelyard: 2 problems, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        podAddresses "172.16.0.0/12": has addresses in common with 172.30.0.0/16 and 172.31.0.0/16, which AKS takes for no cluster
        write  a range such as '10.244.0.0/16'

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        serviceAddresses "192.0.2.0/26": has addresses in common with 192.0.2.0/24, which AKS takes for no cluster
        write  a range such as '172.16.0.0/16'

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        network.nodeSubnet.cidr "169.254.8.0/22": has addresses in common with 169.254.0.0/16, which AKS takes for no cluster
        write  a range such as '10.20.0.0/18'

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        podAddresses "10.244.0.0/16": is for an overlay, and the network has a subnet for pods
        write  no podAddresses, or a network without a subnet for pods

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        endpoint.from []: lets nobody come from the internet
        write  endpoint: { kind: 'private' }, or ranges of addresses

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        endpoint.from[0] "office": is no range of IPv4 addresses
        write  a range such as '198.51.100.0/24'

      modelyard: 1 problem, nothing was written

      clouds/invalid-address-range   aks.Cluster ml   test/aks/messages.test.ts
        endpoint.from 200 ranges: AKS takes 200 ranges, and one of them is for the nodes
        write  fewer and larger ranges"
    `);
  });

  test('logs and the system pool', () => {
    expect(
      messages([
        toldOfCluster({ auditLogs: { kind: 'off', reason: ' ' } }),
        toldOfCluster({ auditLogs: { kind: 'on', retentionDays: 7 } }),
        toldOfCluster({ systemPool: { machine: 'Standard_D2s_v5', nodes: { min: 1, max: 3 } } }),
        toldOfCluster({ systemPool: { machine: 'm7i.large' } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      core/no-reason   aks.Cluster ml   test/aks/messages.test.ts
        auditLogs "off": gives up safety without a reason
        write  the reason, in a sentence for the next reader

      modelyard: 1 problem, nothing was written

      clouds/invalid-size   aks.Cluster ml   test/aks/messages.test.ts
        auditLogs.retentionDays 7: must be a whole number from 30 to 730: Log Analytics keeps nothing for less or longer
        write  90

      modelyard: 2 problems, nothing was written

      clouds/invalid-size   aks.Cluster ml   test/aks/messages.test.ts
        systemPool.nodes.min 1: AKS wants 2 nodes in a system pool
        write  min: 2

      clouds/invalid-size   aks.Cluster ml   test/aks/messages.test.ts
        systemPool.machine "Standard_D2s_v5": has 2 cores, and AKS wants 4 in a system pool
        write  machine: 'Standard_D4s_v5'

      modelyard: 2 problems, nothing was written

      hardware/wrong-cloud   aks.Cluster ml   test/aks/messages.test.ts
        systemPool.machine "m7i.large": is a machine of AWS, and the pool's manager is aks-node-pool
        write  a machine of Azure, or another manager

      clouds/invalid-size   aks.Cluster ml   test/aks/messages.test.ts
        systemPool.machine "m7i.large": has 2 cores, and AKS wants 4 in a system pool
        write  machine: 'Standard_D4s_v5'"
    `);
  });
});

describe('node pools', () => {
  test('names and sizes', () => {
    expect(
      messages([
        toldOfPool({ name: 'inference1' }),
        toldOfPool({ nodes: { min: 5, max: 4 } }),
        toldOfPool({ nodes: { min: 0, max: 1001 } }),
        toldOfPool({ nodes: { min: 0, max: 80 } }),
        toldOfPool({ nodes: { min: 1, max: 4 }, desired: 5 }),
        toldOfPool({ maxPods: 251 }),
        toldOfPool({ labels: { 'kubernetes.azure.com/mode': 'user' } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/invalid-name   aks.NodePool cpu   test/aks/messages.test.ts
        name "inference1": must be 1 to 8 letters a-z and digits, a letter first: AKS takes names of twelve, and a hash has the last 4
        write  name: 'inferenc'

      modelyard: 1 problem, nothing was written

      hardware/invalid-node-count   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.min 5: is more than nodes.max, 4
        write  min: 4 or less, or max: 5 or more

      modelyard: 3 problems, nothing was written

      clouds/invalid-size   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.max 1001: a pool of AKS has 1000 nodes at most
        write  max: 1000, and another pool

      aks/no-addresses-left   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.max 1001: all pools together may have 1001 nodes, and the subnet 10.20.0.0/26 has addresses for 59
        write  max: 59 or less, or a larger range

      aks/no-addresses-left   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.max 1001: all pools together may have 1001 nodes, and the pods' range 10.244.0.0/16 has addresses for 256
        write  max: 256 or less, or a larger range

      modelyard: 1 problem, nothing was written

      aks/no-addresses-left   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.max 80: all pools together may have 80 nodes, and the subnet 10.20.0.0/26 has addresses for 59
        write  max: 59 or less, or a larger range

      modelyard: 1 problem, nothing was written

      clouds/invalid-size   aks.NodePool cpu   test/aks/messages.test.ts
        desired 5: must be a whole number from nodes.min, 1, to nodes.max, 4
        write  desired: 1, or none

      modelyard: 1 problem, nothing was written

      hardware/invalid-node-count   aks.NodePool cpu   test/aks/messages.test.ts
        maxPods 251: must be a whole number from 10 to 250
        write  a whole number from 10 to 250

      modelyard: 1 problem, nothing was written

      hardware/reserved-label   aks.NodePool cpu   test/aks/messages.test.ts
        labels["kubernetes.azure.com/mode"] "user": AKS keeps labels that begin with kubernetes.azure.com/ for itself
        write  a prefix of your own, such as 'example.com/mode'"
    `);
  });

  test('how they are paid for and renewed', () => {
    expect(
      messages([
        toldOfPool({ spot: { maxPrice: 1 } }),
        toldOfPool({ capacity: { kind: 'spot' }, spot: { maxPrice: 0.1234567 } }),
        toldOfPool({ capacity: { kind: 'spot' }, update: { maxSurge: 1 } }),
        toldOfPool({ capacity: { kind: 'reservation' } }),
        toldOfPool({ capacity: { kind: 'reservation', id: 'r', type: 'capacity-block' } }),
        toldOfPool({ capacity: { kind: 'reservation', id: reservation } }),
        toldOfPool({ update: { maxUnavailablePercentage: 101 } }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/invalid-reservation   aks.NodePool cpu   test/aks/messages.test.ts
        spot {"maxPrice":1}: is for spot nodes, and the capacity of the pool is on-demand
        write  capacity: { kind: 'spot' }, or no spot

      modelyard: 1 problem, nothing was written

      clouds/invalid-size   aks.NodePool cpu   test/aks/messages.test.ts
        spot.maxPrice 0.1234567: must be above zero, in USD an hour with up to five decimals
        write  such a price, or none for up to the price on demand

      modelyard: 1 problem, nothing was written

      clouds/invalid-size   aks.NodePool cpu   test/aks/messages.test.ts
        update {"maxSurge":1}: AKS renews spot nodes in one way only, without nodes that come first
        write  no update

      modelyard: 1 problem, nothing was written

      clouds/invalid-reservation   aks.NodePool cpu   test/aks/messages.test.ts
        capacity.id: a reservation needs the id of its group
        write  /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/capacityReservationGroups/…

      modelyard: 2 problems, nothing was written

      clouds/invalid-reservation   aks.NodePool cpu   test/aks/messages.test.ts
        capacity.id "r": is no id of a capacity reservation group
        write  /subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/capacityReservationGroups/…

      clouds/invalid-reservation   aks.NodePool cpu   test/aks/messages.test.ts
        capacity.type "capacity-block": is a kind of reservation of AWS
        write  no type



      modelyard: 1 problem, nothing was written

      clouds/invalid-size   aks.NodePool cpu   test/aks/messages.test.ts
        update.maxUnavailablePercentage 101: must be a whole number from 1 to 100
        write  maxUnavailablePercentage: 1"
    `);
  });

  test('zones and disks', () => {
    expect(
      messages([
        toldOfPool({ zones: [] }),
        toldOfPool({ zones: ['eastus-1', '1', '1'] }),
        toldOfGpuPool({ zones: ['1', '2'] }),
        toldOfPool({ disk: 'ephemeral' }),
        toldOfGpuPool({ disk: 'ephemeral' }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/invalid-zones   aks.NodePool cpu   test/aks/messages.test.ts
        zones []: leaves no zone
        write  at least one zone, or no zones at all

      modelyard: 2 problems, nothing was written

      clouds/invalid-zones   aks.NodePool cpu   test/aks/messages.test.ts
        zones[0] "eastus-1": is no number of a zone of a region
        write  '1', '2' or '3'

      clouds/invalid-zones   aks.NodePool cpu   test/aks/messages.test.ts
        zones[2] "1": is there twice
        write  each zone once

      modelyard: 1 problem, nothing was written

      clouds/not-offered   aks.GpuNodePool gpu   test/aks/messages.test.ts
        zones[0] "1": does not have Standard_NC4as_T4_v3, by machineZones of the cluster
        write  2

      modelyard: 1 problem, nothing was written

      aks/no-room-for-disk   aks.NodePool cpu   test/aks/messages.test.ts
        disk "ephemeral": Standard_D4s_v5 is not known to have a disk of its own
        write  disk: 'managed'

      modelyard: 1 problem, nothing was written

      aks/no-room-for-disk   aks.GpuNodePool gpu   test/aks/messages.test.ts
        disk "ephemeral": the disk of 256 GiB is larger than the 176 GiB that Standard_NC4as_T4_v3 has itself
        write  diskGib: 176 or less, or disk: 'managed'"
    `);
  });

  test('what is known only at deployment', () => {
    expect(
      messages([
        toldOfPool({ nodes: { min: 0, max: pulumi.output(4) as unknown as number } }),
        toldOfCluster({ name: pulumi.output('ml') as unknown as string }),
        toldOfNetwork({ cidr: pulumi.output('10.20.0.0/16') as unknown as string }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      core/deferred-decides   aks.NodePool cpu   test/aks/messages.test.ts
        nodes.max: is known only at deployment, and decides what is made
        write  a plain value, of the program or of the configuration of the stack

      modelyard: 1 problem, nothing was written

      core/deferred-decides   aks.Cluster ml   test/aks/messages.test.ts
        name: is known only at deployment, and decides what is made
        write  a plain value, of the program or of the configuration of the stack

      modelyard: 1 problem, nothing was written

      core/deferred-decides   aks.Network ml   test/aks/messages.test.ts
        cidr: is known only at deployment, and decides what is made
        write  a plain value, of the program or of the configuration of the stack"
    `);
  });
});

describe('node pools with GPUs', () => {
  test('machines', () => {
    expect(
      messages([
        toldOfGpuPool({ accelerator: { kind: 'gpu', model: 'L4', count: 1 } }),
        toldOfGpuPool({ accelerator: { kind: 'gpu', model: 'T4', count: 8 } }),
        toldOfGpuPool({ machine: 'Standard_D4s_v5' }),
        toldOfGpuPool({ machine: 'g6.12xlarge' }),
        toldOfGpuPool({ machine: 'Standard_NC24_A100_v4' }),
        toldOfGpuPool({ machine: 'Standard_NV6ads_A10_v5' }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      hardware/no-such-machine   aks.GpuNodePool gpu   test/aks/messages.test.ts
        accelerator {"kind":"gpu","model":"L4","count":1}: no machine of Azure that is known has this
        write  one of the models of Azure: A10, A100-40GB, A100-80GB, H100, H100-NVL, H200, T4

      modelyard: 1 problem, nothing was written

      hardware/no-such-machine   aks.GpuNodePool gpu   test/aks/messages.test.ts
        accelerator {"kind":"gpu","model":"T4","count":8}: no machine of Azure that is known has this
        write  one of what there is: Standard_NC4as_T4_v3 (1 × T4), Standard_NC8as_T4_v3 (1 × T4), Standard_NC16as_T4_v3 (1 × T4), Standard_NC64as_T4_v3 (4 × T4)

      modelyard: 1 problem, nothing was written

      hardware/no-such-machine   aks.GpuNodePool gpu   test/aks/messages.test.ts
        machine "Standard_D4s_v5": has no GPU
        write  a machine with GPUs, or a NodePool

      modelyard: 1 problem, nothing was written

      hardware/wrong-cloud   aks.GpuNodePool gpu   test/aks/messages.test.ts
        machine "g6.12xlarge": is a machine of AWS, and the pool's manager is aks-node-pool
        write  a machine of Azure, or another manager

      modelyard: 1 problem, nothing was written

      hardware/unknown-machine   aks.GpuNodePool gpu   test/aks/messages.test.ts
        machine "Standard_NC24_A100_v4": is no machine that is known
        write  'Standard_NC24ads_A100_v4' or 'Standard_NC4as_T4_v3' or 'Standard_NC64as_T4_v3' or custom: { cpu, memory, pods } with what its nodes have

      modelyard: 1 problem, nothing was written

      hardware/fractional-gpu   aks.GpuNodePool gpu   test/aks/messages.test.ts
        machine "Standard_NV6ads_A10_v5": has a slice of a GPU, which needs a driver for NVIDIA vGPU that the images of the clouds do not have
        write  a machine with a whole GPU, or fractionalGpu: { reason: '…' } where the nodes have that driver"
    `);
  });

  test('fabric', () => {
    expect(
      messages([
        toldOfGpuPool({ machine: 'Standard_NC4as_T4_v3', fabric: { kind: 'infiniband' } }),
        toldOfGpuPool({ fabric: { kind: 'infiniband' } }),
        toldOfGpuPool({ machine: 'Standard_ND96isr_H100_v5', fabric: { kind: 'infiniband' }, zones: ['1', '2'] }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      clouds/no-fabric   aks.GpuNodePool gpu   test/aks/messages.test.ts
        machine "Standard_NC4as_T4_v3": has no InfiniBand, which fabric asks for
        write  a machine whose name has an r, such as Standard_ND96isr_H100_v5, or no fabric

      modelyard: 1 problem, nothing was written

      hardware/no-such-machine   aks.GpuNodePool gpu   test/aks/messages.test.ts
        accelerator {"kind":"gpu","model":"T4","count":1}: no machine of Azure that has this has all else that is asked for
        write  one of what there is: Standard_NC4as_T4_v3 (1 × T4), Standard_NC8as_T4_v3 (1 × T4), Standard_NC16as_T4_v3 (1 × T4), Standard_NC64as_T4_v3 (4 × T4)

      modelyard: 1 problem, nothing was written

      clouds/fabric-zone   aks.GpuNodePool gpu   test/aks/messages.test.ts
        zones ["1","2"]: InfiniBand does not reach from one zone to another
        write  zones: ['1'], and a pool for each other zone"
    `);
  });

  test('sharing and software', () => {
    const h100 = { kind: 'gpu', model: 'H100', count: 1 } as const;
    const mig = (profiles: object): object => ({ kind: 'mig', strategy: 'mixed', profiles });
    expect(
      messages([
        toldOfGpuPool({
          accelerator: { ...h100, kind: 'mig', profile: '1g.10gb' },
          sharing: { kind: 'time-sliced', replicas: 2, renamed: true },
        }),
        toldOfGpuPool({ accelerator: { ...h100, kind: 'time-sliced' } }),
        toldOfGpuPool({ accelerator: h100, sharing: mig({ '3g.40gb': 1, '1g.10gb': 4 }) }),
        toldOfGpuPool({ accelerator: h100, sharing: mig({ '1g.20gb': 4 }) }),
        toldOfGpuPool({ accelerator: h100, sharing: mig({ '1g.10gb': 4 }) }),
        toldOfGpuPool({ sharing: mig({ '1g.10gb': 4 }) }),
        toldOfGpuPool({ devicePlugin: 'node-image' }),
        toldOfGpuPool({ driver: 'gpu-operator', devicePlugin: 'yourself' }),
      ]),
    ).toMatchInlineSnapshot(`
      "modelyard: 1 problem, nothing was written

      aks/unsupported-sharing   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing "time-sliced": instances of MIG are asked for, and a GPU that takes turns has none
        write  no sharing, or sharing: { kind: 'mig', … }

      modelyard: 1 problem, nothing was written

      aks/unsupported-sharing   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing: shares of GPUs that take turns are asked for, and nothing says into how many a GPU is cut
        write  sharing: { kind: 'time-sliced', … }

      modelyard: 1 problem, nothing was written

      aks/unsupported-sharing   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing.profiles {"3g.40gb":1,"1g.10gb":4}: AKS cuts all GPUs of a pool into instances of one profile
        write  one profile, or driver and devicePlugin 'gpu-operator', whose MIG manager cuts in every way

      modelyard: 1 problem, nothing was written

      aks/unsupported-sharing   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing.profiles "1g.20gb": AKS has no setting for this profile
        write  '1g.10gb', or driver and devicePlugin 'gpu-operator', whose MIG manager cuts in every way

      modelyard: 1 problem, nothing was written

      aks/unsupported-sharing   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing.profiles["1g.10gb"] 4: AKS cuts a GPU into as many instances as there can be, 7
        write  7, or driver and devicePlugin 'gpu-operator', whose MIG manager cuts in every way

      modelyard: 1 problem, nothing was written

      hardware/unknown-accelerator   aks.GpuNodePool gpu   test/aks/messages.test.ts
        sharing.profiles["1g.10gb"] "1g.10gb": T4 has no MIG
        write  sharing: { kind: 'time-sliced', … }, or a GPU with MIG

      modelyard: 1 problem, nothing was written

      clouds/device-plugin-owner   aks.GpuNodePool gpu   test/aks/messages.test.ts
        devicePlugin "node-image": the images of AKS have no device plugin, and nobody would install it
        write  devicePlugin: 'gpu-operator' or 'yourself'

      modelyard: 1 problem, nothing was written

      clouds/device-plugin-owner   aks.GpuNodePool gpu   test/aks/messages.test.ts
        devicePlugin "yourself": would be a second owner: the GPU operator installs the device plugin too, and two register the same GPUs
        write  devicePlugin: 'gpu-operator', or driver: 'node-image'"
    `);
  });
});

test('existing clusters', () => {
  expect(told(() => new ExistingCluster('ml', { name: 'ml dev', kubernetes: '1.34', network, podNetwork: 'kubenet' })))
    .toMatchInlineSnapshot(`
    "modelyard: 1 problem, nothing was written

    hardware/invalid-target   aks.ExistingCluster ml   test/aks/messages.test.ts
      name "ml dev": must consist of letters, digits, -, _ and .
      write  a name such as 'production'"
  `);
});

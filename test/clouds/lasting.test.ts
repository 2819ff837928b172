import { describe, expect, it } from 'vitest';
import * as aks from '../../lib/aks';
import { judgeUpdate } from '../../lib/clouds/lasting';
import * as eks from '../../lib/eks';
import { azure } from '../aks/cloud';
import { aws } from '../eks/cloud';
import { refusalOf } from '../eks/refusals';
import { find, unknown, withMocks, type Cloud, type Registered } from '../pulumi-mocks';

/** A component as the engine is told of it. */
async function registered(type: string, make: () => unknown, cloud: Cloud): Promise<Registered> {
  return find(await withMocks(make, { ...cloud, hooks: true }), type);
}

/** What is said of an update, from one program to the next; nothing where it may go on. */
async function said(
  type: string,
  before: () => unknown,
  after: () => unknown,
  cloud: Cloud,
): Promise<readonly string[]> {
  const was = await registered(type, before, cloud);
  const is = await registered(type, after, cloud);
  expect(is.beforeUpdate).toEqual(['modelyard:lasting']);
  return judged(is, was.inputs);
}

function judged({ type, name, urn, inputs }: Registered, oldInputs: Record<string, unknown>): readonly string[] {
  const update = (): void => judgeUpdate({ type, name, urn, id: '', oldInputs, newInputs: inputs });
  return JSON.stringify(oldInputs) === JSON.stringify(inputs) ? (update(), []) : refusalOrNone(update);
}

function refusalOrNone(update: () => void): readonly string[] {
  try {
    update();
    return [];
  } catch {
    return refusalOf(update);
  }
}

const eksNetwork = (props: Partial<eks.NetworkProps>) => (): unknown =>
  new eks.Network('ml', { cidr: '10.20.0.0/16', ...props });
const aksNetwork = (props: Partial<aks.NetworkProps>) => (): unknown =>
  new aks.Network('ml', { cidr: '10.20.0.0/16', ...props });

const subnets = [
  { id: 'subnet-b', zone: 'us-east-1b' },
  { id: 'subnet-a', zone: 'us-east-1a' },
];
const vpc = { vpcId: 'vpc-1', nodeSubnets: subnets };
const eksCluster = (props: Partial<eks.ClusterProps>) => (): unknown =>
  new eks.Cluster('ml', { network: vpc, kubernetes: '1.34', access: { creator: 'admin' }, ...props });

const subnet = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/v/subnets/nodes';
const vnet: aks.ClusterNetwork = {
  resourceGroupName: 'g',
  region: 'eastus',
  nodeSubnet: { id: subnet, cidr: '10.20.0.0/18' },
  egress: 'nat-gateway',
};
const aksCluster = (props: Partial<aks.ClusterProps>) => (): unknown =>
  new aks.Cluster('ml', { network: vnet, kubernetes: '1.34', access: { creator: 'admin' }, ...props });

describe('a network that there is', () => {
  const fix =
    'write a second Network of another name, which the Cluster is given together with another name of its own';

  it('keeps its addresses', async () => {
    expect(await said('eks:Network', eksNetwork({}), eksNetwork({ cidr: '10.30.0.0/16' }), aws)).toEqual([
      `clouds/lasting-input cidr "10.30.0.0/16": was "10.20.0.0/16" when it was made, and would be another VPC, to which EKS moves no cluster; ${fix}`,
    ]);
    const elsewhere = aksNetwork({ cidr: '10.30.0.0/16', region: 'westeurope' });
    expect(await said('aks:Network', aksNetwork({}), elsewhere, azure)).toEqual([
      `clouds/lasting-input cidr "10.30.0.0/16": was "10.20.0.0/16" when it was made, and Azure changes no addresses that nodes have; ${fix}`,
      `clouds/lasting-input region "westeurope": was "eastus" when it was made, and Azure moves no network, and no cluster, to another region; ${fix}`,
    ]);
  });

  it('changes in all else', async () => {
    expect(await said('eks:Network', eksNetwork({}), eksNetwork({ nat: 'one', zones: 2 }), aws)).toEqual([]);
    expect(await said('aks:Network', aksNetwork({}), aksNetwork({ tags: { team: 'ml' } }), azure)).toEqual([]);
  });
});

describe('a cluster that there is', () => {
  const fix = "write name: 'ml-dev-2' with it: such a cluster is made beside this one, which goes when all is there";
  const moved = { vpcId: 'vpc-2', nodeSubnets: [...subnets, { id: 'subnet-c', zone: 'us-east-1c' }] };
  const key = { kind: 'key', arn: 'arn:aws:kms:us-east-1:123456789012:key/1' } as const;

  it('stays on EKS in its network and zones, with its key', async () => {
    const other = eksCluster({ network: moved, encryption: key });
    expect(await said('eks:Cluster', eksCluster({}), other, aws)).toEqual([
      `clouds/lasting-input network "vpc-2": was "vpc-1" when it was made, and EKS moves no cluster to another VPC; ${fix}`,
      `clouds/lasting-input zones "us-east-1a, us-east-1b, us-east-1c": was "us-east-1a, us-east-1b" when it was made, and EKS keeps a cluster to the zones that it was made in; ${fix}`,
      `clouds/lasting-input encryption "arn:aws:kms:us-east-1:123456789012:key/1": was "new-key" when it was made, and EKS changes the key of no cluster; ${fix}`,
    ]);
  });

  it('stays on AKS in its subnets, with its addresses', async () => {
    const other = aksCluster({
      network: { ...vnet, region: 'westeurope', nodeSubnet: { id: `${subnet}-2` } },
      podAddresses: '100.64.0.0/16',
      serviceAddresses: '172.20.0.0/16',
    });
    expect(await said('aks:Cluster', aksCluster({}), other, azure)).toEqual([
      `clouds/lasting-input network "${subnet}-2": was "${subnet}" when it was made, and AKS moves no cluster to other subnets; ${fix}`,
      `clouds/lasting-input region "westeurope": was "eastus" when it was made, and AKS moves no cluster to another region; ${fix}`,
      `clouds/lasting-input podAddresses "100.64.0.0/16": was "10.244.0.0/16" when it was made, and AKS gives the pods of a cluster no others; ${fix}`,
      `clouds/lasting-input serviceAddresses "172.20.0.0/16": was "172.16.0.0/16" when it was made, and AKS gives the Services of a cluster no others; ${fix}`,
    ]);
  });

  it('is another one under another name', async () => {
    const other = eksCluster({ network: moved, encryption: key, name: 'ml-2' });
    expect(await said('eks:Cluster', eksCluster({}), other, aws)).toEqual([]);
    const elsewhere = aksCluster({ podAddresses: '100.64.0.0/16', name: 'ml-2' });
    expect(await said('aks:Cluster', aksCluster({}), elsewhere, azure)).toEqual([]);
  });

  it('has its zones in any order, and a network that is not there yet is another one', async () => {
    const turned = eksCluster({ network: { ...vpc, nodeSubnets: subnets.toReversed() } });
    expect(await said('eks:Cluster', eksCluster({}), turned, aws)).toEqual([]);
    const is = await registered('eks:Cluster', eksCluster({}), aws);
    const planned = { ...is, inputs: { ...is.inputs, network: unknown } };
    expect(judged(planned, is.inputs)).toEqual([
      `clouds/lasting-input network one that is not there yet: was "vpc-1" when it was made, and EKS moves no cluster to another VPC; ${fix}`,
    ]);
  });

  it('is not judged by what an older version did not note', async () => {
    const is = await registered('eks:Cluster', eksCluster({}), aws);
    expect(judged(is, {})).toEqual([]);
    expect(judged(is, { name: is.inputs['name'] })).toEqual([]);
  });
});

it('nothing is asked when they go, for which destroy would have to run the program', async () => {
  for (const [make, cloud] of [
    [eksCluster({}), aws],
    [aksCluster({}), azure],
  ] as const) {
    const { resources } = await withMocks(make, { ...cloud, hooks: true });
    expect(resources.flatMap(({ onDelete }) => onDelete)).toEqual([]);
  }
});

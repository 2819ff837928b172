import type { ComponentResourceOptions } from '@pulumi/pulumi';
import * as aks from '../../lib/aks';
import * as eks from '../../lib/eks';
import { targetCluster } from '../../lib/hardware';
import { azure } from '../aks/cloud';
import { aws } from '../eks/cloud';
import type { Cloud } from '../pulumi-mocks';
import { aksProps, eksProps } from './deferrable-props';

/** A component, so that laws can make it: all of them hold for each. */
export interface Example {
  readonly of: string;
  readonly cloud: Cloud;
  /** Which of its props decide. */
  readonly classes: Readonly<Record<string, 'decides' | 'passes through'>>;
  /** Makes one, with other props than those of the example where given, of any type. */
  readonly make: (props?: object, opts?: ComponentResourceOptions) => void;
  /** Other ways to make it that come to other resources. */
  readonly variants: readonly object[];
}

/** Makes an example of a class, whose props the compiler has checked; what a law changes of them it has not. */
function example<P extends object>(
  of: string,
  cloud: Cloud,
  classes: Example['classes'],
  Component: new (name: string, props: P, opts?: ComponentResourceOptions) => object,
  props: NoInfer<P>,
  variants: readonly Partial<NoInfer<P>>[] = [],
): Example {
  const make = (changed?: object, opts?: ComponentResourceOptions): void => {
    new Component('ml', { ...props, ...changed }, opts);
  };
  return { of, cloud, classes, make, variants };
}

const awsNetwork: eks.ClusterNetwork = {
  vpcId: 'vpc-1',
  nodeSubnets: [
    { id: 'subnet-a', zone: 'us-east-1a' },
    { id: 'subnet-b', zone: 'us-east-1b' },
  ],
};

const onEks: eks.PoolCluster = {
  clusterName: 'ml',
  kubernetes: '1.34',
  network: awsNetwork,
  securityGroupId: 'sg-cluster',
  nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
  neededByNodes: [],
  target: targetCluster({ name: 'ml', cloud: 'eks', kubernetes: '1.34' }),
  addPool: () => undefined,
};

const azureNetwork: aks.ClusterNetwork = {
  resourceGroupName: 'ml',
  region: 'eastus',
  nodeSubnet: { id: 'nodes' },
  egress: 'load-balancer',
};

const onAks: aks.PoolCluster = {
  clusterName: 'ml',
  resourceGroupName: 'ml',
  kubernetes: '1.34',
  network: azureNetwork,
  podNetwork: 'azure-cni-overlay',
  nodePools: [],
  neededByNodes: [],
  target: targetCluster({ name: 'ml', cloud: 'aks', kubernetes: '1.34' }),
  addPool: () => undefined,
};

const nodes = { min: 0, max: 2 };
const role = 'arn:aws:iam::123456789012:role/team';
const vault = '/subscriptions/s/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/keys';

/** Every component for EKS. */
export const eksExamples: readonly Example[] = [
  example('Network', aws, eksProps.Network, eks.Network, { cidr: '10.20.0.0/16' }, [
    { zones: ['us-east-1a', 'us-east-1b'], nat: 'one' },
  ]),
  example(
    'Cluster',
    aws,
    eksProps.Cluster,
    eks.Cluster,
    { network: awsNetwork, kubernetes: '1.34', access: { creator: 'admin' } },
    [
      { access: { entries: { team: { principal: role, policy: 'edit', namespaces: ['chat'] } } }, volumes: 'none' },
      { encryption: { kind: 'key', arn: 'arn:aws:kms:us-east-1:123456789012:key/mine' } },
    ],
  ),
  example('ExistingCluster', aws, eksProps.ExistingCluster, eks.ExistingCluster, {
    name: 'ml',
    kubernetes: '1.34',
    region: 'us-east-1',
    network: awsNetwork,
    endpoint: 'https://ml.example.com',
    certificateAuthority: 'Q0E=',
    securityGroupId: 'sg-cluster',
    nodeRoleArn: onEks.nodeRoleArn,
  }),
  example('NodePool', aws, eksProps.NodePool, eks.NodePool, { cluster: onEks, machine: 'm7i.large', nodes }),
  example('GpuNodePool', aws, eksProps.GpuNodePool, eks.GpuNodePool, { cluster: onEks, machine: 'g6.xlarge', nodes }, [
    { machine: 'p4d.24xlarge', fabric: { kind: 'efa' }, zones: ['us-east-1a'] },
  ]),
];

/** Every component for AKS. */
export const aksExamples: readonly Example[] = [
  example('Network', azure, aksProps.Network, aks.Network, { cidr: '10.20.0.0/16' }, [{ pods: 'subnet' }]),
  example(
    'Cluster',
    azure,
    aksProps.Cluster,
    aks.Cluster,
    { network: azureNetwork, kubernetes: '1.34', access: { creator: 'admin' } },
    [
      {
        access: {
          entries: {
            team: { principal: '00000000-0000-0000-0000-000000000001', policy: 'edit', namespaces: ['chat'] },
          },
        },
        auditLogs: { kind: 'off', reason: 'a test' },
      },
      { encryption: { kind: 'key', id: 'https://keys.vault.azure.net/keys/ml/1', vaultId: vault } },
    ],
  ),
  example('ExistingCluster', azure, aksProps.ExistingCluster, aks.ExistingCluster, {
    name: 'ml',
    kubernetes: '1.34',
    network: azureNetwork,
    podNetwork: 'azure-cni-overlay',
  }),
  example('NodePool', azure, aksProps.NodePool, aks.NodePool, {
    cluster: onAks,
    machine: 'Standard_D8s_v5',
    nodes,
  }),
  example('GpuNodePool', azure, aksProps.GpuNodePool, aks.GpuNodePool, {
    cluster: onAks,
    machine: 'Standard_NC4as_T4_v3',
    nodes,
  }),
];

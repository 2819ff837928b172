import { PodIdentityAssociation } from '@pulumi/aws/eks/podIdentityAssociation.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { FederatedIdentityCredential, UserAssignedIdentity } from '@pulumi/azure-native/managedidentity/index.js';
import { Provider as KubernetesProvider } from '@pulumi/kubernetes/provider.js';
import { output, type ComponentResourceOptions } from '@pulumi/pulumi';
import * as aks from '../../lib/aks';
import * as eks from '../../lib/eks';
import { WorkloadIdentities } from '../../lib/clouds';
import type { StoreUser } from '../../lib/data';
import { targetCluster, type NodePool } from '../../lib/hardware';
import { storeCloud as azure } from '../aks/store-cloud';
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

/**
 * Makes an example of a class, whose props the compiler has checked; what a law changes of them it has not.
 *
 * @param use what a program does with it that makes more
 */
function example<P extends object, C extends object>(
  of: string,
  cloud: Cloud,
  classes: Example['classes'],
  Component: new (name: string, props: P, opts?: ComponentResourceOptions) => C,
  props: NoInfer<P>,
  variants: readonly Partial<NoInfer<P>>[] = [],
  use: (made: NoInfer<C>) => void = () => undefined,
): Example {
  const make = (changed?: object, opts?: ComponentResourceOptions): void => {
    use(new Component('ml', { ...props, ...changed }, opts));
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
  nodePolicies: [],
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

/** What stands in for all that was installed in a cluster, and takes no note of more. */
const nothingInstalled = {
  nodePools: [],
  addOns: {},
  installed: [],
  installerOf: () => undefined,
  callPool: ({ name }: NodePool) => name,
  addInstalled: () => undefined,
} as const;

/** Made anew with each program, which may have no provider of another. */
const kubernetes = (): KubernetesProvider => new KubernetesProvider('cluster', { kubeconfig: '{}' });

/** Made anew as well. Whom workloads act as is of their cluster, and so is not made by what is opened to them. */
const openedOnEks = (): eks.ObjectStoreProps['cluster'] => ({
  ...onEks,
  identities: new WorkloadIdentities<eks.PodIdentity>(({ serviceAccount }) => ({
    role: Role.get(serviceAccount, serviceAccount),
    association: PodIdentityAssociation.get(serviceAccount, serviceAccount),
  })),
});
const openedOnAks = (): aks.ObjectStoreProps['cluster'] => ({
  ...onAks,
  identities: new WorkloadIdentities<aks.WorkloadIdentity>(({ serviceAccount }) => ({
    identity: UserAssignedIdentity.get(serviceAccount, serviceAccount),
    credential: FederatedIdentityCredential.get(serviceAccount, serviceAccount),
  })),
});

function openToWorkloads(store: eks.ObjectStore | aks.ObjectStore): void {
  const workload = (serviceAccountName: string): StoreUser => ({
    serviceAccountName,
    namespace: 'chat',
    addStoreGrant: () => undefined,
  });
  store.grantRead(workload('reader'));
  store.grantWrite(workload('writer'));
}

const addOns = {
  devicePlugin: {},
  keda: { http: {} },
  gateway: { name: 'public', controller: 'traefik' },
  certManager: {},
} as const;
const gitOps = [
  { install: { kind: 'argo-cd', namespace: 'argocd' } },
  { install: { kind: 'flux', namespace: 'flux-system' } },
] as const;

const nodes = { min: 0, max: 2 };
const role = 'arn:aws:iam::123456789012:role/team';
const hub = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3';
const key = 'arn:aws:kms:us-east-1:123456789012:key/mine';
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
      { encryption: { kind: 'key', arn: key } },
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
  example(
    'ObjectStore',
    aws,
    eksProps.ObjectStore,
    eks.ObjectStore,
    {
      get cluster() {
        return openedOnEks();
      },
    },
    [{ encryption: { kind: 'new-key' } }, { encryption: { kind: 'key', arn: key }, whenDestroyed: 'delete-contents' }],
    openToWorkloads,
  ),
  example('Registry', aws, eksProps.Registry, eks.Registry, { repositories: ['chat', 'train'] }, [
    { encryption: { kind: 'new-key' } },
    { encryption: { kind: 'key', arn: key }, whenDestroyed: 'delete-contents' },
  ]),
  example(
    'AddOns',
    aws,
    eksProps.AddOns,
    eks.AddOns,
    {
      get cluster() {
        return { ...onEks, ...nothingInstalled, provider: kubernetes() };
      },
      ...addOns,
      autoscaler: { kind: 'cluster-autoscaler' },
      metricsServer: {},
      loadBalancer: {},
      externalSecrets: { secrets: [hub] },
    },
    [{ autoscaler: { kind: 'karpenter' } }, ...gitOps],
  ),
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
            team: {
              principal: '00000000-0000-0000-0000-000000000001',
              type: 'group',
              policy: 'edit',
              namespaces: ['chat'],
            },
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
  example(
    'ObjectStore',
    azure,
    aksProps.ObjectStore,
    aks.ObjectStore,
    {
      get cluster() {
        return openedOnAks();
      },
    },
    [
      { encryption: { kind: 'key', id: 'https://keys.vault.azure.net/keys/ml', vaultId: vault }, redundancy: 'zones' },
      { whenDestroyed: 'delete-contents' },
    ],
    openToWorkloads,
  ),
  example(
    'Registry',
    azure,
    aksProps.Registry,
    aks.Registry,
    { repositories: ['chat', 'train'] },
    [{ resourceGroupName: 'ml', tier: 'Premium' }, { whenDestroyed: 'delete-contents' }],
    (registry) => {
      registry.grantPull({ componentName: 'ml', kubeletPrincipalId: output('principal-of-kubelet') });
    },
  ),
  example(
    'AddOns',
    azure,
    aksProps.AddOns,
    aks.AddOns,
    {
      get cluster() {
        return { ...onAks, ...nothingInstalled, issuerUrl: 'https://issuer.example.com/', provider: kubernetes() };
      },
      ...addOns,
      externalSecrets: { secrets: [`${vault}/secrets/hub`] },
    },
    gitOps,
  ),
];

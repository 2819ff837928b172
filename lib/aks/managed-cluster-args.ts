import type { ManagedClusterArgs } from '@pulumi/azure-native/containerservice/index.js';
import { output, type Input } from '@pulumi/pulumi';
import type { ClusterPlan } from './cluster-plan';
import type { ClusterEndpoint, ClusterProps, SecretsEncryption } from './cluster-props';
import type { ClusterNetwork } from './network-props';

/** What AKS is told of a cluster. */
export function managedClusterArgs(
  plan: ClusterPlan,
  props: ClusterProps,
  identityId: Input<string>,
): ManagedClusterArgs {
  const { network, endpoint = { kind: 'public' }, encryption = { kind: 'platform-key' }, tags = {} } = props;
  return {
    resourceGroupName: network.resourceGroupName,
    location: network.region,
    resourceName: plan.name,
    dnsPrefix: plan.name,
    kubernetesVersion: plan.version,
    sku: { name: 'Base', tier: props.tier === 'free' ? 'Free' : 'Standard' },
    identity: { type: 'UserAssigned', userAssignedIdentities: [identityId] },
    enableRBAC: true,
    disableLocalAccounts: true,
    aadProfile: { managed: true, enableAzureRBAC: true },
    apiServerAccessProfile: apiServerAccess(endpoint, network),
    oidcIssuerProfile: { enabled: true },
    securityProfile: { workloadIdentity: { enabled: true }, ...keyManagement(encryption) },
    networkProfile: { ...plan.networkProfile },
    autoUpgradeProfile: { ...plan.autoUpgradeProfile },
    // Pods of ours keep caches and shared memory on their nodes: these are no reason to keep a node.
    autoScalerProfile: { balanceSimilarNodeGroups: 'true', skipNodesWithLocalStorage: 'false' },
    ...(props.managedKeda && { workloadAutoScalerProfile: { keda: { enabled: true } } }),
    agentPoolProfiles: [
      {
        ...plan.systemPool.profile,
        vnetSubnetID: network.nodeSubnet.id,
        ...(network.podSubnet && { podSubnetID: network.podSubnet.id }),
      },
    ],
    tags,
  };
}

/**
 * From where the API server can be reached.
 *
 * Nodes come from the address that the network is left by, which has to be among those that may.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/api-server-authorized-ip-ranges.md (2026-08-03).
 */
function apiServerAccess(
  endpoint: ClusterEndpoint,
  { egressAddress }: ClusterNetwork,
): NonNullable<ManagedClusterArgs['apiServerAccessProfile']> {
  // Commands through Azure's own API would go around every restriction of the network.
  const disableRunCommand = true;
  if (endpoint.kind === 'private') {
    return {
      disableRunCommand,
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: false,
      privateDNSZone: 'system',
    };
  }
  if (endpoint.from === undefined) return { disableRunCommand };
  const own = egressAddress === undefined ? [] : [output(egressAddress).apply((address) => `${address}/32`)];
  return { disableRunCommand, authorizedIPRanges: [...[...endpoint.from].sort(), ...own] };
}

function keyManagement(encryption: SecretsEncryption): {
  readonly azureKeyVaultKms?: { enabled: boolean; keyId: Input<string>; keyVaultNetworkAccess: string };
} {
  if (encryption.kind === 'platform-key') return {};
  return { azureKeyVaultKms: { enabled: true, keyId: encryption.id, keyVaultNetworkAccess: 'Public' } };
}

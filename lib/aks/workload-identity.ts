import { FederatedIdentityCredential, UserAssignedIdentity } from '@pulumi/azure-native/managedidentity/index.js';
import type { ComponentResource, Input } from '@pulumi/pulumi';
import { accountPart, type IdentityCluster, type WorkloadAccount } from '../clouds';
import type { ClusterNetwork } from './network-props';

/** Whom the pods of a service account act as. */
export interface WorkloadIdentity {
  readonly identity: UserAssignedIdentity;
  /** What lets the service account act as it. */
  readonly credential: FederatedIdentityCredential;
}

/** What is opened to workloads needs of their cluster: a `Cluster` or an `ExistingCluster`. */
export interface WorkloadCluster extends IdentityCluster<WorkloadIdentity> {
  readonly resourceGroupName: Input<string>;
  readonly network: ClusterNetwork;
}

/** Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/workload-identity-overview.md (2026-08-21). */
export const workloadIdentityNames = {
  /** On the service account: whom its pods act as. */
  clientId: 'azure.workload.identity/client-id',
  /** On the pods: without it they get no token. */
  podLabels: { 'azure.workload.identity/use': 'true' },
} as const;

/** The longest name of an identity is 128, of which Azure's provider takes 8 for a random end. */
const longest = 120;

/** Makes the identity of a service account, which may do nothing yet, and lets its pods act as it. */
export function makeWorkloadIdentity(
  parent: ComponentResource,
  name: string,
  cluster: {
    readonly resourceGroupName: Input<string>;
    readonly region: string;
    readonly issuerUrl: Input<string>;
    readonly tags: Readonly<Record<string, string>>;
  },
  account: WorkloadAccount,
): WorkloadIdentity {
  const { resourceGroupName, region, issuerUrl, tags } = cluster;
  const part = accountPart(name, account, longest);
  const identity = new UserAssignedIdentity(part, { resourceGroupName, location: region, tags }, { parent });
  const credential = new FederatedIdentityCredential(
    part,
    {
      resourceGroupName,
      resourceName: identity.name,
      federatedIdentityCredentialResourceName: 'service-account',
      issuer: issuerUrl,
      subject: `system:serviceaccount:${account.namespace}:${account.serviceAccount}`,
      audiences: ['api://AzureADTokenExchange'],
    },
    { parent },
  );
  return { identity, credential };
}

/**
 * Who issues the identities of the service accounts of a cluster that exists.
 *
 * @throws Error where nobody does
 */
export function issuerOf(cluster: string, issuer: string | undefined): string {
  if (issuer !== undefined && issuer !== '') return issuer;
  throw new Error(
    `the cluster ${cluster} issues no identities: az aks update --enable-oidc-issuer --enable-workload-identity makes it`,
  );
}

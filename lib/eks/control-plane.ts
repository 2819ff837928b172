import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { AccessEntry } from '@pulumi/aws/eks/accessEntry.js';
import { AccessPolicyAssociation } from '@pulumi/aws/eks/accessPolicyAssociation.js';
import { Cluster as EksCluster } from '@pulumi/aws/eks/cluster.js';
import { OpenIdConnectProvider } from '@pulumi/aws/iam/openIdConnectProvider.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import { Key } from '@pulumi/aws/kms/key.js';
import { SecurityGroupIngressRule } from '@pulumi/aws/vpc/securityGroupIngressRule.js';
import { interpolate, output, type ComponentResource, type Input, type Resource } from '@pulumi/pulumi';
import { accessPolicies, accessScope } from './access';
import type { ControlPlanePlan } from './cluster-plan';
import type { ClusterProps, SecretsEncryption } from './cluster-props';
import { makeManagedRole } from './managed-role';
import { encryptionPolicy } from './trust';

/** What a cluster is made of takes from it. */
export interface ClusterParts {
  readonly parent: ComponentResource;
  readonly name: string;
  readonly partition: Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Makes the control plane, with its role, the key of its Secrets and the place of its logs. */
export function makeControlPlane(
  { parent, name, partition, tags }: ClusterParts,
  plan: ControlPlanePlan,
  props: ClusterProps,
): EksCluster {
  const policies = ['AmazonEKSClusterPolicy'];
  const part = `${name}-control-plane`;
  const { role, attachments } = makeManagedRole(parent, part, 'eks.amazonaws.com', policies, { partition, tags });
  const key = makeKey({ parent, name, partition, tags }, props.encryption ?? { kind: 'new-key' });
  const policy = new RolePolicy(
    `${name}-encryption`,
    { role: role.name, policy: output(key).apply(encryptionPolicy) },
    { parent },
  );
  const logs = makeLogGroup({ parent, name, partition, tags }, plan);
  return new EksCluster(
    name,
    {
      name: plan.name,
      roleArn: role.arn,
      version: plan.version,
      vpcConfig: {
        subnetIds: props.network.nodeSubnets.map(({ id }) => id),
        endpointPrivateAccess: plan.endpoint.endpointPrivateAccess,
        endpointPublicAccess: plan.endpoint.endpointPublicAccess,
        ...(plan.endpoint.publicAccessCidrs && { publicAccessCidrs: [...plan.endpoint.publicAccessCidrs] }),
      },
      accessConfig: { ...plan.accessConfig },
      encryptionConfig: { resources: ['secrets'], provider: { keyArn: key } },
      enabledClusterLogTypes: [...plan.enabledClusterLogTypes],
      // Those that EKS would install by itself are nobody's to look after; ours come as managed add-ons.
      bootstrapSelfManagedAddons: false,
      // The version that is given stays, also beyond the end of its standard support.
      upgradePolicy: { supportType: 'EXTENDED' },
      tags: { ...tags },
    },
    {
      parent,
      dependsOn: [...attachments, policy, ...logs],
      // Both count only when the cluster is made; a difference later would replace it (pulumi-aws issue 3997).
      ignoreChanges: ['accessConfig.bootstrapClusterCreatorAdminPermissions', 'bootstrapSelfManagedAddons'],
    },
  );
}

function makeKey({ parent, name, tags }: ClusterParts, encryption: SecretsEncryption): Input<string> {
  if (encryption.kind === 'key') return encryption.arn;
  const description = `Secrets of the EKS cluster ${name}`;
  const key = new Key(
    `${name}-secrets`,
    // Thirty days, the longest, in which a cluster that was destroyed by mistake can still be read.
    { description, enableKeyRotation: true, deletionWindowInDays: 30, tags: { ...tags } },
    { parent },
  );
  return key.arn;
}

/** Made before the cluster, which else makes one that is kept for ever and outlives it. */
function makeLogGroup({ parent, name, tags }: ClusterParts, plan: ControlPlanePlan): readonly Resource[] {
  if (plan.logRetentionDays === undefined) return [];
  const args = { name: `/aws/eks/${plan.name}/cluster`, retentionInDays: plan.logRetentionDays, tags: { ...tags } };
  return [new LogGroup(`${name}-control-plane`, args, { parent })];
}

/**
 * Lets addresses of the network in to the private endpoint.
 *
 * The group that EKS makes lets in its own members alone, which are the nodes. Source: Amazon EKS user guide,
 * sec-group-reqs; AWS knowledge center, eks-lock-api-access-IP-addresses: ranges come in through the cluster's security group
 * (both read 2026-11-22).
 */
export function makeEndpointRules(
  { parent, name, tags }: ClusterParts,
  { privateAccessCidrs }: ControlPlanePlan,
  securityGroupId: Input<string>,
): readonly Resource[] {
  return privateAccessCidrs.map((cidrIpv4) => {
    const description = 'The API server of the cluster';
    return new SecurityGroupIngressRule(
      `${name}-endpoint-${cidrIpv4}`,
      { securityGroupId, cidrIpv4, ipProtocol: 'tcp', fromPort: 443, toPort: 443, description, tags: { ...tags } },
      { parent },
    );
  });
}

/** Lets users and roles in, each by an entry of its own; what deploys to the cluster depends on these. */
export function makeAccess(
  { parent, name, partition, tags }: ClusterParts,
  clusterName: Input<string>,
  entries: NonNullable<ClusterProps['access']['entries']>,
): readonly Resource[] {
  return Object.entries(entries).map(([key, entry]) => {
    const part = `${name}-${key}`;
    const made = new AccessEntry(part, { clusterName, principalArn: entry.principal, tags: { ...tags } }, { parent });
    return new AccessPolicyAssociation(
      part,
      {
        clusterName,
        principalArn: made.principalArn,
        policyArn: interpolate`arn:${partition}:eks::aws:cluster-access-policy/${accessPolicies[entry.policy]}`,
        accessScope: { ...accessScope(entry) },
      },
      { parent },
    );
  });
}

/** The issuer of the identities of service accounts, for roles that trust it rather than EKS Pod Identity. */
export function makeOidcProvider(
  { parent, name, tags }: ClusterParts,
  { identities }: EksCluster,
): OpenIdConnectProvider {
  const url = identities.apply(([identity]) => identity?.oidcs[0]?.issuer ?? '');
  return new OpenIdConnectProvider(name, { url, clientIdLists: ['sts.amazonaws.com'], tags: { ...tags } }, { parent });
}

import { PodIdentityAssociation } from '@pulumi/aws/eks/podIdentityAssociation.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import type { ComponentResource, Input, Resource } from '@pulumi/pulumi';
import { trustOf } from './trust';

/** Whose permissions a role has, and which. */
export interface PodRole {
  readonly clusterName: Input<string>;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly policy: Input<string>;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Gives the pods of a service account a role, by EKS Pod Identity.
 *
 * @returns what has to be there before the first pod starts, which else starts without
 */
export function makePodRole(parent: ComponentResource, name: string, pods: PodRole): readonly Resource[] {
  const { clusterName, namespace, serviceAccount, policy, tags } = pods;
  const role = new Role(name, { assumeRolePolicy: trustOf('pods.eks.amazonaws.com'), tags: { ...tags } }, { parent });
  const allowed = new RolePolicy(name, { role: role.name, policy }, { parent });
  const association = new PodIdentityAssociation(
    name,
    { clusterName, namespace, serviceAccount, roleArn: role.arn, tags: { ...tags } },
    { parent, dependsOn: [allowed] },
  );
  return [association];
}

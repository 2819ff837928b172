import { PodIdentityAssociation } from '@pulumi/aws/eks/podIdentityAssociation.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { output, type ComponentResource, type Input } from '@pulumi/pulumi';
import { accountPart, type WorkloadAccount } from '../clouds';
import { podTrust } from './trust';

/** Whom the pods of a service account act as. */
export interface PodIdentity {
  readonly role: Role;
  /** Without it pods get no credentials, and they get them only as they start. */
  readonly association: PodIdentityAssociation;
}

/** The longest name of a role is 64, of which Pulumi's random end takes 8. Source: IAM quotas. */
const longest = 56;

/**
 * Makes the role of a service account, which may do nothing yet, and lets its pods take it on by EKS Pod Identity.
 *
 * Source: Amazon EKS user guide, pod-id-association: neither the namespace nor the service account need be there (read
 * 2026-11-22).
 */
export function makePodIdentity(
  parent: ComponentResource,
  name: string,
  clusterName: Input<string>,
  account: WorkloadAccount,
  tags: Readonly<Record<string, string>>,
): PodIdentity {
  const part = accountPart(name, account, longest);
  const assumeRolePolicy = output(clusterName).apply((cluster) => podTrust(cluster, account));
  const role = new Role(part, { assumeRolePolicy, tags: { ...tags } }, { parent });
  const association = new PodIdentityAssociation(
    part,
    { clusterName, ...account, roleArn: role.arn, tags: { ...tags } },
    { parent },
  );
  return { role, association };
}

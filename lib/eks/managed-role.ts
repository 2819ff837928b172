import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js';
import { interpolate, type ComponentResource, type Input, type Output } from '@pulumi/pulumi';
import { trustOf, type TrustedService } from './trust';

/** A role with policies of AWS's own. */
export interface ManagedRole {
  readonly role: Role;
  /** Whatever uses the role depends on these: it works only with them, and is to be gone before they are. */
  readonly attachments: readonly RolePolicyAttachment[];
}

/**
 * Makes a role for a service, with some of the policies that AWS keeps for what it does.
 *
 * @param policies by their names in `arn:aws:iam::aws:policy/`
 */
export function makeManagedRole(
  parent: ComponentResource,
  name: string,
  service: TrustedService,
  policies: readonly string[],
  { partition, tags }: { readonly partition: Input<string>; readonly tags: Readonly<Record<string, string>> },
): ManagedRole {
  const role = new Role(name, { assumeRolePolicy: trustOf(service), tags: { ...tags } }, { parent });
  const attachments = policies.map((policy) => {
    const policyArn: Output<string> = interpolate`arn:${partition}:iam::aws:policy/${policy}`;
    const part = `${name}-${policy.replace(/^.*\//, '')}`;
    return new RolePolicyAttachment(part, { role: role.name, policyArn }, { parent });
  });
  return { role, attachments };
}

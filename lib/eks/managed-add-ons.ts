import { Addon } from '@pulumi/aws/eks/addon.js';
import { getAddonVersionOutput } from '@pulumi/aws/eks/getAddonVersion.js';
import type { Input, Resource } from '@pulumi/pulumi';
import type { AddOnPlan } from './managed-add-on-plan';
import type { ClusterParts } from './control-plane';
import { makeManagedRole } from './managed-role';

/** Makes add-ons, each with a role of its own where it needs permissions. */
export function makeAddOns(
  parts: ClusterParts,
  clusterName: Input<string>,
  kubernetes: string,
  plans: readonly AddOnPlan[],
  dependsOn: readonly Resource[],
): readonly Addon[] {
  return plans.map((plan) => makeAddOn(parts, clusterName, kubernetes, plan, dependsOn));
}

function makeAddOn(
  parts: ClusterParts,
  clusterName: Input<string>,
  kubernetes: string,
  { name: addonName, version, configuration, identity }: AddOnPlan,
  dependsOn: readonly Resource[],
): Addon {
  const { parent, name, tags } = parts;
  const part = `${name}-${addonName}`;
  const role = identity && makeManagedRole(parent, part, 'pods.eks.amazonaws.com', [identity.policy], parts);
  return new Addon(
    part,
    {
      clusterName,
      addonName,
      addonVersion: version ?? getAddonVersionOutput({ addonName, kubernetesVersion: kubernetes }, { parent }).version,
      ...(configuration !== undefined && { configurationValues: configuration }),
      ...(role && {
        podIdentityAssociations: [{ roleArn: role.role.arn, serviceAccount: identity.serviceAccount }],
      }),
      resolveConflictsOnCreate: 'OVERWRITE',
      // What an operator changed by hand is kept.
      resolveConflictsOnUpdate: 'PRESERVE',
      tags: { ...tags },
    },
    { parent, dependsOn: [...dependsOn, ...(role?.attachments ?? [])] },
  );
}

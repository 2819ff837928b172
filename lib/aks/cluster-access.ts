import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { getClientConfigOutput } from '@pulumi/azure-native/authorization/getClientConfig.js';
import { interpolate, type Input, type Output, type Resource } from '@pulumi/pulumi';
import { accessRoles, principalTypes } from './access';
import { roleDefinitionId, type BuiltInRole } from './built-in-roles';
import type { AccessEntry, ClusterAccess } from './cluster-props';

/** Gives the roles by which principals get into a cluster, and what they may do there. */
export function makeAccess(
  parent: Resource,
  name: string,
  clusterId: Output<string>,
  access: ClusterAccess,
): Resource[] {
  const entries = Object.entries(access.entries ?? {}).flatMap(([key, entry]) =>
    makeEntry(parent, `${name}-${key}`, clusterId, entry),
  );
  if (access.creator === undefined) return entries;
  const principal = getClientConfigOutput({ parent }).objectId;
  const roles: readonly BuiltInRole[] = ['AKS Cluster User', 'AKS RBAC Cluster Admin'];
  const assignments = roles.map((role) => {
    const part = `${name}-creator-${role === 'AKS Cluster User' ? 'user' : 'admin'}`;
    const args = {
      scope: clusterId,
      principalId: principal,
      principalType: principalTypes[access.creatorType ?? 'user'],
      roleDefinitionId: roleDefinitionId(role),
    };
    // Who creates the cluster, whoever updates it later.
    return new RoleAssignment(part, args, { parent, ignoreChanges: ['principalId', 'principalType'] });
  });
  return [...entries, ...assignments];
}

function makeEntry(parent: Resource, part: string, clusterId: Output<string>, entry: AccessEntry): readonly Resource[] {
  const { principal, type, policy, namespaces } = entry;
  const assign = (suffix: string, scope: Input<string>, role: BuiltInRole): RoleAssignment =>
    new RoleAssignment(
      `${part}-${suffix}`,
      {
        scope,
        principalId: principal,
        principalType: principalTypes[type],
        roleDefinitionId: roleDefinitionId(role),
      },
      { parent },
    );
  const role = accessRoles[policy];
  return [
    // Without it, who has a role in the cluster cannot fetch a kubeconfig.
    assign('user', clusterId, 'AKS Cluster User'),
    ...(namespaces === undefined
      ? [assign(policy, clusterId, role)]
      : namespaces.map((namespace) =>
          assign(`${policy}-${namespace}`, interpolate`${clusterId}/namespaces/${namespace}`, role),
        )),
  ];
}

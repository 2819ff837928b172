import { printGiven, type IssueDetails } from '../core';
import type { BuiltInRole } from './built-in-roles';
import type { AccessEntry, AccessPolicy, ClusterAccess } from './cluster-props';

/**
 * The role of each policy.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/entra-id-authorization.md (2026-08-18).
 */
export const accessRoles: Readonly<Record<AccessPolicy, BuiltInRole>> = {
  'cluster-admin': 'AKS RBAC Cluster Admin',
  admin: 'AKS RBAC Admin',
  edit: 'AKS RBAC Writer',
  view: 'AKS RBAC Reader',
};

/** What Azure calls the kinds of principals. */
export const principalTypes = {
  user: 'User',
  group: 'Group',
  'service-principal': 'ServicePrincipal',
} as const;

/** Says what is wrong with who may do what. */
export function judgeAccess({ entries = {}, creator }: ClusterAccess): readonly IssueDetails[] {
  if (creator === undefined && Object.keys(entries).length === 0) {
    return [
      {
        code: 'aks/no-access',
        property: 'access',
        message: 'lets nobody in: neither could this program deploy to the cluster',
        fix: "access: { entries: { deployer: { principal: '…', policy: 'cluster-admin' } } }, or access: { creator: 'admin' }",
      },
    ];
  }
  return Object.entries(entries).flatMap(([name, entry]) =>
    judgeEntry(`access.entries[${JSON.stringify(name)}]`, entry),
  );
}

function judgeEntry(property: string, { principal, policy, namespaces }: AccessEntry): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  const issue = (field: string, given: unknown, message: string, fix: string): void => {
    issues.push({
      code: 'aks/invalid-access',
      property: `${property}.${field}`,
      given: printGiven(given),
      message,
      fix,
    });
  };
  if (typeof principal === 'string' && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(principal)) {
    issue('principal', principal, 'is no object id of Entra ID', 'such as 00000000-0000-0000-0000-000000000000');
  }
  if (!Object.hasOwn(accessRoles, policy)) {
    issue('policy', policy, 'is no policy that there is a role for', Object.keys(accessRoles).join(' or '));
  }
  if (namespaces?.length === 0) {
    const fix = 'at least one namespace, or no namespaces for the whole cluster';
    issue('namespaces', namespaces, 'allows the policy nowhere', fix);
  }
  if (policy === 'cluster-admin' && namespaces !== undefined) {
    issue('namespaces', namespaces, 'cannot narrow cluster-admin, which is for the whole cluster', "policy: 'admin'");
  }
  return issues;
}

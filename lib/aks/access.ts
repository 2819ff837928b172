import type { AccessNames, AccessPolicy } from '../clouds';
import type { BuiltInRole } from './built-in-roles';
import type { PrincipalType } from './cluster-props';

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

/**
 * What Azure calls the kinds of principals.
 *
 * Nothing said is `User` to `@pulumi/azure-native` (authorization/roleAssignment.js of 3.28.0), and Azure fails with
 * `UnmatchedPrincipalType` for all others (read 2026-11-22).
 */
export const principalTypes: Readonly<Record<PrincipalType, string>> = {
  user: 'User',
  group: 'Group',
  'service-principal': 'ServicePrincipal',
};

/** Who can be let in on AKS, and by which roles. */
export const accessNames: AccessNames = {
  principal: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  notPrincipal: 'no object id of Entra ID',
  example: "'00000000-0000-0000-0000-000000000000'",
  policies: accessRoles,
  types: principalTypes,
};

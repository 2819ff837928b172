import type { AccessNames, AccessPolicy } from '../clouds';
import type { AccessEntry } from './cluster-props';

/** What an access entry lets its principal do, and where. */
export interface AccessScope {
  readonly type: 'cluster' | 'namespace';
  readonly namespaces?: string[];
}

/** The policies of EKS by their short names. Source: Amazon EKS user guide, access-policy-permissions. */
export const accessPolicies: Readonly<Record<AccessPolicy, string>> = {
  'cluster-admin': 'AmazonEKSClusterAdminPolicy',
  admin: 'AmazonEKSAdminPolicy',
  edit: 'AmazonEKSEditPolicy',
  view: 'AmazonEKSViewPolicy',
};

/** Where the policy of an entry holds. */
export function accessScope({ namespaces }: AccessEntry): AccessScope {
  return namespaces === undefined ? { type: 'cluster' } : { type: 'namespace', namespaces: [...namespaces] };
}

/** Who can be let in on EKS, and by which policies. */
export const accessNames: AccessNames = {
  principal: /^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/.+$/,
  notPrincipal: 'no user or role of IAM',
  example: "'arn:aws:iam::111122223333:role/deployer'",
  policies: accessPolicies,
};

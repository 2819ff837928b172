import { printGiven, type IssueDetails } from '../core';
import type { AccessEntry, AccessPolicy, ClusterAccess } from './cluster-props';

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

/** Says what is wrong with who may do what. */
export function judgeAccess({ entries = {}, creator }: ClusterAccess): readonly IssueDetails[] {
  if (creator === undefined && Object.keys(entries).length === 0) {
    return [
      {
        code: 'eks/no-access',
        property: 'access',
        message: 'lets nobody in: neither could this program deploy to the cluster',
        fix: "access: { entries: { deployer: { principal: 'arn:aws:iam::…:role/…', policy: 'cluster-admin' } } }, or access: { creator: 'admin' }",
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
      code: 'eks/invalid-access',
      property: `${property}.${field}`,
      given: printGiven(given),
      message,
      fix,
    });
  };
  if (typeof principal === 'string' && !/^arn:aws[a-z-]*:iam::\d{12}:(user|role)\/.+$/.test(principal)) {
    issue(
      'principal',
      principal,
      'is no user or role of IAM',
      "the ARN of one, such as 'arn:aws:iam::111122223333:role/deployer'",
    );
  }
  if (!Object.hasOwn(accessPolicies, policy)) {
    issue('policy', policy, 'is no policy of EKS', Object.keys(accessPolicies).join(' or '));
  }
  if (namespaces?.length === 0) {
    issue(
      'namespaces',
      namespaces,
      'allows the policy nowhere',
      'at least one namespace, or no namespaces for the whole cluster',
    );
  }
  if (policy === 'cluster-admin' && namespaces !== undefined) {
    issue('namespaces', namespaces, 'cannot narrow cluster-admin, which is for the whole cluster', "policy: 'admin'");
  }
  return issues;
}

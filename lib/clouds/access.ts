import { printGiven, type IssueDetails } from '../core';

/** What an access entry allows, by the same names in every cloud. */
export type AccessPolicy = 'cluster-admin' | 'admin' | 'edit' | 'view';

/** Who may do what in a cluster: an entry each, and whoever makes it. */
export interface AccessRules {
  readonly entries?: Readonly<Record<string, AccessRule>> | undefined;
  readonly creator?: 'admin' | undefined;
  /** Read only where the cloud asks what somebody is. */
  readonly creatorType?: string | undefined;
}

/** One entry, as far as the clouds have it in common. */
export interface AccessRule {
  /** Read only where it is plain. */
  readonly principal: unknown;
  /** Read only where the cloud asks what somebody is. */
  readonly type?: string | undefined;
  readonly policy: AccessPolicy;
  readonly namespaces?: readonly string[] | undefined;
}

/** How a cloud names those who can be let in, and what it has for each policy. */
export interface AccessNames {
  readonly principal: RegExp;
  /** What it is not, where it does not match: `no user or role of IAM`. */
  readonly notPrincipal: string;
  /** One to write instead, in quotation marks. */
  readonly example: string;
  readonly policies: Readonly<Record<AccessPolicy, string>>;
  /** What somebody can be, where the cloud asks. */
  readonly types?: Readonly<Record<string, string>> | undefined;
}

/** Says what is wrong with who may do what. */
export function judgeAccess(
  { entries = {}, creator, creatorType }: AccessRules,
  names: AccessNames,
): readonly IssueDetails[] {
  if (creator === undefined && Object.keys(entries).length === 0) {
    const type = names.types === undefined ? '' : ` type: 'user',`;
    const entry = `{ deployer: { principal: ${names.example},${type} policy: 'cluster-admin' } }`;
    return [
      {
        code: 'clouds/no-access',
        property: 'access',
        message: 'lets nobody in: neither could this program deploy to the cluster',
        fix: `access: { entries: ${entry} }, or access: { creator: 'admin' }`,
      },
    ];
  }
  return [
    ...(creatorType === undefined ? [] : judgeType('access.creatorType', creatorType, names, ['group'])),
    ...Object.entries(entries).flatMap(([name, entry]) => judgeEntry(entryAt(name), entry, names)),
    ...judgeRepeated(entries),
  ];
}

function entryAt(name: string): string {
  return `access.entries[${JSON.stringify(name)}]`;
}

/**
 * Each principal has one entry: neither cloud takes a second one, EKS no access entry for the same ARN and AKS no equal
 * assignment of the role that every entry has, and both say so only once there is a cluster. Neither cloud tells letters by
 * their case in what these are called.
 */
function judgeRepeated(entries: NonNullable<AccessRules['entries']>): readonly IssueDetails[] {
  const first = new Map<string, string>();
  return Object.entries(entries).flatMap(([name, { principal }]): readonly IssueDetails[] => {
    if (typeof principal !== 'string') return [];
    const earlier = first.get(principal.toLowerCase());
    if (earlier === undefined) {
      first.set(principal.toLowerCase(), name);
      return [];
    }
    return [
      {
        code: 'clouds/invalid-access',
        property: `${entryAt(name)}.principal`,
        given: printGiven(principal),
        message: `has an entry already, ${entryAt(earlier)}, and the cloud takes one for each`,
        fix: `one entry of it: with the namespaces of both, or with the wider policy`,
      },
    ];
  });
}

/** Judges what somebody is said to be, which may be a setting of a stack. */
function judgeType(
  property: string,
  type: string | undefined,
  { types }: AccessNames,
  never: readonly string[] = [],
): readonly IssueDetails[] {
  const known = Object.keys(types ?? {}).filter((one) => !never.includes(one));
  if (types === undefined || (type !== undefined && known.includes(type))) return [];
  const given = type === undefined ? {} : { given: printGiven(type) };
  const message = type === undefined ? 'does not say what the principal is' : 'is nothing that a principal is';
  return [{ code: 'clouds/invalid-access', property, ...given, message, fix: known.join(' or ') }];
}

function judgeEntry(
  property: string,
  { principal, type, policy, namespaces }: AccessRule,
  names: AccessNames,
): readonly IssueDetails[] {
  const issue = (field: string, given: unknown, message: string, fix: string): IssueDetails => ({
    code: 'clouds/invalid-access',
    property: `${property}.${field}`,
    given: printGiven(given),
    message,
    fix,
  });
  const known = Object.keys(names.policies);
  const anywhere = 'at least one namespace, or no namespaces for the whole cluster';
  const narrowed = 'cannot narrow cluster-admin, which is for the whole cluster';
  return [
    ...(typeof principal !== 'string' || names.principal.test(principal)
      ? []
      : [issue('principal', principal, `is ${names.notPrincipal}`, `such as ${names.example}`)]),
    ...judgeType(`${property}.type`, type, names),
    ...(known.includes(policy) ? [] : [issue('policy', policy, 'is no policy', known.join(' or '))]),
    ...(namespaces?.length === 0 ? [issue('namespaces', namespaces, 'allows the policy nowhere', anywhere)] : []),
    ...(policy === 'cluster-admin' && namespaces !== undefined
      ? [issue('namespaces', namespaces, narrowed, "policy: 'admin'")]
      : []),
  ];
}

import { printGiven, type IssueDetails } from '../core';
import { minorVersion } from '../hardware';

/** Until when a cloud looks after a minor version of Kubernetes, by its last days; a day that could not be read is left out. */
export interface SupportedVersion {
  readonly minor: number;
  /** The support that every cluster has. */
  readonly support?: string;
  /** The support that comes after it. */
  readonly longer?: string;
  /** Where that was read. */
  readonly source: string;
}

/** The versions of Kubernetes that a cloud has or had: the oldest first, and none between left out. */
export interface KubernetesSupport {
  readonly cloud: 'AKS' | 'EKS';
  /** The day on which these were read, and by which they are judged: the library knows no clock. */
  readonly date: string;
  readonly support: string;
  readonly longer: string;
  /** What longer support asks for. */
  readonly condition: string;
  readonly versions: readonly SupportedVersion[];
}

const date = '2026-11-22';

const eksGuide =
  'https://github.com/awsdocs/amazon-eks-user-guide/blob/8596db85c9ea47d3c692d8c7c0498f616187d44d/latest/ug/versioning/kubernetes-versions.adoc';
const eksReview =
  'https://aws-samples.github.io/sample-apex-skills/docs/skills/eks-operation-review/references/cluster-lifecycle';

/** The versions of EKS: new clusters take those in standard and in extended support, and no others (the user guide). */
export const eksSupport: KubernetesSupport = {
  cloud: 'EKS',
  date,
  support: 'standard support',
  longer: 'extended support',
  condition: 'which AWS charges for',
  versions: [
    { minor: 27, support: '2024-07-24', longer: '2025-07-24', source: eksGuide },
    { minor: 28, support: '2024-11-26', longer: '2025-11-26', source: eksGuide },
    { minor: 29, support: '2025-03-23', longer: '2026-03-23', source: eksGuide },
    { minor: 30, support: '2025-07-23', longer: '2026-07-23', source: eksGuide },
    { minor: 31, support: '2025-11-26', longer: '2026-11-26', source: eksGuide },
    { minor: 32, support: '2026-03-23', longer: '2027-03-23', source: eksGuide },
    { minor: 33, support: '2026-07-29', longer: '2027-07-29', source: eksGuide },
    { minor: 34, support: '2026-12-02', longer: '2027-12-02', source: eksReview },
    { minor: 35, support: '2027-03-27', longer: '2028-03-27', source: eksReview },
    // That EKS has it AWS says; until when was not read there.
    { minor: 36, source: 'https://docs.aws.amazon.com/he_il/eks/latest/userguide/kubernetes-versions-standard.html' },
  ],
};

const aksCalendar =
  'https://github.com/MicrosoftDocs/azure-aks-docs/blob/fb060abe6a8fef960d4c487b543bf7b1e97808fe/articles/aks/supported-kubernetes-versions.md';

/**
 * The versions of AKS, by its calendar of 2026-08-05; 1.37 is planned in it, and that it came was not read.
 *
 * Past its support AKS makes new clusters in long-term support alone, which takes the tier Premium (the same page, and
 * long-term-support.md beside it, read 2026-11-22). It is warned of, not refused: a cluster may have been made before.
 */
export const aksSupport: KubernetesSupport = {
  cloud: 'AKS',
  date,
  support: 'support',
  longer: 'long-term support',
  condition: 'without which AKS makes no new cluster of it and which this component does not ask for',
  versions: [
    { minor: 29, support: '2025-03-31', longer: '2026-04-30', source: aksCalendar },
    { minor: 30, support: '2025-08-22', longer: '2026-07-31', source: aksCalendar },
    { minor: 31, support: '2025-11-01', longer: '2026-11-30', source: aksCalendar },
    { minor: 32, support: '2026-03-31', longer: '2027-03-31', source: aksCalendar },
    { minor: 33, support: '2026-07-31', longer: '2027-07-31', source: aksCalendar },
    { minor: 34, support: '2026-11-30', longer: '2027-11-30', source: aksCalendar },
    { minor: 35, support: '2027-03-31', longer: '2028-03-31', source: aksCalendar },
    { minor: 36, support: '2027-06-30', longer: '2028-06-30', source: aksCalendar },
  ],
};

/** What is wrong with the version of a new cluster, and what is to be said of it. */
export interface JudgedSupport {
  readonly issues: readonly IssueDetails[];
  readonly warnings: readonly string[];
}

const silent: JudgedSupport = { issues: [], warnings: [] };

/** Judges the version of a new cluster by what its cloud looked after on the day of the table. */
export function judgeSupport(kubernetes: string, table: KubernetesSupport): JudgedSupport {
  const { cloud, versions } = table;
  const minor = minorVersion(kubernetes);
  const [oldest, newest] = [versions[0], versions.at(-1)];
  if (minor === undefined || oldest === undefined || newest === undefined) return silent;
  if (minor > newest.minor) {
    const known = `the newest that was read of is 1.${newest.minor} (as of ${table.date})`;
    return { issues: [], warnings: [`whether ${cloud} has Kubernetes 1.${minor} is not known here: ${known}`] };
  }
  const found = versions.find((version) => version.minor === minor);
  if (found === undefined || isOver(found.longer, table))
    return { issues: [over(kubernetes, found ?? oldest, table)], warnings: [] };
  if (!isOver(found.support, table)) return silent;
  const past = `the ${table.support} of Kubernetes 1.${minor} by ${cloud} ended on ${found.support ?? ''}`;
  const longer = `${table.longer}, ${table.condition}, lasts until ${found.longer ?? ''}`;
  const warning = `${past}; ${longer} (as of ${table.date}). In ${table.support} then: ${inSupport(table)}`;
  return { issues: [], warnings: [warning] };
}

function isOver(day: string | undefined, table: KubernetesSupport): boolean {
  return day !== undefined && day < table.date;
}

function over(kubernetes: string, version: SupportedVersion, table: KubernetesSupport): IssueDetails {
  const ended = `${table.longer} ended on ${version.longer ?? ''}`;
  const isIt = minorVersion(kubernetes) === version.minor;
  const why = isIt ? `its ${ended}` : `it is older than 1.${version.minor}, whose ${ended}`;
  return {
    code: 'clouds/invalid-version',
    property: 'kubernetes',
    given: printGiven(kubernetes),
    message: `${table.cloud} makes no cluster of it: ${why} (as of ${table.date})`,
    fix: inSupport(table),
  };
}

/** The versions in the support that every cluster has. */
function inSupport(table: KubernetesSupport): string {
  const minors = table.versions.filter(({ support }) => !isOver(support, table)).map(({ minor }) => `'1.${minor}'`);
  return minors.join(' or ');
}

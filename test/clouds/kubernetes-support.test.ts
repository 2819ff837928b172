import { describe, expect, it } from 'vitest';
import { Cluster as AksCluster, type ClusterProps as AksClusterProps } from '../../lib/aks';
import { aksSupport, eksSupport, judgeSupport } from '../../lib/clouds';
import { Cluster as EksCluster, type ClusterProps as EksClusterProps } from '../../lib/eks';
import { azure } from '../aks/cloud';
import { aws } from '../eks/cloud';
import { refusalOf } from '../eks/refusals';
import { withMocks } from '../pulumi-mocks';

const ofEks: EksClusterProps = {
  network: {
    vpcId: 'vpc-1',
    nodeSubnets: [
      { id: 'subnet-a', zone: 'us-east-1a' },
      { id: 'subnet-b', zone: 'us-east-1b' },
    ],
  },
  kubernetes: '1.28',
  access: { creator: 'admin' },
};
const ofAks: AksClusterProps = {
  network: { resourceGroupName: 'ml', region: 'eastus', nodeSubnet: { id: 'nodes' }, egress: 'load-balancer' },
  kubernetes: '1.28',
  access: { creator: 'admin' },
};

/** What is said of a version, one way or the other. */
function said(kubernetes: string, table: typeof eksSupport): readonly string[] {
  const { issues, warnings } = judgeSupport(kubernetes, table);
  return [...issues.map(({ message, fix }) => `error: ${message}; write ${fix}`), ...warnings];
}

describe.each([eksSupport, aksSupport])('the versions of $cloud', (table) => {
  it('follow one another, each supported for as long as the one before it and longer', () => {
    const { versions } = table;
    expect(versions.map(({ minor }) => minor)).toEqual(versions.map((_, index) => (versions[0]?.minor ?? 0) + index));
    for (const day of ['support', 'longer'] as const) {
      const days = versions.flatMap((version) => version[day] ?? []);
      expect(days.every((one) => /^20\d\d-[01]\d-[0-3]\d$/.test(one))).toBe(true);
      expect(days).toEqual([...days].sort());
    }
    expect(versions.filter(({ source }) => !source.startsWith('https://'))).toEqual([]);
  });
});

describe('a version', () => {
  it('that EKS supports is taken in silence, and one that it charges for is not', () => {
    expect(['1.34', '1.35', '1.36'].flatMap((version) => said(version, eksSupport))).toEqual([]);
    expect(said('1.33', eksSupport)).toEqual([
      "the standard support of Kubernetes 1.33 by EKS ended on 2026-07-29; extended support, which AWS charges for, lasts until 2027-07-29 (as of 2026-11-22). In standard support then: '1.34' or '1.35' or '1.36'",
    ]);
    expect(said('1.37', eksSupport)).toEqual([
      'whether EKS has Kubernetes 1.37 is not known here: the newest that was read of is 1.36 (as of 2026-11-22)',
    ]);
  });

  it('that AKS supports is taken in silence, and one that it takes under long-term support is not', () => {
    expect(['1.34', '1.35', '1.36'].flatMap((version) => said(version, aksSupport))).toEqual([]);
    expect(said('1.33', aksSupport)).toEqual([
      "the support of Kubernetes 1.33 by AKS ended on 2026-07-31; long-term support, without which AKS makes no new cluster of it and which this component does not ask for, lasts until 2027-07-31 (as of 2026-11-22). In support then: '1.34' or '1.35' or '1.36'",
    ]);
    expect(said('1.37', aksSupport)).toEqual([
      'whether AKS has Kubernetes 1.37 is not known here: the newest that was read of is 1.36 (as of 2026-11-22)',
    ]);
  });

  it('that is older than all that is known is refused by the oldest', () => {
    expect(said('1.20', eksSupport)).toEqual([
      "error: EKS makes no cluster of it: it is older than 1.27, whose extended support ended on 2025-07-24 (as of 2026-11-22); write '1.34' or '1.35' or '1.36'",
    ]);
  });
});

describe('a new cluster', () => {
  it('of a version that its cloud has given up is refused, and each cloud says which there are', async () => {
    const run = await withMocks(() => refusalOf(() => new EksCluster('ml', ofEks)), aws);
    expect(run.result).toEqual([
      `clouds/invalid-version kubernetes "1.28": EKS makes no cluster of it: its extended support ended on 2025-11-26 (as of 2026-11-22); write '1.34' or '1.35' or '1.36'`,
    ]);
    const other = await withMocks(() => refusalOf(() => new AksCluster('ml', { ...ofAks, kubernetes: '1.30' })), azure);
    expect(other.result).toEqual([
      `clouds/invalid-version kubernetes "1.30": AKS makes no cluster of it: its long-term support ended on 2026-07-31 (as of 2026-11-22); write '1.34' or '1.35' or '1.36'`,
    ]);
  });

  it('of a version that is past its support is warned of', async () => {
    const eks = await withMocks(() => new EksCluster('ml', { ...ofEks, kubernetes: '1.32' }), aws);
    expect(eks.warnings).toContain(judgeSupport('1.32', eksSupport).warnings[0]);
    const aks = await withMocks(() => new AksCluster('ml', { ...ofAks, kubernetes: '1.32' }), azure);
    expect(aks.warnings).toContain(judgeSupport('1.32', aksSupport).warnings[0]);
  });
});

import { labelValueProblem, printGiven, type IssueDetails } from '../core';
import { minorVersion } from './kubernetes-version';
import type { NodePool } from './node-pool';
import type { TargetCluster, TargetClusterProps } from './target-cluster';

/**
 * Describes the cluster that something is made for.
 *
 * It does not throw: what is wrong with it or its pools is kept in `issues`, and reported by whoever uses it.
 */
export function targetCluster(props: TargetClusterProps): TargetCluster {
  const { name, cloud, kubernetes, region, nodePools = [], storageClasses, addOns = {} } = props;
  const { customResources, installed } = props;
  return {
    kind: 'TargetCluster',
    name,
    cloud,
    ...(region !== undefined && { region }),
    kubernetes,
    nodePools,
    ...(storageClasses !== undefined && { storageClasses }),
    addOns,
    ...(customResources !== undefined && { customResources }),
    ...(installed !== undefined && { installed }),
    issues: [
      ...judgeCluster(props),
      ...nodePools.flatMap((pool) => judgePool(pool, props)),
      ...judgePoolNames(nodePools),
    ],
  };
}

function judgeCluster({ name, kubernetes }: TargetClusterProps): IssueDetails[] {
  const issues: IssueDetails[] = [];
  const problem = name === '' ? 'must not be empty' : labelValueProblem(name);
  if (problem !== undefined) {
    issues.push({
      code: 'hardware/invalid-target',
      property: 'name',
      given: printGiven(name),
      message: problem,
      fix: "a name such as 'production'",
    });
  }
  if (minorVersion(kubernetes) === undefined) {
    issues.push({
      code: 'hardware/invalid-target',
      property: 'kubernetes',
      given: printGiven(kubernetes),
      message: 'is no version of Kubernetes',
      fix: "major and minor version, such as '1.34'",
    });
  }
  return issues;
}

function judgePool(pool: NodePool, { cloud }: TargetClusterProps): IssueDetails[] {
  const place = `nodePools[${JSON.stringify(pool.name)}]`;
  const issues: IssueDetails[] = pool.issues.map((issue) => ({
    ...issue,
    property: issue.property === undefined ? place : `${place}.${issue.property}`,
  }));
  const manager = pool.manager.slice(0, 3);
  if (manager !== cloud && pool.manager !== 'other') {
    issues.push({
      code: 'hardware/wrong-cloud',
      property: `${place}.manager`,
      given: printGiven(pool.manager),
      message: `is not of this cluster, whose cloud is ${cloud}`,
      fix: `cloud: '${manager}', or a pool with manager: '${cloud === 'other' ? 'other' : defaultManager[cloud]}'`,
    });
  }
  return issues;
}

function judgePoolNames(pools: readonly NodePool[]): readonly IssueDetails[] {
  const names = pools.map(({ name }) => name);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  return [...new Set(twice)].map((name) => ({
    code: 'hardware/duplicate-pool',
    property: `nodePools[${JSON.stringify(name)}]`,
    message: 'more than one pool has this name',
    fix: 'a name of its own for each pool',
  }));
}

const defaultManager = { eks: 'eks-managed-node-group', aks: 'aks-node-pool' } as const;

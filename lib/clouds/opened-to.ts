import { Construct } from 'constructs';
import { recordIssue, refuse, type CapturedStack, type IssueDetails } from '../core';
import type { StoreUser } from '../data';
import { clusterOf, type TargetCluster } from '../hardware';
import type { WorkloadAccount } from './workload-identities';

/**
 * The account of a workload that something is to be opened to; nothing where that cannot be, which is then said of the
 * workload.
 *
 * The path is the kind and the name of what is opened, such as `eks.ObjectStore weights`, and the stack that of the call.
 *
 * @throws ConfigError where the workload is no construct that could say it
 */
export function accountOf(
  workload: StoreUser,
  cluster: { readonly target: TargetCluster },
  path: string,
  stack: CapturedStack,
): WorkloadAccount | undefined {
  const { namespace, serviceAccountName: serviceAccount } = workload;
  const issues = [...(namespace === undefined ? [noNamespace] : []), ...judgeCluster(workload, cluster)];
  if (issues.length === 0) return { namespace: namespace ?? '', serviceAccount };
  if (!Construct.isConstruct(workload)) refuse(path, issues, stack);
  else for (const issue of issues) recordIssue(workload, issue, stack);
  return undefined;
}

const noNamespace: IssueDetails = {
  code: 'clouds/no-namespace',
  property: 'namespace',
  message: 'is not said of the workload, and a cloud knows a service account by its namespace',
  fix: "new Chart(app, 'chat', { namespace: 'chat' })",
};

function judgeCluster(workload: StoreUser, cluster: { readonly target: TargetCluster }): readonly IssueDetails[] {
  const own = Construct.isConstruct(workload) ? clusterOf(workload) : undefined;
  // Whoever asks a cluster for its target is taken to know of no pool that comes later.
  if (own === undefined || own.name === cluster.target.name) return [];
  const { name } = cluster.target;
  const message = `the workload goes to the cluster ${own.name}, and this is opened to the workloads of ${name}`;
  return [{ code: 'clouds/other-cluster', property: 'cluster', message, fix: 'one that is made for that cluster' }];
}

import { deriveName } from '../core';

/** The longest that is both a name of a cluster (100) and the value of a label. Source: EKS API, CreateCluster. */
const longest = 63;

/** The name of a cluster, unless it is given: of the component and the stack, so that two stacks share an account. */
export function clusterName(component: string, stack: string): string {
  return deriveName([component, stack], longest);
}

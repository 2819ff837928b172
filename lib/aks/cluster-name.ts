import { deriveName } from '../core';

/** The longest that is a name of a cluster, a prefix of its address in DNS (54), and the value of a label. */
const longest = 54;

/** The name of a cluster, unless it is given: of the component and the stack, so that two stacks share a subscription. */
export function clusterName(component: string, stack: string): string {
  return deriveName([component, stack], longest);
}

import { deriveName, printGiven, type IssueDetails } from '../core';

/** The longest that is a name of a cluster, a prefix of its address in DNS (54), and the value of a label. */
const longest = 54;

/** The name of a cluster, unless it is given: of the component and the stack, so that two stacks share a subscription. */
export function clusterName(component: string, stack: string): string {
  return deriveName([component, stack], longest);
}

/** The longest name of a component: Azure puts eight characters after it, and a workspace of Log Analytics has 63. */
const longestComponent = 50;

/** Judges the name of a component that Azure's own names are made of. */
export function judgeComponentName(name: string): readonly IssueDetails[] {
  if (/^[A-Za-z]([A-Za-z0-9-]{0,48}[A-Za-z0-9])?$/.test(name)) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'the name of the component',
      given: printGiven(name),
      message: `must be at most ${longestComponent} letters, digits and -, a letter first: the names in Azure are made of it`,
      fix: "a name such as 'ml'",
    },
  ];
}

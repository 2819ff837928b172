import type { Resource } from '@pulumi/pulumi';
import type { IConstruct } from 'constructs';

// Kept on the node under a registered symbol, so that two copies of the library see the same resources.
const key: unique symbol = Symbol.for('modelyard.deployAfter');

interface Awaiting {
  [key]?: Resource[] | undefined;
}

/**
 * Lets what a construct and those below it deploy wait for resources, which go only after it.
 *
 * What an Output comes from is waited for by itself; this is for what leaves no trace in a manifest, such as a role.
 */
export function deployAfter(construct: IConstruct, resources: readonly Resource[]): void {
  const node: typeof construct.node & Awaiting = construct.node;
  (node[key] ??= []).push(...resources);
}

/** What a construct waits for, by itself and by those above it. */
export function awaitedBy(construct: IConstruct): readonly Resource[] {
  return construct.node.scopes.flatMap((scope) => {
    const node: typeof scope.node & Awaiting = scope.node;
    return node[key] ?? [];
  });
}

import { nodeBootSeconds, type NodePool, type TargetCluster } from '../../hardware';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import type { Rule } from '../rule';
import { admit } from '../scheduling/admission';
import type { DeclaredNode } from '../scheduling/declared-node';
import { declaredNodes } from '../scheduling/declared-nodes';
import { judgeDeclared } from '../scheduling/open-verdicts';
import { progressDeadline, startupBudget } from '../startup-budget';

/** A rollout waits as long as a further node and the server on it may take together. */
export const nodesAwaited: Rule = {
  name: 'nodes-awaited',
  summary: 'a rollout waits for a further node and the start on it, where it is known how long a node takes',
  source: 'apps/v1 DeploymentSpec progressDeadlineSeconds: it runs while pods wait for a node, too',
  check(inventory: Inventory): readonly RuleFinding[] {
    const { cluster } = inventory;
    // How long a node takes is left to whoever knows it.
    if (cluster?.nodePools.some((pool) => nodeBootSeconds(pool) !== undefined) !== true) return [];
    const nodes = declaredNodes(cluster, inventory, 'most');
    return inventory
      .ofKind('apps', 'Deployment')
      .flatMap((owner) => inventory.podTemplatesOf(owner))
      .flatMap((template) => judge(template, cluster, nodes, inventory));
  },
};

function judge(
  template: PodTemplate,
  cluster: TargetCluster,
  nodes: readonly DeclaredNode[],
  inventory: Inventory,
): readonly RuleFinding[] {
  const { owner, containers } = template;
  const deadline = progressDeadline(owner.spec);
  const starts = containers.map(({ role, definition }) => (role === 'init' ? 0 : startupBudget(definition)));
  const start = Math.max(0, ...starts);
  // That this alone is too long another rule says.
  if (deadline === undefined || start >= deadline) return [];
  const pool = slowestPool(template, cluster, nodes, inventory);
  const boot = pool && nodeBootSeconds(pool);
  if (boot === undefined || start + boot < deadline) return [];
  const then = start === 0 ? '' : `, and its pods ${start} s to start on it`;
  return [
    {
      code: 'verify/deadline-before-startup',
      // There may be room on a node that runs, and it may start sooner.
      severity: 'warning',
      manifest: owner.manifest,
      path: 'spec.progressDeadlineSeconds',
      given: String(deadline),
      message: `the rollout is reported as failed after ${deadline} s, while a further node of pool ${pool?.name ?? ''} may take ${boot} s${then}`,
      fix: `more than ${start + boot}, with time on top to pull the image`,
    },
  ];
}

/** Of the pools that may grow for a pod, the one whose nodes take longest. */
function slowestPool(
  template: PodTemplate,
  cluster: TargetCluster,
  nodes: readonly DeclaredNode[],
  inventory: Inventory,
): NodePool | undefined {
  const { pod } = admit(template, inventory);
  const verdicts = judgeDeclared(pod, nodes, cluster);
  let slowest: NodePool | undefined;
  nodes.forEach(({ pool }, index) => {
    const boot = nodeBootSeconds(pool);
    if (boot === undefined || verdicts[index]?.feasible !== true) return;
    if (slowest === undefined || boot > (nodeBootSeconds(slowest) ?? 0)) slowest = pool;
  });
  return slowest;
}

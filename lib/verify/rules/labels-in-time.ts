import { printGiven } from '../../core';
import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import type { Rule } from '../rule';
import { labelsAskedFor } from '../scheduling/undeclared';
import { readPod } from '../scheduling/pod-state';

/** Labels that pods ask for are on a node before there is one. */
export const labelsInTime: Rule = {
  name: 'labels-in-time',
  summary: 'pods that pools start nodes for ask for labels that a pool is known by before it has nodes',
  source:
    'https://karpenter.sh/docs/concepts/scheduling/: labels that no NodePool has; kubernetes/autoscaler cluster-autoscaler/cloudprovider/aws/README.md: scaling from 0',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    const pools = inventory.cluster?.nodePools ?? [];
    // A pool with nodes shows their labels to whoever adds some.
    if (pools.length === 0 || pools.some(({ nodes }) => nodes.min > 0 && nodes.max > 0)) return found;
    checkPods(inventory, found, ({ owner, pod, podPath }) => {
      if (owner.kind === 'DaemonSet' || owner.kind === 'PodTemplate') return;
      const late = labelsAskedFor(readPod({ metadata: {}, spec: pod })).find(
        (key) => setLater.test(key) && !pools.some(({ labels }) => Object.hasOwn(labels, key)),
      );
      if (late === undefined) return;
      found.push({
        code: 'verify/label-comes-late',
        severity: 'warning',
        manifest: owner.manifest,
        path: podPath,
        given: printGiven(late),
        message: 'nodes get this label only after they have started, so that no autoscaler starts one for it',
        fix: 'a label of the pool, or node.kubernetes.io/instance-type',
      });
    });
    return found;
  },
};

/** What the discovery of GPUs and of features sets, but for the one that pools are given. */
const setLater = /^(?:nvidia\.com\/(?!gpu\.present$)|feature\.node\.kubernetes\.io\/)/;

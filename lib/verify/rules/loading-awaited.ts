import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { isAccelerator, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';
import { isSet } from '../untrusted';

/** A server that loads a model is not restarted while it does. */
export const loadingAwaited: Rule = {
  name: 'loading-awaited',
  summary: 'a server on accelerators that is restarted when it does not answer is given the time to load its model',
  source:
    'kubernetes concepts/workloads/pods/pod-lifecycle: a startup probe holds back the others; https://docs.vllm.ai/en/stable/deployment/k8s.html: too small a threshold ends the server while it loads',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, containers }) => {
      for (const container of containers) {
        const { definition, path, role } = container;
        if (role === 'init' || !isSet(definition['livenessProbe']) || isSet(definition['startupProbe'])) continue;
        if (!resourcesNamedBy(container).some(isAccelerator)) continue;
        found.push({
          code: 'verify/restarted-while-loading',
          severity: 'warning',
          manifest: owner.manifest,
          path: `${path}.startupProbe`,
          message:
            'a model may load for minutes, and without a startup probe the liveness probe restarts its server meanwhile',
          fix: 'a startupProbe of the same kind, with a failureThreshold that lasts for the longest load',
        });
      }
    });
    return found;
  },
};

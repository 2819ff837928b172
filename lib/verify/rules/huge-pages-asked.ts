import { checkPods } from '../check-pods';
import type { RuleFinding } from '../finding';
import type { Inventory } from '../inventory';
import { devicesOf, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';

/** Memory in huge pages is asked for where a network adapter needs it, and as the API server takes it. */
export const hugePagesAsked: Rule = {
  name: 'huge-pages-asked',
  summary: 'a container with an Elastic Fabric Adapter asks for huge pages, and huge pages come with CPU or memory',
  source:
    'https://docs.aws.amazon.com/eks/latest/userguide/node-efa.html; kubernetes 1.34 pkg/apis/core/validation ValidateContainerResourceRequirements',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, containers }) => {
      for (const container of containers) {
        const named = resourcesNamedBy(container);
        const hasPages = named.some((resource) => resource.startsWith('hugepages-'));
        if (hasPages && !named.includes('cpu') && !named.includes('memory')) {
          found.push({
            code: 'verify/invalid-quantity',
            severity: 'error',
            manifest: owner.manifest,
            path: `${container.path}.resources`,
            message: 'huge pages are given only to what asks for CPU or memory too',
            fix: 'a request for memory',
          });
        }
        if (hasPages || devicesOf(container, 'vpc.amazonaws.com/efa') === 0) continue;
        found.push({
          code: 'verify/no-huge-pages',
          severity: 'warning',
          manifest: owner.manifest,
          path: `${container.path}.resources.limits`,
          message:
            'the library of the Elastic Fabric Adapter takes its buffers from huge pages, of which this container gets none',
          fix: "'hugepages-2Mi': '5120Mi', which the images of EKS set aside for each node",
        });
      }
    });
    return found;
  },
};

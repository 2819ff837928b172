import type { RuleFinding } from '../finding';
import { checkPods } from '../check-pods';
import type { Inventory } from '../inventory';
import { devicesOf, resourcesNamedBy } from '../requested-devices';
import type { Rule } from '../rule';

/** A container has one slice of a GPU. */
export const slicesApart: Rule = {
  name: 'slices-apart',
  summary: 'a container has no more than one slice of a GPU, since a process sees no more',
  source: 'https://docs.nvidia.com/datacenter/tesla/mig-user-guide/mig-device-names.html: Device Enumeration',
  check(inventory: Inventory): readonly RuleFinding[] {
    const found: RuleFinding[] = [];
    checkPods(inventory, found, ({ owner, containers }) => {
      for (const container of containers) {
        const slices = resourcesNamedBy(container).filter((resource) => resource.startsWith('nvidia.com/mig-'));
        const count = slices.reduce((sum, resource) => sum + devicesOf(container, resource), 0);
        if (count < 2) continue;
        found.push({
          code: 'verify/several-slices',
          // A container may start a process for each.
          severity: 'warning',
          manifest: owner.manifest,
          path: `${container.path}.resources.limits`,
          message: `a process of CUDA 11 or 12 sees one slice of a GPU only, and the container has ${count}: no model is spread over them`,
          fix: 'one slice of a larger profile, a whole GPU, or a container for each slice',
        });
      }
    });
    return found;
  },
};

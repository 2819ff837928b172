import { expect, test } from 'vitest';
import { slicesApart } from '../../../lib/verify/rules/slices-apart';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment } from '../manifests';

const limited = (limits: object): Manifest => deployment({ container: { resources: { limits } } });

test.each<Shown>([
  {
    where: 'there is one slice, or none',
    manifests: [
      deployment(),
      limited({ 'nvidia.com/mig-1g.5gb': 1 }),
      limited({ 'nvidia.com/mig-1g.5gb': '1', 'nvidia.com/mig-2g.10gb': 0 }),
      limited({ 'nvidia.com/gpu': 4 }),
      limited({ 'nvidia.com/mig-1g.5gb': 'many' }),
    ],
  },
  {
    where: 'each container has its own',
    manifests: [
      deployment({
        pod: {
          containers: ['a', 'b'].map((name) => ({ name, resources: { limits: { 'nvidia.com/mig-1g.5gb': 1 } } })),
        },
      }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(slicesApart, shown)).toEqual([]);
});

const finding = (count: number): Found => ({
  on: 'Deployment chat',
  code: 'verify/several-slices',
  severity: 'warning',
  path: 'spec.template.spec.containers[0].resources.limits',
  message: `a process of CUDA 11 or 12 sees one slice of a GPU only, and the container has ${count}: no model is spread over them`,
  fix: 'one slice of a larger profile, a whole GPU, or a container for each slice',
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'there are several',
    manifests: [
      limited({ 'nvidia.com/mig-1g.5gb': 2 }),
      limited({ 'nvidia.com/mig-1g.5gb': '2', 'nvidia.com/mig-3g.20gb': 1 }),
    ],
    found: [finding(2), finding(3)],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(slicesApart, shown)).toEqual(found);
});

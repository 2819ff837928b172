import { expect, test } from 'vitest';
import { hugePagesAsked } from '../../../lib/verify/rules/huge-pages-asked';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment } from '../manifests';

const limited = (limits: object, requests: object = {}): Manifest =>
  deployment({ container: { resources: { limits, requests } } });

test.each<Shown>([
  {
    where: 'none are needed',
    manifests: [deployment(), limited({ memory: '1Gi' }), limited({ 'vpc.amazonaws.com/efa': 0 })],
  },
  {
    where: 'they come with memory or CPU',
    manifests: [
      limited({ 'hugepages-2Mi': '1Gi', memory: '1Gi' }),
      limited({ 'hugepages-1Gi': '1Gi' }, { cpu: '1' }),
      limited({ 'vpc.amazonaws.com/efa': 4, 'hugepages-2Mi': '5120Mi', memory: '8Gi' }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(hugePagesAsked, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'an adapter has none',
    manifests: [limited({ 'vpc.amazonaws.com/efa': 4, memory: '8Gi' })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/no-huge-pages',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].resources.limits',
        message:
          'the library of the Elastic Fabric Adapter takes its buffers from huge pages, of which this container gets none',
        fix: "'hugepages-2Mi': '5120Mi', which the images of EKS set aside for each node",
      },
    ],
  },
  {
    where: 'nothing else is asked for',
    manifests: [limited({ 'hugepages-2Mi': '1Gi' })],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources',
        message: 'huge pages are given only to what asks for CPU or memory too',
        fix: 'a request for memory',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(hugePagesAsked, shown)).toEqual(found);
});

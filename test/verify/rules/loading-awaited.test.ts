import { expect, test } from 'vitest';
import { loadingAwaited } from '../../../lib/verify/rules/loading-awaited';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment } from '../manifests';

const probe = { httpGet: { path: '/health', port: 8000 } };
const served = (container: object, device = 'nvidia.com/gpu'): Manifest =>
  deployment({ container: { resources: { limits: { [device]: 1 } }, ...container } });

test.each<Shown>([
  { where: 'nothing restarts it', manifests: [served({}), served({ readinessProbe: probe })] },
  { where: 'it is given time first', manifests: [served({ livenessProbe: probe, startupProbe: probe })] },
  { where: 'it has no accelerator', manifests: [deployment({ container: { livenessProbe: probe } })] },
  {
    where: 'it ends before the others',
    manifests: [
      deployment({
        pod: {
          initContainers: [
            { name: 'a', image: 'a', livenessProbe: probe, resources: { limits: { 'nvidia.com/gpu': 1 } } },
          ],
        },
      }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(loadingAwaited, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'it is restarted when it does not answer',
    manifests: ['nvidia.com/gpu', 'nvidia.com/mig-1g.5gb', 'aws.amazon.com/neuron'].map((device) =>
      served({ livenessProbe: probe }, device),
    ),
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/restarted-while-loading',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].startupProbe',
        message:
          'a model may load for minutes, and without a startup probe the liveness probe restarts its server meanwhile',
        fix: 'a startupProbe of the same kind, with a failureThreshold that lasts for the longest load',
      },
      {
        on: 'Deployment chat',
        code: 'verify/restarted-while-loading',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].startupProbe',
        message:
          'a model may load for minutes, and without a startup probe the liveness probe restarts its server meanwhile',
        fix: 'a startupProbe of the same kind, with a failureThreshold that lasts for the longest load',
      },
      {
        on: 'Deployment chat',
        code: 'verify/restarted-while-loading',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].startupProbe',
        message:
          'a model may load for minutes, and without a startup probe the liveness probe restarts its server meanwhile',
        fix: 'a startupProbe of the same kind, with a failureThreshold that lasts for the longest load',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(loadingAwaited, shown)).toEqual(found);
});

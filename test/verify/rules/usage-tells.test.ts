import { expect, test } from 'vitest';
import { usageTells } from '../../../lib/verify/rules/usage-tells';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { autoscaler, deployment, object } from '../manifests';

const cpu = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } };
const memory = {
  type: 'Resource',
  resource: { name: 'memory', target: { type: 'Utilization', averageUtilization: 60 } },
};
const of = (container: string): object => ({
  type: 'ContainerResource',
  containerResource: { name: 'cpu', container },
});
const gpu = { resources: { limits: { 'nvidia.com/gpu': 1 } } };
const server = deployment({ container: gpu });
const keda = (...triggers: readonly object[]): Manifest =>
  object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { name: 'chat' }, triggers });

test.each<Shown>([
  { where: 'no accelerator waits', manifests: [deployment(), autoscaler({ metrics: [cpu] })] },
  {
    where: 'something else tells too',
    manifests: [
      server,
      autoscaler({ metrics: [cpu, memory] }),
      autoscaler({ metrics: [cpu, { type: 'External', external: {} }] }),
      keda({ type: 'cpu' }, { type: 'prometheus' }),
    ],
  },
  {
    where: 'another container is measured',
    manifests: [
      deployment({
        pod: {
          containers: [
            { name: 'server', image: 'a', ...gpu },
            { name: 'proxy', image: 'b' },
          ],
        },
      }),
      autoscaler({ metrics: [of('proxy')] }),
    ],
  },
  {
    where: 'the target is not of the app, or nothing is measured',
    manifests: [autoscaler({ metrics: [cpu] }), autoscaler(), keda()],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(usageTells, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the CPU alone tells',
    manifests: [
      server,
      autoscaler({ metrics: [cpu] }),
      autoscaler({ metrics: [of('server')] }, { name: 'b' }),
      keda({ type: 'cpu', metadata: { value: '60' } }),
    ].map((one) => ({
      ...one,
      ...(one.kind === 'HorizontalPodAutoscaler' && {
        spec: {
          ...(one['spec'] as object),
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        },
      }),
    })),
    found: [
      {
        on: 'HorizontalPodAutoscaler chat',
        code: 'verify/cpu-tells-little',
        severity: 'warning',
        path: 'spec.metrics[0]',
        message: 'the usage of CPU hardly tells how busy a server on accelerators is: it waits for them in a loop',
        fix: 'the length of its queue, or the number of requests under way',
      },
      {
        on: 'HorizontalPodAutoscaler b',
        code: 'verify/cpu-tells-little',
        severity: 'warning',
        path: 'spec.metrics[0]',
        message: 'the usage of CPU hardly tells how busy a server on accelerators is: it waits for them in a loop',
        fix: 'the length of its queue, or the number of requests under way',
      },
      {
        on: 'ScaledObject chat',
        code: 'verify/cpu-tells-little',
        severity: 'warning',
        path: 'spec.triggers[0]',
        message: 'the usage of CPU hardly tells how busy a server on accelerators is: it waits for them in a loop',
        fix: 'the length of its queue, or the number of requests under way',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(usageTells, shown)).toEqual(found);
});

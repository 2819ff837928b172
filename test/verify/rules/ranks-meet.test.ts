import { expect, test } from 'vitest';
import { ranksMeet } from '../../../lib/verify/rules/ranks-meet';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { job, service, type Changes } from '../manifests';

const names = (spec: object = {}, labels: object = { app: 'train' }): Manifest =>
  service({ name: 'ranks', labels: { ...labels }, spec: { clusterIP: 'None', ...spec } });
const ranks = (spec: object = {}, more: Changes = {}): Manifest =>
  job({
    name: 'train',
    labels: { app: 'train' },
    ...more,
    spec: { completionMode: 'Indexed', completions: 4, parallelism: 4, ...spec },
    pod: { subdomain: 'ranks', ...more.pod },
  });
const gpu = { container: { resources: { limits: { 'nvidia.com/gpu': 8 } } } };
const marked = (key: string): Manifest => ranks({}, { ...gpu, metadata: { labels: { [key]: 'a' } } });

test.each<Shown>([
  {
    where: 'pods do not call each other',
    manifests: [
      job(),
      ranks({ completionMode: 'NonIndexed' }),
      ranks({ parallelism: 1 }, { pod: { subdomain: undefined } }),
    ],
  },
  { where: 'a Service gives them names', manifests: [names(), ranks()] },
  {
    where: 'a Service selects by the name of the Job, or leaves its pods to others',
    manifests: [names({}, { 'job-name': 'train' }), ranks()].concat(names({ selector: undefined })),
  },
  {
    where: 'a Service selects one of them by its rank, which the others call',
    manifests: [names({}, { 'job-name': 'train', 'batch.kubernetes.io/job-completion-index': '0' }), ranks()],
  },
  { where: 'the Service is declared', manifests: [ranks()], facts: { existing: [{ kind: 'Service', name: 'ranks' }] } },
  {
    where: 'they are placed together, or need nothing that others hold',
    manifests: [
      names(),
      ranks(),
      ranks({ completions: 1, parallelism: 1 }, gpu),
      ranks({}, { ...gpu, pod: { schedulerName: 'volcano' } }),
      ...['kueue.x-k8s.io/queue-name', 'scheduling.x-k8s.io/pod-group'].map(marked),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(ranksMeet, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'the Service is not headless',
    manifests: [names({ clusterIP: undefined }), ranks()],
    found: [
      {
        on: 'Job train',
        code: 'verify/no-host-names',
        severity: 'error',
        path: 'spec.template.spec.subdomain',
        given: '"ranks"',
        message: 'Service ranks has an address of its own, so that none of the pods can be called by its name',
        fix: 'clusterIP: None in it',
      },
    ],
  },
  {
    where: 'the Service selects others',
    manifests: [names({}, { app: 'web' }), ranks()],
    found: [
      {
        on: 'Job train',
        code: 'verify/no-host-names',
        severity: 'error',
        path: 'spec.template.spec.subdomain',
        given: '"ranks"',
        message: 'Service ranks does not select the pods, so that none of them can be called by its name',
        fix: 'a selector of labels of the pods, such as job-name: train',
      },
    ],
  },
  {
    where: 'nobody says whether there is a Service',
    manifests: [ranks()],
    found: [
      {
        on: 'Job train',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        path: 'spec.template.spec.subdomain',
        given: '"ranks"',
        message:
          'whether the pods have host names is not known: the app does not make Service ranks, and it is not declared',
        fix: 'a Service ranks with clusterIP: None that selects the pods',
      },
    ],
  },
  {
    where: 'not all run at once',
    manifests: [names(), ranks({ parallelism: 2 }), ranks({ parallelism: undefined })],
    found: [
      {
        on: 'Job train',
        code: 'verify/ranks-wait',
        severity: 'warning',
        path: 'spec.parallelism',
        given: '2',
        message: '4 pods call each other, and only 2 of them run at once, so that these wait for the others',
        fix: 'parallelism: 4',
      },
      {
        on: 'Job train',
        code: 'verify/ranks-wait',
        severity: 'warning',
        path: 'spec.parallelism',
        given: '1',
        message: '4 pods call each other, and only 1 of them runs at once, so that these wait for the others',
        fix: 'parallelism: 4',
      },
    ],
  },
  {
    where: 'they are placed one by one',
    manifests: [names(), ranks({}, gpu)],
    found: [
      {
        on: 'Job train',
        code: 'verify/gang-not-whole',
        severity: 'warning',
        path: 'spec.template.spec',
        message:
          'its 4 pods are placed one by one, so that two such Jobs may each hold accelerators that the other waits for',
        fix: 'the label kueue.x-k8s.io/queue-name, or a scheduler that places groups',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(ranksMeet, shown)).toEqual(found);
});

import { expect, test } from 'vitest';
import { signalsArrive } from '../../../lib/verify/rules/signals-arrive';
import { foundBy, type Found, type Shown } from '../found';
import type { Manifest } from '../../../lib/verify';
import { deployment, job, workload } from '../manifests';

const running = (command: readonly unknown[], pod: object = {}): Manifest =>
  deployment({ pod: { ...pod }, container: { command } });
const script = 'cd /app && python serve.py';

test.each<Shown>([
  {
    where: 'the program is the first process',
    manifests: [deployment(), running(['python', 'serve.py']), running(['sh', 'serve.sh']), running(['sh', '-c', 5])],
  },
  {
    where: 'the script gives way to it, or passes the signal on',
    manifests: [
      running(['sh', '-c', 'cd /app && exec python serve.py']),
      running(['/bin/sh', '-c', 'trap stop TERM; serve & wait']),
      running(['sh', '-c', 'tini -- serve']),
    ],
  },
  { where: 'bash becomes the last command', manifests: [running(['bash', '-c', script])] },
  { where: 'the script runs whatever it is given', manifests: [running(['sh', '-c', '"$@"', '--', 'serve'])] },
  {
    where: 'another process is the first',
    manifests: [running(['sh', '-c', script], { shareProcessNamespace: true })],
  },
  {
    where: 'what ends by itself runs it',
    manifests: [
      job({ container: { command: ['sh', '-c', script] } }),
      deployment({ pod: { initContainers: [{ name: 'load', image: 'a', command: ['sh', '-c', script] }] } }),
      workload('example.com/v1', 'Engine', { container: { command: ['sh', '-c', script] } }),
    ],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(signalsArrive, shown)).toEqual([]);
});

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'a shell runs it as a child',
    manifests: [
      running(['sh', '-c', script]),
      running(['/bin/sh', '-ec', script]),
      running(['/usr/bin/dash', '-c', script]),
    ],
    found: [
      {
        on: 'Deployment chat',
        code: 'verify/signal-held-back',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].command',
        given: '"sh"',
        message:
          'as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over',
        fix: 'exec before the last command of the script, or the program itself as command',
      },
      {
        on: 'Deployment chat',
        code: 'verify/signal-held-back',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].command',
        given: '"/bin/sh"',
        message:
          'as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over',
        fix: 'exec before the last command of the script, or the program itself as command',
      },
      {
        on: 'Deployment chat',
        code: 'verify/signal-held-back',
        severity: 'warning',
        path: 'spec.template.spec.containers[0].command',
        given: '"/usr/bin/dash"',
        message:
          'as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over',
        fix: 'exec before the last command of the script, or the program itself as command',
      },
    ],
  },
  {
    where: 'the script stands among the arguments, beside a server that hears',
    manifests: [
      workload('apps/v1', 'StatefulSet', {
        pod: {
          containers: [
            { name: 'a', image: 'a' },
            { name: 'b', image: 'b', command: ['ash', '-c'], args: [script] },
          ],
        },
      }),
    ],
    found: [
      {
        on: 'StatefulSet chat',
        code: 'verify/signal-held-back',
        severity: 'warning',
        path: 'spec.template.spec.containers[1].command',
        given: '"ash"',
        message:
          'as the first process of a container a shell such as dash does not pass on the signal to end, so that what it started is killed when the grace period is over',
        fix: 'exec before the last command of the script, or the program itself as command',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(signalsArrive, shown)).toEqual(found);
});

import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { graceCoversPreStop } from '../../../lib/verify/rules/grace-covers-pre-stop';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'nothing sleeps', manifests: [deployment()] },
  {
    where: 'the default of 30 s is enough',
    manifests: [deployment({ container: { lifecycle: { preStop: { sleep: { seconds: 25 } } } } })],
  },
  {
    where: 'the hook does something else',
    manifests: [
      deployment({ container: { lifecycle: { preStop: { exec: { command: ['sh', '-c', 'drain && sleep 60'] } } } } }),
    ],
  },
  {
    where: 'the hook sleeps no time',
    manifests: [
      deployment({
        pod: { terminationGracePeriodSeconds: 0 },
        container: { lifecycle: { preStop: { sleep: { seconds: 0 } } } },
      }),
    ],
  },
  {
    where: 'the hook sleeps in another way',
    manifests: [
      deployment({
        pod: { terminationGracePeriodSeconds: 1 },
        container: { lifecycle: { preStop: { exec: { command: ['sleep', '1m'] } } } },
      }),
      deployment({
        name: 'b',
        pod: { terminationGracePeriodSeconds: 1 },
        container: { lifecycle: { preStop: { exec: { command: ['python', '-c', 'sleep 60'] } } } },
      }),
      deployment({
        name: 'c',
        pod: { terminationGracePeriodSeconds: 1 },
        container: { lifecycle: { preStop: { exec: { command: ['sh', 'sleep 60', 'sleep 60'] } } } },
      }),
      deployment({
        name: 'd',
        pod: { terminationGracePeriodSeconds: 1 },
        container: { lifecycle: { preStop: { exec: { command: ['sleep', 60] } } } },
      }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(graceCoversPreStop, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'the hook sleeps as long as it may',
    manifests: [deployment({ container: { lifecycle: { preStop: { sleep: { seconds: 30 } } } } })],
    findings: [
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '30',
        message:
          'container server is killed 30 s after the pod is told to stop, while its preStop hook still sleeps 30 s',
        fix: '60, or what the server needs to drain on top of 30',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the hook runs sleep for longer',
    manifests: [
      deployment({
        pod: { terminationGracePeriodSeconds: 10 },
        container: { lifecycle: { preStop: { exec: { command: ['/bin/sleep', '15'] } } } },
      }),
    ],
    findings: [
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '10',
        message:
          'container server is killed 10 s after the pod is told to stop, while its preStop hook still sleeps 15 s',
        fix: '45, or what the server needs to drain on top of 15',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a shell runs sleep, and little time is left',
    manifests: [
      deployment({
        pod: { terminationGracePeriodSeconds: 19 },
        container: { lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', 'sleep 15'] } } } },
      }),
    ],
    findings: [
      {
        code: 'verify/grace-barely-enough',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '19',
        message: 'container server has 4 s to shut down after its preStop hook has slept 15 s',
        fix: '45, or what the server needs to drain on top of 15',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a sidecar of a CronJob sleeps',
    manifests: [
      workload('batch/v1', 'CronJob', {
        spec: {
          jobTemplate: {
            spec: {
              template: {
                spec: {
                  terminationGracePeriodSeconds: 5,
                  initContainers: [
                    {
                      name: 'proxy',
                      restartPolicy: 'Always',
                      lifecycle: { preStop: { exec: { command: ['sleep', '5s'] } } },
                    },
                  ],
                },
              },
            },
          },
        },
      }),
    ],
    findings: [
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.jobTemplate.spec.template.spec.terminationGracePeriodSeconds',
        given: '5',
        message: 'container proxy is killed 5 s after the pod is told to stop, while its preStop hook still sleeps 5 s',
        fix: '35, or what the server needs to drain on top of 5',
        object: { apiVersion: 'batch/v1', kind: 'CronJob', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'other shells sleep',
    manifests: [
      deployment({
        pod: {
          terminationGracePeriodSeconds: 1,
          containers: ['bash', 'ash', 'dash'].map((shell) => ({
            name: shell,
            lifecycle: { preStop: { exec: { command: [shell, '-c', ' exec sleep 9 '] } } },
          })),
        },
      }),
    ],
    findings: [
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '1',
        message: 'container bash is killed 1 s after the pod is told to stop, while its preStop hook still sleeps 9 s',
        fix: '39, or what the server needs to drain on top of 9',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '1',
        message: 'container ash is killed 1 s after the pod is told to stop, while its preStop hook still sleeps 9 s',
        fix: '39, or what the server needs to drain on top of 9',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/grace-too-short',
        severity: 'warning',
        path: 'spec.template.spec.terminationGracePeriodSeconds',
        given: '1',
        message: 'container dash is killed 1 s after the pod is told to stop, while its preStop hook still sleeps 9 s',
        fix: '39, or what the server needs to drain on top of 9',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(graceCoversPreStop, manifests)).toEqual(findings);
});

test('only a sleep of Kubernetes itself that outlasts the grace period is refused', () => {
  const severityOf = (preStop: object, grace: number): readonly string[] =>
    check(graceCoversPreStop, [
      deployment({ pod: { terminationGracePeriodSeconds: grace }, container: { lifecycle: { preStop } } }),
    ]).map(({ severity, code }) => `${severity} ${code}`);
  expect(severityOf({ sleep: { seconds: 11 } }, 10)).toEqual(['error verify/grace-too-short']);
  expect(severityOf({ sleep: { seconds: 10 } }, 10)).toEqual(['warning verify/grace-too-short']);
  expect(severityOf({ exec: { command: ['sleep', '11'] } }, 10)).toEqual(['warning verify/grace-too-short']);
});

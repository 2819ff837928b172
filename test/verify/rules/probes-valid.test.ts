import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { probesValid } from '../../../lib/verify/rules/probes-valid';
import { check, deployment, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'there are none', manifests: [deployment()] },
  {
    where: 'they are as they should be',
    manifests: [
      deployment({
        container: {
          livenessProbe: { httpGet: { port: 80 }, successThreshold: 0 },
          readinessProbe: { exec: {}, successThreshold: 3 },
          startupProbe: {
            grpc: { port: 1 },
            successThreshold: 1,
            failureThreshold: 59,
            periodSeconds: 10,
            initialDelaySeconds: 9,
          },
        },
      }),
    ],
  },
  {
    where: 'a sidecar has one',
    manifests: [
      deployment({
        pod: { initContainers: [{ name: 'proxy', restartPolicy: 'Always', startupProbe: { tcpSocket: { port: 1 } } }] },
      }),
    ],
  },
  {
    where: 'a DaemonSet has no deadline',
    manifests: [
      workload('apps/v1', 'DaemonSet', { container: { startupProbe: { exec: {}, failureThreshold: 1000 } } }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(probesValid, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'more than one success is asked for',
    manifests: [
      deployment({
        container: {
          livenessProbe: { exec: {}, successThreshold: 2 },
          startupProbe: { exec: {}, successThreshold: 3 },
        },
      }),
    ],
    findings: [
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe.successThreshold',
        given: '2',
        code: 'verify/probe-refused',
        message: 'one success is enough for a livenessProbe, and the API server refuses to ask for more',
        fix: '1',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].startupProbe.successThreshold',
        given: '3',
        code: 'verify/probe-refused',
        message: 'one success is enough for a startupProbe, and the API server refuses to ask for more',
        fix: '1',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'counts are none',
    manifests: [deployment({ container: { readinessProbe: { exec: {}, periodSeconds: -1, timeoutSeconds: '5' } } })],
    findings: [
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].readinessProbe.periodSeconds',
        given: '-1',
        code: 'verify/probe-refused',
        message: 'not a whole number of 0 or more',
        fix: 'a whole number such as 10',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].readinessProbe.timeoutSeconds',
        given: '"5"',
        code: 'verify/probe-refused',
        message: 'not a whole number of 0 or more',
        fix: 'a whole number such as 10',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a probe has a grace period that it cannot give',
    manifests: [
      deployment({
        container: {
          readinessProbe: { exec: {}, terminationGracePeriodSeconds: 10 },
          livenessProbe: { exec: {}, terminationGracePeriodSeconds: 0 },
          startupProbe: { exec: {}, terminationGracePeriodSeconds: 1 },
        },
      }),
    ],
    findings: [
      {
        code: 'verify/probe-refused',
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe.terminationGracePeriodSeconds',
        given: '0',
        message: 'not a whole number of 1 or more',
        fix: 'a whole number such as 30',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/probe-refused',
        severity: 'error',
        path: 'spec.template.spec.containers[0].readinessProbe.terminationGracePeriodSeconds',
        given: '10',
        message: 'a readinessProbe ends no container, and the API server refuses a grace period for it',
        fix: 'nothing here, or terminationGracePeriodSeconds of the pod',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a probe does nothing, or too much',
    manifests: [deployment({ container: { livenessProbe: {}, readinessProbe: { exec: {}, tcpSocket: {} } } })],
    findings: [
      {
        code: 'verify/probe-refused',
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe',
        message: 'the probe does nothing',
        fix: 'one of exec, grpc, httpGet, tcpSocket',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/probe-refused',
        severity: 'error',
        path: 'spec.template.spec.containers[0].readinessProbe',
        message: 'the probe does several things: exec, tcpSocket',
        fix: 'one of exec, grpc, httpGet, tcpSocket',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an init container has one',
    manifests: [deployment({ pod: { initContainers: [{ name: 'load', livenessProbe: { exec: {} } }] } })],
    findings: [
      {
        code: 'verify/probe-refused',
        severity: 'error',
        path: 'spec.template.spec.initContainers[0].livenessProbe',
        message: 'init container load ends before the others start, and takes no probe',
        fix: 'no probe, or restartPolicy: Always to make it a sidecar',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the default deadline is before the end of the start',
    manifests: [deployment({ container: { startupProbe: { httpGet: {}, failureThreshold: 60 } } })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.progressDeadlineSeconds',
        given: '600',
        code: 'verify/deadline-before-startup',
        message: 'the rollout is reported as failed after 600 s, while container server may take 600 s to start',
        fix: 'more than 600, with time on top to find a node and pull the image',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the deadline is before the end of the start by the defaults of the probe',
    manifests: [
      deployment({
        spec: { progressDeadlineSeconds: 35 },
        container: { startupProbe: { httpGet: {}, initialDelaySeconds: 5 } },
      }),
    ],
    findings: [
      {
        severity: 'warning',
        path: 'spec.progressDeadlineSeconds',
        given: '35',
        code: 'verify/deadline-before-startup',
        message: 'the rollout is reported as failed after 35 s, while container server may take 35 s to start',
        fix: 'more than 35, with time on top to find a node and pull the image',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the deadline is before the pods count',
    manifests: [deployment({ spec: { progressDeadlineSeconds: 60, minReadySeconds: 60 } })],
    findings: [
      {
        severity: 'error',
        path: 'spec.progressDeadlineSeconds',
        given: '60',
        code: 'verify/deadline-before-ready',
        message: 'the rollout fails before a pod counts as available, which takes minReadySeconds, 60',
        fix: 'more than 60',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'all counts are none',
    manifests: [
      deployment({
        container: {
          livenessProbe: { exec: {}, failureThreshold: -1, initialDelaySeconds: -2, successThreshold: 1.5 },
        },
      }),
    ],
    findings: [
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe.failureThreshold',
        given: '-1',
        code: 'verify/probe-refused',
        message: 'not a whole number of 0 or more',
        fix: 'a whole number such as 10',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe.initialDelaySeconds',
        given: '-2',
        code: 'verify/probe-refused',
        message: 'not a whole number of 0 or more',
        fix: 'a whole number such as 10',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        severity: 'error',
        path: 'spec.template.spec.containers[0].livenessProbe.successThreshold',
        given: '1.5',
        code: 'verify/probe-refused',
        message: 'not a whole number of 0 or more',
        fix: 'a whole number such as 10',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the deadline is no time at all',
    manifests: [deployment({ spec: { progressDeadlineSeconds: 0 } })],
    findings: [
      {
        severity: 'error',
        path: 'spec.progressDeadlineSeconds',
        given: '0',
        code: 'verify/deadline-before-ready',
        message: 'the rollout fails before a pod counts as available, which takes minReadySeconds, 0',
        fix: 'more than 0',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the start takes all periods',
    manifests: [deployment({ container: { startupProbe: { exec: {}, failureThreshold: 2, periodSeconds: 300 } } })],
    findings: [
      {
        severity: 'warning',
        path: 'spec.progressDeadlineSeconds',
        given: '600',
        code: 'verify/deadline-before-startup',
        message: 'the rollout is reported as failed after 600 s, while container server may take 600 s to start',
        fix: 'more than 600, with time on top to find a node and pull the image',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(probesValid, manifests)).toEqual(findings);
});

import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { metricsHaveRequests } from '../../../lib/verify/rules/metrics-have-requests';
import { autoscaler, check, deployment, object, plain, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'each container requests the resource',
    manifests: [
      deployment({
        container: { resources: { requests: { cpu: 1 } } },
        pod: {
          initContainers: [
            { name: 'load' },
            { name: 'proxy', restartPolicy: 'Always', resources: { limits: { cpu: 1 } } },
          ],
        },
      }),
      autoscaler(),
    ],
  },
  {
    where: 'the pod as a whole requests it',
    manifests: [deployment({ pod: { resources: { requests: { cpu: 1 } } } }), autoscaler()],
  },
  {
    where: 'the target is an amount',
    manifests: [
      deployment(),
      autoscaler({ metrics: [{ type: 'Resource', resource: { name: 'memory', target: { averageValue: '1Gi' } } }] }),
    ],
  },
  {
    where: 'the one container that is measured requests it',
    manifests: [
      deployment({ pod: { containers: [{ name: 'a', resources: { requests: { cpu: 1 } } }, { name: 'b' }] } }),
      autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: { name: 'cpu', container: 'a', target: { averageUtilization: 50 } },
          },
        ],
      }),
    ],
  },
  {
    where: 'the namespace gives requests to those without',
    manifests: [deployment(), autoscaler(), plain('v1', 'LimitRange')],
  },
  { where: 'other metrics are measured', manifests: [deployment(), autoscaler({ metrics: [{ type: 'Pods' }] })] },
  { where: 'the target is elsewhere', manifests: [autoscaler()] },
  {
    where: 'the metrics are in an annotation',
    manifests: [
      deployment(),
      object(
        'autoscaling/v1',
        'HorizontalPodAutoscaler',
        { metadata: { annotations: { 'autoscaling.alpha.kubernetes.io/metrics': '[]' } } },
        { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' } },
      ),
    ],
  },
  {
    where: 'no container is named to measure',
    manifests: [
      deployment(),
      autoscaler({
        metrics: [
          { type: 'ContainerResource', containerResource: { name: 'cpu', target: { averageUtilization: 50 } } },
          { type: 'Resource', resource: { target: { averageUtilization: 50 } } },
        ],
      }),
    ],
  },
  {
    where: 'a kind that nobody knows makes the pods',
    manifests: [
      workload('example.com/v1', 'Engine'),
      autoscaler({ scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Engine', name: 'chat' } }),
    ],
  },
  {
    where: 'the metric has the source of another type',
    manifests: [
      deployment(),
      autoscaler({ metrics: [{ type: 'Pods', containerResource: { name: 'cpu', container: 'x', target: {} } }] }),
    ],
  },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(metricsHaveRequests, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'no container requests CPU, which is measured by default',
    manifests: [deployment(), autoscaler()],
    findings: [
      {
        code: 'verify/metric-without-request',
        severity: 'warning',
        path: 'spec.metrics',
        message: 'in Deployment chat container "server" requests no cpu, so that its utilisation cannot be computed',
        fix: 'a request for cpu in each container, or a ContainerResource metric for one that has it',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'some containers request no memory',
    manifests: [
      deployment({
        pod: {
          containers: [{ name: 'a', resources: { requests: { memory: '1Gi' } } }, { name: 'b' }],
          initContainers: [{ name: 'proxy', restartPolicy: 'Always' }],
        },
      }),
      autoscaler({ metrics: [{ type: 'Resource', resource: { name: 'memory', target: { averageUtilization: 50 } } }] }),
    ],
    findings: [
      {
        code: 'verify/metric-without-request',
        severity: 'warning',
        path: 'spec.metrics[0].resource',
        message:
          'in Deployment chat the containers "proxy" and "b" request no memory, so that its utilisation cannot be computed',
        fix: 'a request for memory in each container, or a ContainerResource metric for one that has it',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the old form measures CPU',
    manifests: [
      deployment(),
      object(
        'autoscaling/v1',
        'HorizontalPodAutoscaler',
        {},
        {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
          targetCPUUtilizationPercentage: 50,
        },
      ),
    ],
    findings: [
      {
        code: 'verify/metric-without-request',
        severity: 'warning',
        path: 'spec.targetCPUUtilizationPercentage',
        message: 'in Deployment chat container "server" requests no cpu, so that its utilisation cannot be computed',
        fix: 'a request for cpu in each container, or a ContainerResource metric for one that has it',
        object: { apiVersion: 'autoscaling/v1', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the one container that is measured requests nothing',
    manifests: [
      deployment({ pod: { resources: { requests: { cpu: 1 } } } }),
      autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: { name: 'cpu', container: 'server', target: { averageUtilization: 50 } },
          },
        ],
      }),
    ],
    findings: [
      {
        code: 'verify/metric-without-request',
        severity: 'warning',
        path: 'spec.metrics[0].containerResource',
        message: 'in Deployment chat container "server" requests no cpu, so that its utilisation cannot be computed',
        fix: 'a request for cpu in each container, or a ContainerResource metric for one that has it',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'the container that is measured is not there',
    manifests: [
      deployment({ pod: { initContainers: [{ name: 'load' }] } }),
      autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: { name: 'cpu', container: 'load', target: { averageValue: 1 } },
          },
        ],
      }),
    ],
    findings: [
      {
        code: 'verify/unknown-container',
        severity: 'warning',
        path: 'spec.metrics[0].containerResource.container',
        given: '"load"',
        message: 'Deployment chat has no such container, only "server"',
        fix: 'the name of one of its containers',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(metricsHaveRequests, manifests)).toEqual(findings);
});

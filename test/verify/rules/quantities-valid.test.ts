import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { quantitiesValid } from '../../../lib/verify/rules/quantities-valid';
import { autoscaler, check, deployment, object, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  { where: 'nothing is asked for', manifests: [deployment()] },
  {
    where: 'amounts are sound',
    manifests: [
      deployment({
        container: {
          resources: {
            requests: { cpu: 0.5, memory: '1Gi', 'ephemeral-storage': '1G' },
            limits: { cpu: 1, memory: '1024Mi', 'nvidia.com/gpu': 1, 'hugepages-2Mi': '4Mi' },
          },
        },
      }),
    ],
  },
  {
    where: 'memory is written as the API server writes it',
    manifests: [deployment({ container: { resources: { limits: { memory: '1288490188800m' } } } })],
  },
  {
    where: 'a device is requested as it is limited',
    manifests: [
      deployment({
        container: { resources: { requests: { 'nvidia.com/gpu': '2' }, limits: { 'nvidia.com/gpu': 2 } } },
      }),
    ],
  },
  { where: 'blanks stand around', manifests: [deployment({ container: { resources: { limits: { cpu: ' 1 ' } } } })] },
  {
    where: 'a claim asks for storage',
    manifests: [object('v1', 'PersistentVolumeClaim', {}, { resources: { requests: { storage: '10Gi' } } })],
  },
  {
    where: 'metrics have targets',
    manifests: [autoscaler({ metrics: [{ type: 'Pods', pods: { target: { averageValue: '100m' } } }] })],
  },
  {
    where: 'amounts are left out',
    manifests: [
      deployment({ container: { resources: { limits: { cpu: null } } }, pod: { volumes: [{ emptyDir: {} }] } }),
    ],
  },
  {
    where: 'memory is a whole mebibyte in thousandths',
    manifests: [deployment({ container: { resources: { limits: { memory: '1048576000m' } } } })],
  },
  {
    where: 'a resource of Kubernetes is shared',
    manifests: [deployment({ container: { resources: { requests: { 'example.kubernetes.io/part': '0.5' } } } })],
  },
  { where: 'nothing is nothing', manifests: [deployment({ container: { resources: { limits: { memory: '0m' } } } })] },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(quantitiesValid, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'amounts cannot be read',
    manifests: [
      deployment({ container: { resources: { requests: { cpu: '2 cores' }, limits: { memory: '80GB', cpu: {} } } } }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests.cpu',
        given: '"2 cores"',
        message: 'not an amount that Kubernetes can read',
        fix: 'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits.memory',
        given: '"80GB"',
        message: 'not an amount that Kubernetes can read',
        fix: 'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits.cpu',
        given: '{}',
        message: 'not an amount that Kubernetes can read',
        fix: 'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an amount is negative',
    manifests: [deployment({ container: { resources: { limits: { cpu: '-1' } } } })],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits.cpu',
        given: '"-1"',
        message: 'must not be negative',
        fix: 'an amount of 0 or more',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'memory is given in thousandths',
    manifests: [
      deployment({
        container: { resources: { requests: { memory: '512m' } } },
        pod: { volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '100m' } }] },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests.memory',
        given: '"512m"',
        message: 'm means thousandths, here of a byte',
        fix: '512Mi',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.volumes[0].emptyDir.sizeLimit',
        given: '"100m"',
        message: 'm means thousandths, here of a byte',
        fix: '100Mi',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a request exceeds its limit',
    manifests: [
      deployment({
        container: { resources: { requests: { memory: '1Gi', cpu: '100m' }, limits: { memory: '1G', cpu: '0.1' } } },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests.memory',
        given: '"1Gi"',
        message: 'more than the limit, "1G"',
        fix: '"1G" or less, or a higher limit',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'devices are not whole, or not as limited',
    manifests: [
      deployment({
        container: {
          resources: {
            requests: { 'nvidia.com/gpu': 1, 'amd.com/gpu': 1 },
            limits: { 'nvidia.com/gpu': 2, 'example.com/part': '0.5' },
          },
        },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits["example.com/part"]',
        given: '"0.5"',
        message: 'must be a whole number: a device cannot be shared out in parts',
        fix: 'a whole number',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests["nvidia.com/gpu"]',
        given: '1',
        message: 'must equal the limit, 2: devices and huge pages cannot be promised twice',
        fix: '2',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests["amd.com/gpu"]',
        given: '1',
        message: 'needs a limit of the same amount: devices and huge pages cannot be promised twice',
        fix: 'limits with the same amount',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a resource is none of containers',
    manifests: [deployment({ container: { resources: { limits: { gpu: 1 } } } })],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits.gpu',
        given: '"gpu"',
        message: 'no resource of containers: those of Kubernetes are cpu, memory and ephemeral-storage',
        fix: 'the name of a device with its domain, such as nvidia.com/gpu',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a request of the whole pod exceeds its limit',
    manifests: [deployment({ pod: { resources: { requests: { cpu: 2 }, limits: { cpu: 1 } } } })],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.resources.requests.cpu',
        given: '2',
        message: 'more than the limit, 1',
        fix: '1 or less, or a higher limit',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'claims ask for no storage',
    manifests: [
      object('v1', 'PersistentVolumeClaim', {}, {}),
      workload('apps/v1', 'StatefulSet', {
        spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: '0' } } } }] },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.resources.requests.storage',
        message: 'a claim needs the amount of storage that it asks for',
        fix: 'an amount such as 10Gi',
        object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.volumeClaimTemplates[0].spec.resources.requests.storage',
        given: '"0"',
        message: 'must be more than 0',
        fix: 'an amount such as 10Gi',
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a metric has no target to aim at',
    manifests: [
      autoscaler({
        metrics: [
          { type: 'Pods', pods: { target: { averageValue: '0' } } },
          { type: 'External', external: { target: { value: 'lots' } } },
        ],
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.metrics[0].pods.target.averageValue',
        given: '"0"',
        message: 'must be more than 0',
        fix: 'the amount that one pod can carry',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.metrics[1].external.target.value',
        given: '"lots"',
        message: 'not an amount that Kubernetes can read',
        fix: 'a number with no suffix or one of m, k, M, G, T, Ki, Mi, Gi, Ti',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'storage is given in thousandths',
    manifests: [
      deployment({ container: { resources: { limits: { 'ephemeral-storage': '100m' } } } }),
      object('v1', 'PersistentVolumeClaim', {}, { resources: { requests: { storage: '100m' } } }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.limits.ephemeral-storage',
        given: '"100m"',
        message: 'm means thousandths, here of a byte',
        fix: '100Mi',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.resources.requests.storage',
        given: '"100m"',
        message: 'm means thousandths, here of a byte',
        fix: '100Mi',
        object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'huge pages are not as limited',
    manifests: [
      deployment({
        container: { resources: { requests: { 'hugepages-2Mi': '2Mi' }, limits: { 'hugepages-2Mi': '4Mi' } } },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.template.spec.containers[0].resources.requests.hugepages-2Mi',
        given: '"2Mi"',
        message: 'must equal the limit, "4Mi": devices and huge pages cannot be promised twice',
        fix: '"4Mi"',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'no metric has a target to aim at',
    manifests: [
      autoscaler({
        metrics: ['containerResource', 'object', 'resource'].map((source) => ({
          [source]: { target: { averageValue: '0' } },
        })),
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.metrics[0].containerResource.target.averageValue',
        given: '"0"',
        message: 'must be more than 0',
        fix: 'the amount that one pod can carry',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.metrics[1].object.target.averageValue',
        given: '"0"',
        message: 'must be more than 0',
        fix: 'the amount that one pod can carry',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-quantity',
        severity: 'error',
        path: 'spec.metrics[2].resource.target.averageValue',
        given: '"0"',
        message: 'must be more than 0',
        fix: 'the amount that one pod can carry',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(quantitiesValid, manifests)).toEqual(findings);
});

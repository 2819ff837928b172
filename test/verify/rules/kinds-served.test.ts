import { expect, test } from 'vitest';
import { kindsServed } from '../../../lib/verify/rules/kinds-served';
import { foundBy, type Found, type Shown } from '../found';
import {
  targetCluster,
  type CustomResourceKind,
  type KubernetesVersion,
  type TargetCluster,
} from '../../../lib/hardware';
import type { Manifest } from '../../../lib/verify';
import { deployment, object, plain } from '../manifests';

const cluster = (kubernetes: KubernetesVersion, customResources?: readonly CustomResourceKind[]): TargetCluster =>
  targetCluster({ name: 'production', cloud: 'eks', kubernetes, ...(customResources && { customResources }) });
const engines: readonly CustomResourceKind[] = [{ group: 'example.com', kind: 'Engine', versions: ['v1', 'v2'] }];
/** What is there for certain, beside what nobody said. */
const withEngines = targetCluster({
  name: 'production',
  cloud: 'eks',
  kubernetes: '1.34',
  installed: { customResources: engines, namespaces: [] },
});
const definition = (versions: unknown): Manifest =>
  object(
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { name: 'engines.example.com' },
    { group: 'example.com', names: { kind: 'Engine' }, versions },
  );
const apiService = (spec: Readonly<Record<string, unknown>>): Manifest =>
  object(
    'apiregistration.k8s.io/v1',
    'APIService',
    { name: 'v1.example.com' },
    { group: 'example.com', version: 'v1', ...spec },
  );
const engine = (version: string): Manifest => plain(`example.com/${version}`, 'Engine');

test.each<Shown>([
  {
    where: 'versions are served',
    manifests: [
      deployment(),
      plain('policy/v1', 'PodDisruptionBudget'),
      plain('resource.k8s.io/v1', 'ResourceClaim'),
      plain('autoscaling/v2', 'HorizontalPodAutoscaler'),
      plain('v1', 'ConfigMap'),
    ],
    cluster: cluster('1.34'),
  },
  {
    where: 'an older cluster serves an older version',
    manifests: [plain('flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema')],
    cluster: cluster('1.31'),
  },
  { where: 'the cluster knows the kind', manifests: [engine('v1'), engine('v2')], cluster: cluster('1.34', engines) },
  {
    where: 'the app brings the kind',
    manifests: [definition([{ name: 'v3' }, { name: 'v4', served: true }]), engine('v3'), engine('v4')],
    cluster: cluster('1.34', []),
  },
  {
    where: 'a definition says no versions that can be read',
    manifests: [definition('v1'), engine('v1')],
    cluster: cluster('1.34', []),
  },
  {
    where: 'a definition brings what an APIService leaves to another server',
    manifests: [
      apiService({ service: { name: 'engines', namespace: 'a' } }),
      definition([{ name: 'v1' }]),
      engine('v1'),
    ],
    cluster: cluster('1.34', []),
  },
  { where: 'kinds are not declared', manifests: [engine('v1')], cluster: cluster('1.34') },
  {
    where: 'some kinds are there, and whether others are is not known',
    manifests: [engine('v2'), plain('example.org/v1', 'Pump')],
    cluster: withEngines,
  },
  { where: 'an object says not what it is', manifests: [{}, { apiVersion: 'v1' }], cluster: cluster('1.34', []) },
  {
    where: 'nobody says the version of the cluster, and any serves it',
    manifests: [plain('batch/v1', 'CronJob'), deployment()],
  },
])('finds nothing where $where', (shown) => {
  expect(foundBy(kindsServed, shown)).toEqual([]);
});

const notKnown: Found = {
  on: 'Engine chat',
  code: 'verify/not-known-kind',
  severity: 'not-known',
  path: 'kind',
  given: 'Engine',
  message:
    'whether the kind Engine is served is not known: an APIService of the app leaves example.com/v1 to another server',
  fix: 'nothing here: see that the server behind the APIService knows the kind',
};
const unknown: Found = {
  on: 'Engine chat',
  code: 'verify/unknown-kind',
  severity: 'error',
  path: 'kind',
  given: 'Engine',
  message:
    'cluster production does not know the kind Engine of example.com, and the app does not bring its CustomResourceDefinition',
  fix: 'what brings the kind into the cluster, then the kind among customResources of its description',
};

test.each<Shown & { readonly found: readonly Found[] }>([
  {
    where: 'another server serves the version',
    manifests: [apiService({ service: { name: 'engines', namespace: 'a' } }), engine('v1')],
    cluster: cluster('1.34', []),
    found: [notKnown],
  },
  {
    where: 'another server serves the version, and no kinds are declared',
    manifests: [apiService({ service: { name: 'engines', namespace: 'a' } }), engine('v1')],
    found: [notKnown],
  },
  {
    where: 'another server serves another version',
    manifests: [apiService({ service: { name: 'engines', namespace: 'a' } }), engine('v2')],
    cluster: cluster('1.34', []),
    found: [unknown],
  },
  {
    where: 'an APIService is of the API server itself',
    manifests: [apiService({}), engine('v1')],
    cluster: cluster('1.34', []),
    found: [unknown],
  },
  {
    where: 'what is there for certain is served in other versions',
    manifests: [engine('v3')],
    cluster: withEngines,
    found: [
      {
        on: 'Engine chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'example.com/v3',
        message: 'Engine of example.com is served as "v1" and "v2" only',
        fix: 'example.com/v1 or example.com/v2',
      },
    ],
  },
  {
    where: 'Kubernetes gave a version up',
    manifests: [
      plain('policy/v1beta1', 'PodDisruptionBudget'),
      plain('autoscaling/v2beta2', 'HorizontalPodAutoscaler'),
      plain('extensions/v1beta1', 'Ingress'),
    ],
    cluster: cluster('1.34'),
    found: [
      {
        on: 'PodDisruptionBudget chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'policy/v1beta1',
        message:
          'cluster production has Kubernetes 1.34, and PodDisruptionBudget is served in this version up to 1.24 only',
        fix: 'policy/v1',
      },
      {
        on: 'HorizontalPodAutoscaler chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'autoscaling/v2beta2',
        message:
          'cluster production has Kubernetes 1.34, and HorizontalPodAutoscaler is served in this version up to 1.25 only',
        fix: 'autoscaling/v2',
      },
      {
        on: 'Ingress chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'extensions/v1beta1',
        message: 'cluster production has Kubernetes 1.34, and Ingress is served in this version up to 1.21 only',
        fix: 'networking.k8s.io/v1',
      },
    ],
  },
  {
    where: 'Kubernetes has a version only later',
    manifests: [plain('resource.k8s.io/v1', 'ResourceClaim')],
    cluster: cluster('1.33'),
    found: [
      {
        on: 'ResourceClaim chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'resource.k8s.io/v1',
        message: 'cluster production has Kubernetes 1.33, and ResourceClaim is served in this version from 1.34 on',
        fix: 'resource.k8s.io/v1beta1',
      },
    ],
  },
  {
    where: 'Kubernetes has no version of it at all',
    manifests: [plain('admissionregistration.k8s.io/v1beta1', 'MutatingAdmissionPolicy')],
    cluster: cluster('1.33'),
    found: [
      {
        on: 'MutatingAdmissionPolicy chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'admissionregistration.k8s.io/v1beta1',
        message:
          'cluster production has Kubernetes 1.33, and MutatingAdmissionPolicy is served in this version from 1.34 on',
        fix: 'a version that Kubernetes 1.33 serves',
      },
    ],
  },
  {
    where: 'several objects are of one version',
    manifests: [plain('batch/v1beta1', 'CronJob', { name: 'a' }), plain('batch/v1beta1', 'CronJob', { name: 'b' })],
    cluster: cluster('1.34'),
    found: [
      {
        on: 'CronJob a',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'batch/v1beta1',
        message: 'cluster production has Kubernetes 1.34, and CronJob is served in this version up to 1.24 only',
        fix: 'batch/v1',
      },
    ],
  },
  {
    where: 'nobody says the version of the cluster',
    manifests: [plain('policy/v1beta1', 'PodDisruptionBudget'), plain('resource.k8s.io/v1', 'ResourceClaim')],
    found: [
      {
        on: 'PodDisruptionBudget chat',
        code: 'verify/not-known-kind',
        severity: 'not-known',
        path: 'apiVersion',
        given: 'policy/v1beta1',
        message:
          'whether the cluster serves PodDisruptionBudget in this version is not known: its version of Kubernetes is not declared',
        fix: 'the version of Kubernetes of the target cluster',
      },
      {
        on: 'ResourceClaim chat',
        code: 'verify/not-known-kind',
        severity: 'not-known',
        path: 'apiVersion',
        given: 'resource.k8s.io/v1',
        message:
          'whether the cluster serves ResourceClaim in this version is not known: its version of Kubernetes is not declared',
        fix: 'the version of Kubernetes of the target cluster',
      },
    ],
  },
  {
    where: 'the cluster does not know the kind',
    manifests: [plain('example.org/v1', 'Engine')],
    cluster: cluster('1.34', engines),
    found: [
      {
        on: 'Engine chat',
        code: 'verify/unknown-kind',
        severity: 'error',
        path: 'kind',
        given: 'Engine',
        message:
          'cluster production does not know the kind Engine of example.org, and the app does not bring its CustomResourceDefinition',
        fix: 'what brings the kind into the cluster, then the kind among customResources of its description',
      },
    ],
  },
  {
    where: 'the cluster serves other versions',
    manifests: [engine('v3')],
    cluster: cluster('1.34', engines),
    found: [
      {
        on: 'Engine chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'example.com/v3',
        message: 'Engine of example.com is served as "v1" and "v2" only',
        fix: 'example.com/v1 or example.com/v2',
      },
    ],
  },
  {
    where: 'the definition of the app serves other versions',
    manifests: [definition([{ name: 'v1', served: false }, { name: 'v2' }]), engine('v1')],
    found: [
      {
        on: 'Engine chat',
        code: 'verify/version-not-served',
        severity: 'error',
        path: 'apiVersion',
        given: 'example.com/v1',
        message: 'Engine of example.com is served as "v2" only',
        fix: 'example.com/v2',
      },
    ],
  },
])('finds where $where', ({ found, ...shown }) => {
  expect(foundBy(kindsServed, shown)).toEqual(found);
});

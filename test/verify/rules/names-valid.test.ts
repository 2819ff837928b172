import { expect, test } from 'vitest';
import type { Finding, Manifest } from '../../../lib/verify';
import { namesValid } from '../../../lib/verify/rules/names-valid';
import { check, configMap, deployment, object, plain, service, workload } from '../manifests';

test.each<{ where: string; manifests: readonly Manifest[] }>([
  {
    where: 'names are sound',
    manifests: [
      deployment({
        metadata: {
          labels: { 'app.kubernetes.io/name': 'chat', empty: '', nothing: null },
          annotations: { 'Example.com/Any': 'org/model:v1+2' },
        },
        container: { env: [{ name: 'A.b-c_1' }], ports: [{ name: 'http' }, { name: '' }] },
      }),
    ],
  },
  {
    where: 'a custom resource shares its kind with one of Kubernetes',
    manifests: [plain('serving.knative.dev/v1', 'Service', { name: '1.chat' })],
  },
  {
    where: 'a name is made by the API server',
    manifests: [plain('v1', 'Pod', { metadata: { name: undefined, generateName: 'a-' } })],
  },
  {
    where: 'requests have no name',
    manifests: [
      { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview' },
      { apiVersion: 'v1', kind: 'List' },
      { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' },
    ],
  },
  {
    where: 'a StatefulSet has the longest name',
    manifests: [workload('apps/v1', 'StatefulSet', { name: 'a'.repeat(52) })],
  },
  { where: 'keys of data are sound', manifests: [configMap('chat', { '.a': '', 'A_b-c.1': '' })] },
  { where: 'a review has no name', manifests: [{ apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview' }] },
  { where: 'a key is as long as it may be', manifests: [configMap('chat', { ['a'.repeat(253)]: '' })] },
])('finds nothing where $where', ({ manifests }) => {
  expect(check(namesValid, manifests)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; findings: readonly Finding[] }>([
  {
    where: 'there is no kind',
    manifests: [{ apiVersion: 'v1' }, { kind: 'Service' }],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'kind',
        message: 'an object needs an apiVersion and a kind',
        fix: 'apiVersion and kind',
        object: { apiVersion: 'v1', kind: '', name: '' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'apiVersion',
        message: 'an object needs an apiVersion and a kind',
        fix: 'apiVersion and kind',
        object: { apiVersion: '', kind: 'Service', name: '' },
        document: 1,
      },
    ],
  },
  {
    where: 'there is no name',
    manifests: [plain('v1', 'Service', { metadata: { name: undefined } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        message: 'an object needs a name',
        fix: 'a name',
        object: { apiVersion: 'v1', kind: 'Service', name: '' },
        document: 0,
      },
    ],
  },
  {
    where: 'names break the rule of their kind',
    manifests: [
      service({ name: 'chat.1' }),
      deployment({ name: 'Chat', labels: { app: 'chat' } }),
      plain('batch/v1', 'CronJob', { name: 'a'.repeat(53) }),
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '"chat.1"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat.1' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '"Chat"',
        message: 'must consist of a-z, 0-9, - and .',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'Chat' },
        document: 1,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        message: 'must be no more than 52 characters, and has 53',
        fix: 'a name of that form',
        object: {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        },
        document: 2,
      },
    ],
  },
  {
    where: 'a namespace has dots',
    manifests: [plain('v1', 'ConfigMap', { namespace: 'a.b' })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.namespace',
        given: '"a.b"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'a.b', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a name leaves no room for what is made of it',
    manifests: [
      workload('apps/v1', 'StatefulSet', { name: 'a'.repeat(53), labels: { app: 'chat' } }),
      object('keda.sh/v1alpha1', 'ScaledObject', { name: 'a'.repeat(55) }, {}),
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        message:
          'must be no more than 52 characters, and has 53: its pods carry the name, a dash and a hash of up to ten characters as the value of the label controller-revision-hash',
        fix: 'a name of at most 52 characters',
        object: {
          apiVersion: 'apps/v1',
          kind: 'StatefulSet',
          name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
        message:
          'must be no more than 54 characters, and has 55: KEDA names the autoscaler keda-hpa-NAME, and puts that in a label value of at most 63',
        fix: 'a name of at most 54 characters',
        object: {
          apiVersion: 'keda.sh/v1alpha1',
          kind: 'ScaledObject',
          name: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        },
        document: 1,
      },
    ],
  },
  {
    where: 'labels are none',
    manifests: [
      deployment({ metadata: { labels: { 'a/b/c': 'x', version: 'v1+2', count: 1 } }, labels: { app: 'org/model' } }),
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.labels["a/b/c"]',
        given: '"a/b/c"',
        message: 'must have at most one /',
        fix: 'a key of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.labels.version',
        given: '"v1+2"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a label of that form, or an annotation, which holds any text',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.labels.count',
        given: '1',
        message: 'must be a text',
        fix: 'the same as text, in quotes',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.metadata.labels.app',
        given: '"org/model"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a label of that form, or an annotation, which holds any text',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'annotations are none',
    manifests: [plain('v1', 'ConfigMap', { metadata: { annotations: { 'a b': 'x', 'example.com/count': true } } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.annotations["a b"]',
        given: '"a b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.annotations["example.com/count"]',
        given: 'true',
        message: 'must be a text',
        fix: 'the same as text, in quotes',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'containers, volumes and ports have none',
    manifests: [
      deployment({
        pod: { volumes: [{ name: 'a.b' }] },
        container: { name: 'The_Server', ports: [{ name: 'much-too-long-name' }, { name: 5 }] },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.volumes[0].name',
        given: '"a.b"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].name',
        given: '"The_Server"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].ports[0].name',
        given: '"much-too-long-name"',
        message: 'must be no more than 15 characters, and has 18',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].ports[1].name',
        given: '5',
        message: 'must be a text',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a container has no name',
    manifests: [deployment({ container: { name: undefined } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].name',
        given: '""',
        message: 'must not be empty',
        fix: 'a name of that form',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'ports of a Service have none',
    manifests: [service({ spec: { ports: [{ name: 'HTTP', port: 80, targetPort: '8080' }] } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.ports[0].name',
        given: '"HTTP"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.ports[0].targetPort',
        given: '"8080"',
        message: 'must contain a letter',
        fix: 'a name of that form',
        object: { apiVersion: 'v1', kind: 'Service', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'variables have none',
    manifests: [deployment({ container: { env: [{ name: 'A=B' }, { value: 'x' }, { name: 5 }] } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[0].name',
        given: '"A=B"',
        message: 'must consist of printable ASCII characters other than =',
        fix: 'letters, digits and _',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[1].name',
        given: '""',
        message: 'must not be empty',
        fix: 'letters, digits and _',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.template.spec.containers[0].env[2].name',
        given: '5',
        message: 'must be a text',
        fix: 'letters, digits and _',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the name of a Service is not taken everywhere',
    manifests: [service({ name: '1chat' })],
    findings: [
      {
        code: 'verify/not-known-name',
        severity: 'not-known',
        path: 'metadata.name',
        given: '"1chat"',
        message:
          'whether the API server takes this name is not known: it does from Kubernetes 1.36 on, and the version is not declared',
        fix: 'a name that starts with a letter',
        object: { apiVersion: 'v1', kind: 'Service', name: '1chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the name of a variable is not taken everywhere',
    manifests: [deployment({ container: { env: [{ name: '1ST' }] } })],
    findings: [
      {
        code: 'verify/not-known-name',
        severity: 'not-known',
        path: 'spec.template.spec.containers[0].env[0].name',
        given: '"1ST"',
        message:
          'whether the API server takes this name is not known: it does from Kubernetes 1.32 on, and the version is not declared',
        fix: 'letters, digits and _, not starting with a digit',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'keys of data are none',
    manifests: [
      { ...configMap('chat', { 'a/b': '' }), binaryData: { '..a': '' } },
      { ...plain('v1', 'Secret'), stringData: { '': 'x' } },
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'data["a/b"]',
        given: '"a/b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'binaryData["..a"]',
        given: '"..a"',
        message: 'must not be . or start with ..',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'stringData[""]',
        given: '""',
        message: 'must not be empty',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'Secret', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a name is a number',
    manifests: [plain('v1', 'Service', { metadata: { name: 5 } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: '5',
        message: 'is no text, as a name is',
        fix: "a name, in quotes, as in name: 'n'",
        object: { apiVersion: 'v1', kind: 'Service', name: '' },
        document: 0,
      },
    ],
  },
  {
    where: 'YAML reads a name for a boolean',
    manifests: [plain('v1', 'Service', { metadata: { name: false } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.name',
        given: 'false',
        message: 'is no text, as a name is: YAML takes a bare y, n, yes, no, on or off for true or false',
        fix: "a name, in quotes, as in name: 'n'",
        object: { apiVersion: 'v1', kind: 'Service', name: '' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Pod has labels that are none, each said once',
    manifests: [plain('v1', 'Pod', { metadata: { labels: { version: '1+2' } } })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'metadata.labels.version',
        given: '"1+2"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a label of that form, or an annotation, which holds any text',
        object: { apiVersion: 'v1', kind: 'Pod', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'keys are dots, or too long',
    manifests: [configMap('chat', { '.': '', ['a'.repeat(254)]: '' })],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'data["."]',
        given: '"."',
        message: 'must not be . or start with ..',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'data.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
        given:
          '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...',
        message: 'must be no more than 253 characters, and has 254',
        fix: 'a key of that form',
        object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'names in a CronJob are none',
    manifests: [
      workload('batch/v1', 'CronJob', {
        spec: {
          jobTemplate: {
            spec: { template: { metadata: { labels: { a: '+' } }, spec: { initContainers: [{ name: 'A' }] } } },
          },
        },
      }),
    ],
    findings: [
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.jobTemplate.spec.template.metadata.labels.a',
        given: '"+"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: 'a label of that form, or an annotation, which holds any text',
        object: { apiVersion: 'batch/v1', kind: 'CronJob', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/invalid-name',
        severity: 'error',
        path: 'spec.jobTemplate.spec.template.spec.initContainers[0].name',
        given: '"A"',
        message: 'must consist of a-z, 0-9 and -',
        fix: 'a name of that form',
        object: { apiVersion: 'batch/v1', kind: 'CronJob', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, findings }) => {
  expect(check(namesValid, manifests)).toEqual(findings);
});

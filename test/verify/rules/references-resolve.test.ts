import { describe, expect, test } from 'vitest';
import type { Facts, Finding, Manifest } from '../../../lib/verify';
import { referencesResolve } from '../../../lib/verify/rules/references-resolve';
import { autoscaler, check, configMap, deployment, object, plain, service, workload } from '../manifests';
import { route, ruled } from '../routes';

test.each<{ where: string; manifests: readonly Manifest[]; facts?: Facts }>([
  { where: 'nothing is named', manifests: [deployment()] },
  {
    where: 'a key is there',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'MODE' } } }] },
      }),
      configMap('settings', { MODE: 'fast' }),
    ],
  },
  {
    where: 'a key is there in another form',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'MODE' } } }] },
      }),
      { ...plain('v1', 'ConfigMap', { name: 'settings' }), binaryData: { MODE: 'eA==' } },
    ],
  },
  {
    where: 'a key is there as text',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
      { ...plain('v1', 'Secret', { name: 'login' }), stringData: { password: 'x' } },
    ],
  },
  {
    where: 'a key may be missing',
    manifests: [
      deployment({
        container: {
          env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'MODE', optional: true } } }],
        },
      }),
      configMap('settings', {}),
    ],
  },
  {
    where: 'all may be missing',
    manifests: [
      deployment({
        container: { envFrom: [{ secretRef: { name: 'login', optional: true } }] },
        pod: {
          volumes: [
            { configMap: { name: 'settings', optional: true } },
            { projected: { sources: [{ secret: { name: 'x', optional: true, items: [{ key: 'a' }] } }] } },
          ],
        },
      }),
    ],
  },
  {
    where: 'a Secret is declared',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
    ],
    facts: { existing: [{ kind: 'Secret', name: 'login', keys: ['password'] }] },
  },
  {
    where: 'a Secret is made elsewhere',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
      object(
        'external-secrets.io/v1',
        'ExternalSecret',
        { name: 'any' },
        { target: { name: 'login' }, data: [{ secretKey: 'password' }] },
      ),
    ],
  },
  {
    where: 'certificates are issued',
    manifests: [
      deployment({ pod: { volumes: [{ secret: { secretName: 'chat-tls' } }] } }),
      object('cert-manager.io/v1', 'Certificate', {}, { secretName: 'chat-tls' }),
    ],
  },
  {
    where: 'every cluster has it',
    manifests: [
      deployment({
        pod: {
          serviceAccountName: 'default',
          priorityClassName: 'system-cluster-critical',
          volumes: [{ configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt' }] } }],
        },
      }),
    ],
  },
  {
    where: 'an Ingress leads to ports by number and name',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        {},
        {
          rules: [{ http: { paths: [{ backend: { service: { name: 'chat', port: { number: 80 } } } }] } }],
          defaultBackend: { service: { name: 'chat', port: { name: 'http' } } },
        },
      ),
      service({ spec: { ports: [{ name: 'http', port: 80 }] } }),
    ],
  },
  {
    where: 'an Ingress leads to an action that an annotation describes, be it called like a Service',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        {},
        {
          defaultBackend: { service: { name: 'answer-404', port: { name: 'use-annotation' } } },
          rules: [{ http: { paths: [{ backend: { service: { name: 'chat', port: { name: 'use-annotation' } } } }] } }],
        },
      ),
      service(),
    ],
  },
  {
    where: 'cert-manager makes the Secret of an Ingress',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        { metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'x' } } },
        { tls: [{ secretName: 'chat-tls' }] },
      ),
    ],
  },
  {
    where: 'scale targets are there',
    manifests: [
      deployment(),
      autoscaler(),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { name: 'chat' } }),
    ],
  },
  {
    where: 'roles and accounts are there',
    manifests: [
      {
        ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding', { namespace: 'a' }),
        roleRef: { kind: 'ClusterRole', name: 'view' },
        subjects: [
          { kind: 'ServiceAccount', name: 'chat' },
          { kind: 'User', name: 'ann' },
        ],
      },
      plain('v1', 'ServiceAccount', { namespace: 'a' }),
    ],
  },
  {
    where: 'classes are there',
    manifests: [
      object('v1', 'PersistentVolumeClaim', {}, { storageClassName: 'fast' }),
      plain('storage.k8s.io/v1', 'StorageClass', { name: 'fast', namespace: 'a' }),
    ],
  },
  {
    where: 'every cluster has them',
    manifests: [
      deployment({ pod: { priorityClassName: 'system-node-critical' } }),
      {
        ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding'),
        roleRef: { kind: 'ClusterRole', name: 'system:auth-delegator' },
      },
      {
        ...plain('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
        roleRef: { kind: 'ClusterRole', name: 'cluster-admin' },
      },
      {
        ...plain('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { name: 'b' }),
        roleRef: { kind: 'ClusterRole', name: 'admin' },
      },
      {
        ...plain('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', { name: 'c' }),
        roleRef: { kind: 'ClusterRole', name: 'edit' },
      },
      object(
        'networking.k8s.io/v1',
        'Ingress',
        { namespace: 'default' },
        { defaultBackend: { service: { name: 'kubernetes', port: { number: 443 } } } },
      ),
    ],
  },
  {
    where: 'a sealed Secret is opened in the cluster',
    manifests: [
      deployment({ container: { env: [{ valueFrom: { secretKeyRef: { name: 'login', key: 'user' } } }] } }),
      object('bitnami.com/v1alpha1', 'SealedSecret', { name: 'login' }, { encryptedData: { user: 'x' } }),
    ],
  },
  {
    where: 'a certificate has both keys',
    manifests: [
      deployment({
        pod: { volumes: [{ secret: { secretName: 'tls', items: [{ key: 'tls.crt' }, { key: 'tls.key' }] } }] },
      }),
      object('cert-manager.io/v1', 'Certificate', {}, { secretName: 'tls' }),
    ],
  },
  {
    where: 'a Service has no ports to compare',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        {},
        { defaultBackend: { service: { name: 'chat', port: { number: 80 } } } },
      ),
      service({ spec: { ports: [] } }),
    ],
  },
  {
    where: 'an Ingress names no port',
    manifests: [
      object('networking.k8s.io/v1', 'Ingress', {}, { defaultBackend: { service: { name: 'chat', port: {} } } }),
      service(),
    ],
  },
  {
    where: 'others make the Secrets of an Ingress',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        { metadata: { annotations: { 'cert-manager.io/issuer': 'x' } } },
        { tls: [{ secretName: 'a' }] },
      ),
      object(
        'networking.k8s.io/v1',
        'Ingress',
        { name: 'b', metadata: { annotations: { 'kubernetes.io/tls-acme': 'true' } } },
        { tls: [{ secretName: 'a' }] },
      ),
    ],
  },
  {
    where: 'a target of KEDA is of another kind',
    manifests: [
      workload('apps/v1', 'StatefulSet'),
      object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { kind: 'StatefulSet', name: 'chat' } }),
      workload('example.com/v1', 'Engine'),
      object(
        'keda.sh/v1alpha1',
        'ScaledObject',
        { name: 'b' },
        { scaleTargetRef: { apiVersion: 'example.com/v1', kind: 'Engine', name: 'chat' } },
      ),
    ],
  },
  {
    where: 'a group is not a role',
    manifests: [{ ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding'), roleRef: { kind: 'Group', name: 'x' } }],
  },
  {
    where: 'a class and a role are there',
    manifests: [
      object('networking.k8s.io/v1', 'Ingress', {}, { ingressClassName: 'nginx' }),
      plain('networking.k8s.io/v1', 'IngressClass', { name: 'nginx' }),
      {
        ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding', { namespace: 'a' }),
        roleRef: { kind: 'Role', name: 'read' },
      },
      plain('rbac.authorization.k8s.io/v1', 'Role', { namespace: 'a', name: 'read' }),
    ],
  },
])('finds nothing where $where', ({ manifests, facts }) => {
  expect(check(referencesResolve, manifests, facts)).toEqual([]);
});

test.each<{ where: string; manifests: readonly Manifest[]; facts?: Facts; findings: readonly Finding[] }>([
  {
    where: 'a ConfigMap lacks a key',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'MODE' } } }] },
      }),
      configMap('settings', { LEVEL: '1', MODUS: '2' }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key',
        given: '"MODE"',
        code: 'verify/missing-key',
        severity: 'error',
        message: 'ConfigMap settings has no such key, only "LEVEL" and "MODUS"',
        fix: 'one of its keys, or optional: true',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a declared Secret lacks a key',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
    ],
    facts: { existing: [{ apiVersion: 'v1', kind: 'Secret', name: 'login', keys: ['user'] }] },
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"password"',
        code: 'verify/missing-key',
        severity: 'error',
        message: 'Secret login has no such key, only "user"',
        fix: 'one of its keys, or optional: true',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'volumes read keys that are missing',
    manifests: [
      deployment({
        pod: {
          volumes: [
            { configMap: { name: 'settings', items: [{ key: 'MODE' }] } },
            {
              projected: {
                sources: [{ configMap: { name: 'settings', items: [{ key: 'LEVEL' }, { key: 'SPEED' }] } }],
              },
            },
          ],
        },
      }),
      configMap('settings', { LEVEL: '1' }),
    ],
    findings: [
      {
        path: 'spec.template.spec.volumes[0].configMap.items[0].key',
        given: '"MODE"',
        code: 'verify/missing-key',
        severity: 'error',
        message: 'ConfigMap settings has no such key, only "LEVEL"',
        fix: 'one of its keys, or optional: true',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.volumes[1].projected.sources[0].configMap.items[1].key',
        given: '"SPEED"',
        code: 'verify/missing-key',
        severity: 'error',
        message: 'ConfigMap settings has no such key, only "LEVEL"',
        fix: 'one of its keys, or optional: true',
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the keys of a declared Secret are not',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
    ],
    facts: { existing: [{ kind: 'Secret', name: 'login' }] },
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"password"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret login has this key is not known: its keys are not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'login', keys: ['password'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Secret waits to be filled',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
      plain('v1', 'Secret', { name: 'login' }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"password"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret login has this key is not known: its keys are not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'login', keys: ['password'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a template decides on the keys of a Secret',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
      object(
        'external-secrets.io/v1',
        'ExternalSecret',
        { name: 'login' },
        { target: { template: {} }, data: [{ secretKey: 'password' }] },
      ),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"password"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret login has this key is not known: its keys are not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'login', keys: ['password'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'nothing is declared, each thing once',
    manifests: [
      deployment({
        namespace: 'prod',
        container: {
          env: [
            { valueFrom: { secretKeyRef: { name: 'login', key: 'user' } } },
            { valueFrom: { secretKeyRef: { name: 'login', key: 'user' } } },
          ],
          envFrom: [{ configMapRef: { name: 'settings' } }, { configMapRef: { name: 'settings' } }],
        },
        pod: {
          serviceAccountName: 'chat',
          runtimeClassName: 'nvidia',
          imagePullSecrets: [{ name: 'registry' }],
          volumes: [{ persistentVolumeClaim: { claimName: 'data' } }, { secret: { secretName: 'tls' } }],
        },
      }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"user"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether Secret prod/login exists with this key is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', namespace: 'prod', name: 'login', keys: ['user'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.containers[0].envFrom[0].configMapRef.name',
        given: '"settings"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether ConfigMap prod/settings exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'ConfigMap', namespace: 'prod', name: 'settings' }], or make the ConfigMap in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.volumes[0].persistentVolumeClaim.claimName',
        given: '"data"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether PersistentVolumeClaim prod/data exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'PersistentVolumeClaim', namespace: 'prod', name: 'data' }], or make the PersistentVolumeClaim in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.volumes[1].secret.secretName',
        given: '"tls"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret prod/tls exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', namespace: 'prod', name: 'tls' }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.serviceAccountName',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether ServiceAccount prod/chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'ServiceAccount', namespace: 'prod', name: 'chat' }], or make the ServiceAccount in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.imagePullSecrets[0].name',
        given: '"registry"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret prod/registry exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', namespace: 'prod', name: 'registry' }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.runtimeClassName',
        given: '"nvidia"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether RuntimeClass nvidia exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'RuntimeClass', name: 'nvidia' }], or make the RuntimeClass in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'what is declared is of another namespace, group or kind',
    manifests: [
      deployment({ namespace: 'prod', pod: { priorityClassName: 'high', serviceAccountName: 'chat' } }),
      plain('v1', 'ServiceAccount'),
    ],
    facts: {
      existing: [
        { kind: 'ServiceAccount', name: 'chat' },
        { apiVersion: 'example.com/v1', kind: 'PriorityClass', name: 'high' },
        { kind: 'PriorityClass', name: 'low' },
      ],
    },
    findings: [
      {
        path: 'spec.template.spec.serviceAccountName',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether ServiceAccount prod/chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'ServiceAccount', namespace: 'prod', name: 'chat' }], or make the ServiceAccount in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.priorityClassName',
        given: '"high"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether PriorityClass high exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'PriorityClass', name: 'high' }], or make the PriorityClass in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'prod', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Secret is only added to',
    manifests: [
      deployment({
        container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
      }),
      object('external-secrets.io/v1', 'ExternalSecret', { name: 'login' }, { target: { creationPolicy: 'Merge' } }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"password"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message:
          'whether Secret login exists with this key is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'login', keys: ['password'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Service lacks the ports of an Ingress',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        {},
        {
          rules: [{ http: { paths: [{ backend: { service: { name: 'chat', port: { number: 8080 } } } }] } }],
          defaultBackend: { service: { name: 'chat', port: { name: 'grpc' } } },
        },
      ),
      service({ spec: { ports: [{ name: 'http', port: 80 }, { port: 81 }] } }),
    ],
    findings: [
      {
        code: 'verify/missing-port',
        severity: 'error',
        path: 'spec.defaultBackend.service.port.name',
        given: '"grpc"',
        message: 'Service chat has no such port, only 80 (http), 81',
        fix: 'the name or number of a port of the Service',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
      {
        code: 'verify/missing-port',
        severity: 'error',
        path: 'spec.rules[0].http.paths[0].backend.service.port.number',
        given: '8080',
        message: 'Service chat has no such port, only 80 (http), 81',
        fix: 'the name or number of a port of the Service',
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'an Ingress names what is not there',
    manifests: [
      object(
        'networking.k8s.io/v1',
        'Ingress',
        {},
        {
          rules: [{ http: { paths: [{ backend: { service: { name: 'chat', port: { number: 80 } } } }] } }],
          ingressClassName: 'nginx',
          tls: [{ secretName: 'tls' }],
        },
      ),
    ],
    findings: [
      {
        path: 'spec.rules[0].http.paths[0].backend.service.name',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Service chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Service', name: 'chat' }], or make the Service in the app",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.tls[0].secretName',
        given: '"tls"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret tls exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'tls' }], or make the Secret in the app",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.ingressClassName',
        given: '"nginx"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether IngressClass nginx exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'IngressClass', name: 'nginx' }], or make the IngressClass in the app",
        object: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a scale target is named in the wrong group',
    manifests: [deployment(), autoscaler({ scaleTargetRef: { kind: 'Deployment', name: 'chat' } })],
    findings: [
      {
        code: 'verify/wrong-group',
        severity: 'error',
        path: 'spec.scaleTargetRef.apiVersion',
        given: '""',
        message: 'Deployment chat is of the group apps, so that the target is never found',
        fix: 'apps/v1',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 1,
      },
    ],
  },
  {
    where: 'a scale target is not there',
    manifests: [autoscaler()],
    findings: [
      {
        path: 'spec.scaleTargetRef.name',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Deployment chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Deployment', name: 'chat' }], or make the Deployment in the app",
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'roles and accounts are not there',
    manifests: [
      {
        ...plain('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding'),
        roleRef: { kind: 'ClusterRole', name: 'read' },
        subjects: [{ kind: 'ServiceAccount', name: 'chat', namespace: 'a' }],
      },
    ],
    findings: [
      {
        path: 'roleRef.name',
        given: '"read"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether ClusterRole read exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'ClusterRole', name: 'read' }], or make the ClusterRole in the app",
        object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'chat' },
        document: 0,
      },
      {
        path: 'subjects[0].name',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether ServiceAccount a/chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'ServiceAccount', namespace: 'a', name: 'chat' }], or make the ServiceAccount in the app",
        object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'storage classes are not there',
    manifests: [
      workload('apps/v1', 'StatefulSet', { spec: { volumeClaimTemplates: [{ spec: { storageClassName: 'fast' } }] } }),
    ],
    findings: [
      {
        path: 'spec.volumeClaimTemplates[0].spec.storageClassName',
        given: '"fast"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether StorageClass fast exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'StorageClass', name: 'fast' }], or make the StorageClass in the app",
        object: { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a target of KEDA is not there',
    manifests: [object('keda.sh/v1alpha1', 'ScaledObject', {}, { scaleTargetRef: { name: 'chat' } })],
    findings: [
      {
        path: 'spec.scaleTargetRef.name',
        given: '"chat"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Deployment chat exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Deployment', name: 'chat' }], or make the Deployment in the app",
        object: { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'other scale targets are named in the wrong group',
    manifests: [
      workload('apps/v1', 'StatefulSet'),
      workload('apps/v1', 'ReplicaSet'),
      autoscaler({ scaleTargetRef: { apiVersion: 'v1', kind: 'StatefulSet', name: 'chat' } }),
      autoscaler(
        { scaleTargetRef: { apiVersion: 'extensions/v1beta1', kind: 'ReplicaSet', name: 'chat' } },
        { name: 'b' },
      ),
    ],
    findings: [
      {
        code: 'verify/wrong-group',
        severity: 'error',
        path: 'spec.scaleTargetRef.apiVersion',
        given: '"v1"',
        message: 'StatefulSet chat is of the group apps, so that the target is never found',
        fix: 'apps/v1',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'chat' },
        document: 2,
      },
      {
        code: 'verify/wrong-group',
        severity: 'error',
        path: 'spec.scaleTargetRef.apiVersion',
        given: '"extensions/v1beta1"',
        message: 'ReplicaSet chat is of the group apps, so that the target is never found',
        fix: 'apps/v1',
        object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', name: 'b' },
        document: 3,
      },
    ],
  },
  {
    where: 'a role is not there',
    manifests: [
      {
        ...plain('rbac.authorization.k8s.io/v1', 'RoleBinding', { namespace: 'a' }),
        roleRef: { kind: 'Role', name: 'read' },
      },
    ],
    findings: [
      {
        path: 'roleRef.name',
        given: '"read"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Role a/read exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Role', namespace: 'a', name: 'read' }], or make the Role in the app",
        object: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', namespace: 'a', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'the class of a claim is not there',
    manifests: [object('v1', 'PersistentVolumeClaim', {}, { storageClassName: 'fast' })],
    findings: [
      {
        path: 'spec.storageClassName',
        given: '"fast"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether StorageClass fast exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'StorageClass', name: 'fast' }], or make the StorageClass in the app",
        object: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'Secrets are read as a whole',
    manifests: [
      deployment({
        container: { envFrom: [{ secretRef: { name: 'a' } }] },
        pod: { volumes: [{ projected: { sources: [{ secret: { name: 'b' } }] } }] },
      }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].envFrom[0].secretRef.name',
        given: '"a"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret a exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'a' }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
      {
        path: 'spec.template.spec.volumes[0].projected.sources[0].secret.name',
        given: '"b"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret b exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'b' }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a Secret is not made by what does not make it',
    manifests: [
      deployment({ container: { envFrom: [{ secretRef: { name: 'login' } }] } }),
      object('external-secrets.io/v1', 'ExternalSecret', { name: 'login' }, { target: { creationPolicy: 'None' } }),
      object('cert-manager.io/v1', 'Certificate', {}, {}),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].envFrom[0].secretRef.name',
        given: '"login"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret login exists is not known: the app does not make it, and it is not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'login' }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
  {
    where: 'a certificate lacks a key',
    manifests: [
      deployment({ container: { env: [{ valueFrom: { secretKeyRef: { name: 'tls', key: 'ca.crt' } } }] } }),
      object('cert-manager.io/v1', 'Certificate', {}, { secretName: 'tls' }),
    ],
    findings: [
      {
        path: 'spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef.key',
        given: '"ca.crt"',
        code: 'verify/not-known-reference',
        severity: 'not-known',
        message: 'whether Secret tls has this key is not known: its keys are not declared',
        fix: "the fact, existing: [{ kind: 'Secret', name: 'tls', keys: ['ca.crt'] }], or make the Secret in the app",
        object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
        document: 0,
      },
    ],
  },
])('finds where $where', ({ manifests, facts, findings }) => {
  expect(check(referencesResolve, manifests, facts)).toEqual(findings);
});

test.each<{ where: string; creationPolicy?: string; data: readonly object[]; found: readonly string[] }>([
  { where: 'an ExternalSecret adds the key', creationPolicy: 'Merge', data: [{ secretKey: 'password' }], found: [] },
  {
    where: 'an ExternalSecret may add the key',
    creationPolicy: 'Merge',
    data: [{ secretKey: 'token' }],
    found: [
      'not-known verify/not-known-reference whether Secret login has this key is not known: its keys are not declared',
    ],
  },
  {
    where: 'an ExternalSecret adds nothing',
    creationPolicy: 'None',
    data: [{ secretKey: 'password' }],
    found: ['error verify/missing-key Secret login has no such key, only "user"'],
  },
])('where the app makes a Secret without the key, and $where', ({ creationPolicy, data, found }) => {
  const reader = deployment({
    container: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }] },
  });
  const filler = object(
    'external-secrets.io/v1',
    'ExternalSecret',
    { name: 'filler' },
    { target: { name: 'login', creationPolicy }, data },
  );
  const said = (manifests: readonly Manifest[], facts?: Facts): readonly string[] =>
    check(referencesResolve, manifests, facts).map(({ severity, code, message }) => `${severity} ${code} ${message}`);
  expect(said([reader, { ...plain('v1', 'Secret', { name: 'login' }), stringData: { user: 'x' } }, filler])).toEqual(
    found,
  );
  expect(said([reader, filler], { existing: [{ kind: 'Secret', name: 'login', keys: ['user'] }] })).toEqual(found);
});

describe('an HTTPRoute', () => {
  const facts: Facts = { existing: [{ kind: 'Gateway', name: 'public' }] };

  test('leads from a Gateway to a port of a Service', () => {
    expect(check(referencesResolve, [route(), service()], facts)).toEqual([]);
    const elsewhere = ruled({ backendRefs: [{ name: 'pool', group: 'example.com', kind: 'Pool' }] });
    expect(check(referencesResolve, [elsewhere], facts)).toEqual([]);
  });

  test('leads to no port that the Service does not have', () => {
    const wrong = ruled({ backendRefs: [{ name: 'chat', port: 8080 }] });
    expect(check(referencesResolve, [wrong, service()], facts)).toEqual([
      {
        code: 'verify/missing-port',
        severity: 'error',
        path: 'spec.rules[0].backendRefs[0].port',
        given: '8080',
        message: 'Service chat has no such port, only 80',
        fix: 'the number of a port of the Service',
        object: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', name: 'chat' },
        document: 0,
      },
    ]);
  });

  test('leads to what may exist', () => {
    const across = route({
      parentRefs: [{ name: 'public', namespace: 'gateways' }],
      rules: [{ backendRefs: [{ name: 'chat', namespace: 'models', port: 80 }] }],
    });
    const messages = check(referencesResolve, [across, service()]).map(({ path, message }) => `${path}: ${message}`);
    expect(messages).toEqual([
      'spec.parentRefs[0].name: whether Gateway gateways/public exists is not known: the app does not make it, and it is not declared',
      'spec.rules[0].backendRefs[0].name: whether Service models/chat exists is not known: the app does not make it, and it is not declared',
    ]);
  });
});

/** The rules that judge single values: numbers, addresses, names that are referred to, labels that are asked for. */
import { expect, test } from 'vitest';
import type { Manifest, Rule } from '../../../lib/verify';
import { addressesValid } from '../../../lib/verify/rules/addresses-valid';
import { fieldsFit } from '../../../lib/verify/rules/fields-fit';
import { referencesNamed } from '../../../lib/verify/rules/references-named';
import { rolloutMoves } from '../../../lib/verify/rules/rollout-moves';
import { selectorsValid } from '../../../lib/verify/rules/selectors-valid';
import { autoscaler, budget, check, deployment, service } from '../manifests';

function policy(spec: Readonly<Record<string, unknown>>): Manifest {
  const metadata = { name: 'chat' };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {}, ...spec } };
}

function ingress(spec: Readonly<Record<string, unknown>>): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'chat' }, spec };
}

const route = (path: string, pathType = 'Prefix'): Manifest =>
  ingress({ rules: [{ http: { paths: [{ path, pathType }] } }] });
const from = (ipBlock: unknown): Manifest => policy({ ingress: [{ from: [{ ipBlock }] }] });
const reading = (valueFrom: unknown): Manifest => deployment({ container: { env: [{ name: 'A', valueFrom }] } });

test.each<{ rule: Rule; manifests: readonly Manifest[] }>([
  {
    rule: fieldsFit,
    manifests: [
      deployment({
        spec: { replicas: 0, minReadySeconds: 0 },
        pod: { securityContext: { runAsUser: 0, fsGroup: 2_147_483_647 } },
        container: { ports: [{ containerPort: 1 }, { containerPort: 65_535, hostPort: 0 }], livenessProbe: {} },
      }),
      service(),
      autoscaler({
        metrics: [
          { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 250 } } },
        ],
      }),
    ],
  },
  {
    rule: addressesValid,
    manifests: [
      service({ spec: { loadBalancerSourceRanges: ['10.0.0.0/8', ' 2001:db8::/32 '] } }),
      from({ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }),
      from({ cidr: '::/0', except: ['fd00:ec2::254/128'] }),
      route('/'),
      route('/v1/models/chat.2'),
      route('/a//b|(.*)', 'ImplementationSpecific'),
    ],
  },
  {
    rule: referencesNamed,
    manifests: [
      deployment({ pod: { serviceAccountName: 'models.chat', priorityClassName: 'system-node-critical' } }),
      reading({ secretKeyRef: { name: 'a.b', key: '.hidden_Key-1' } }),
      reading({ fieldRef: { fieldPath: "metadata.labels['app.kubernetes.io/version']" } }),
      reading({ fieldRef: { fieldPath: 'status.podIP' } }),
      ingress({ ingressClassName: 'nginx', tls: [{ secretName: 'a.b' }] }),
      autoscaler({ metrics: [{ pods: { metric: { name: 'vllm:num_requests' } } }] }),
    ],
  },
  {
    rule: selectorsValid,
    manifests: [
      deployment(),
      service(),
      budget({}),
      policy({ ingress: [{ from: [{ podSelector: { matchLabels: { 'a.b/c': '' } } }] }] }),
    ],
  },
])('$rule.name finds nothing in what the API server takes', ({ rule, manifests }) => {
  expect(check(rule, manifests)).toEqual([]);
});

const range = (least: number, most: number) => ({
  message: `not a whole number from ${least} to ${most}`,
  fix: `a whole number from ${least} to ${most}`,
});
const notARange = {
  message: 'not a range of addresses',
  fix: "an address and the length of its prefix, such as '10.0.0.0/16'",
};
const container = 'spec.template.spec.containers[0]';
const keyForm = 'must consist of letters, digits, -, _ and ., and not be . or start with ..';

test.each<{ rule: Rule; manifest: Manifest; code: string; path: string; given?: string; message: string; fix: string }>(
  [
    {
      rule: fieldsFit,
      manifest: deployment({ container: { ports: [{ containerPort: 0 }] } }),
      code: 'verify/out-of-range',
      path: `${container}.ports[0].containerPort`,
      given: '0',
      ...range(1, 65_535),
    },
    {
      rule: fieldsFit,
      manifest: deployment({ container: { ports: [{ containerPort: 80, hostPort: 70_000 }] } }),
      code: 'verify/out-of-range',
      path: `${container}.ports[0].hostPort`,
      given: '70000',
      ...range(0, 65_535),
    },
    {
      rule: fieldsFit,
      manifest: deployment({ pod: { securityContext: { runAsGroup: -1 } } }),
      code: 'verify/out-of-range',
      path: 'spec.template.spec.securityContext.runAsGroup',
      given: '-1',
      ...range(0, 2_147_483_647),
    },
    {
      rule: fieldsFit,
      manifest: deployment({ container: { securityContext: { runAsUser: 1.5 } } }),
      code: 'verify/out-of-range',
      path: `${container}.securityContext.runAsUser`,
      given: '1.5',
      ...range(0, 2_147_483_647),
    },
    {
      rule: fieldsFit,
      manifest: deployment({ spec: { minReadySeconds: 8_640_000_000 } }),
      code: 'verify/out-of-range',
      path: 'spec.minReadySeconds',
      given: '8640000000',
      ...range(0, 2_147_483_647),
    },
    {
      rule: fieldsFit,
      manifest: deployment({ container: { startupProbe: { failureThreshold: 3_000_000_000 } } }),
      code: 'verify/out-of-range',
      path: `${container}.startupProbe.failureThreshold`,
      given: '3000000000',
      ...range(0, 2_147_483_647),
    },
    {
      rule: fieldsFit,
      manifest: service({ spec: { ports: [{ port: 80, targetPort: 65_536 }] } }),
      code: 'verify/out-of-range',
      path: 'spec.ports[0].targetPort',
      given: '65536',
      message: 'not a whole number from 0 to 65535, or the name of a port',
      fix: 'a whole number from 0 to 65535, or the name of a port',
    },
    {
      rule: fieldsFit,
      manifest: autoscaler({
        metrics: [
          {
            type: 'ContainerResource',
            containerResource: { name: 'cpu', container: 'a', target: { type: 'Utilization', averageUtilization: 0 } },
          },
        ],
      }),
      code: 'verify/out-of-range',
      path: 'spec.metrics[0].containerResource.target.averageUtilization',
      given: '0',
      ...range(1, 2_147_483_647),
    },
    {
      rule: addressesValid,
      manifest: service({ spec: { loadBalancerSourceRanges: ['10.0.0.0'] } }),
      code: 'verify/invalid-address',
      path: 'spec.loadBalancerSourceRanges[0]',
      given: '"10.0.0.0"',
      ...notARange,
    },
    {
      rule: addressesValid,
      manifest: from({ cidr: '10.0.0.0/33' }),
      code: 'verify/invalid-address',
      path: 'spec.ingress[0].from[0].ipBlock.cidr',
      given: '"10.0.0.0/33"',
      ...notARange,
    },
    {
      rule: addressesValid,
      manifest: from({ cidr: '10.0.0.0/8', except: ['10.0.0.0/8'] }),
      code: 'verify/invalid-address',
      path: 'spec.ingress[0].from[0].ipBlock.except[0]',
      given: '"10.0.0.0/8"',
      message: 'does not lie within 10.0.0.0/8, from which it is to be an exception',
      fix: 'a smaller range within that one',
    },
    {
      rule: addressesValid,
      manifest: route('/a/../b'),
      code: 'verify/invalid-path',
      path: 'spec.rules[0].http.paths[0].path',
      given: '"/a/../b"',
      message: 'must not contain "/../"',
      fix: "a path such as '/predict'",
    },
    {
      rule: addressesValid,
      manifest: route('predict'),
      code: 'verify/invalid-path',
      path: 'spec.rules[0].http.paths[0].path',
      given: '"predict"',
      message: 'must start with a slash',
      fix: "a path such as '/predict'",
    },
    {
      rule: referencesNamed,
      manifest: reading({ secretKeyRef: { name: 'a', key: 'a b' } }),
      code: 'verify/invalid-name',
      path: `${container}.env[0].valueFrom.secretKeyRef.key`,
      given: '"a b"',
      message: keyForm,
      fix: 'a key that a Secret can hold',
    },
    {
      rule: referencesNamed,
      manifest: reading({ configMapKeyRef: { name: 'a', key: '..data' } }),
      code: 'verify/invalid-name',
      path: `${container}.env[0].valueFrom.configMapKeyRef.key`,
      given: '"..data"',
      message: keyForm,
      fix: 'a key that a ConfigMap can hold',
    },
    {
      rule: referencesNamed,
      manifest: autoscaler({ metrics: [{ external: { metric: { name: 'queue/length' } } }] }),
      code: 'verify/invalid-name',
      path: 'spec.metrics[0].external.metric.name',
      given: '"queue/length"',
      message: 'must not contain / or %',
      fix: 'the name of a metric, such as http_requests',
    },
    {
      rule: rolloutMoves,
      manifest: deployment({ spec: { strategy: { rollingUpdate: { maxUnavailable: '150%' } } } }),
      code: 'verify/not-a-share',
      path: 'spec.strategy.rollingUpdate.maxUnavailable',
      given: '"150%"',
      message: 'more than all pods cannot be unavailable',
      fix: 'at most 100%',
    },
  ],
)('$rule.name refuses $given', ({ rule, manifest, code, path, given, message, fix }) => {
  expect(check(rule, [manifest])).toEqual([
    expect.objectContaining({ code, severity: 'error', path, given, message, fix }),
  ]);
});

test.each<{ rule: Rule; manifest: Manifest; path: string; given: string }>([
  {
    rule: referencesNamed,
    manifest: deployment({ pod: { priorityClassName: 'A B' } }),
    path: 'spec.template.spec.priorityClassName',
    given: '"A B"',
  },
  {
    rule: referencesNamed,
    manifest: reading({ fieldRef: { fieldPath: "metadata.labels['a b']" } }),
    path: `${container}.env[0].valueFrom.fieldRef.fieldPath`,
    given: '"metadata.labels[\'a b\']"',
  },
  {
    rule: referencesNamed,
    manifest: ingress({ tls: [{ secretName: 'A_B' }] }),
    path: 'spec.tls[0].secretName',
    given: '"A_B"',
  },
  {
    rule: selectorsValid,
    manifest: policy({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'a b': 'c' } } }] }] }),
    path: 'spec.ingress[0].from[0].namespaceSelector.matchLabels["a b"]',
    given: '{"a b":"c"}',
  },
  {
    rule: selectorsValid,
    manifest: service({ spec: { selector: { app: 'a b' } } }),
    path: 'spec.selector.app',
    given: '{"app":"a b"}',
  },
])('$rule.name refuses $given as names and labels are refused elsewhere', ({ rule, manifest, path, given }) => {
  expect(check(rule, [manifest])).toEqual([expect.objectContaining({ severity: 'error', path, given })]);
});

test.each<{ range: string; message: string; fix: string }>([
  {
    range: '10.1.0.5/16',
    message: 'the address is not the first of its range, so that it is not clear which of the two is meant',
    fix: '10.1.0.0/16 for all of them, or 10.1.0.5/32 for the one',
  },
  {
    range: '2001:db8::1/64',
    message: 'the address is not the first of its range, so that it is not clear which of the two is meant',
    fix: '2001:db8::/64 for all of them, or 2001:db8::1/128 for the one',
  },
  {
    range: '010.1.0.0/16',
    message: 'leading zeros, or an IPv4 address written as an IPv6 one, which later versions of Kubernetes refuse',
    fix: '10.1.0.0/16',
  },
])('a range that is doubtful, such as $range, is a warning', ({ range, message, fix }) => {
  const finding = { code: 'verify/doubtful-address', severity: 'warning', given: JSON.stringify(range), message, fix };
  expect(check(addressesValid, [service({ spec: { loadBalancerSourceRanges: [range] } })])).toMatchObject([
    { ...finding, path: 'spec.loadBalancerSourceRanges[0]' },
  ]);
  const whole = range.includes(':') ? '::/0' : '0.0.0.0/0';
  expect(check(addressesValid, [from({ cidr: whole, except: [range] })])).toMatchObject([
    { ...finding, path: 'spec.ingress[0].from[0].ipBlock.except[0]' },
  ]);
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { targetCluster, type KubernetesVersion, type TargetClusterProps } from '../../../lib/hardware';
import { verify, type Finding, type Manifest } from '../../../lib/verify';
import { fieldsFit } from '../../../lib/verify/rules/fields-fit';
import { corpus } from '../corpus';
import { autoscaler, configMap, deployment, object, plain, service } from '../manifests';

type Short = Pick<Finding, 'code' | 'path' | 'message' | 'fix'> & { readonly given?: string | undefined };

const at = (kubernetes: KubernetesVersion, props: Partial<TargetClusterProps> = {}): ReturnType<typeof targetCluster> =>
  targetCluster({ name: 'c', cloud: 'other', kubernetes, ...props });

function found(
  manifest: Manifest,
  kubernetes?: KubernetesVersion,
  props?: Partial<TargetClusterProps>,
): readonly Short[] {
  const cluster = kubernetes === undefined ? undefined : at(kubernetes, props);
  return verify([manifest], { rules: [fieldsFit], cluster }).map(({ code, path, given, message, fix }) => ({
    code,
    path,
    ...(given === undefined ? {} : { given }),
    message,
    fix,
  }));
}

/** As an Output of Pulumi looks. */
const later: unknown = { __pulumiOutput: true, apply: () => later };

const container = 'spec.template.spec.containers[0]';
const inContainer = (fields: object): Manifest => deployment({ container: { ...fields } });
const gated = (fields: object): Manifest => deployment({ pod: { ...fields } });

test.each<{ what: string; wrong: Manifest; finding: Short }>([
  {
    what: 'a misspelt field',
    wrong: inContainer({ imagePullPolice: 'Always' }),
    finding: {
      code: 'verify/unknown-field',
      path: `${container}.imagePullPolice`,
      message: 'a Container has no such field in Kubernetes 1.34',
      fix: 'imagePullPolicy',
    },
  },
  {
    what: 'a field like no other',
    wrong: deployment({ spec: { quixotic: null } }),
    finding: {
      code: 'verify/unknown-field',
      path: 'spec.quixotic',
      message: 'a DeploymentSpec has no such field in Kubernetes 1.34',
      fix: 'no such field',
    },
  },
  {
    what: 'a field that comes later',
    wrong: gated({ schedulingGroup: { podGroupName: 'a' } }),
    finding: {
      code: 'verify/unknown-field',
      path: 'spec.template.spec.schedulingGroup',
      message: 'a PodSpec has this field from Kubernetes 1.36 on, and the cluster has 1.34',
      fix: 'schedulingGroup',
    },
  },
  {
    what: 'a text in place of a number',
    wrong: inContainer({ ports: [{ containerPort: '8080' }] }),
    finding: {
      code: 'verify/wrong-type',
      path: `${container}.ports[0].containerPort`,
      given: '"8080"',
      message: 'must be a whole number from 1 to 65535',
      fix: 'a whole number from 1 to 65535',
    },
  },
  {
    what: 'a number in place of a text',
    wrong: inContainer({ workingDir: 7 }),
    finding: {
      code: 'verify/wrong-type',
      path: `${container}.workingDir`,
      given: '7',
      message: 'must be a text',
      fix: 'a text',
    },
  },
  {
    what: 'a text in place of a truth',
    wrong: gated({ hostNetwork: 'yes' }),
    finding: {
      code: 'verify/wrong-type',
      path: 'spec.template.spec.hostNetwork',
      given: '"yes"',
      message: 'must be true or false',
      fix: 'true or false',
    },
  },
  {
    what: 'a text in place of a list',
    wrong: inContainer({ args: '--token=abc' }),
    finding: { code: 'verify/wrong-type', path: `${container}.args`, message: 'must be a list', fix: 'a list' },
  },
  {
    what: 'a list in place of an object',
    wrong: inContainer({ resources: [] }),
    finding: {
      code: 'verify/wrong-type',
      path: `${container}.resources`,
      message: 'must be an object',
      fix: 'an object',
    },
  },
  {
    what: 'a pod that is a text',
    wrong: deployment({ spec: { template: { spec: 'a' } } }),
    finding: { code: 'verify/wrong-type', path: 'spec.template.spec', message: 'must be an object', fix: 'an object' },
  },
  {
    what: 'a truth in a map of texts',
    wrong: configMap('a', { 'a.b': true }),
    finding: {
      code: 'verify/wrong-type',
      path: 'data["a.b"]',
      given: 'true',
      message: 'must be a text',
      fix: 'a text',
    },
  },
  {
    what: 'an amount that is a list',
    wrong: inContainer({ resources: { limits: { cpu: [1] } } }),
    finding: {
      code: 'verify/wrong-type',
      path: `${container}.resources.limits.cpu`,
      message: 'must be an amount, as a text or a number',
      fix: 'an amount, as a text or a number',
    },
  },
  {
    what: 'a share that is no whole number',
    wrong: deployment({ spec: { strategy: { rollingUpdate: { maxSurge: 0.5 } } } }),
    finding: {
      code: 'verify/out-of-range',
      path: 'spec.strategy.rollingUpdate.maxSurge',
      given: '0.5',
      message: 'not a whole number or a text',
      fix: 'a whole number or a text',
    },
  },
  {
    what: 'a day in place of a time',
    wrong: plain('coordination.k8s.io/v1', 'Lease', { metadata: { creationTimestamp: '2026-01-31' } }),
    finding: {
      code: 'verify/wrong-type',
      path: 'metadata.creationTimestamp',
      given: '"2026-01-31"',
      message: "must be a time such as '2026-01-31T12:00:00Z'",
      fix: "a time such as '2026-01-31T12:00:00Z'",
    },
  },
  {
    what: 'a number out of range',
    wrong: service({ spec: { sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_401 } } } }),
    finding: {
      code: 'verify/out-of-range',
      path: 'spec.sessionAffinityConfig.clientIP.timeoutSeconds',
      given: '86401',
      message: 'not a whole number from 1 to 86400',
      fix: 'a whole number from 1 to 86400',
    },
  },
  {
    what: 'a port that is neither a number nor a name',
    wrong: inContainer({ livenessProbe: { tcpSocket: { port: 70_000 } } }),
    finding: {
      code: 'verify/out-of-range',
      path: `${container}.livenessProbe.tcpSocket.port`,
      given: '70000',
      message: 'not a whole number from 1 to 65535, or the name of a port',
      fix: 'a whole number from 1 to 65535, or the name of a port',
    },
  },
  {
    what: 'a required field that is left out',
    wrong: inContainer({ volumeMounts: [{ name: 'a' }] }),
    finding: {
      code: 'verify/missing-field',
      path: `${container}.volumeMounts[0].mountPath`,
      message: 'the API server requires it, and it is not given',
      fix: 'a text',
    },
  },
  {
    what: 'a required list that is empty',
    wrong: object('rbac.authorization.k8s.io/v1', 'Role', {}, {}),
    finding: {
      code: 'verify/unknown-field',
      path: 'spec',
      message: 'a Role has no such field in Kubernetes 1.34',
      fix: 'no such field',
    },
  },
  {
    what: 'a text that is none of those',
    wrong: inContainer({ imagePullPolicy: 'Sometimes' }),
    finding: {
      code: 'verify/unknown-value',
      path: `${container}.imagePullPolicy`,
      given: '"Sometimes"',
      message: 'not one of Always, IfNotPresent and Never',
      fix: 'Always, IfNotPresent or Never',
    },
  },
  {
    what: 'a text that is taken later',
    wrong: gated({ tolerations: [{ key: 'a', operator: 'Gt', value: '1' }] }),
    finding: {
      code: 'verify/unknown-value',
      path: 'spec.template.spec.tolerations[0].operator',
      given: '"Gt"',
      message: 'taken from Kubernetes 1.36 on, and the cluster has 1.34',
      fix: 'Equal, Exists, Gt or Lt',
    },
  },
  {
    what: 'a name of no form',
    wrong: gated({ tolerations: [{ key: '-a' }] }),
    finding: {
      code: 'verify/invalid-name',
      path: 'spec.template.spec.tolerations[0].key',
      given: '"-a"',
      message: 'must start and end with a letter or digit',
      fix: 'a key of that form',
    },
  },
  {
    what: 'a key of no form',
    wrong: gated({ nodeSelector: { 'a b': 'c' } }),
    finding: {
      code: 'verify/invalid-name',
      path: 'spec.template.spec.nodeSelector["a b"]',
      given: '"a b"',
      message: 'must consist of letters, digits, -, _ and .',
      fix: 'a key of that form',
    },
  },
  {
    what: 'a resource that is none',
    wrong: object('v1', 'ResourceQuota', {}, { hard: { cpus: 4 } }),
    finding: {
      code: 'verify/invalid-name',
      path: 'spec.hard.cpus',
      given: '"cpus"',
      message: 'no resource of Kubernetes, and has no domain',
      fix: 'a resource such as cpu, memory or nvidia.com/gpu',
    },
  },
  {
    what: 'a field of a custom resource whose release is declared',
    wrong: object(
      'keda.sh/v1alpha1',
      'ScaledObject',
      {},
      { scaleTargetRef: { name: 'a' }, triggers: [], minReplicas: 1 },
    ),
    finding: {
      code: 'verify/unknown-field',
      path: 'spec.minReplicas',
      message: 'a ScaledObjectSpec has no such field in KEDA 2.21.0',
      fix: 'minReplicaCount',
    },
  },
  {
    what: 'a field of the metadata of a custom resource',
    wrong: plain('example.com/v1', 'Engine', { metadata: { lables: {} } }),
    finding: {
      code: 'verify/unknown-field',
      path: 'metadata.lables',
      message: 'an ObjectMeta has no such field in Kubernetes 1.34',
      fix: 'labels',
    },
  },
])('$what is an error', ({ wrong, finding }) => {
  expect(found(wrong, '1.34', { addOns: { keda: { version: '2.21.0', namespace: 'keda' } } })).toEqual([finding]);
});

describe('what some version may take is not known', () => {
  const misspelt = inContainer({ imagePullPolice: 'Always' });
  const question = 'whether the API server takes the field is not known';

  test.each<{ where: string; kubernetes: KubernetesVersion | undefined; message: string }>([
    {
      where: 'no cluster is declared',
      kubernetes: undefined,
      message: `${question}: a Container has it in no release of Kubernetes that was read, 1.34.4, 1.36.3, and the version in the cluster is not declared`,
    },
    {
      where: 'the cluster is newer than what was read',
      kubernetes: '1.40',
      message: `${question}: a Container has it in no release of Kubernetes that was read, 1.34.4, 1.36.3, and the cluster has 1.40`,
    },
    {
      where: 'the cluster is between what was read',
      kubernetes: '1.35',
      message: `${question}: a Container has it in no release of Kubernetes that was read, 1.34.4, 1.36.3, and the cluster has 1.35`,
    },
  ])('where $where', ({ kubernetes, message }) => {
    expect(found(misspelt, kubernetes)).toEqual([
      { code: 'verify/not-known-field', path: `${container}.imagePullPolice`, message, fix: 'imagePullPolicy' },
    ]);
  });

  test('where only a later version has the field', () => {
    expect(found(gated({ schedulingGroup: {} }))).toEqual([
      {
        code: 'verify/not-known-field',
        path: 'spec.template.spec.schedulingGroup',
        message: `${question}: a PodSpec has it from Kubernetes 1.36 on, and the version in the cluster is not declared`,
        fix: 'schedulingGroup',
      },
    ]);
    expect(found(gated({ schedulingGroup: {} }), '1.36')).toEqual([]);
    expect(found(gated({ schedulingGroup: {} }), '1.40')).toEqual([]);
  });

  test('where a text is none of those that were read', () => {
    expect(found(inContainer({ imagePullPolicy: 'Sometimes' }))).toEqual([
      {
        code: 'verify/not-known-value',
        path: `${container}.imagePullPolicy`,
        given: '"Sometimes"',
        message:
          'whether the API server takes the value is not known: it is one in no release of Kubernetes that was read, 1.34.4, 1.36.3, and the version in the cluster is not declared',
        fix: 'Always, IfNotPresent or Never',
      },
    ]);
  });

  test('where no release of a custom resource is declared', () => {
    const route = object('gateway.networking.k8s.io/v1', 'HTTPRoute', {}, { hostname: 'a' });
    expect(found(route, '1.34')).toEqual([
      {
        code: 'verify/not-known-field',
        path: 'spec.hostname',
        message: `${question}: an HTTPRouteSpec has it in no release of the Gateway API that was read, 1.4, 1.5, 1.6, and the version in the cluster is not declared`,
        fix: 'hostnames',
      },
    ]);
  });
});

test.each<{ what: string; right: Manifest }>([
  {
    what: 'null is left out',
    right: deployment({ spec: { replicas: null, strategy: null }, container: { env: null } }),
  },
  {
    what: 'null in a list, which is an empty text, and undefined, of which JSON makes null',
    right: inContainer({ args: [null, undefined] }),
  },
  { what: 'an empty text is left out', right: inContainer({ imagePullPolicy: '', workingDir: '' }) },
  { what: 'an empty object is one', right: deployment({ spec: { strategy: {} }, pod: { affinity: {} } }) },
  { what: 'amounts may be numbers', right: inContainer({ resources: { limits: { cpu: 1, 'nvidia.com/gpu': 1 } } }) },
  { what: 'shares may be texts', right: deployment({ spec: { strategy: { rollingUpdate: { maxSurge: '25%' } } } }) },
  { what: 'what Pulumi will know', right: deployment({ spec: { replicas: later } }) },
  { what: 'a status holds what it holds', right: { ...service(), status: { loadBalancer: [], whatever: 1 } } },
  { what: 'a kind that nobody read', right: object('example.com/v1', 'Engine', {}, { anything: [1] }) },
  {
    what: 'a kind in an API version that nobody read',
    right: object('apps/v1beta1', 'Deployment', {}, { anything: 1 }),
  },
  {
    what: 'a schema of a custom resource may say anything',
    right: object(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      {},
      {
        group: 'example.com',
        scope: 'Namespaced',
        names: { kind: 'Engine', plural: 'engines' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-mine': 1 } } },
        ],
      },
    ),
  },
  {
    what: 'metrics are selected by any labels',
    right: autoscaler({
      metrics: [
        {
          type: 'External',
          external: {
            metric: { name: 'a', selector: { matchLabels: { a: '-' } } },
            target: { type: 'Value', value: 1 },
          },
        },
      ],
    }),
  },
])('$what', ({ right }) => {
  expect(found(right, '1.34')).toEqual([]);
});

describe('one mistake is told once', () => {
  const errors = (manifest: Manifest): readonly string[] =>
    verify([manifest], { cluster: at('1.34') })
      .filter(({ severity }) => severity === 'error')
      .map(({ code, path }) => `${code} ${path}`);

  test.each<{ what: string; wrong: Manifest; told: string }>([
    {
      what: 'by the rule that knows the field',
      wrong: deployment({ metadata: { labels: { a: 1 } } }),
      told: 'verify/invalid-name metadata.labels.a',
    },
    {
      what: 'where a required field is misspelt',
      wrong: inContainer({ image: undefined, imgae: 'a' }),
      told: `verify/unknown-field ${container}.imgae`,
    },
    {
      what: 'where a misspelt field holds what others ask for',
      wrong: deployment({ spec: { selector: undefined, selectr: { matchLabels: { app: 'chat' } } } }),
      told: 'verify/unknown-field spec.selectr',
    },
    {
      what: 'where a list that others read is none',
      wrong: deployment({ pod: { containers: { name: 'a' } } }),
      told: 'verify/wrong-type spec.template.spec.containers',
    },
    {
      what: 'where what is required below is of a wrong type',
      wrong: object('v1', 'PersistentVolumeClaim', {}, { accessModes: ['ReadWriteOnce'], resources: 'a' }),
      told: 'verify/wrong-type spec.resources',
    },
    {
      what: 'of an item where its list is told of',
      wrong: object(
        'v1',
        'PersistentVolumeClaim',
        {},
        {
          accessModes: ['RWO'],
          resources: { requests: { storage: '1Gi' } },
        },
      ),
      told: 'verify/access-modes spec.accessModes',
    },
    {
      what: 'where a count is out of range',
      wrong: deployment({ spec: { replicas: -1 } }),
      told: 'verify/out-of-range spec.replicas',
    },
  ])('$what', ({ wrong, told }) => {
    expect(errors(wrong)).toEqual([told]);
  });

  test('while other mistakes of the object are told too', () => {
    const wrong = deployment({ metadata: { labels: { a: 1 } }, spec: { replicas: '3' } });
    expect(errors(wrong)).toEqual(['verify/wrong-type spec.replicas', 'verify/invalid-name metadata.labels.a']);
  });
});

test('no value of a Secret is shown', () => {
  const secret: Manifest = { ...plain('v1', 'Secret'), data: { a: 12345 } };
  expect(JSON.stringify(found(secret, '1.34'))).not.toContain('12345');
});

/** Any JSON, with names that tables know. */
const json = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        'spec',
        'template',
        'metadata',
        'containers',
        'name',
        'image',
        'ports',
        'env',
        'labels',
        'x',
        '__proto__',
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
})).value;

test('whatever stands in an object, it is looked at, and a cluster only makes more certain what is not known', () => {
  fc.assert(
    fc.property(fc.constantFrom(...corpus), json, (manifest, spec) => {
      const drawn: Manifest = { ...manifest, spec };
      const without = verify([drawn], { rules: [fieldsFit] });
      const withOne = verify([drawn], { rules: [fieldsFit], cluster: at('1.34') });
      // What a misspelt field explains is not told, where it is certain that it is misspelt.
      for (const { path, code } of withOne) {
        const before = without.filter((one) => one.path === path);
        expect(before.some((one) => one.severity === 'not-known' || one.code === code)).toBe(true);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('judges the fields of a kind that came later, where nobody said which release there is', () => {
  const route = object(
    'http.keda.sh/v1beta1',
    'InterceptorRoute',
    {},
    { scalingMetric: { requestRate: {} }, target: { service: 'chat', port: 80 } },
  );
  const [finding, ...rest] = found(route);
  expect([finding?.code, finding?.path]).toEqual([
    'verify/missing-field',
    'spec.scalingMetric.requestRate.targetValue',
  ]);
  expect(rest).toEqual([]);
});

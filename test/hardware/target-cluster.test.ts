import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  loadTargetCluster,
  machineOf,
  nodePool,
  parseTargetCluster,
  targetCluster,
  targetClusterSchema,
  type AddOns,
  type TargetCluster,
  type TargetClusterProps,
} from 'modelyard';
import { goodPool } from './generated-pools';

const nodes = { min: 0, max: 6 };
const l4 = nodePool('l4', { machine: 'g6.12xlarge', nodes, capacity: { kind: 'spot' } });
const addOns: AddOns = {
  keda: {
    version: '2.21',
    namespace: 'keda',
    http: { version: '0.11', proxy: { namespace: 'keda', service: 'keda-http-proxy', port: 8080 } },
  },
  prometheus: { address: 'http://prometheus.monitoring.svc:9090', scrapeNamespace: 'monitoring' },
  gateways: [{ name: 'public', namespace: 'gateways', version: '1.4', controller: 'example.com/gateway' }],
  ingressClasses: [
    {
      name: 'nginx',
      controller: 'k8s.io/ingress-nginx',
      issuer: 'letsencrypt',
      from: { namespace: 'ingress', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
    },
  ],
  clusterAutoscaler: { version: '1.34.5' },
  kueue: { version: '0.14', queues: [{ name: 'training', namespace: 'ml' }] },
};
const full: TargetClusterProps = {
  name: 'production',
  cloud: 'eks',
  region: 'us-east-1',
  kubernetes: '1.34',
  nodePools: [l4],
  storageClasses: [{ name: 'gp3', provisioner: 'ebs.csi.aws.com', isDefault: true, accessModes: ['ReadWriteOnce'] }],
  addOns,
  customResources: [{ group: 'keda.sh', kind: 'ScaledObject', versions: ['v1alpha1'], release: '2.21.0' }],
  installed: {
    customResources: [{ group: 'keda.sh', kind: 'ScaledJob', versions: ['v1alpha1'] }],
    namespaces: ['keda'],
  },
};

function throughFile(cluster: TargetCluster): unknown {
  return JSON.parse(JSON.stringify(cluster));
}

describe('a declared cluster', () => {
  test('is plain data with all that is known', () => {
    expect(targetCluster(full)).toEqual({ kind: 'TargetCluster', ...full, issues: [] });
    expect(targetCluster({ name: 'dev', cloud: 'other', kubernetes: '1.33' })).toEqual({
      kind: 'TargetCluster',
      name: 'dev',
      cloud: 'other',
      kubernetes: '1.33',
      nodePools: [],
      addOns: {},
      issues: [],
    });
  });

  test('keeps what is wrong with it and with its pools', () => {
    const wrong = nodePool('t4', { machine: 'Standard_NC4as_T4_v3', nodes: { min: 4, max: 1 } });
    // What JavaScript hands over, the compiler would not.
    const kubernetes = 'latest' as '1.34';
    expect(targetCluster({ name: 'a b', cloud: 'eks', kubernetes, nodePools: [l4, wrong, l4] }).issues).toEqual([
      {
        code: 'hardware/invalid-target',
        property: 'name',
        given: '"a b"',
        message: 'must consist of letters, digits, -, _ and .',
        fix: "a name such as 'production'",
      },
      {
        code: 'hardware/invalid-target',
        property: 'kubernetes',
        given: '"latest"',
        message: 'is no version of Kubernetes',
        fix: "major and minor version, such as '1.34'",
      },
      {
        code: 'hardware/invalid-node-count',
        property: 'nodePools["t4"].nodes.min',
        given: '4',
        message: 'is more than nodes.max, 1',
        fix: 'min: 1 or less, or max: 4 or more',
      },
      {
        code: 'hardware/wrong-cloud',
        property: 'nodePools["t4"].manager',
        given: '"aks-node-pool"',
        message: 'is not of this cluster, whose cloud is eks',
        fix: "cloud: 'aks', or a pool with manager: 'eks-managed-node-group'",
      },
      {
        code: 'hardware/duplicate-pool',
        property: 'nodePools["l4"]',
        message: 'more than one pool has this name',
        fix: 'a name of its own for each pool',
      },
    ]);
  });
});

describe('a cluster from a file', () => {
  test('is what was written', () => {
    const cluster = targetCluster(full);
    expect(parseTargetCluster(throughFile(cluster))).toEqual({ value: cluster });
  });

  test('may leave out all that follows from the rest', () => {
    const json = {
      name: 'dev',
      cloud: 'eks',
      kubernetes: '1.34',
      nodePools: [{ name: 'l4', machine: 'g6.xlarge', nodes }],
    };
    const parsed = parseTargetCluster(json);
    const pool = 'value' in parsed ? parsed.value.nodePools[0] : undefined;
    expect(pool).toEqual(nodePool('l4', { machine: 'g6.xlarge', nodes }));
    expect(pool && machineOf(pool)?.accelerator?.model).toBe('L4');
  });

  test('is judged anew', () => {
    const pools = [{ name: 'l4', machine: 'g6.13xlarge', nodes, issues: [] }];
    const parsed = parseTargetCluster({ name: 'dev', cloud: 'eks', kubernetes: '1.34', nodePools: pools, issues: [] });
    expect('value' in parsed && parsed.value.issues.map(({ code, property }) => [code, property])).toEqual([
      ['hardware/unknown-machine', 'nodePools["l4"].machine'],
    ]);
  });

  test('comes back equal, whatever its pools', () => {
    const pools = fc.uniqueArray(goodPool, { selector: ([name]) => name, maxLength: 3 });
    const properties = fc.record(
      {
        region: fc.constant('us-east-1'),
        addOns: fc.constantFrom(addOns, {}),
        storageClasses: fc.constant(full.storageClasses),
        customResources: fc.constant(full.customResources),
        installed: fc.constant(full.installed),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(pools, properties, fc.constantFrom('eks', 'aks', 'other'), (chosen, rest, cloud) => {
        const nodePools = chosen.map(([name, props]) => nodePool(name, props));
        const cluster = targetCluster({ name: 'c', cloud, kubernetes: '1.34', nodePools, ...rest });
        expect(parseTargetCluster(throughFile(cluster))).toEqual({ value: cluster });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a file that is no cluster', () => {
  test('is told all that is wrong with it', () => {
    const json = {
      name: 'dev',
      cloud: 'gke',
      kubernets: '1.34',
      nodePools: [{ name: 'l4', machine: 'g6.xlarge', nodes: { min: -1, max: 2 }, taint: [] }],
      addOns: { keda: { version: '2.21', namespace: 'keda', http: { version: '0.11' } } },
    };
    expect(parseTargetCluster(json)).toEqual({
      issues: [
        {
          code: 'hardware/invalid-target',
          property: 'kubernetes',
          message: 'is missing',
          fix: 'the field kubernetes',
        },
        {
          code: 'hardware/invalid-target',
          property: 'kubernets',
          message: 'is no field that is known here',
          fix: 'kubernetes',
        },
        {
          code: 'hardware/invalid-target',
          property: 'cloud',
          given: '"gke"',
          message: 'is none of the known values',
          fix: '"eks" or "aks" or "other"',
        },
        {
          code: 'hardware/invalid-target',
          property: 'nodePools[0].taint',
          message: 'is no field that is known here',
          fix: 'taints',
        },
        {
          code: 'hardware/invalid-target',
          property: 'nodePools[0].nodes.min',
          given: '-1',
          message: 'must be >= 0',
          fix: '0 or more',
        },
        {
          code: 'hardware/invalid-target',
          property: 'addOns.keda.http.proxy',
          message: 'is missing',
          fix: 'the field proxy',
        },
      ],
    });
  });

  test.each([[7], [null], [[]], ['text']])('%j', (json) => {
    expect(parseTargetCluster(json)).toEqual({
      issues: [
        {
          code: 'hardware/invalid-target',
          given: JSON.stringify(json),
          message: 'is no description of a cluster, which is an object',
          fix: 'a file that `JSON.stringify(targetCluster(…))` made',
        },
      ],
    });
  });

  test.each([
    ['kubernetes', '1.34.2', 'must match pattern "^1\\.\\d{1,3}$"', 'a text of the form ^1\\.\\d{1,3}$'],
    ['region', '', 'must NOT have fewer than 1 characters', 'a text that is not empty'],
    ['nodePools', {}, 'must be array', 'a value of type array'],
  ])('with a wrong %s', (property, value, message, fix) => {
    const json = { name: 'dev', cloud: 'eks', kubernetes: '1.34', [property]: value };
    const given = JSON.stringify(value);
    expect(parseTargetCluster(json)).toEqual({
      issues: [{ code: 'hardware/invalid-target', property, given, message, fix }],
    });
  });

  test('an accelerator says what its kind needs', () => {
    const custom = { cpu: 8, memory: '64Gi', pods: 110, accelerator: { kind: 'neuron', count: 1 } };
    const json = { name: 'dev', cloud: 'other', kubernetes: '1.34', nodePools: [{ name: 'n', custom, nodes }] };
    expect(parseTargetCluster(json)).toEqual({
      issues: [
        {
          code: 'hardware/invalid-target',
          property: 'nodePools[0].custom.accelerator.unit',
          message: 'is missing',
          fix: 'the field unit',
        },
      ],
    });
  });
});

describe('for a program that needs it', () => {
  const written = JSON.parse(
    JSON.stringify(targetCluster({ name: 'dev', cloud: 'eks', kubernetes: '1.34' })),
  ) as unknown;

  test('a target cluster is loaded', () => {
    expect(loadTargetCluster(written)).toEqual(targetCluster({ name: 'dev', cloud: 'eks', kubernetes: '1.34' }));
  });

  test('what is none is refused, with the line that wanted it', () => {
    let said = '';
    try {
      loadTargetCluster({ name: 'dev', kubernetes: 1.34 });
    } catch (error) {
      said = String(error).replace(/\.ts:\d+/g, '.ts:N');
    }
    expect(said).toBe(`ConfigError: modelyard: 2 problems, nothing was written

hardware/invalid-target   target cluster   test/hardware/target-cluster.test.ts:N
  cloud: is missing
  write  the field cloud

hardware/invalid-target   target cluster   test/hardware/target-cluster.test.ts:N
  kubernetes 1.34: must be string
  write  a value of type string`);
  });
});

test('importing the library loads no validator', () => {
  const program =
    "require('./lib'); console.log(Object.keys(require.cache).filter((file) => /[/\\\\]ajv[/\\\\]/.test(file)))";
  const args = ['--require', 'tsx/cjs', '--eval', program];
  const output = execFileSync(process.execPath, args, { cwd: join(__dirname, '..', '..'), encoding: 'utf8' });
  expect(output).toBe('[]\n');
});

test('the schema is one of JSON Schema 2020-12, and the package has it as a file', () => {
  expect(targetClusterSchema['$schema']).toBe('https://json-schema.org/draft/2020-12/schema');
});

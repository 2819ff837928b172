import { App, Chart } from 'cdk8s';
import {
  bindCluster,
  decisionsOf,
  ModelService,
  Namespace,
  setPlatformDefaults,
  targetCluster,
  type NamespaceProps,
} from 'modelyard';
import { describe, expect, it } from 'vitest';
import { issuesOf } from '../../lib/core';
import { verify } from '../../lib/verify';
import { least, manifestsOf, type Manifest } from '../serving/one-service';

class OneNamespace {
  readonly app: App = new App();
  readonly chart: Chart = new Chart(this.app, 'platform', { namespace: 'elsewhere' });
  readonly namespace: Namespace;

  constructor(props?: NamespaceProps, before: (chart: Chart) => void = () => undefined) {
    before(this.chart);
    this.namespace = new Namespace(this.chart, 'models', props);
  }

  all(kind?: string): Manifest[] {
    return manifestsOf(this.chart).filter((manifest) => kind === undefined || manifest.kind === kind);
  }

  one(kind: string): Manifest {
    const [only, ...others] = this.all(kind);
    if (only === undefined || others.length > 0) throw new Error(`there are ${this.all(kind).length} of kind ${kind}`);
    return only;
  }

  get labels(): Manifest {
    return this.one('Namespace').metadata.labels;
  }
}

const cluster = targetCluster({ name: 'production', cloud: 'other', kubernetes: '1.34' });

describe('a namespace', () => {
  it('has the derived name or its own, by which charts are put into it', () => {
    const built = new OneNamespace();
    expect(built.namespace.name).toBe('models');
    expect(built.one('Namespace').metadata.name).toBe('models');
    const named = new OneNamespace({ name: 'team-a' });
    expect(named.namespace.name).toBe('team-a');
    const chart = new Chart(named.app, 'chat', { namespace: named.namespace.name });
    new ModelService(chart, 'chat', least);
    expect(manifestsOf(chart).map(({ metadata }) => metadata.namespace)).toEqual(['team-a', 'team-a', 'team-a']);
  });

  it('has a name that a namespace can have', () => {
    const { namespace } = new OneNamespace({ name: 'Team.A' });
    expect(
      issuesOf(namespace).map(({ code, property, given, message, fix }) => ({ code, property, given, message, fix })),
    ).toEqual([
      {
        code: 'core/invalid-name',
        property: 'name',
        given: '"Team.A"',
        message: 'must consist of a-z, 0-9 and -',
        fix: "name: 'models', or nothing",
      },
    ]);
  });

  it('holds its objects, whatever the namespace of the chart is', () => {
    const built = new OneNamespace({
      quota: { pods: 10 },
      limits: { default: { cpu: 1 } },
      egress: { kind: 'deny', dns: true },
    });
    const within = built.all().filter(({ kind }) => kind !== 'Namespace');
    expect(within.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ['ResourceQuota', 'quota'],
      ['LimitRange', 'limits'],
      ['NetworkPolicy', 'default-deny-ingress'],
      ['NetworkPolicy', 'default-deny-egress'],
    ]);
    expect(new Set(within.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['models']));
  });

  it("carries labels: ours, the platform's, its own", () => {
    const built = new OneNamespace(
      { labels: { team: 'chat' }, loadBalancerReadiness: true, annotations: { note: 'x' } },
      (chart) => {
        setPlatformDefaults(chart, { labels: { cost: '4711' } });
      },
    );
    expect(built.labels).toMatchObject({
      'app.kubernetes.io/managed-by': 'modelyard',
      'app.kubernetes.io/part-of': 'platform',
      'elbv2.k8s.aws/pod-readiness-gate-inject': 'enabled',
      cost: '4711',
      team: 'chat',
    });
    expect(built.one('Namespace').metadata.annotations).toEqual({ note: 'x' });
    expect(built.one('NetworkPolicy').metadata.labels).toMatchObject({ cost: '4711' });
  });
});

describe('Pod Security', () => {
  const levels = (built: OneNamespace): Manifest =>
    Object.fromEntries(
      Object.entries(built.labels).flatMap(([label, value]) => {
        const [prefix, mode = ''] = label.split('/');
        return prefix === 'pod-security.kubernetes.io' ? [[mode, value]] : [];
      }),
    );

  it('is restricted, by the rules of the target cluster', () => {
    const built = new OneNamespace({}, (chart) => {
      bindCluster(chart, cluster);
    });
    expect(levels(built)).toEqual({
      enforce: 'restricted',
      'enforce-version': 'v1.34',
      warn: 'restricted',
      'warn-version': 'latest',
      audit: 'restricted',
      'audit-version': 'latest',
    });
    expect(levels(new OneNamespace())['enforce-version']).toBe('latest');
  });

  it('is what is said', () => {
    const podSecurity = {
      enforce: { level: 'baseline', version: 'v1.30' },
      warn: 'baseline',
      audit: 'privileged',
    } as const;
    expect(levels(new OneNamespace({ podSecurity }))).toEqual({
      enforce: 'baseline',
      'enforce-version': 'v1.30',
      warn: 'baseline',
      'warn-version': 'latest',
      audit: 'privileged',
      'audit-version': 'latest',
    });
  });

  it('is given up with a reason', () => {
    const enforce = { level: 'privileged', reason: 'device plugins' } as const;
    const built = new OneNamespace({ podSecurity: { enforce } });
    expect(levels(built)).toMatchObject({ enforce: 'privileged', warn: 'restricted' });
    expect(levels(built)['enforce-version']).toBeUndefined();
    expect(decisionsOf(built.namespace)).toContainEqual({
      field: 'Namespace label pod-security.kubernetes.io/enforce',
      value: 'privileged',
      reason: 'device plugins',
      override: 'podSecurity.enforce',
    });
    const { namespace } = new OneNamespace({ podSecurity: { enforce: { ...enforce, reason: ' ' } } });
    expect(issuesOf(namespace).map(({ code }) => code)).toEqual(['core/no-reason']);
  });
});

describe('a quota and limits', () => {
  it('are amounts by resource', () => {
    const built = new OneNamespace({
      quota: { 'requests.nvidia.com/gpu': 8, 'limits.memory': '1Ti' },
      limits: {
        default: { memory: '4Gi' },
        defaultRequest: { cpu: '100m' },
        min: { cpu: '10m' },
        max: { memory: '1Ti' },
      },
    });
    expect(built.one('ResourceQuota').spec).toEqual({
      hard: { 'requests.nvidia.com/gpu': '8', 'limits.memory': '1Ti' },
    });
    expect(built.one('LimitRange').spec).toEqual({
      limits: [
        {
          type: 'Container',
          default: { memory: '4Gi' },
          defaultRequest: { cpu: '100m' },
          min: { cpu: '10m' },
          max: { memory: '1Ti' },
        },
      ],
    });
    expect(issuesOf(built.namespace)).toEqual([]);
  });

  it.each([
    [{ quota: { 'limits.memory': '1TB' } }, 'quota["limits.memory"]', '"1TB"'],
    [{ quota: { pods: -1 } }, 'quota["pods"]', '-1'],
    [{ limits: { max: { cpu: 'two' } } }, 'limits.max["cpu"]', '"two"'],
  ])('are none: %o', (props, property, given) => {
    expect(issuesOf(new OneNamespace(props).namespace)).toMatchObject([
      {
        code: 'core/invalid-quantity',
        property,
        given,
        message: 'is no amount that Kubernetes can read',
        fix: "a number, with a unit where it has one: 8, '500m', '80Gi'",
      },
    ]);
  });
});

describe('network policies', () => {
  const policy = (built: OneNamespace, name: string): Manifest =>
    built.all('NetworkPolicy').find(({ metadata }) => metadata.name === name)?.spec;

  it('let nobody in, unless that is given up with a reason', () => {
    expect(policy(new OneNamespace(), 'default-deny-ingress')).toEqual({ podSelector: {}, policyTypes: ['Ingress'] });
    const open = new OneNamespace({ ingress: { kind: 'open', reason: 'a mesh decides' } });
    expect(open.all('NetworkPolicy')).toEqual([]);
    expect(decisionsOf(open.namespace)).toContainEqual({
      field: 'NetworkPolicy default-deny-ingress',
      value: 'open',
      reason: 'a mesh decides',
      override: 'ingress',
    });
    expect(new OneNamespace({ ingress: { kind: 'deny' } }).all('NetworkPolicy')).toHaveLength(1);
  });

  it('let pods out, unless that is denied, and then to DNS where they may', () => {
    expect(policy(new OneNamespace({ egress: { kind: 'open' } }), 'default-deny-egress')).toBeUndefined();
    expect(policy(new OneNamespace({ egress: { kind: 'deny', dns: false } }), 'default-deny-egress')).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
    });
    expect(policy(new OneNamespace({ egress: { kind: 'deny', dns: true } }), 'default-deny-egress')).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    });
  });

  it('are ones in which no rule finds anything wrong', () => {
    const built = new OneNamespace({
      egress: { kind: 'deny', dns: true },
      quota: { pods: 1 },
      limits: { max: { cpu: 1 } },
    });
    expect(verify(built.all())).toEqual([]);
  });
});

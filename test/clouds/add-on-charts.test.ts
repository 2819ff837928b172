import { describe, expect, it } from 'vitest';
import { addOnCharts, type AddOnName } from '../../lib/clouds/add-on-charts';
import { kindsOf } from '../../lib/clouds/add-on-kinds';
import { planAddOns } from '../../lib/clouds/add-on-plan';
import { addOnRelease } from '../../lib/clouds/add-on-release';
import { mergeValues } from '../../lib/clouds/add-on-values/chart-values';

// The keys of the table are its names.
const names = Object.keys(addOnCharts) as readonly AddOnName[];

describe('the table of charts', () => {
  it.each(names)('says of %s where each version was read, and when', (name) => {
    const { chart, repository, repositorySource, releases } = addOnCharts[name];
    const page = /^https:\/\/github\.com\/[^/]+\/[^/]+\/(?:blob|tree)\/[^/]{5,}(?:\/\S+)?$/;
    expect(chart).toMatch(/^[a-z-]+$/);
    expect(repository).toMatch(/^(?:https|oci):\/\/\S+$/);
    expect(repositorySource).toMatch(page);
    expect(releases.length).toBeGreaterThan(0);
    for (const { version, app, kubernetes, kubernetesSource, source, date } of releases) {
      expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(app).toMatch(/^\d+\.\d+\.\d+$/);
      expect(source).toMatch(page);
      expect(kubernetesSource).toMatch(page);
      // Neither a branch, which moves on, nor a day to come.
      expect(`${source} ${kubernetesSource} ${repositorySource}`).not.toMatch(/\/(?:main|master|HEAD)\//);
      expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
      expect(kubernetes.to ?? kubernetes.from).toBeGreaterThanOrEqual(kubernetes.from);
    }
  });

  it('has a version of each for Kubernetes 1.34 and 1.35, and the newest that there is', () => {
    const chosen = (version: string): readonly string[] =>
      names.map((name) => {
        const found = addOnRelease(name, version, [name]);
        return 'release' in found ? `${name} ${found.release.app}` : found.issue.message;
      });
    expect(chosen('1.34')).toEqual([
      'load-balancer-controller 3.5.0',
      'gateway-definitions 1.4.0',
      'cert-manager 1.21.1',
      'metrics-server 0.8.1',
      'cluster-autoscaler 1.34.5',
      'karpenter-definitions 1.14.1',
      'karpenter 1.14.1',
      'device-plugin 0.20.0',
      'keda 2.20.2',
      'keda-http 0.15.0',
      'external-secrets 2.6.0',
      'traefik 3.6.15',
    ]);
    expect(chosen('1.35').filter((line) => !/^[a-z-]+ \d/.test(line))).toEqual([]);
    expect(chosen('1.35')).toContain('cluster-autoscaler 1.35.2');
    expect(chosen('1.36')).toContain(
      'no version of keda that is known here is for it: 2.20.2 for Kubernetes 1.33 to 1.35, 2.19.0 for Kubernetes 1.32 to 1.34',
    );
  });

  it('tells the kinds of a chart with the release that defines them', () => {
    expect(kindsOf('keda-http', '0.15.0')).toEqual([
      { group: 'http.keda.sh', kind: 'HTTPScaledObject', versions: ['v1alpha1'], release: '0.15.0' },
      { group: 'http.keda.sh', kind: 'InterceptorRoute', versions: ['v1beta1'], release: '0.15.0' },
    ]);
    expect(kindsOf('metrics-server', '0.8.1')).toEqual([]);
  });
});

describe('the order', () => {
  it('is one that works, however they are asked for', () => {
    const asked = [...names].reverse().map((name) => ({ name, property: name }));
    const { addOns, issues } = planAddOns(asked, '1.34');
    expect(issues).toEqual([]);
    expect(addOns).toHaveLength(names.length);
    const order = addOns.map(({ name }) => name);
    for (const { name, after } of addOns) {
      for (const other of after) expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
    }
    expect(addOns.find(({ name }) => name === 'traefik')?.after).toEqual([
      'load-balancer-controller',
      'gateway-definitions',
    ]);
  });

  it('waits for nothing that is not asked for', () => {
    const { addOns } = planAddOns([{ name: 'keda-http', property: 'keda.http' }], '1.34');
    expect(addOns.map(({ after }) => after)).toEqual([[]]);
  });
});

describe('values', () => {
  it('are merged name by name, and lists are replaced', () => {
    expect(mergeValues({ a: { b: 1, c: [1, 2] }, d: true }, { a: { c: [3], e: null }, d: { f: 1 } })).toEqual({
      a: { b: 1, c: [3], e: null },
      d: { f: 1 },
    });
    const given = { a: 1 };
    expect(mergeValues(given, undefined)).toBe(given);
  });
});

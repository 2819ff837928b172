import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import { ModelService, type Caller } from 'modelyard';
import { least, OneService, type Manifest } from './one-service';

/** Whom a policy lets in. */
function allowed(...callers: (Caller | ((otherChart: Chart) => Caller))[]): Manifest {
  const built = new OneService({}, (service, _chart, app) => {
    const other = new Chart(app, 'clients', { namespace: 'clients' });
    service.allowFrom(...callers.map((caller) => (typeof caller === 'function' ? caller(other) : caller)));
  });
  return built.one('NetworkPolicy').spec.ingress[0].from;
}

const clients = { matchLabels: { 'kubernetes.io/metadata.name': 'clients' } };

describe('allowFrom', () => {
  it('makes no policy unless it is called, and that is recorded', () => {
    const built = new OneService();
    expect(built.all('NetworkPolicy')).toEqual([]);
    expect(built.decisions.map(({ field }) => field)).toContain('NetworkPolicy');
  });

  it('lets nobody in where nobody is named: an empty list of peers would be everybody', () => {
    const nobody = (service: ModelService): Caller[] => [kplus.Namespaces.select(service, 'none', { names: [] })];
    for (const callers of [(): Caller[] => [], nobody]) {
      const built = new OneService({}, (service) => {
        service.allowFrom(...callers(service));
      });
      expect(built.one('NetworkPolicy').spec.ingress).toEqual([]);
      expect(built.decisions.map(({ field }) => field)).not.toContain('NetworkPolicy');
    }
  });

  it('lets the callers of all calls in, to the ports of the server, and nobody else', () => {
    const built = new OneService({}, (service) => {
      service.allowFrom({ kind: 'namespace', name: 'web' });
      service.allowFrom({ kind: 'addresses', cidr: '10.0.0.0/16', except: ['10.0.9.0/24'] });
    });
    expect(built.one('NetworkPolicy').spec).toEqual({
      podSelector: { matchLabels: built.service.matchLabels },
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } },
            { ipBlock: { cidr: '10.0.0.0/16', except: ['10.0.9.0/24'] } },
          ],
          ports: [{ protocol: 'TCP', port: 'http' }],
        },
      ],
    });
  });

  it.each<[string, Caller, Manifest]>([
    [
      'the pods of its own namespace',
      { kind: 'pods', matchLabels: { a: 'b' } },
      [{ podSelector: { matchLabels: { a: 'b' } } }],
    ],
    [
      'the pods of another namespace',
      { kind: 'pods', matchLabels: { a: 'b' }, namespace: 'clients' },
      [{ podSelector: { matchLabels: { a: 'b' } }, namespaceSelector: clients }],
    ],
  ])('lets in %s', (_who, caller, peers) => {
    expect(allowed(caller)).toEqual(peers);
  });
});

describe('allowFrom, with peers of cdk8s-plus from another chart and namespace', () => {
  it.each<[string, (chart: Chart) => Caller, Manifest]>([
    ['all pods', (chart) => kplus.Pods.all(chart, 'all'), [{ podSelector: {}, namespaceSelector: clients }]],
    [
      'pods by label',
      (chart) => kplus.Pods.select(chart, 'some', { labels: { a: 'b' } }),
      [{ podSelector: { matchLabels: { a: 'b' } }, namespaceSelector: clients }],
    ],
    [
      'pods in namespaces by label',
      (chart) =>
        kplus.Pods.select(chart, 'some', {
          labels: { a: 'b' },
          namespaces: kplus.Namespaces.select(chart, 'teams', { labels: { team: 'x' } }),
        }),
      [{ podSelector: { matchLabels: { a: 'b' } }, namespaceSelector: { matchLabels: { team: 'x' } } }],
    ],
    [
      'pods in namespaces by name and label',
      (chart) =>
        kplus.Pods.select(chart, 'some', {
          labels: { a: 'b' },
          namespaces: kplus.Namespaces.select(chart, 'teams', { names: ['one', 'two'], labels: { team: 'x' } }),
        }),
      ['one', 'two'].map((name) => ({
        podSelector: { matchLabels: { a: 'b' } },
        namespaceSelector: { matchLabels: { team: 'x', 'kubernetes.io/metadata.name': name } },
      })),
    ],
    ['every namespace', (chart) => kplus.Namespaces.all(chart, 'every'), [{ podSelector: {}, namespaceSelector: {} }]],
    [
      'a namespace',
      (chart) => new kplus.Namespace(chart, 'space', { metadata: { name: 'tools' } }),
      [{ podSelector: {}, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tools' } } }],
    ],
    [
      'a workload',
      (chart) => new kplus.Deployment(chart, 'web', { containers: [{ image: 'web' }] }),
      [
        {
          podSelector: { matchLabels: { 'cdk8s.io/metadata.addr': expect.stringMatching(/^clients-web-/) } },
          namespaceSelector: clients,
        },
      ],
    ],
    [
      'addresses',
      (chart) => kplus.NetworkPolicyIpBlock.ipv4(chart, 'net', '10.0.0.0/8', ['10.1.0.0/16']),
      [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
    ],
    [
      'another service',
      (chart) => new ModelService(chart, 'gateway', least),
      [
        {
          podSelector: {
            matchLabels: { 'app.kubernetes.io/instance': 'gateway', 'app.kubernetes.io/component': 'server' },
          },
          namespaceSelector: clients,
        },
      ],
    ],
  ])('lets in %s', (_who, caller, peers) => {
    expect(allowed(caller)).toEqual(peers);
  });

  it('names no namespace for a peer that lives in its own', () => {
    const built = new OneService({}, (service, chart) => {
      service.allowFrom(kplus.Pods.select(chart, 'some', { labels: { a: 'b' } }));
    });
    expect(built.one('NetworkPolicy').spec.ingress[0].from).toEqual([{ podSelector: { matchLabels: { a: 'b' } } }]);
  });
});

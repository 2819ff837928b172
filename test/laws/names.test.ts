import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Claim, ExternalSecret, ModelService, unpinned } from '../../lib';
import { anyId, anyText } from '../generated/hostile-text';
import { manifestsBelow, type Manifest } from './rendered-services';

// As the documentation of Kubernetes has them: object-names-and-ids, and labels-and-selectors.
const label = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const labelWithLetter = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const labelText = /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

/** For each kind, how its name may look and how long it may be: with what Kubernetes makes of it, 63 at most for pods. */
const rules: Readonly<Record<string, readonly [form: RegExp, longest: number]>> = {
  ConfigMap: [subdomain, 253],
  // Its pods add a dash and ten characters for the version, and a dash and five for each.
  Deployment: [label, 63 - 11 - 6],
  ExternalSecret: [subdomain, 253],
  HorizontalPodAutoscaler: [subdomain, 253],
  Ingress: [subdomain, 253],
  NetworkPolicy: [subdomain, 253],
  PersistentVolumeClaim: [subdomain, 253],
  PodDisruptionBudget: [subdomain, 253],
  Service: [labelWithLetter, 63],
  ServiceAccount: [subdomain, 253],
};

const path = fc.array(anyId, { minLength: 1, maxLength: 4 });

test('names and labels are valid at any ids', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyId, path, anyText, (chartId, ids, version) => {
      for (const { kind, metadata, spec } of manifestsAt(chartId, ids, version)) {
        seen.add(kind);
        const [form, longest] = rules[kind] ?? [/^$/, 0];
        expect(metadata.name, kind).toMatch(form);
        expect(metadata.name.length, `${kind} ${metadata.name}`).toBeLessThanOrEqual(longest);
        for (const labels of [metadata.labels, spec?.template?.metadata.labels, spec?.selector?.matchLabels]) {
          for (const value of Object.values(labels ?? {})) {
            expect(value).toMatch(labelText);
            expect(String(value).length).toBeLessThanOrEqual(63);
          }
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect([...seen].sort()).toEqual(Object.keys(rules));
});

test('two services of one namespace have one name only where their ids read the same', () => {
  fc.assert(
    fc.property(path, path, (one, other) => {
      fc.pre(read(one) !== read(other));
      expect(nameAt(one)).not.toBe(nameAt(other));
    }),
    { numRuns: 1000 },
  );
});

test('an id that is empty, or unknown to a name, makes no name empty', () => {
  expect(['Default', '模型', '-', ' ', '...', '🤖'].map((id) => nameAt([id]))).toEqual([
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
    expect.stringMatching(/^default-[a-z0-9]{8}$/),
  ]);
});

/** What a name is made of. */
function read(ids: readonly string[]): string {
  return ids
    .map((id) => id.replace(/[/\n]/g, '--'))
    .filter((id) => id !== 'Default')
    .join('-');
}

function nameAt(ids: readonly string[]): string {
  return serviceAt('chart', ids).names.deployment;
}

function serviceAt(chartId: string, ids: readonly string[], version?: string): ModelService {
  const chart = new Chart(new App(), chartId);
  const scope = ids.slice(0, -1).reduce<Construct>((above, id) => new Construct(above, id), chart);
  const service = new ModelService(scope, ids.at(-1) ?? '', {
    runtime: { kind: 'http', image: unpinned('server', 'a test'), port: 8080, healthPath: '/' },
    resources: { cpu: 1, memory: '1Gi' },
    scaling: { kind: 'autoscale', min: 1, max: 2, on: [{ kind: 'cpu', target: '50%' }] },
    config: { files: { '/etc/server.conf': 'on' } },
    version,
  });
  service.exposeVia({ kind: 'ingress', host: 'example.com' });
  service.allowFrom({ kind: 'namespace', name: 'callers' });
  return service;
}

function manifestsAt(chartId: string, ids: readonly string[], version: string): readonly Manifest[] {
  const service = serviceAt(chartId, ids, version);
  const beside = new Construct(Chart.of(service), 'beside');
  const scope = ids.slice(0, -1).reduce<Construct>((above, id) => new Construct(above, id), beside);
  const id = ids.at(-1) ?? '';
  new Claim(new Construct(scope, 'claim'), id, { size: '1Gi', accessModes: ['ReadWriteOnce'] });
  new ExternalSecret(new Construct(scope, 'secret'), id, {
    store: { kind: 'SecretStore', name: 'vault' },
    data: { key: { key: 'key' } },
  });
  return manifestsBelow(Chart.of(service));
}

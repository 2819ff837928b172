/**
 * What the API server refuses, App refuses first. Each row was shown to a Kubernetes 1.34.4 by server-side dry run with
 * strict validation, and refused.
 */
import { App, ConfigError, ModelService, existingClaim, existingSecret, type ModelServiceProps } from 'modelyard';
import { Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { httpRuntime, image, least, resources } from './one-service';

type Row = readonly [what: string, props: Partial<ModelServiceProps>, use?: (service: ModelService) => void];

function scaledOn(signal: Extract<ModelServiceProps['scaling'], { kind: 'autoscale' }>['on'][0]): Row[1] {
  return { scaling: { kind: 'autoscale', min: 1, max: 2, on: [signal] } };
}

const refused: readonly Row[] = [
  ['two containers of one name', { sidecars: [{ name: 'server', image, resources }] }],
  ['the name of a container that is none', { sidecars: [{ name: 'A_b', image, resources }] }],
  ['the name of a volume that is none', { volumes: [{ name: 'A_b', mountPath: '/x', from: { kind: 'empty' } }] }],
  [
    'two volumes at one path',
    {
      volumes: [
        { name: 'a', mountPath: '/x', from: { kind: 'empty' } },
        { name: 'b', mountPath: '/x', from: { kind: 'empty' } },
      ],
    },
  ],
  [
    'a path that leads out of its volume',
    { volumes: [{ name: 'a', mountPath: '/x', subPath: '../y', from: { kind: 'empty' } }] },
  ],
  ['a file without a name', { config: { files: { '/': 'x' } } }],
  ['a file called ..', { config: { files: { '/..': 'x' } } }],
  ['the name of a variable that is none', { env: { 'A=B': 'x' } }],
  ['an annotation that is none', { podAnnotations: { 'a b': 'c' } }],
  ['more configuration than a ConfigMap holds', { config: { files: { '/a': 'x'.repeat(1_200_000) } } }],
  ['a deadline before a pod may count', { rollout: { kind: 'rolling', readyFor: '1h', deadline: '1m' } }],
  ['a rollout that cannot move', { rollout: { kind: 'rolling', maxSurge: 0 } }],
  ['a limit below its request', { resources: { cpu: 1, memory: '2Gi', memoryLimit: '1Gi' } }],
  [
    'the name of an Ingress that is none',
    {},
    (service) => service.exposeVia({ kind: 'ingress', host: 'a.b', name: 'A_B' }),
  ],
  ['a user below 0', { security: { user: -1 } }],
  ['half a user', { security: { user: 1.5 } }],
  ['a user beyond 2^31 - 1', { security: { user: 2 ** 31 } }],
  ['a group below 0', { security: { group: -1 } }],
  ['a priority class that has no name', { priorityClassName: 'A B' }],
  ['an account that has no name', { serviceAccount: { name: 'A_B' } }],
  ['a Secret that has no name', { env: { A: { kind: 'secret', secret: existingSecret('A_B'), key: 'k' } } }],
  ['a key that is none', { env: { A: { kind: 'secret', secret: existingSecret('a'), key: 'a b' } } }],
  ['a label that is none', { env: { A: { kind: 'field', path: "metadata.labels['a b']" } } }],
  [
    'a port of a sidecar that is none',
    { sidecars: [{ name: 'log', image, resources, ports: [{ name: 'x', containerPort: 0 }] }] },
  ],
  ['more pods unavailable than there are', { rollout: { kind: 'rolling', maxUnavailable: '150%' } }],
  ['a time to stay ready beyond 2^31 - 1 seconds', { rollout: { kind: 'rolling', readyFor: '100000d' } }],
  ['a time to start beyond 2^31 - 1 seconds', { runtime: { ...httpRuntime, startsWithin: '100000d' } }],
  ['a target beyond 2^31 - 1', scaledOn({ kind: 'cpu', target: '99999999999%' })],
  ['a metric without a name', scaledOn({ kind: 'request-rate', perReplica: 1, metric: '' })],
  ['a metric with a slash in its name', scaledOn({ kind: 'request-rate', perReplica: 1, metric: 'a/b' })],
  ['a path with // in it', {}, (service) => service.exposeVia({ kind: 'ingress', host: 'a.b', path: '/a//b' })],
  ['a path with .. in it', {}, (service) => service.exposeVia({ kind: 'ingress', host: 'a.b', path: '/a/../b' })],
  [
    'an IngressClass that has no name',
    {},
    (service) => service.exposeVia({ kind: 'ingress', host: 'a.b', class: { kind: 'IngressClass', name: 'A B' } }),
  ],
  [
    'a certificate that has no name',
    {},
    (service) =>
      service.exposeVia({ kind: 'ingress', host: 'a.b', tls: { kind: 'secret', secret: existingSecret('A_B') } }),
  ],
  ['a range that is none', {}, (service) => service.exposeVia({ kind: 'load-balancer', allowedRanges: ['10.0.0.0'] })],
  ['addresses that are none', {}, (service) => service.allowFrom({ kind: 'addresses', cidr: '10.0.0.0' })],
  [
    'an exception outside of its addresses',
    {},
    (service) => service.allowFrom({ kind: 'addresses', cidr: '10.0.0.0/8', except: ['11.0.0.0/8'] }),
  ],
  ['a namespace that has no name', {}, (service) => service.allowFrom({ kind: 'namespace', name: 'A b' })],
  [
    'a caller by a label that is none',
    {},
    (service) => service.allowFrom({ kind: 'pods', matchLabels: { 'a b': 'c d' } }),
  ],
];

function synthesise([, props, use]: Row): void {
  const app = new App();
  const service = new ModelService(new Chart(app, 'models'), 'chat', { ...least, ...props });
  use?.(service);
  app.synthObjects();
}

function byName(row: Row): { what: string; row: Row } {
  return { what: row[0], row };
}

describe('App refuses', () => {
  it.each(refused.map(byName))('$what', ({ row }) => {
    expect(() => synthesise(row)).toThrow(ConfigError);
  });
});

describe('App accepts', () => {
  it('a claim by any name that the cluster may have', () => {
    const claim = existingClaim('models.2026');
    expect(() => {
      synthesise(['', { volumes: [{ name: 'm', mountPath: '/m', from: { kind: 'claim', claim } }] }]);
    }).not.toThrow();
  });
});

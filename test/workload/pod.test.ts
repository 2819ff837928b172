import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  existingSecret,
  type InitContainer,
  type MountedVolume,
  type PodTemplate,
  type Security,
  type Sidecar,
} from 'modelyard';
import { existingOf } from '../../lib/core';
import { image, OneService, resources, type Manifest } from '../serving/one-service';

const fetch: InitContainer = { name: 'fetch', image, resources };
const migrate: InitContainer = { name: 'migrate', image, resources };
const log: Sidecar = { name: 'log', image, resources };

describe('containers beside the server', () => {
  const { pod, issues } = new OneService({ initContainers: [fetch, migrate], sidecars: [log] });

  it('start before it: sidecars first, then what runs to its end, in the order given', () => {
    expect(issues).toEqual([]);
    expect(pod.containers.map(({ name }: Manifest) => name)).toEqual(['server']);
    expect(pod.initContainers.map(({ name }: Manifest) => name)).toEqual(['log', 'fetch', 'migrate']);
  });

  it('keep running where they are sidecars', () => {
    expect(pod.initContainers.map(({ restartPolicy }: Manifest) => restartPolicy)).toEqual([
      'Always',
      undefined,
      undefined,
    ]);
  });

  it('have everything that they were given', () => {
    const built = new OneService({
      sidecars: [
        {
          ...log,
          command: ['vector'],
          args: ['--quiet'],
          env: { LEVEL: 'info' },
          ports: [{ name: 'metrics', containerPort: 9598, protocol: 'TCP' }],
          volumes: [{ name: 'spool', mountPath: '/spool', from: { kind: 'empty' } }],
          writable: ['/tmp'],
          rootFilesystem: { kind: 'writable', reason: 'a test' },
        },
      ],
    });
    expect(built.issues).toEqual([]);
    expect(built.pod.initContainers).toEqual([
      {
        name: 'log',
        image: 'myuser/model:v1',
        imagePullPolicy: 'IfNotPresent',
        restartPolicy: 'Always',
        command: ['vector'],
        args: ['--quiet'],
        env: [{ name: 'LEVEL', value: 'info' }],
        ports: [{ name: 'metrics', containerPort: 9598, protocol: 'TCP' }],
        resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '1Gi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: false,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [
          { name: 'spool', mountPath: '/spool' },
          { name: 'log-tmp', mountPath: '/tmp' },
        ],
      },
    ]);
    expect(built.pod.volumes).toEqual([
      { name: 'tmp', emptyDir: {} },
      { name: 'spool', emptyDir: {} },
      { name: 'log-tmp', emptyDir: {} },
    ]);
  });

  it.each<[string, MountedVolume]>([
    ['of another kind', { name: 'tmp', mountPath: '/x', from: { kind: 'empty', medium: 'memory' } }],
    ['of another object', { name: 'tmp', mountPath: '/x', from: { kind: 'secret', secret: { name: 'keys' } } }],
    ['that nobody named', { name: 'tmp', mountPath: '/x', from: { kind: 'empty' } }],
  ])('share no volume %s by its name', (_what, volume) => {
    const built = new OneService({ sidecars: [{ ...log, volumes: [volume] }] });
    expect(built.issues.map(({ code, property }) => [code, property])).toEqual([
      ['workload/volume-clash', 'sidecars[0].volumes'],
    ]);
  });
});

describe('a pod', () => {
  it('pulls its images with the Secrets that the user names', () => {
    const { pod, service } = new OneService({ imagePullSecrets: [existingSecret('registry')] });
    expect(pod.imagePullSecrets).toEqual([{ name: 'registry' }]);
    expect(existingOf(service)).toEqual([{ kind: 'Secret', name: 'registry' }]);
  });

  it('has the priority that the user names', () => {
    expect(new OneService({ priorityClassName: 'models' }).pod.priorityClassName).toBe('models');
  });

  it('carries annotations beside our own', () => {
    const { deployment } = new OneService({
      podAnnotations: { 'prometheus.io/scrape': 'true' },
      config: { env: { A: 'b' } },
    });
    expect(deployment.template.metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'checksum/config': expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  it.each<[Security, unknown]>([
    [{ user: 2000 }, { runAsUser: 2000, runAsGroup: 1000, fsGroup: 1000 }],
    [{ group: 0 }, { runAsUser: 1000, runAsGroup: 0, fsGroup: 0 }],
    [
      { user: 2000, group: 3000 },
      { runAsUser: 2000, runAsGroup: 3000, fsGroup: 3000 },
    ],
  ])('runs as %j', (security, context) => {
    const built = new OneService({ security });
    expect(built.issues).toEqual([]);
    expect(built.pod.securityContext).toMatchObject({ runAsNonRoot: true, ...(context as object) });
  });
});

describe('resources', () => {
  it('are written as Kubernetes stores them, so that nothing differs after it is applied', () => {
    const { server } = new OneService({
      resources: {
        cpu: 0.5,
        cpuLimit: '2.50',
        memory: '1024Mi',
        memoryLimit: '1.5Gi',
        ephemeralStorage: '1000M',
      },
    });
    expect(server.resources).toEqual({
      requests: { cpu: '500m', memory: '1Gi', 'ephemeral-storage': '1G' },
      limits: { cpu: '2500m', memory: '1536Mi' },
    });
  });
});

/** Whatever a manifest can hold, but null, which Kubernetes takes for a field that is left out. */
const plainValue = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.array(tie('value')),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), tie('value'), { noNullPrototype: true }),
  ),
})).value;

describe('transformPod', () => {
  it('receives what was rendered, and its result is what lands in the manifest', () => {
    fc.assert(
      fc.property(plainValue, fc.array(fc.string()), (value, args) => {
        let rendered: PodTemplate | undefined;
        const built = new OneService({
          sidecars: [log],
          transformPod(template) {
            rendered = { ...template, spec: { ...template.spec, overhead: value } };
            const [server, ...others] = rendered.spec.containers;
            if (server !== undefined) {
              rendered = { ...rendered, spec: { ...rendered.spec, containers: [{ ...server, args }, ...others] } };
            }
            return rendered;
          },
        });
        expect(built.deployment.template).toEqual(JSON.parse(JSON.stringify(rendered)));
      }),
      { numRuns: 1000 },
    );
  });
});

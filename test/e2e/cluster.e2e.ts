import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Manifest } from '../../lib/verify/manifest';
import { openCluster, type Cluster, type First, type TestNamespace, type Verdict } from '../../lib/testing';

// The other suites believe what this client tells them, so it must be seen to say no.

let cluster: Cluster;
let namespace: TestNamespace;

beforeAll(async () => {
  cluster = await openCluster();
  namespace = await cluster.namespace('cluster');
});

afterAll(async () => {
  await namespace?.remove();
  await cluster?.close();
});

describe.each<First>(['create', 'apply'])('a dry run that starts with %s', (first) => {
  const ask = (...manifests: readonly Manifest[]): Promise<readonly Verdict[]> => namespace.dryRun(manifests, first);

  it('accepts an app, and the pods of its workloads', async () => {
    const verdicts = await ask(serviceAccount('chat'), deployment(), statefulSet(), service());
    expect(verdicts.map(({ object, outcome, warnings, message }) => [object, outcome, warnings, message])).toEqual([
      ['ServiceAccount chat', 'accepted', [], ''],
      ['Deployment chat', 'accepted', [], ''],
      ['StatefulSet cache', 'accepted', [], ''],
      ['Service chat', 'accepted', [], ''],
      ['Pod of Deployment chat', 'accepted', [], ''],
      ['Pod of StatefulSet cache', 'accepted', [], ''],
    ]);
  });

  it('keeps nothing but service accounts', async () => {
    await ask(serviceAccount('chat'), deployment(), service());
    const kept = await Promise.all(
      ['deployments', 'services', 'serviceaccounts'].map(async (resource) => {
        const root = resource === 'deployments' ? '/apis/apps/v1' : '/api/v1';
        const path = `${root}/namespaces/${namespace.name}/${resource}`;
        const { body } = await cluster.call({ method: 'GET', path });
        return (body as { items: readonly { metadata: { name: string } }[] }).items.map(
          ({ metadata }) => metadata.name,
        );
      }),
    );
    expect(kept).toEqual([[], [], ['chat', 'default']]);
  });

  it('accepts a service account that an earlier batch has made', async () => {
    await ask(serviceAccount('chat'));
    expect((await ask(serviceAccount('chat'))).map(({ outcome }) => outcome)).toEqual(['accepted']);
  });

  it('rejects a field that the schema does not know', async () => {
    const [verdict] = await ask({ ...service(), spec: { ...service().spec, trafficDistributions: 'PreferClose' } });
    expect(verdict?.outcome).toBe('rejected');
    expect(verdict?.message).toContain('trafficDistributions');
  });

  it('rejects a value that validation refuses', async () => {
    const [verdict] = await ask({ ...service(), spec: { ...service().spec, ports: [{ port: 70000 }] } });
    expect(verdict?.outcome).toBe('rejected');
    expect(verdict?.message).toContain('spec.ports[0].port: Invalid value: 70000');
  });

  it('takes the namespace that an object names for its own', async () => {
    const manifest = { ...service(), metadata: { name: 'chat', namespace: 'models' } };
    expect((await ask(manifest)).map(({ outcome }) => outcome)).toEqual(['accepted']);
  });

  it('warns of a Deployment whose pods are not restricted, and rejects those pods', async () => {
    const [workload, pod] = await ask(serviceAccount('chat'), deployment({ privileged: true })).then((all) =>
      all.slice(1),
    );
    expect(workload).toMatchObject({ object: 'Deployment chat', outcome: 'accepted' });
    expect(workload?.warnings).toEqual([expect.stringContaining('would violate PodSecurity "restricted:latest"')]);
    expect(pod).toMatchObject({ object: 'Pod of Deployment chat', outcome: 'rejected' });
    expect(pod?.message).toContain('violates PodSecurity "restricted:latest"');
  });

  it('rejects a pod whose service account does not exist', async () => {
    const verdicts = await ask(deployment({ serviceAccountName: 'nobody' }));
    expect(verdicts.map(({ outcome }) => outcome)).toEqual(['accepted', 'rejected']);
    expect(verdicts[1]?.message).toContain('error looking up service account');
  });

  it('says that a kind is not installed', async () => {
    const [verdict] = await ask({ apiVersion: 'example.com/v1', kind: 'Model', metadata: { name: 'chat' } });
    expect(verdict).toMatchObject({
      outcome: 'not-installed',
      message: 'example.com/v1 Model is not installed in this cluster',
    });
  });
});

function serviceAccount(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name }, automountServiceAccountToken: false };
}

function service(): Manifest & { readonly spec: object } {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'chat' },
    spec: { selector: { app: 'chat' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
}

function deployment(changes: { readonly privileged?: boolean; readonly serviceAccountName?: string } = {}): Manifest {
  const { privileged = false, serviceAccountName = 'chat' } = changes;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'chat' },
    spec: {
      selector: { matchLabels: { app: 'chat' } },
      template: {
        metadata: { labels: { app: 'chat' } },
        spec: { ...podSpec(privileged ? { privileged } : { allowPrivilegeEscalation: false }), serviceAccountName },
      },
    },
  };
}

function statefulSet(): Manifest {
  const { containers, ...spec } = podSpec({ allowPrivilegeEscalation: false });
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 'cache' },
    spec: {
      serviceName: 'cache',
      selector: { matchLabels: { app: 'cache' } },
      template: {
        metadata: { labels: { app: 'cache' } },
        spec: {
          ...spec,
          containers: containers.map((one) => ({ ...one, volumeMounts: [{ name: 'data', mountPath: '/data' }] })),
        },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  };
}

function podSpec(security: object): { readonly securityContext: object; readonly containers: readonly object[] } {
  return {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      { name: 'server', image: 'server', securityContext: { ...security, capabilities: { drop: ['ALL'] } } },
    ],
  };
}

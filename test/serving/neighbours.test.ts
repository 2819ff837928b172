/** Code of cdk8s and cdk8s-plus beside a ModelService: each connects to the other as to its own. */
import { ApiObject, App, Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import { describe, expect, it } from 'vitest';
import { ModelService } from 'modelyard';
import { existingOf } from '../../lib/core';
import { least, manifestsOf, OneService, type Manifest } from './one-service';

const selector = {
  matchLabels: { 'app.kubernetes.io/instance': 'chat', 'app.kubernetes.io/component': 'server' },
};

/** The only manifest of a kind that is not the service's own. */
function beside(kind: string, make: (chart: Chart, service: ModelService) => void): Manifest {
  const chart = new Chart(new App(), 'models', { namespace: 'models' });
  const service = new ModelService(chart, 'chat', least);
  const own = new Set(manifestsOf(service).map(({ metadata }) => metadata.name));
  make(chart, service);
  const made = manifestsOf(chart).filter((manifest) => manifest.kind === kind && !own.has(manifest.metadata.name));
  expect(made).toHaveLength(1);
  return made[0];
}

describe('a NetworkPolicy of cdk8s-plus', () => {
  it("selects a service's pods", () => {
    const policy = beside('NetworkPolicy', (chart, service) => {
      new kplus.NetworkPolicy(chart, 'policy', {
        selector: service,
        ingress: {
          default: kplus.NetworkPolicyTrafficDefault.DENY,
          rules: [
            {
              peer: kplus.Pods.select(chart, 'clients', { labels: { client: 'true' } }),
              ports: [kplus.NetworkPolicyPort.tcp(5000)],
            },
          ],
        },
      });
    });
    expect(policy.metadata.namespace).toBe('models');
    expect(policy.spec).toEqual({
      podSelector: selector,
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: { client: 'true' } } }],
          ports: [{ port: 5000, protocol: 'TCP' }],
        },
      ],
    });
  });

  it('lets a service in as its peer, from wherever it lives', () => {
    const policy = beside('NetworkPolicy', (chart, service) => {
      const database = kplus.Pods.select(chart, 'database', { labels: { app: 'database' } });
      new kplus.NetworkPolicy(chart, 'policy', { selector: database, ingress: { rules: [{ peer: service }] } });
    });
    expect(policy.spec.ingress[0].from).toEqual([
      {
        podSelector: selector,
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'models' } },
      },
    ]);
  });

  it('stays in the namespace of a chart that names none', () => {
    const chart = new Chart(new App(), 'models');
    new kplus.NetworkPolicy(chart, 'policy', { selector: new ModelService(chart, 'chat', least) });
    const policy = manifestsOf(chart).find(({ kind }) => kind === 'NetworkPolicy');
    expect(policy?.metadata.namespace).toBeUndefined();
    expect(policy?.spec.podSelector).toEqual(selector);
  });
});

describe('a RoleBinding of cdk8s-plus', () => {
  it("gives rights to the service's account", () => {
    const binding = beside('RoleBinding', (chart, service) => {
      const role = kplus.Role.fromRoleName(chart, 'role', 'reader');
      new kplus.RoleBinding(chart, 'binding', { role }).addSubjects(service);
    });
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'chat', namespace: 'models' }]);
  });

  it("gives them to the user's own account where the service runs as it", () => {
    const chart = new Chart(new App(), 'models', { namespace: 'models' });
    const serviceAccount = new kplus.ServiceAccount(chart, 'account', { metadata: { name: 'reader' } });
    const service = new ModelService(chart, 'chat', { ...least, serviceAccount });
    const role = new kplus.Role(chart, 'role', { rules: [{ verbs: ['get'], resources: [kplus.ApiResource.SECRETS] }] });
    role.bind(service);
    const binding = manifestsOf(chart).find(({ kind }) => kind === 'RoleBinding');
    expect(binding?.subjects).toEqual([{ kind: 'ServiceAccount', name: 'reader', namespace: 'models' }]);
  });
});

describe("an object of cdk8s-plus in a service's props", () => {
  it('is its service account, and none is made beside it', () => {
    const chart = new Chart(new App(), 'models');
    const serviceAccount = new kplus.ServiceAccount(chart, 'account', { metadata: { name: 'reader' } });
    new ModelService(chart, 'chat', { ...least, serviceAccount });
    const manifests = manifestsOf(chart);
    expect(manifests.filter(({ kind }) => kind === 'ServiceAccount').map(({ metadata }) => metadata.name)).toEqual([
      'reader',
    ]);
    const deployment = manifests.find(({ kind }) => kind === 'Deployment');
    expect(deployment?.spec.template.spec.serviceAccountName).toBe('reader');
  });

  it('is read from: a Secret and a ConfigMap, made here or imported', () => {
    const chart = new Chart(new App(), 'models');
    const secret = new kplus.Secret(chart, 'keys', { metadata: { name: 'keys' }, stringData: { password: 'x' } });
    const configMap = new kplus.ConfigMap(chart, 'settings', {
      metadata: { name: 'settings' },
      data: { level: 'info' },
    });
    const imported = kplus.Secret.fromSecretName(chart, 'imported', 'elsewhere');
    const service = new ModelService(chart, 'chat', {
      ...least,
      env: {
        PASSWORD: { kind: 'secret', secret, key: 'password' },
        LEVEL: { kind: 'config-map', configMap, key: 'level' },
        TOKEN: { kind: 'secret', secret: imported, key: 'token' },
      },
      imagePullSecrets: [imported],
    });
    const { spec } = manifestsOf(service).find(({ kind }) => kind === 'Deployment')?.spec.template ?? {};
    expect(spec.containers[0].env).toEqual([
      { name: 'HOME', value: '/tmp' },
      { name: 'PASSWORD', valueFrom: { secretKeyRef: { name: 'keys', key: 'password' } } },
      { name: 'LEVEL', valueFrom: { configMapKeyRef: { name: 'settings', key: 'level' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'elsewhere', key: 'token' } } },
    ]);
    expect(spec.imagePullSecrets).toEqual([{ name: 'elsewhere' }]);
    expect(existingOf(service)).toEqual([]);
  });

  it('is mounted: a claim, a Secret and a ConfigMap', () => {
    const chart = new Chart(new App(), 'models');
    const claim = new kplus.PersistentVolumeClaim(chart, 'claim', {
      metadata: { name: 'models' },
      accessModes: [kplus.PersistentVolumeAccessMode.READ_WRITE_ONCE],
    });
    const service = new ModelService(chart, 'chat', {
      ...least,
      volumes: [
        { name: 'models', mountPath: '/models', from: { kind: 'claim', claim } },
        { name: 'keys', mountPath: '/keys', from: { kind: 'secret', secret: new kplus.Secret(chart, 'keys') } },
        {
          name: 'settings',
          mountPath: '/settings',
          from: { kind: 'config-map', configMap: new kplus.ConfigMap(chart, 'settings') },
        },
      ],
    });
    const { spec } = manifestsOf(service).find(({ kind }) => kind === 'Deployment') ?? {};
    expect(spec.template.spec.volumes).toMatchObject([
      { name: 'models', persistentVolumeClaim: { claimName: 'models' } },
      { name: 'keys', secret: { secretName: expect.stringMatching(/^models-keys-/) } },
      { name: 'settings', configMap: { name: expect.stringMatching(/^models-settings-/) } },
      { name: 'tmp', emptyDir: {} },
    ]);
    expect(spec.strategy, 'the access modes of the claim are understood').toEqual({ type: 'Recreate' });
  });
});

describe('a plain ApiObject', () => {
  it("finds a service's pods by its labels", () => {
    const monitor = beside('ServiceMonitor', (chart, service) => {
      new ApiObject(chart, 'monitor', {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        spec: { selector: { matchLabels: service.matchLabels } },
      });
    });
    expect(monitor.spec.selector).toEqual(selector);
  });

  it('can depend on a service', () => {
    const built = new OneService({}, (service, chart) => {
      const job = new ApiObject(chart, 'job', { apiVersion: 'batch/v1', kind: 'Job' });
      job.addDependency(service);
    });
    const kinds: string[] = built.chart.toJson().map(({ kind }: Manifest) => kind);
    expect(kinds.at(-1)).toBe('Job');
  });

  it("can be patched, as any of a service's objects can", () => {
    const built = new OneService({}, (service) => {
      const deployment = service.node.findChild('Deployment');
      if (!ApiObject.isApiObject(deployment)) throw new Error('the Deployment is not an ApiObject');
      deployment.metadata.addLabel('team', 'search');
    });
    expect(built.one('Deployment').metadata.labels).toMatchObject({ team: 'search' });
  });
});

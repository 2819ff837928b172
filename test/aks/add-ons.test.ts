import { describe, expect, test } from 'vitest';
import {
  AddOns,
  Cluster,
  ExistingCluster,
  GpuNodePool,
  Network,
  type AddOnsProps,
  type ClusterProps,
} from 'modelyard/aks';
import { Chart } from 'cdk8s';
import { ChartsOnCluster } from 'modelyard/pulumi';
import { ConfigError, Namespace } from '../../lib';
import { all, find, withMocks, type Run } from '../pulumi-mocks';
import { azure } from './cloud';

type Asked = Omit<AddOnsProps, 'cluster'>;

const secret = '/subscriptions/s/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/keys/secrets/hub';

function program(asked: Asked, more: Partial<ClusterProps> = {}): Cluster {
  const network = new Network('ml', { cidr: '10.20.0.0/16' });
  const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' }, ...more });
  const sharing = { kind: 'mig', strategy: 'mixed', profiles: { '1g.12gb': 7 } } as const;
  const machine = 'Standard_NC40ads_H100_v5';
  new GpuNodePool('gpu', { cluster, machine, nodes: { min: 0, max: 2 }, sharing });
  new AddOns('ml', { cluster, ...asked });
  return cluster;
}

const make = (asked: Asked, more?: Partial<ClusterProps>): Promise<Run<Cluster>> =>
  withMocks(() => program(asked, more), azure);

/** What is said of add-ons, a line for each issue; fails where nothing is said. */
async function refusal(run: () => unknown): Promise<readonly string[]> {
  const { result } = await withMocks(() => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      return error.issues.map(
        ({ code, path, property, message, fix }) => `${code} ${path} ${property ?? ''}: ${message}; write ${fix}`,
      );
    }
    return expect.fail('it was made');
  }, azure);
  return result;
}

const release = 'kubernetes:helm.sh/v3:Release';

const everything: Asked = {
  devicePlugin: {},
  keda: { http: {} },
  gateway: { name: 'public', controller: 'traefik', reach: 'internet' },
  externalSecrets: { secrets: [secret] },
  certManager: {},
};

// Azure takes minutes to heed a role, and so does a pool to come: without that, the first `up` mostly fails.
test('add-ons, their namespaces and charts without them wait for the pools', async () => {
  const run = await withMocks(() => {
    const cluster = program(everything);
    const bare = new Cluster('bare', { network: cluster.network, kubernetes: '1.34', access: { creator: 'admin' } });
    new GpuNodePool('t4', { cluster: bare, machine: 'Standard_NC16as_T4_v3', nodes: { min: 0, max: 2 } });
    new ChartsOnCluster('models', {
      cluster: bare,
      charts: (app) => {
        new Namespace(new Chart(app, 'chat'), 'namespace', { name: 'chat' });
      },
    });
  }, azure);
  const waiting = [...all(run, release), ...all(run, 'kubernetes:core/v1:Namespace')].filter(
    ({ name }) => !name.startsWith('models'),
  );
  expect(waiting.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['ml-traefik', 'ml-keda', 'ml-device-plugin']),
  );
  for (const { dependencies } of waiting) expect(dependencies).toContain('AgentPool gpu');
  const [chart] = all(run, 'kubernetes:core/v1:Namespace').filter(({ name }) => name.startsWith('models'));
  expect(chart?.dependencies).toContain('AgentPool t4');
});

describe('all add-ons of AKS', () => {
  test('are what AKS does not bring itself', async () => {
    const run = await make(everything);
    const releases = run.resources.filter(({ type }) => type === release);
    expect(releases.map(({ inputs: { chart, version } }) => `${String(chart)} ${String(version)}`).sort()).toEqual([
      'cert-manager v1.21.1',
      'external-secrets 2.6.0',
      'keda 2.20.2',
      'keda-add-ons-http 0.15.0',
      'nvidia-device-plugin 0.20.0',
      'traefik 39.0.9',
      'traefik-crds 1.14.1',
    ]);
  });

  test('read the secrets that they are told, as the service account that the identity trusts', async () => {
    const run = await make(everything);
    const credential = find(run, 'azure-native:managedidentity:FederatedIdentityCredential', 'ml-external-secrets');
    expect(credential.inputs).toMatchObject({
      issuer: 'https://issuer.example.com/',
      subject: 'system:serviceaccount:external-secrets:external-secrets',
      audiences: ['api://AzureADTokenExchange'],
    });
    expect(find(run, 'azure-native:authorization:RoleAssignment', 'ml-external-secrets-1').inputs).toMatchObject({
      scope: secret,
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6',
    });
    const installed = find(run, release, 'ml-external-secrets');
    expect(installed.inputs['values']).toMatchObject({
      serviceAccount: { name: 'external-secrets' },
      podLabels: { 'azure.workload.identity/use': 'true' },
    });
    expect(installed.dependencies).toContain('FederatedIdentityCredential ml-external-secrets');
    expect(installed.dependencies).toContain('RoleAssignment ml-external-secrets-1');
  });

  test('advertise the instances that AKS cuts, and are reached from where it is said', async () => {
    const run = await make(everything);
    expect(find(run, release, 'ml-device-plugin').inputs['values']).toMatchObject({
      config: { map: { 'mig-mixed': '{"version":"v1","flags":{"migStrategy":"mixed"}}' } },
    });
    expect(find(run, release, 'ml-traefik').inputs['values']).toMatchObject({
      service: { annotations: {} },
    });
    const inside = await make({ ...everything, gateway: { name: 'public', controller: 'traefik' } });
    expect(find(inside, release, 'ml-traefik').inputs['values']).toMatchObject({
      service: { annotations: { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' } },
    });
  });

  test('are among the facts of the cluster', async () => {
    const { result } = await make(everything);
    expect(result.target.addOns.keda?.http?.version).toBe('0.15.0');
    expect(result.target.addOns.gateways?.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      'traefik/public',
    ]);
    expect(result.neededByCharts).toHaveLength(8);
  });
});

describe('what is wrong', () => {
  test('a second KEDA beside that of AKS', async () => {
    expect(await refusal(() => program({ devicePlugin: {}, keda: {} }, { managedKeda: { version: '2.17' } }))).toEqual([
      'clouds/add-on-twice aks.AddOns ml keda: the cluster has KEDA 2.17 in kube-system already, and two scale the same workloads; write no keda here, or none of the other',
    ]);
  });

  test('what AKS brings itself', async () => {
    // A program for both clouds hands these over.
    const both = { devicePlugin: {}, autoscaler: { kind: 'karpenter' }, metricsServer: {}, loadBalancer: {} };
    expect(await refusal(() => program(both))).toEqual([
      'aks/not-offered aks.AddOns ml autoscaler: AKS has its own: each pool with nodes.min below nodes.max is scaled by it, and Karpenter is its node auto-provisioning, which AKS looks after; write no autoscaler on AKS',
      'aks/not-offered aks.AddOns ml metricsServer: AKS installs metrics-server itself; write no metricsServer on AKS',
      'aks/not-offered aks.AddOns ml loadBalancer: AKS makes load balancers for Services itself, and this one is for AWS; write no loadBalancer on AKS',
    ]);
  });

  test('secrets that are none', async () => {
    expect(await refusal(() => program({ devicePlugin: {}, externalSecrets: { secrets: ['*'] } }))).toEqual([
      "clouds/invalid-access aks.AddOns ml externalSecrets.secrets[0]: names no secret of the cloud, or all that there are; write such as '/subscriptions/…/resourceGroups/…/providers/Microsoft.KeyVault/vaults/…/secrets/…'",
    ]);
  });

  test('an identity that nobody issues', async () => {
    const network = {
      region: 'eastus',
      resourceGroupName: 'ml',
      nodeSubnet: { id: '/subnets/nodes', cidr: '10.20.0.0/20' },
      egress: 'routes',
    } as const;
    expect(
      await refusal(() => {
        const name = 'production';
        const cluster = new ExistingCluster('ml', {
          name,
          network,
          kubernetes: '1.34',
          podNetwork: 'azure-cni-overlay',
        });
        new AddOns('ml', { cluster, externalSecrets: { secrets: [secret] } });
      }),
    ).toEqual([
      'aks/not-offered aks.AddOns ml externalSecrets.secrets: who issues the identities of the pods of this cluster is not known, and so none can be trusted; write externalSecrets: {}, and an identity of yours for its service account',
    ]);
  });
});

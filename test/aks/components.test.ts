import { describe, expect, test } from 'vitest';
import { Cluster, ExistingCluster, GpuNodePool, Network, NodePool } from 'modelyard/aks';
import { parseTargetCluster } from '../../lib/hardware';
import { all, find, unknown, valueOf, withMocks, type Run } from '../pulumi-mocks';
import { azure } from './cloud';

const vault = '/subscriptions/s/resourceGroups/keys/providers/Microsoft.KeyVault/vaults/keys';
const somebody = '00000000-0000-0000-0000-000000000001';

function production(): { network: Network; cluster: Cluster; cpu: NodePool; gpu: GpuNodePool } {
  const network = new Network('ml', { cidr: '10.20.0.0/16' });
  const cluster = new Cluster('ml', {
    network,
    kubernetes: '1.34',
    access: {
      entries: { team: { principal: somebody, type: 'group', policy: 'edit', namespaces: ['models'] } },
      creator: 'admin',
    },
    endpoint: { kind: 'public', from: ['198.51.100.0/24'] },
    encryption: { kind: 'key', id: 'https://keys.vault.azure.net/keys/ml/1', vaultId: vault },
  });
  const cpu = new NodePool('cpu', { cluster, machine: 'Standard_D8s_v5', nodes: { min: 1, max: 5 } });
  const accelerator = { kind: 'gpu', model: 'T4', count: 4 } as const;
  const gpu = new GpuNodePool('gpu', { cluster, accelerator, nodes: { min: 0, max: 6 }, capacity: { kind: 'spot' } });
  return { network, cluster, cpu, gpu };
}

test('a whole cluster: types, names and parents', async () => {
  const { resources } = await withMocks(production, azure);
  const typeOf = (urn: string): string => urn.split('::')[2] ?? '';
  expect(resources.map(({ urn, name, parent }) => `${name} ${typeOf(urn)} of ${parent || '-'}`).sort())
    .toMatchInlineSnapshot(`
      [
        "cpu modelyard:aks:NodePool of -",
        "cpu modelyard:aks:NodePool$azure-native:containerservice:AgentPool of cpu",
        "gpu modelyard:aks:GpuNodePool of -",
        "gpu modelyard:aks:GpuNodePool$azure-native:containerservice:AgentPool of gpu",
        "ml modelyard:aks:Cluster of -",
        "ml modelyard:aks:Cluster$azure-native:containerservice:ManagedCluster of ml",
        "ml modelyard:aks:Cluster$azure-native:managedidentity:UserAssignedIdentity of ml",
        "ml modelyard:aks:Cluster$azure-native:monitor:DiagnosticSetting of ml",
        "ml modelyard:aks:Cluster$azure-native:operationalinsights:Workspace of ml",
        "ml modelyard:aks:Cluster$pulumi:providers:kubernetes of ml",
        "ml modelyard:aks:Network of -",
        "ml modelyard:aks:Network$azure-native:network:NatGateway of ml",
        "ml modelyard:aks:Network$azure-native:network:PublicIPAddress of ml",
        "ml modelyard:aks:Network$azure-native:network:VirtualNetwork of ml",
        "ml modelyard:aks:Network$azure-native:resources:ResourceGroup of ml",
        "ml-creator-admin modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
        "ml-creator-user modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
        "ml-key modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
        "ml-node-subnet modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
        "ml-nodes modelyard:aks:Network$azure-native:network:Subnet of ml",
        "ml-team-edit-models modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
        "ml-team-user modelyard:aks:Cluster$azure-native:authorization:RoleAssignment of ml",
      ]
    `);
});

test('the network: private subnets behind one gateway', async () => {
  const run = await withMocks(production, azure);
  expect(find(run, ':VirtualNetwork').inputs).toMatchObject({
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
  });
  expect(find(run, ':Subnet').inputs).toMatchObject({
    subnetName: 'nodes',
    addressPrefix: '10.20.0.0/18',
    natGateway: { id: 'ml-id' },
    defaultOutboundAccess: false,
  });
  expect(find(run, ':NatGateway').inputs).toMatchObject({
    publicIpAddresses: [{ id: 'ml-id' }],
    location: 'eastus',
  });
});

describe('the control plane', () => {
  test('is safe in every input that decides that', async () => {
    const run = await withMocks(production, azure);
    const cluster = find(run, ':ManagedCluster');
    expect(cluster.ignoreChanges).toEqual(['agentPoolProfiles']);
    expect(cluster.inputs).toEqual({
      resourceGroupName: 'ml',
      location: 'eastus',
      resourceName: 'ml-dev',
      dnsPrefix: 'ml-dev',
      kubernetesVersion: '1.34',
      sku: { name: 'Base', tier: 'Standard' },
      identity: { type: 'UserAssigned', userAssignedIdentities: ['ml-id'] },
      enableRBAC: true,
      disableLocalAccounts: true,
      aadProfile: { managed: true, enableAzureRBAC: true },
      apiServerAccessProfile: { disableRunCommand: true, authorizedIPRanges: ['198.51.100.0/24', '203.0.113.7/32'] },
      oidcIssuerProfile: { enabled: true },
      securityProfile: {
        workloadIdentity: { enabled: true },
        azureKeyVaultKms: {
          enabled: true,
          keyId: 'https://keys.vault.azure.net/keys/ml/1',
          keyVaultNetworkAccess: 'Public',
        },
      },
      networkProfile: {
        networkPlugin: 'azure',
        networkPluginMode: 'overlay',
        networkPolicy: 'cilium',
        networkDataplane: 'cilium',
        podCidr: '10.244.0.0/16',
        serviceCidr: '172.16.0.0/16',
        dnsServiceIP: '172.16.0.10',
        loadBalancerSku: 'standard',
        outboundType: 'userAssignedNATGateway',
      },
      autoUpgradeProfile: { upgradeChannel: 'none', nodeOSUpgradeChannel: 'None' },
      autoScalerProfile: { balanceSimilarNodeGroups: 'true', skipNodesWithLocalStorage: 'false' },
      agentPoolProfiles: [
        {
          name: 'system',
          mode: 'System',
          osType: 'Linux',
          osSKU: 'Ubuntu',
          type: 'VirtualMachineScaleSets',
          vmSize: 'Standard_D4s_v5',
          osDiskSizeGB: 128,
          osDiskType: 'Managed',
          maxPods: 110,
          enableAutoScaling: true,
          count: 2,
          minCount: 2,
          maxCount: 3,
          enableNodePublicIP: false,
          nodeTaints: ['CriticalAddonsOnly=true:NoSchedule'],
          vnetSubnetID: 'ml-nodes-id',
        },
      ],
      tags: {},
    });
  });

  // The SDK says `User` of whom nothing is said, and Azure refuses that of all others.
  test.each([
    [{ creator: 'admin', creatorType: 'service-principal' }, 'ServicePrincipal'],
    [{ creator: 'admin' }, 'User'],
    [
      { entries: { ci: { principal: somebody, type: 'service-principal', policy: 'cluster-admin' } } },
      'ServicePrincipal',
    ],
    [{ entries: { ci: { principal: somebody, type: 'group', policy: 'cluster-admin' } } }, 'Group'],
    [{ entries: { ci: { principal: somebody, type: 'user', policy: 'cluster-admin' } } }, 'User'],
  ] as const)('lets in %j as a %s', async (access, principalType) => {
    const run = await withMocks(() => {
      new Cluster('ml', { network: new Network('ml', { cidr: '10.20.0.0/16' }), kubernetes: '1.34', access });
    }, azure);
    const people = all(run, ':RoleAssignment').filter(({ inputs }) => inputs['principalId'] !== 'principal-of-cluster');
    expect(people.map(({ inputs }) => inputs['principalType'])).toEqual([principalType, principalType]);
  });

  test('is allowed what it needs before it is made, and nothing more', async () => {
    const run = await withMocks(production, azure);
    const roles = all(run, ':RoleAssignment');
    const told = roles.map(({ name, inputs }) => [
      name,
      inputs['scope'],
      inputs['principalId'],
      inputs['principalType'],
      inputs['roleDefinitionId'],
    ]);
    const role = (id: string): string => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;
    expect(told.sort()).toEqual([
      ['ml-creator-admin', 'ml-id', 'principal-of-creator', 'User', role('b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b')],
      ['ml-creator-user', 'ml-id', 'principal-of-creator', 'User', role('4abbcc35-e782-43d8-92c5-2d3f1bd2253f')],
      ['ml-key', vault, 'principal-of-cluster', 'ServicePrincipal', role('12338af0-0e69-4776-bea7-57ae8d297424')],
      [
        'ml-node-subnet',
        'ml-nodes-id',
        'principal-of-cluster',
        'ServicePrincipal',
        role('4d97b98b-1d4f-4787-a291-c67834d212e7'),
      ],
      [
        'ml-team-edit-models',
        'ml-id/namespaces/models',
        somebody,
        'Group',
        role('a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb'),
      ],
      ['ml-team-user', 'ml-id', somebody, 'Group', role('4abbcc35-e782-43d8-92c5-2d3f1bd2253f')],
    ]);
    const { dependencies } = find(run, ':ManagedCluster');
    for (const name of ['ml-node-subnet', 'ml-key']) {
      expect(dependencies).toContain(`RoleAssignment ${name}`);
    }
  });

  test('tells who did what, unless nobody is to know', async () => {
    const run = await withMocks(production, azure);
    expect(find(run, ':Workspace').inputs).toMatchObject({ retentionInDays: 90, sku: { name: 'PerGB2018' } });
    expect(find(run, ':DiagnosticSetting').inputs).toMatchObject({
      resourceUri: 'ml-id',
      workspaceId: 'ml-id',
      logs: [
        { category: 'guard', enabled: true },
        { category: 'kube-audit-admin', enabled: true },
      ],
    });
    const off = await withMocks(
      () => cluster({ auditLogs: { kind: 'off', reason: 'a cluster for one afternoon' } }),
      azure,
    );
    expect(off.resources.map(({ type }) => type)).not.toContain('azure-native:monitor:DiagnosticSetting');
    const kept = await withMocks(
      () => cluster({ auditLogs: { kind: 'on', workspaceId: 'theirs', reads: 'kept' } }),
      azure,
    );
    expect(find(kept, ':DiagnosticSetting').inputs).toMatchObject({
      workspaceId: 'theirs',
      logs: [{ category: 'guard' }, { category: 'kube-audit' }],
    });
    expect(kept.resources.map(({ type }) => type)).not.toContain('azure-native:operationalinsights:Workspace');
  });

  test('is private, upgraded and with KEDA where that is said', async () => {
    const run = await withMocks(
      () =>
        cluster({
          kubernetes: '1.35',
          patch: '1.35.1',
          endpoint: { kind: 'private' },
          upgrades: { kubernetes: 'patch', nodes: 'node-image' },
          networkPolicies: 'none',
          tier: 'free',
          managedKeda: {},
          network: { ...theirs, podSubnet: { id: 'pods' }, egress: 'routes' },
        }),
      azure,
    );
    expect(find(run, ':ManagedCluster').inputs).toMatchObject({
      kubernetesVersion: '1.35.1',
      sku: { tier: 'Free' },
      apiServerAccessProfile: {
        disableRunCommand: true,
        enablePrivateCluster: true,
        enablePrivateClusterPublicFQDN: false,
        privateDNSZone: 'system',
      },
      autoUpgradeProfile: { upgradeChannel: 'patch', nodeOSUpgradeChannel: 'NodeImage' },
      workloadAutoScalerProfile: { keda: { enabled: true } },
      networkProfile: { networkPlugin: 'azure', networkDataplane: 'azure', outboundType: 'userDefinedRouting' },
      agentPoolProfiles: [{ vnetSubnetID: 'nodes', podSubnetID: 'pods' }],
    });
    expect(run.result.target.addOns).toEqual({ keda: { version: '2.17', namespace: 'kube-system' } });
    expect(run.result.target.nodePools[0]?.network).toBe('azure-cni-pod-subnet');
  });
});

const theirs = {
  resourceGroupName: 'ml',
  region: 'eastus',
  nodeSubnet: { id: 'nodes' },
  egress: 'load-balancer',
} as const;

function cluster(props: Partial<ConstructorParameters<typeof Cluster>[1]>): Cluster {
  return new Cluster('ml', { network: theirs, kubernetes: '1.34', access: { creator: 'admin' }, ...props });
}

describe('the target', () => {
  const targets = async (preview: boolean): Promise<Run<ReturnType<typeof production>>> =>
    await withMocks(production, { ...azure, preview });

  test('is plain data, known at preview, with the pools that were made for it', async () => {
    const run = await targets(true);
    const { cluster: made, cpu, gpu } = run.result;
    const { target } = made;
    expect(find(run, ':AgentPool', 'gpu').inputs['vnetSubnetID']).toBe(unknown);
    expect(target.issues).toEqual([]);
    expect(target.nodePools.map(({ name, machine, system }) => [name, machine, system])).toEqual([
      ['system', 'Standard_D4s_v5', true],
      [cpu.name, 'Standard_D8s_v5', undefined],
      [gpu.name, 'Standard_NC64as_T4_v3', undefined],
    ]);
    const read = parseTargetCluster(JSON.parse(JSON.stringify(target)));
    expect(read).toEqual({ value: target });
    expect((await targets(false)).result.cluster.target).toEqual(target);
  });

  test('tells of pools that come after it was read', async () => {
    const { warnings } = await withMocks(() => {
      const made = cluster({});
      expect(made.target.nodePools).toHaveLength(1);
      return new NodePool('late', { cluster: made, machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } });
    }, azure);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^charts that were made before aks\.NodePool late \(test\/aks\/components\.test\.ts:\d+\) do not know of it: make pools first$/,
      ),
    ]);
  });
});

describe('node pools', () => {
  test('are agent pools of their own, which wait for what their nodes need', async () => {
    const run = await withMocks(production, azure);
    const gpu = find(run, ':AgentPool', 'gpu');
    expect(gpu.inputs).toEqual({
      resourceGroupName: 'ml',
      resourceName: 'ml-dev',
      agentPoolName: run.result.gpu.name,
      mode: 'User',
      osType: 'Linux',
      osSKU: 'Ubuntu',
      vmSize: 'Standard_NC64as_T4_v3',
      orchestratorVersion: '1.34',
      osDiskSizeGB: 256,
      osDiskType: 'Managed',
      maxPods: 110,
      enableAutoScaling: true,
      count: 0,
      minCount: 0,
      maxCount: 6,
      scaleSetPriority: 'Spot',
      scaleSetEvictionPolicy: 'Delete',
      spotMaxPrice: -1,
      gpuProfile: { driver: 'Install' },
      enableNodePublicIP: false,
      nodeLabels: { 'nvidia.com/gpu.present': 'true', 'nvidia.com/device-plugin.config': 'whole' },
      nodeTaints: ['nvidia.com/gpu=present:NoSchedule', 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
      vnetSubnetID: 'ml-nodes-id',
      tags: {},
    });
    expect(gpu.ignoreChanges).toEqual(['count']);
    expect(gpu.dependencies).toContain('RoleAssignment ml-node-subnet');
    expect(run.result.gpu).toMatchObject({
      kind: 'NodePool',
      machine: 'Standard_NC64as_T4_v3',
      nodes: { min: 0, max: 6 },
    });
  });

  test('inherit protection and provider from their options', async () => {
    const run = await withMocks(
      () =>
        new NodePool(
          'cpu',
          { cluster: cluster({}), machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } },
          { protect: true },
        ),
      azure,
    );
    expect(find(run, ':AgentPool').protect).toBe(true);
  });
});

describe('credentials', () => {
  test('are a secret kubeconfig for whoever asks, and a provider that waits for the roles', async () => {
    const run = await withMocks(production, azure);
    const { value, secret } = await valueOf(run.result.cluster.kubeconfig);
    expect(secret).toBe(true);
    expect(value).toContain('"--login","azurecli"');
    const provider = find(run, 'pulumi:providers:kubernetes');
    expect(provider.inputs['clusterIdentifier']).toBe('ml-id#10.244.0.0/16#172.16.0.0/16');
    // Without these the provider deletes a ConfigMap or Secret that changes, and pods that start in between find none.
    expect(provider.inputs).toMatchObject({ enableConfigMapMutable: 'true', enableSecretMutable: 'true' });
    expect(provider.dependencies).toContain('RoleAssignment ml-creator-admin');
  });

  test('stay secret and unknown in a preview', async () => {
    const { result } = await withMocks(production, { ...azure, preview: true });
    expect(await valueOf(result.cluster.kubeconfig)).toMatchObject({ known: false, secret: true });
  });
});

test('a cluster that exists takes pools, and is left as it is', async () => {
  const run = await withMocks(() => {
    const existing = new ExistingCluster('ml', {
      name: 'theirs',
      kubernetes: '1.34',
      network: theirs,
      podNetwork: 'azure-cni-node-subnet',
    });
    const pool = new NodePool('cpu', { cluster: existing, machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } });
    return { existing, pool };
  }, azure);
  expect(run.resources.map(({ type }) => type).sort()).toEqual([
    'azure-native:containerservice:AgentPool',
    'modelyard:aks:ExistingCluster',
    'modelyard:aks:NodePool',
    'pulumi:providers:kubernetes',
  ]);
  expect(find(run, ':AgentPool').inputs).toMatchObject({ resourceName: 'theirs', vnetSubnetID: 'nodes' });
  expect(run.invoked.map(({ token }) => token).sort()).toEqual([
    'azure-native:containerservice:getManagedCluster',
    'azure-native:containerservice:listManagedClusterUserCredentials',
  ]);
  const { existing, pool } = run.result;
  expect(existing.target.nodePools.map(({ name, network }) => [name, network])).toEqual([
    [pool.name, 'azure-cni-node-subnet'],
  ]);
});

import { describe, expect, test } from 'vitest';
import { Cluster, ExistingCluster, GpuNodePool, Network, NodePool } from 'modelyard/aks';
import { parseTargetCluster } from '../../lib/hardware';
import { find, runProgram, unknown, valueOf, type Ran } from './mock-azure';

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
  const { resources } = await runProgram(production);
  const nameOf = (urn: string): string =>
    urn.split('::').slice(2).join(' ').replace(/^.*\$/, '').replace('pulumi:pulumi:Stack shop-dev', '-');
  expect(resources.map(({ type, name, parent }) => `${type} ${name} < ${nameOf(parent)}`).sort())
    .toMatchInlineSnapshot(`
    [
      "azure-native:authorization:RoleAssignment ml-creator-admin < modelyard:aks:Cluster ml",
      "azure-native:authorization:RoleAssignment ml-creator-user < modelyard:aks:Cluster ml",
      "azure-native:authorization:RoleAssignment ml-key < modelyard:aks:Cluster ml",
      "azure-native:authorization:RoleAssignment ml-node-subnet < modelyard:aks:Cluster ml",
      "azure-native:authorization:RoleAssignment ml-team-edit-models < modelyard:aks:Cluster ml",
      "azure-native:authorization:RoleAssignment ml-team-user < modelyard:aks:Cluster ml",
      "azure-native:containerservice:AgentPool cpu < modelyard:aks:NodePool cpu",
      "azure-native:containerservice:AgentPool gpu < modelyard:aks:GpuNodePool gpu",
      "azure-native:containerservice:ManagedCluster ml < modelyard:aks:Cluster ml",
      "azure-native:managedidentity:UserAssignedIdentity ml < modelyard:aks:Cluster ml",
      "azure-native:monitor:DiagnosticSetting ml < modelyard:aks:Cluster ml",
      "azure-native:network:NatGateway ml < modelyard:aks:Network ml",
      "azure-native:network:PublicIPAddress ml < modelyard:aks:Network ml",
      "azure-native:network:Subnet ml-nodes < modelyard:aks:Network ml",
      "azure-native:network:VirtualNetwork ml < modelyard:aks:Network ml",
      "azure-native:operationalinsights:Workspace ml < modelyard:aks:Cluster ml",
      "azure-native:resources:ResourceGroup ml < modelyard:aks:Network ml",
      "modelyard:aks:Cluster ml < ",
      "modelyard:aks:GpuNodePool gpu < ",
      "modelyard:aks:Network ml < ",
      "modelyard:aks:NodePool cpu < ",
      "pulumi:providers:kubernetes ml < modelyard:aks:Cluster ml",
    ]
  `);
});

test('the network: private subnets behind one gateway', async () => {
  const { resources } = await runProgram(production);
  expect(find(resources, ':VirtualNetwork').inputs).toMatchObject({
    addressSpace: { addressPrefixes: ['10.20.0.0/16'] },
  });
  expect(find(resources, ':Subnet').inputs).toMatchObject({
    subnetName: 'nodes',
    addressPrefix: '10.20.0.0/18',
    natGateway: { id: 'ml-id' },
    defaultOutboundAccess: false,
  });
  expect(find(resources, ':NatGateway').inputs).toMatchObject({
    publicIpAddresses: [{ id: 'ml-id' }],
    location: 'eastus',
  });
});

describe('the control plane', () => {
  test('is safe in every input that decides that', async () => {
    const { resources } = await runProgram(production);
    const cluster = find(resources, ':ManagedCluster');
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

  test('is allowed what it needs before it is made, and nothing more', async () => {
    const { resources } = await runProgram(production);
    const roles = resources.filter(({ type }) => type.endsWith(':RoleAssignment'));
    const told = roles.map(({ name, inputs }) => [
      name,
      inputs['scope'],
      inputs['principalId'],
      inputs['roleDefinitionId'],
    ]);
    const role = (id: string): string => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;
    expect(told.sort()).toEqual([
      ['ml-creator-admin', 'ml-id', 'principal-of-creator', role('b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b')],
      ['ml-creator-user', 'ml-id', 'principal-of-creator', role('4abbcc35-e782-43d8-92c5-2d3f1bd2253f')],
      ['ml-key', vault, 'principal-of-cluster', role('12338af0-0e69-4776-bea7-57ae8d297424')],
      ['ml-node-subnet', 'ml-nodes-id', 'principal-of-cluster', role('4d97b98b-1d4f-4787-a291-c67834d212e7')],
      ['ml-team-edit-models', 'ml-id/namespaces/models', somebody, role('a7ffa36f-339b-4b5c-8bdf-e2c188b2c0eb')],
      ['ml-team-user', 'ml-id', somebody, role('4abbcc35-e782-43d8-92c5-2d3f1bd2253f')],
    ]);
    const { dependsOn } = find(resources, ':ManagedCluster');
    for (const name of ['ml-node-subnet', 'ml-key']) {
      expect(dependsOn).toContain(find(resources, ':RoleAssignment', name).urn);
    }
  });

  test('tells who did what, unless nobody is to know', async () => {
    const { resources } = await runProgram(production);
    expect(find(resources, ':Workspace').inputs).toMatchObject({ retentionInDays: 90, sku: { name: 'PerGB2018' } });
    expect(find(resources, ':DiagnosticSetting').inputs).toMatchObject({
      resourceUri: 'ml-id',
      workspaceId: 'ml-id',
      logs: [
        { category: 'guard', enabled: true },
        { category: 'kube-audit-admin', enabled: true },
      ],
    });
    const off = await runProgram(() => cluster({ auditLogs: { kind: 'off', reason: 'a cluster for one afternoon' } }));
    expect(off.resources.map(({ type }) => type)).not.toContain('azure-native:monitor:DiagnosticSetting');
    const kept = await runProgram(() => cluster({ auditLogs: { kind: 'on', workspaceId: 'theirs', reads: 'kept' } }));
    expect(find(kept.resources, ':DiagnosticSetting').inputs).toMatchObject({
      workspaceId: 'theirs',
      logs: [{ category: 'guard' }, { category: 'kube-audit' }],
    });
    expect(kept.resources.map(({ type }) => type)).not.toContain('azure-native:operationalinsights:Workspace');
  });

  test('is private, upgraded and with KEDA where that is said', async () => {
    const { resources, made } = await runProgram(() =>
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
    );
    expect(find(resources, ':ManagedCluster').inputs).toMatchObject({
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
    expect(made.target.addOns).toEqual({ keda: { version: '2.17', namespace: 'kube-system' } });
    expect(made.target.nodePools[0]?.network).toBe('azure-cni-pod-subnet');
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
  const targets = async (preview: boolean): Promise<Ran<ReturnType<typeof production>>> =>
    await runProgram(production, { preview });

  test('is plain data, known at preview, with the pools that were made for it', async () => {
    const { made, resources } = await targets(true);
    const { target } = made.cluster;
    expect(find(resources, ':AgentPool', 'gpu').inputs['vnetSubnetID']).toBe(unknown);
    expect(target.issues).toEqual([]);
    expect(target.nodePools.map(({ name, machine, system }) => [name, machine, system])).toEqual([
      ['system', 'Standard_D4s_v5', true],
      [made.cpu.name, 'Standard_D8s_v5', undefined],
      [made.gpu.name, 'Standard_NC64as_T4_v3', undefined],
    ]);
    const read = parseTargetCluster(JSON.parse(JSON.stringify(target)));
    expect(read).toEqual({ value: target });
    expect((await targets(false)).made.cluster.target).toEqual(target);
  });

  test('tells of pools that come after it was read', async () => {
    const { warnings } = await runProgram(() => {
      const made = cluster({});
      expect(made.target.nodePools).toHaveLength(1);
      return new NodePool('late', { cluster: made, machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } });
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^charts that were made before the pool late[a-z0-9]{4} do not know of it: make pools first$/,
      ),
    ]);
  });
});

describe('node pools', () => {
  test('are agent pools of their own, which wait for what their nodes need', async () => {
    const { resources, made } = await runProgram(production);
    const gpu = find(resources, ':AgentPool', 'gpu');
    expect(gpu.inputs).toEqual({
      resourceGroupName: 'ml',
      resourceName: 'ml-dev',
      agentPoolName: made.gpu.name,
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
      nodeLabels: { 'nvidia.com/gpu.present': 'true' },
      nodeTaints: ['nvidia.com/gpu=present:NoSchedule', 'kubernetes.azure.com/scalesetpriority=spot:NoSchedule'],
      vnetSubnetID: 'ml-nodes-id',
      tags: {},
    });
    expect(gpu.ignoreChanges).toEqual(['count']);
    expect(gpu.dependsOn).toContain(find(resources, ':RoleAssignment', 'ml-node-subnet').urn);
    expect(made.gpu).toMatchObject({ kind: 'NodePool', machine: 'Standard_NC64as_T4_v3', nodes: { min: 0, max: 6 } });
  });

  test('inherit protection and provider from their options', async () => {
    const { resources } = await runProgram(
      () =>
        new NodePool(
          'cpu',
          { cluster: cluster({}), machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } },
          { protect: true },
        ),
    );
    expect(find(resources, ':AgentPool').protect).toBe(true);
  });
});

describe('credentials', () => {
  test('are a secret kubeconfig for whoever asks, and a provider that waits for the roles', async () => {
    const { made, resources } = await runProgram(production);
    const { value, secret } = await valueOf(made.cluster.kubeconfig);
    expect(secret).toBe(true);
    expect(value).toContain('"--login","azurecli"');
    const provider = find(resources, 'pulumi:providers:kubernetes');
    expect(provider.inputs['clusterIdentifier']).toBe('ml-id');
    // Without these the provider deletes a ConfigMap or Secret that changes, and pods that start in between find none.
    expect(provider.inputs).toMatchObject({ enableConfigMapMutable: 'true', enableSecretMutable: 'true' });
    expect(provider.dependsOn).toContain(find(resources, ':RoleAssignment', 'ml-creator-admin').urn);
  });

  test('stay secret and unknown in a preview', async () => {
    const { made } = await runProgram(production, { preview: true });
    expect(await valueOf(made.cluster.kubeconfig)).toMatchObject({ known: false, secret: true });
  });
});

test('a cluster that exists takes pools, and is left as it is', async () => {
  const { made, resources, calls } = await runProgram(() => {
    const existing = new ExistingCluster('ml', {
      name: 'theirs',
      kubernetes: '1.34',
      network: theirs,
      podNetwork: 'azure-cni-node-subnet',
    });
    const pool = new NodePool('cpu', { cluster: existing, machine: 'Standard_D8s_v5', nodes: { min: 0, max: 1 } });
    return { existing, pool };
  });
  expect(resources.map(({ type }) => type).sort()).toEqual([
    'azure-native:containerservice:AgentPool',
    'modelyard:aks:ExistingCluster',
    'modelyard:aks:NodePool',
    'pulumi:providers:kubernetes',
  ]);
  expect(find(resources, ':AgentPool').inputs).toMatchObject({ resourceName: 'theirs', vnetSubnetID: 'nodes' });
  expect([...calls].sort()).toEqual([
    'azure-native:containerservice:getManagedCluster',
    'azure-native:containerservice:listManagedClusterUserCredentials',
  ]);
  expect(made.existing.target.nodePools.map(({ name, network }) => [name, network])).toEqual([
    [made.pool.name, 'azure-cni-node-subnet'],
  ]);
});

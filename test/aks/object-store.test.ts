import * as fc from 'fast-check';
import { Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { models, ModelService, nodePool, unpinned, type App, type StoreUser, type TritonProps } from 'modelyard';
import { Cluster, ExistingCluster, ObjectStore, type ObjectStoreProps } from 'modelyard/aks';
import { ChartsOnCluster } from 'modelyard/pulumi';
import { issuerOf } from '../../lib/aks/workload-identity';
import { plainName } from '../../lib/aks/plain-name';
import { refusalOf } from '../eks/refusals';
import { all, find, withMocks, type Registered, type Run } from '../pulumi-mocks';
import { storeCloud as azure } from './store-cloud';

const pool = nodePool('t4', { machine: 'Standard_NC16as_T4_v3', nodes: { min: 0, max: 4 } });

const network = {
  resourceGroupName: 'ml',
  region: 'eastus',
  nodeSubnet: { id: '/subnets/nodes' },
  egress: 'nat-gateway',
} as const;

function existing(name = 'ml'): ExistingCluster {
  return new ExistingCluster(name, {
    name: `${name}-production`,
    kubernetes: '1.34',
    network,
    podNetwork: 'azure-cni-overlay',
    nodePools: [pool],
  });
}

const workload = (serviceAccountName: string): StoreUser & { readonly granted: object[] } => {
  const granted: object[] = [];
  return {
    serviceAccountName,
    namespace: 'chat',
    granted,
    addStoreGrant: ({ store: _, ...grant }) => void granted.push(grant),
  };
};

const made = (
  props: Partial<ObjectStoreProps>,
  use: (store: ObjectStore) => void = () => undefined,
): Promise<Run<ObjectStore>> =>
  withMocks(() => {
    const store = new ObjectStore('weights', { cluster: existing(), ...props });
    use(store);
    return store;
  }, azure);

const storage = (kind: string): string => `azure-native:storage:${kind}`;
const inputs = (run: Run<unknown>, type: string, name?: string): Registered['inputs'] => find(run, type, name).inputs;
const assignment = 'azure-native:authorization:RoleAssignment';
const identity = 'azure-native:managedidentity:UserAssignedIdentity';
const credential = 'azure-native:managedidentity:FederatedIdentityCredential';
const roleId = (id: string): string => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;

describe("a store in Azure's Blob storage", () => {
  it('is an account of its own that takes no keys and shows nobody anything', async () => {
    const run = await made({ tags: { team: 'ml' } });
    expect(
      run.resources
        .filter(({ parent }) => parent === 'weights')
        .map(({ type, name, protect }) => `${type} ${name}${protect ? ' protected' : ''}`)
        .sort(),
    ).toEqual([
      'azure-native:storage:BlobContainer weights protected',
      'azure-native:storage:BlobServiceProperties weights',
      'azure-native:storage:ManagementPolicy weights',
      'azure-native:storage:StorageAccount weights protected',
    ]);
    expect(inputs(run, storage('StorageAccount'))).toEqual({
      resourceGroupName: 'ml',
      location: 'eastus',
      kind: 'StorageV2',
      sku: { name: 'Standard_LRS' },
      accessTier: 'Hot',
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      defaultToOAuthAuthentication: true,
      allowCrossTenantReplication: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: 'TLS1_2',
      isLocalUserEnabled: false,
      isSftpEnabled: false,
      tags: { team: 'ml' },
    });
    expect(inputs(run, storage('BlobContainer'))).toMatchObject({
      accountName: 'weights1a2b3c4d',
      containerName: 'objects',
      publicAccess: 'None',
    });
    expect(inputs(run, storage('BlobServiceProperties'))).toMatchObject({
      blobServicesName: 'default',
      isVersioningEnabled: true,
      deleteRetentionPolicy: { enabled: true, days: 30 },
    });
    expect(inputs(run, storage('ManagementPolicy'))).toMatchObject({
      managementPolicyName: 'default',
      policy: { rules: [{ definition: { actions: { version: { delete: { daysAfterCreationGreaterThan: 30 } } } } }] },
    });
  });

  it('is destroyed with all that is in it where that is said, and kept in three zones where that is', async () => {
    const run = await made({ whenDestroyed: 'delete-contents', redundancy: 'zones', oldVersionDays: 3 });
    expect(find(run, storage('StorageAccount'))).toMatchObject({
      protect: false,
      inputs: { sku: { name: 'Standard_ZRS' } },
    });
    expect(find(run, storage('BlobContainer')).protect).toBe(false);
    expect(JSON.stringify(inputs(run, storage('ManagementPolicy')))).toContain('"daysAfterCreationGreaterThan":3');
  });

  // Azure counts from when a version was written: of weights that are old, the rule deletes all that was deleted today.
  it('keeps for as long what its rule deletes', async () => {
    const run = await made({ oldVersionDays: 365 });
    expect(inputs(run, storage('BlobServiceProperties'))['deleteRetentionPolicy']).toEqual({
      enabled: true,
      days: 365,
    });
    expect(find(run, storage('ManagementPolicy')).dependencies).toContain('BlobServiceProperties weights');
  });

  it('is encrypted with a key of yours, which it uses as an identity of its own', async () => {
    const vaultId = '/vaults/acme';
    const run = await made({
      encryption: { kind: 'key', id: 'https://acme.vault.azure.net/keys/weights/1', vaultId },
    });
    expect(inputs(run, storage('StorageAccount'))).toMatchObject({
      identity: { type: 'UserAssigned', userAssignedIdentities: ['weights-id'] },
      encryption: {
        keySource: 'Microsoft.Keyvault',
        keyVaultProperties: { keyVaultUri: 'https://acme.vault.azure.net', keyName: 'weights', keyVersion: '1' },
        encryptionIdentity: { encryptionUserAssignedIdentity: 'weights-id' },
      },
    });
    expect(inputs(run, assignment)).toMatchObject({
      scope: vaultId,
      principalId: 'principal-of-weights',
      roleDefinitionId: roleId('e147488a-f6f5-4113-8e2d-b22465e65bf6'),
    });
    expect(find(run, storage('StorageAccount')).dependencies).toContain('RoleAssignment weights-key');
  });
});

describe('what a workload is granted', () => {
  it('is an identity that its account alone acts as, with a role in the container alone', async () => {
    const server = workload('server');
    const run = await made({}, (store) => store.grantRead(server));
    expect(find(run, identity)).toMatchObject({ name: 'ml_chat_server', parent: 'ml' });
    expect(find(run, credential)).toMatchObject({
      name: 'ml_chat_server',
      inputs: {
        resourceName: 'ml_chat_server',
        federatedIdentityCredentialResourceName: 'service-account',
        issuer: 'https://issuer.example.com/',
        subject: 'system:serviceaccount:chat:server',
        audiences: ['api://AzureADTokenExchange'],
      },
    });
    expect(find(run, assignment)).toMatchObject({
      name: 'weights_chat_server-read',
      parent: 'weights',
      inputs: {
        scope: 'weights-id',
        principalId: 'principal-of-ml_chat_server',
        principalType: 'ServicePrincipal',
        roleDefinitionId: roleId('2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'),
      },
    });
    expect(server.granted).toMatchObject([
      { access: 'read', podLabels: { 'azure.workload.identity/use': 'true' }, annotations: {} },
    ]);
  });

  it('is to write as well', async () => {
    const run = await made({}, (store) => store.grantWrite(workload('server')));
    expect(inputs(run, assignment)['roleDefinitionId']).toBe(roleId('ba92f5b4-2d11-453d-a403-e96b0029c9fe'));
  });

  it('of two stores is one identity with a role in each, however often it is granted', async () => {
    const run = await withMocks(() => {
      const cluster = existing();
      for (const name of ['weights', 'data']) {
        const store = new ObjectStore(name, { cluster });
        store.grantRead(workload('server'));
        store.grantRead(workload('server'));
      }
    }, azure);
    expect(all(run, identity)).toHaveLength(1);
    expect(all(run, credential)).toHaveLength(1);
    expect(
      all(run, assignment)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['data_chat_server-read', 'weights_chat_server-read']);
  });

  it('is of a cluster that this program makes as well', async () => {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' }, name: 'new' });
      new ObjectStore('weights', { cluster }).grantRead(workload('server'));
    }, azure);
    expect(inputs(run, credential)).toMatchObject({ issuer: 'https://issuer.example.com/' });
  });

  it('cannot be of a cluster that issues no identities', () => {
    expect(issuerOf('ml', 'https://issuer.example.com/')).toBe('https://issuer.example.com/');
    for (const none of ['', undefined]) {
      expect(() => issuerOf('ml', none)).toThrow(
        'the cluster ml issues no identities: az aks update --enable-oidc-issuer --enable-workload-identity makes it',
      );
    }
  });
});

describe('charts with places in a store', () => {
  const triton: TritonProps = { kind: 'triton', image: unpinned('nvcr.io/nvidia/tritonserver:26.05-py3', 'a test') };

  const program = (): void => {
    const cluster = existing();
    const store = new ObjectStore('weights', { cluster });
    new ChartsOnCluster('models', {
      cluster,
      charts: (app: App) => {
        const service = new ModelService(new Chart(app, 'chat', { namespace: 'chat' }), 'server', {
          runtime: triton,
          model: { source: store.at('llama/'), architecture: models.qwen25_0_5b },
          placement: pool,
          gpus: 1,
        });
        store.grantRead(service);
      },
    });
  };
  const deployment = 'kubernetes:apps/v1:Deployment';

  /** The pod of the service, and its labels. */
  function template(run: Run<unknown>): {
    readonly metadata: { readonly labels: object };
    readonly spec: { readonly containers: readonly { readonly args: readonly string[]; readonly env: object[] }[] };
  } {
    // A cast, as the inputs of a mock have no types.
    return (inputs(run, deployment)['spec'] as { template: never }).template;
  }

  it('are told the account, act as the identity, and wait for its role', async () => {
    const run = await withMocks(program, azure);
    const { metadata, spec } = template(run);
    const [server] = spec.containers;
    expect(JSON.stringify(server)).toContain('as://weights1a2b3c4d/objects/llama/');
    expect(server?.env).toContainEqual({ name: 'AZURE_STORAGE_ACCOUNT', value: 'weights1a2b3c4d' });
    expect(metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
    expect(inputs(run, 'kubernetes:core/v1:ServiceAccount')['metadata']).toMatchObject({
      annotations: { 'azure.workload.identity/client-id': 'client-of-ml_chat_server' },
    });
    expect(find(run, deployment).dependencies).toEqual(
      expect.arrayContaining(['FederatedIdentityCredential ml_chat_server', 'RoleAssignment weights_chat_server-read']),
    );
  });

  it('do not know the account in a preview, where all else is known', async () => {
    const run = await withMocks(program, { ...azure, outputs: () => ({}), preview: true });
    const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';
    expect(JSON.stringify(template(run))).toContain(unknown);
    expect(template(run).metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
  });

  it('get the label where they are let in to a store that no model is read from', async () => {
    const run = await withMocks(() => {
      const cluster = existing();
      const store = new ObjectStore('data', { cluster });
      new ChartsOnCluster('models', {
        cluster,
        charts: (app: App) => {
          const service = new ModelService(new Chart(app, 'chat', { namespace: 'chat' }), 'server', {
            runtime: { kind: 'http', image: unpinned('example.com/chat:v1', 'a test'), port: 80, healthPath: '/up' },
            resources: { cpu: 1, memory: '1Gi' },
          });
          store.grantWrite(service);
        },
      });
    }, azure);
    expect(template(run).metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
  });
});

describe('what is wrong with a store', () => {
  const refused = async (use: (store: ObjectStore) => unknown): Promise<readonly string[]> =>
    (await withMocks(() => refusalOf(() => use(new ObjectStore('weights', { cluster: existing() }))), azure)).result;

  it('is said of its paths, its key and its days', async () => {
    expect(await refused((store) => store.at('/llama'))).toEqual([
      `clouds/invalid-path path "/llama": begins with a /, and paths of a store do not; write a path from the root of the store, such as 'llama-3.1-8b/'`,
    ]);
    const encryption = { kind: 'key', id: 'https://acme.vault.azure.net/secrets/a', vaultId: '/v' } as const;
    expect(await refused(() => new ObjectStore('other', { cluster: existing('other'), encryption }))).toEqual([
      `aks/invalid-key encryption.id "https://acme.vault.azure.net/secrets/a": is no address of a key in a vault; write such as 'https://acme.vault.azure.net/keys/weights'`,
    ]);
    for (const oldVersionDays of [-1, 366]) {
      expect(await refused(() => new ObjectStore('old', { cluster: existing('old'), oldVersionDays }))).toEqual([
        `clouds/invalid-size oldVersionDays ${oldVersionDays}: must be a whole number of days, from 1 to 365; write 30`,
      ]);
    }
  });
});

it('names accounts and registries in a way that Azure takes, whatever they are called', () => {
  const anyName = fc.oneof(fc.string({ minLength: 1, maxLength: 60 }), fc.stringMatching(/^[a-z][a-z0-9-]{0,40}$/));
  fc.assert(
    fc.property(anyName, anyName, fc.constantFrom(24, 50), (name, other, longest) => {
      const plain = plainName(name, longest);
      expect(`${plain}1a2b3c4d`).toMatch(/^[a-z0-9]+$/);
      expect(`${plain}1a2b3c4d`.length).toBeLessThanOrEqual(longest);
      expect(`${plain}1a2b3c4d`.length).toBeGreaterThanOrEqual(longest === 24 ? 3 : 5);
      expect(plain === plainName(other, longest)).toBe(name === other);
    }),
    { numRuns: 1000 },
  );
});

import { Chart } from 'cdk8s';
import { describe, expect, it } from 'vitest';
import { existingSecret, ModelService, nodePool, setPlatformDefaults, type ImageDigest } from 'modelyard';
import { Cluster, ExistingCluster, NodePool, Registry, type RegistryProps } from 'modelyard/aks';
import { ChartsOnCluster } from 'modelyard/pulumi';
import { refusalOf } from '../eks/refusals';
import { all, find, valueOf, withMocks, type Run } from '../pulumi-mocks';
import { storeCloud as azure } from './store-cloud';

const digest: ImageDigest = `sha256:${'ab'.repeat(32)}`;
const registry = 'azure-native:containerregistry:Registry';
const assignment = 'azure-native:authorization:RoleAssignment';

const network = {
  resourceGroupName: 'ml',
  region: 'eastus',
  nodeSubnet: { id: '/subnets/nodes' },
  egress: 'nat-gateway',
} as const;

const made = (props: Partial<RegistryProps> = {}): Promise<Run<Registry>> =>
  withMocks(() => new Registry('models', { repositories: ['chat'], ...props }), azure);

describe('a registry on Azure', () => {
  it('has no admin user, and nobody pulls from it unknown', async () => {
    const run = await made({ tags: { team: 'ml' } });
    expect(find(run, registry)).toMatchObject({
      name: 'models',
      parent: 'models',
      protect: true,
      inputs: {
        resourceGroupName: 'models',
        location: 'eastus',
        sku: { name: 'Standard' },
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        tags: { team: 'ml' },
      },
    });
    const { chat } = run.result.repositoryUrls;
    if (chat === undefined) expect.fail('there is no such repository');
    expect(await valueOf(chat)).toMatchObject({ value: 'models1a2b3c4d.example.com/chat' });
  });

  it('is made where that is said, and destroyed with its images', async () => {
    const run = await made({
      region: 'westeurope',
      resourceGroupName: 'own',
      tier: 'Premium',
      whenDestroyed: 'delete-contents',
    });
    expect(find(run, registry)).toMatchObject({
      protect: false,
      inputs: { resourceGroupName: 'own', location: 'westeurope', sku: { name: 'Premium' } },
    });
    expect(all(run, 'azure-native:resources:ResourceGroup')).toEqual([]);
  });

  it('lets the nodes of a cluster pull, by the roles of both its kinds, and images wait for that', async () => {
    const run = await withMocks(() => {
      const images = new Registry('models', { repositories: ['chat'] });
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' } });
      const existing = new ExistingCluster('old', {
        name: 'old',
        kubernetes: '1.34',
        network,
        podNetwork: 'azure-cni-overlay',
        nodePools: [nodePool('cpu', { machine: 'Standard_D8s_v5', nodes: { min: 1, max: 2 } })],
      });
      images.grantPull(cluster);
      images.grantPull(cluster);
      images.grantPull(existing);
      new ChartsOnCluster('models', {
        cluster: existing,
        charts: (app) => {
          new ModelService(new Chart(app, 'chat', { namespace: 'chat' }), 'server', {
            runtime: { kind: 'http', image: images.image('chat', digest), port: 8000, healthPath: '/up' },
            resources: { cpu: 1, memory: '1Gi' },
          });
        },
      });
    }, azure);
    const { inputs: deployed, dependencies } = find(run, 'kubernetes:apps/v1:Deployment');
    expect(JSON.stringify(deployed)).toContain(`"models1a2b3c4d.example.com/chat@${digest}"`);
    expect(dependencies).toEqual(
      expect.arrayContaining(['RoleAssignment models-pull-ml', 'RoleAssignment models-pull-old']),
    );
    const role = (id: string): string => `/providers/Microsoft.Authorization/roleDefinitions/${id}`;
    const pull = role('7f951dda-4ed3-4680-a7ca-43fe172d538d');
    const read = role('b93aa761-3e63-49ed-ac28-beffa264f7ac');
    const pulls = all(run, assignment)
      .filter(({ parent }) => parent === 'models')
      .sort((left, right) => left.name.localeCompare(right.name));
    expect(pulls.map(({ name, inputs }) => [name, inputs['roleDefinitionId']])).toEqual([
      ['models-pull-ml', pull],
      ['models-pull-old', pull],
      ['models-repositories-ml', read],
      ['models-repositories-old', read],
    ]);
    for (const { inputs } of pulls) {
      expect(inputs).toMatchObject({ scope: 'models-id', principalId: 'principal-of-kubelet' });
    }
  });
});

describe('images of a registry whose nodes may not pull', () => {
  const warnings = async (
    use: (images: Registry, cluster: Cluster, other: Cluster) => void,
    imagePullSecrets?: readonly string[],
  ): Promise<readonly string[]> => {
    const run = await withMocks(() => {
      const images = new Registry('models', { repositories: ['chat'] });
      const access = { creator: 'admin' } as const;
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access });
      const other = new Cluster('other', { network, kubernetes: '1.34', access });
      new NodePool('cpu', { cluster, machine: 'Standard_D8s_v5', nodes: { min: 1, max: 2 } });
      new ChartsOnCluster('models', {
        cluster,
        charts: (app) => {
          if (imagePullSecrets !== undefined)
            setPlatformDefaults(app, { imagePullSecrets: imagePullSecrets.map((name) => existingSecret(name)) });
          new ModelService(new Chart(app, 'chat', { namespace: 'chat' }), 'server', {
            runtime: { kind: 'http', image: images.image('chat', digest), port: 8000, healthPath: '/up' },
            resources: { cpu: 1, memory: '1Gi' },
          });
        },
      });
      use(images, cluster, other);
    }, azure);
    return run.warnings.filter((warning) => warning.includes('pull'));
  };
  const refused =
    'Deployment server runs an image of aks.Registry models, and this program does not let the nodes of ml-dev pull it: Azure refuses them unless somebody else does; write grantPull(cluster) of the registry';

  it('are warned of, whichever other cluster may', async () => {
    expect(await warnings(() => undefined)).toEqual([refused]);
    expect(
      await warnings((images, _, other) => {
        images.grantPull(other);
      }),
    ).toEqual([refused]);
  });

  it('are not where the grant comes later, or pods have secrets to pull with', async () => {
    expect(
      await warnings((images, cluster) => {
        images.grantPull(cluster);
      }),
    ).toEqual([]);
    expect(await warnings(() => undefined, ['regcred'])).toEqual([]);
  });
});

describe('what is wrong with a registry', () => {
  const refused = async (make: () => unknown, config = azure.config): Promise<readonly string[]> =>
    (await withMocks(() => refusalOf(make), { ...azure, config })).result;

  it('is said of where it is, of its repositories and of images', async () => {
    expect(await refused(() => new Registry('models', { repositories: ['chat'], region: 'East US' }))).toEqual([
      `aks/no-region region "East US": is no name of a region of Azure; write region: 'eastus', or the configuration azure-native:location of the stack`,
    ]);
    expect(await refused(() => new Registry('models', { repositories: ['a', 'a'] }))).toEqual([
      `clouds/invalid-name repositories[1] "a": stands there twice; write a name such as 'chat'`,
    ]);
    expect(await refused(() => new Registry('models', { repositories: ['chat'] }).image('train', digest))).toEqual([
      `clouds/no-repository repository "train": is no repository of the registry, which has chat; write 'chat', or the repository among repositories`,
    ]);
  });
});

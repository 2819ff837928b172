import { ApiObject, Chart } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { App } from '../../lib';
import {
  Cluster,
  GpuNodePool,
  Network,
  NodePool,
  ObjectStore,
  Registry,
  type GpuNodePoolProps,
  type WhenDestroyed,
} from '../../lib/eks';
import { ChartsOnCluster } from '../../lib/pulumi';
import { missingStandIn, type LogEntry } from './stand-in-clouds';
import { StandInStack } from './stand-in-stack';

const missing = missingStandIn('aws');
if (missing !== undefined) console.error(`eks-stack: ${missing}`);

/** What a test changes between two updates of one stack. */
interface Choices {
  readonly pool: Omit<GpuNodePoolProps, 'cluster' | 'machine' | 'accelerator'> & { readonly count: number };
  readonly publicFrom: readonly string[];
  readonly zones: readonly string[];
  /** The number of the network, where it is not the first, and the name of the cluster, where that is given. */
  readonly network?: 2 | undefined;
  readonly cidr?: string | undefined;
  readonly clusterName?: string | undefined;
  readonly whenDestroyed?: WhenDestroyed | undefined;
}

const first: Choices = {
  pool: { count: 4, nodes: { min: 0, max: 4 }, capacity: { kind: 'spot' }, labels: { team: 'ml' } },
  publicFrom: ['0.0.0.0/0'],
  zones: ['us-east-1a', 'us-east-1b'],
};

let choices = first;

/** The whole cluster: what a test does not change stays as in the beginning. */
function program(): Promise<Record<string, unknown>> {
  const { count, ...pool } = choices.pool;
  const { cidr = '10.20.0.0/16', zones, clusterName } = choices;
  // The stand-in takes a user's entry in one cluster for that in every other.
  const deployer = choices.network === undefined ? 'deployer' : 'deployer-2';
  const network = new Network(choices.network === undefined ? 'ml' : 'ml-2', { cidr, zones, nat: 'one' });
  const cluster = new Cluster('ml', {
    network,
    name: clusterName,
    kubernetes: '1.34',
    access: {
      entries: { deployer: { principal: `arn:aws:iam::123456789012:user/${deployer}`, policy: 'cluster-admin' } },
    },
    endpoint: { kind: 'public', from: choices.publicFrom },
  });
  new NodePool('cpu', { cluster, machine: 'm7i.2xlarge', nodes: { min: 1, max: 3 } });
  new GpuNodePool('l4', { cluster, accelerator: { kind: 'gpu', model: 'L4', count }, ...pool });
  const charts = (app: App): void => {
    new ApiObject(new Chart(app, 'models'), 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'chat' },
    });
  };
  new ChartsOnCluster('models', { cluster, charts });
  const { whenDestroyed } = choices;
  const images = new Registry('images', { repositories: ['chat'], whenDestroyed });
  const weights = new ObjectStore('weights', { cluster, encryption: { kind: 'new-key' }, whenDestroyed });
  const server = { serviceAccountName: 'server', namespace: 'chat', addStoreGrant: () => undefined };
  weights.grantRead(server);
  weights.grantWrite(server);
  return Promise.resolve({ push: images.repositoryUrls, kubeconfig: cluster.kubeconfig, target: cluster.target });
}

let deployed: StandInStack;

const nodeGroup = 'aws:eks/nodeGroup:NodeGroup';
const done = (log: readonly LogEntry[], type: string): readonly string[] =>
  log.filter((entry) => entry.type === type).map(({ op, name }) => `${op} ${name ?? ''}`);

/** Updates the stack, and says what the cloud did for that. */
async function up(next: Choices): Promise<readonly LogEntry[]> {
  choices = next;
  const from = deployed.cloud.log().length;
  await deployed.stack.up({ onOutput: () => undefined });
  return deployed.cloud.log(from);
}

describe.skipIf(missing !== undefined)('a cluster on EKS, with the real engine and a cloud that is a file', () => {
  beforeAll(async () => {
    deployed = await StandInStack.open(
      'aws',
      program,
      { 'aws:region': 'us-east-1' },
      { kubernetes: 'helm-provider.ts' },
    );
  });

  afterAll(async () => {
    await deployed.close();
  });

  it('previews everything before there is anything, and says which pools there will be', async () => {
    const { changeSummary, stdout } = await deployed.stack.preview();
    expect(changeSummary).toEqual({ create: expect.any(Number) as number });
    expect(stdout).toContain('l4');
  });

  it('makes nodes after what they need, and keeps the kubeconfig secret', async () => {
    const log = await up(first);
    const order = (type: string, name: string): number =>
      log.findIndex((one) => one.type === type && one.name === name);
    const nodes = order(nodeGroup, 'l4');
    expect(nodes).toBeGreaterThan(order('aws:eks/addon:Addon', 'ml-vpc-cni'));
    expect(nodes).toBeGreaterThan(order('aws:ec2/route:Route', 'ml-nodes-a'));
    expect(order('aws:eks/addon:Addon', 'ml-coredns')).toBeGreaterThan(order(nodeGroup, 'ml-system'));
    expect(log.filter(({ op }) => op !== 'create')).toEqual([]);
    const outputs = await deployed.stack.outputs();
    expect(outputs['kubeconfig']?.secret).toBe(true);
    expect(deployed.state()).not.toContain('get-token');
  });

  it('changes nothing the second time', async () => {
    const { changeSummary } = await deployed.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['same']);
  });

  it('changes in place what can be', async () => {
    const pool = { ...first.pool, nodes: { min: 0, max: 6 }, labels: { team: 'search' }, diskGib: 300 };
    const log = await up({ ...first, pool, publicFrom: ['198.51.100.0/24'] });
    expect(done(log, nodeGroup)).toEqual(['update l4']);
    expect(done(log, 'aws:eks/cluster:Cluster')).toEqual(['update ml']);
    expect(log.filter(({ op }) => op === 'hazard')).toEqual([]);
  });

  it('leaves the number of nodes to the autoscaler', async () => {
    deployed.cloud.drift(nodeGroup, (properties) => {
      const scaling = properties['scalingConfig'] as { desiredSize: number };
      scaling.desiredSize = 3;
    });
    const from = deployed.cloud.log().length;
    await deployed.stack.refresh();
    const log = await up(choices);
    expect(done(log, nodeGroup)).toEqual([]);
    expect(done(deployed.cloud.log(from), nodeGroup)).toEqual([]);
  });

  it('raises the least number of nodes above what there are only where the number is said', async () => {
    const nodes = { min: 4, max: 6 };
    await expect(up({ ...choices, pool: { ...choices.pool, nodes } })).rejects.toThrow("can't be greater than desired");
    expect(done(await up({ ...choices, pool: { ...choices.pool, nodes, desired: 4 } }), nodeGroup)).toEqual([
      'update l4',
    ]);
    expect(done(await up({ ...choices, pool: { ...choices.pool, desired: undefined } }), nodeGroup)).toEqual([]);
  });

  it('makes a pool of another machine beside the old one, under another name, before that goes', async () => {
    const names = (): readonly unknown[] =>
      deployed.cloud.resources(nodeGroup).map(({ properties }) => properties['nodeGroupName']);
    const before = names();
    const log = await up({ ...choices, pool: { ...choices.pool, count: 8 } });
    expect(done(log, nodeGroup)).toEqual(['create l4', 'delete l4']);
    expect(names().filter((name) => !before.includes(name))).toHaveLength(1);
    expect(log.filter(({ op }) => op === 'hazard')).toEqual([]);
  });

  it('keeps the old pool where there is no capacity for the new one, and finishes the next time', async () => {
    const next: Choices = { ...choices, pool: { ...choices.pool, count: 1 } };
    deployed.cloud.fail([{ type: 'nodeGroup:NodeGroup', error: 'InsufficientInstanceCapacity' }]);
    const from = deployed.cloud.log().length;
    const refused = await up(next).catch(String);
    expect(refused).toContain('InsufficientInstanceCapacity');
    expect(refused).toContain(
      'warning: aws:eks/nodeGroup:NodeGroup l4: AWS has no such machine left in these zones just now, whatever the ' +
        "quota. Give the pool more zones, another machine, capacity: { kind: 'on-demand' } where it is spot, or a " +
        'reservation, or try again later: what was made stays, and the next `pulumi up` goes on from there',
    );
    expect(done(deployed.cloud.log(from), nodeGroup)).toEqual([]);
    expect(deployed.cloud.resources(nodeGroup)).toHaveLength(3);
    const log = await up(next);
    expect(done(log, nodeGroup)).toEqual(['create l4', 'delete l4']);
  });

  it('moves to another network, with other addresses and zones, as another cluster beside the old one', async () => {
    const zones = [...first.zones, 'us-east-1c'];
    const log = await up({ ...choices, network: 2, cidr: '10.30.0.0/16', zones, clusterName: 'ml-dev-2' });
    const steps = log.map(({ op, type, name }) => `${op} ${type.split(':').at(-1) ?? ''} ${name ?? ''}`);
    const inThisOrder = [
      'create Vpc ml-2',
      'create Cluster ml',
      'create NodeGroup l4',
      'create Namespace models/models/namespace',
      'delete Namespace models/models/namespace',
      'delete NodeGroup l4',
      'delete Cluster ml',
      'delete Vpc ml',
    ];
    expect(steps.filter((step) => inThisOrder.includes(step))).toEqual(inThisOrder);
    expect(log.filter(({ op }) => op === 'hazard')).toEqual([]);
    for (const type of ['vpc:Vpc', 'cluster:Cluster', ':Namespace'])
      expect(deployed.cloud.resources(type)).toHaveLength(1);
    const { changeSummary } = await deployed.stack.preview();
    expect(Object.keys(changeSummary)).toEqual(['same']);
  });

  it('sees what was changed behind its back, and puts it right', async () => {
    deployed.cloud.drift('aws:eks/cluster:Cluster', (properties) => {
      Object.assign(properties, { enabledClusterLogTypes: [] });
    });
    await deployed.stack.refresh();
    expect(done(await up(choices), 'aws:eks/cluster:Cluster')).toEqual(['update ml']);
  });

  it('lets one account into the store, by one role', () => {
    const [association] = deployed.cloud.resources('aws:eks/podIdentityAssociation:PodIdentityAssociation');
    const roles = deployed.cloud.resources('aws:iam/role:Role').filter(({ properties }) => {
      return String(properties['name']).startsWith('ml_chat_server-');
    });
    expect(roles).toHaveLength(1);
    expect(association?.properties).toMatchObject({ serviceAccount: 'server', roleArn: roles[0]?.properties['arn'] });
    const policies = deployed.cloud.resources('aws:iam/rolePolicy:RolePolicy').filter(({ properties }) => {
      return properties['role'] === roles[0]?.properties['name'];
    });
    expect(policies.map(({ properties }) => String(properties['policy']).includes('s3:PutObject')).sort()).toEqual([
      false,
      true,
    ]);
  });

  it('destroys nothing while a store and a registry are to be kept', async () => {
    const from = deployed.cloud.log().length;
    // Without a preview, the engine finds out only after all else is gone.
    await expect(deployed.stack.previewDestroy()).rejects.toThrow('protect');
    expect(deployed.cloud.log(from)).toEqual([]);
    await up({ ...choices, whenDestroyed: 'delete-contents' });
  });

  const lasting: readonly (readonly [what: string, change: Partial<Choices>, said: string])[] = [
    ['the addresses of the network', { cidr: '10.40.0.0/16' }, 'would be another VPC, to which EKS moves no cluster'],
    ['the network', { network: undefined }, 'EKS moves no cluster to another VPC'],
    ['the zones', { zones: first.zones }, 'EKS keeps a cluster to the zones that it was made in'],
  ];

  it.each(lasting)('refuses in a preview to change %s under a cluster', async (_, change, said) => {
    const before = choices;
    choices = { ...choices, ...change };
    const from = deployed.cloud.log().length;
    await expect(deployed.stack.preview()).rejects.toThrow(said);
    expect(deployed.cloud.log(from)).toEqual([]);
    choices = before;
  });

  it('destroys everything, nodes before what they need, and leaves nothing behind', async () => {
    const from = deployed.cloud.log().length;
    await deployed.stack.destroy();
    const log = deployed.cloud.log(from);
    expect(deployed.cloud.resources()).toEqual([]);
    expect(deployed.cloud.log().filter(({ op }) => op === 'hazard')).toEqual([]);
    const gone = (name: string, type: string): number => log.findIndex((one) => one.type === type && one.name === name);
    expect(gone('ml-coredns', 'aws:eks/addon:Addon')).toBeLessThan(gone('ml-system', nodeGroup));
    expect(gone('l4', nodeGroup)).toBeLessThan(gone('ml-vpc-cni', 'aws:eks/addon:Addon'));
  });
});

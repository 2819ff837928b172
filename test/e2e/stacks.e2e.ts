import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadTargetCluster } from '../../lib';
import { openCluster, type Cluster } from '../../lib/testing';
import type { SimulatedNodes } from '../../lib/testing/cluster/simulated-nodes';
import { asArray, asRecord } from '../../lib/verify';
import { withNodesOf } from './cloud-nodes';
import { gatewayApi, install, scalers } from './custom-resources';
import { nodesOfKwok } from './simulated-nodes';
import { readSize } from './size';
import { StackProgram, type Changes } from './stack-program';
import type { LogEntry, StandIn } from './stand-in-clouds';

// The programs of stacks/, as they stand there: the real engine, clouds that are files, releases of Helm that install
// nothing, and charts on a real API server. What the clouds replace rather than change was written by hand in the
// stand-ins; what is claimed is order and names.

const hasPulumi = spawnSync('pulumi', ['version']).error === undefined;
if (!hasPulumi) console.error('skipped, because pulumi is not on the PATH');

let cluster: Cluster;
let nodes: SimulatedNodes | undefined;
const removals: (() => void)[] = [];

beforeAll(async () => {
  if (!hasPulumi) return;
  cluster = await openCluster();
  nodes = await nodesOfKwok(cluster);
  // What the add-ons would bring, whose charts are not fetched.
  for (const definitions of [...scalers, gatewayApi]) removals.push(await install(cluster, definitions));
});

afterAll(async () => {
  if (!hasPulumi) return;
  for (const remove of removals) remove();
  await cluster.close();
});

/** A setting, what it is set to, and what the cloud does for that. */
interface Setting {
  readonly key: string;
  readonly value: string;
  readonly does: readonly string[];
}

interface StackCase {
  readonly source: string;
  readonly cloud: StandIn;
  /** The types of a pool and of a cluster in the cloud. */
  readonly pool: string;
  readonly control: string;
  readonly settings: readonly Setting[];
  /** The faults of the stand-in, and what each then says: no machine is left, the quota is used up, who asks may not. */
  readonly failures: readonly (readonly [fault: string, says: string])[];
}

const cases: readonly StackCase[] = [
  {
    source: 'eks',
    cloud: 'aws',
    pool: 'aws:eks/nodeGroup:NodeGroup',
    control: 'aws:eks/cluster:Cluster',
    settings: [
      { key: 'gpuNodes', value: '6', does: ['update NodeGroup inference', 'update NodeGroup training'] },
      { key: 'cpuNodes', value: '3', does: ['update NodeGroup cpu'] },
      {
        key: 'kubernetes',
        value: '1.35',
        does: [
          'update Cluster ml',
          'update NodeGroup cpu',
          'update NodeGroup inference',
          'update NodeGroup ml-system',
          'update NodeGroup training',
        ],
      },
      {
        key: 'administrator',
        value: 'arn:aws:iam::123456789012:user/platform',
        does: ['create AccessEntry ml-administrator', 'create AccessPolicyAssociation ml-administrator'],
      },
    ],
    failures: [
      ['InsufficientInstanceCapacity', 'InsufficientInstanceCapacity'],
      ['VcpuLimitExceeded', 'VcpuLimitExceeded'],
      ['AccessDenied', 'AccessDenied'],
    ],
  },
  {
    source: 'aks',
    cloud: 'azure-native',
    pool: 'azure-native:containerservice:AgentPool',
    control: 'azure-native:containerservice:ManagedCluster',
    settings: [
      { key: 'gpuNodes', value: '6', does: ['update AgentPool inference', 'update AgentPool training'] },
      { key: 'cpuNodes', value: '3', does: ['update AgentPool cpu'] },
      {
        key: 'kubernetes',
        value: '1.35',
        does: [
          'update AgentPool cpu',
          'update AgentPool inference',
          'update AgentPool training',
          'update ManagedCluster ml',
        ],
      },
      {
        key: 'administrator',
        value: '00000000-0000-0000-0000-000000000001',
        does: ['create RoleAssignment ml-administrator-cluster-admin', 'create RoleAssignment ml-administrator-user'],
      },
    ],
    failures: [
      ['AllocationFailed', 'OverconstrainedZonalAllocationRequest'],
      ['QuotaExceeded', 'InsufficientVCPUQuota'],
    ],
  },
];

const isFull = readSize() === 'full';

/** A smoke deploys one of them, and previews the others. */
const isDeployed = (source: string): boolean => isFull || source === 'eks';

describe.skipIf(!hasPulumi).each(cases)('stacks/$source', ({ source, cloud, pool, control, settings, failures }) => {
  let program: StackProgram;
  let simulated: SimulatedNodes;

  beforeAll(async () => {
    program = await StackProgram.open(source, cloud);
    // For one version to go up to: no KEDA that is known is for one above that of the stacks.
    if (isFull) await program.configure({ kubernetes: '1.34' });
  });

  afterAll(async () => {
    await program.destroy();
    program.close();
  });

  beforeEach((context) => {
    context.skip(nodes === undefined, 'because nothing simulates nodes in this cluster');
    if (nodes !== undefined) simulated = nodes;
  });

  const up = (): Promise<Changes> => withNodesOf(program.cloud, simulated, program.up());

  /** What the cloud did for an update: `update NodeGroup cpu`. */
  async function done(): Promise<readonly string[]> {
    const from = program.cloud.log().length;
    await up();
    // The stand-ins give a node group another autoscaling group each time, and a cluster another issuer at its first change:
    // what knows these then follows.
    const log = program.cloud.log(from).filter(({ type }) => !/:(Tag|FederatedIdentityCredential)$/.test(type));
    return log.map(said).sort();
  }

  const said = ({ op, type, name }: LogEntry): string => `${op} ${type.split(':').at(-1) ?? ''} ${name ?? ''}`;

  it('is previewed, with all that it makes', async () => {
    expect(Object.keys(await program.preview())).toEqual(['create']);
  });

  it.runIf(isDeployed(source))('comes up, and its pods on nodes that have what the cloud was told', async () => {
    expect(Object.keys(await up())).toEqual(['create']);
    const { endpoint, kubeconfig, target } = await program.stack.outputs();
    expect(endpoint?.value).toBe('http://models.example.com');
    expect(kubeconfig?.secret).toBe(true);
    const pools = loadTargetCluster(target?.value).nodePools.map(({ name }) => name);
    for (const name of ['cpu', 'inferenc', 'training']) {
      expect(pools).toContainEqual(expect.stringContaining(name));
    }
  });

  it.runIf(isDeployed(source))('changes nothing the second time', async () => {
    expect(Object.keys(await up())).toEqual(['same']);
  });

  it.runIf(isFull).each(settings)('changes for $key in place', async ({ key, value, does }) => {
    await program.configure({ [key]: value });
    expect(await done()).toEqual(does);
  });

  it.runIf(isFull)('has its models answer under another name, which is nothing to the cloud', async () => {
    await program.configure({ host: 'ai.example.com' });
    expect(await done()).toEqual([]);
    const { body } = await cluster.call({ method: 'GET', path: '/apis/gateway.networking.k8s.io/v1/httproutes' });
    const hosts = asArray(asRecord(body)['items']).flatMap((route) =>
      asArray(asRecord(asRecord(route)['spec'])['hostnames']),
    );
    expect(hosts.sort()).toEqual(['ai.example.com', 'chat.ai.example.com']);
    expect((await program.stack.outputs())['endpoint']?.value).toBe('http://ai.example.com');
  });

  it.runIf(isFull).each(failures)('that fails with %s half-way is finished by the next up', async (error, says) => {
    // Another size, so that there is something to do.
    await program.configure({ cpuNodes: String(4 + failures.findIndex(([fault]) => fault === error)) });
    program.cloud.fail([{ type: pool, op: 'update', error }]);
    await expect(up()).rejects.toThrow(says);
    expect(await done()).toEqual([`update ${pool.split(':').at(-1) ?? ''} cpu`]);
  });

  it.runIf(isFull)('sees what was changed behind its back, and puts it right', async () => {
    program.cloud.drift(control, (properties) => {
      Object.assign(properties, { tags: { whose: 'not ours' } });
    });
    await program.refresh();
    expect(await done()).toEqual([`update ${control.split(':').at(-1) ?? ''} ml`]);
  });

  it.runIf(isDeployed(source))('goes, and leaves nothing behind', async () => {
    await program.configure({ keepContents: 'false' });
    await up();
    await program.destroy();
    expect(program.cloud.resources()).toEqual([]);
    expect(program.cloud.log().filter(({ op }) => op === 'hazard')).toEqual([]);
    expect(program.printed).not.toContain('get-token');
  });
});

describe.skipIf(!hasPulumi || !isFull)('stacks/split', () => {
  let platform: StackProgram;
  let models: StackProgram;

  beforeAll(async () => {
    platform = await StackProgram.open('split/cluster', 'aws');
    models = await StackProgram.open('split/models', 'aws', platform);
  });

  afterAll(async () => {
    await models.destroy();
    await platform.destroy();
    platform.close();
  });

  it('has a cluster, and models of another stack on it', async (context) => {
    if (nodes === undefined) return context.skip('because nothing simulates nodes in this cluster');
    await platform.up();
    const { target } = await platform.stack.outputs();
    models.write('cluster.json', JSON.stringify(target?.value));
    await withNodesOf(platform.cloud, nodes, models.up());
    expect(Object.keys(await models.up())).toEqual(['same']);
    expect(models.printed + platform.printed).not.toContain('get-token');
  });

  it('goes in the order in which it did not come', async () => {
    await models.destroy();
    await platform.destroy();
    expect(platform.cloud.resources()).toEqual([]);
    expect(platform.cloud.log().filter(({ op }) => op === 'hazard')).toEqual([]);
  });
});

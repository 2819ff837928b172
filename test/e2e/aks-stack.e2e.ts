import { ApiObject, Chart } from 'cdk8s';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { App } from '../../lib';
import {
  Cluster,
  GpuNodePool,
  Network,
  NodePool,
  ObjectStore,
  Registry,
  type ClusterProps,
  type GpuNodePoolProps,
  type NetworkProps,
  type NodePoolProps,
} from '../../lib/aks';
import { ChartsOnCluster } from '../../lib/pulumi';
import { missingStandIn, type LogEntry } from './stand-in-clouds';
import { StandInStack } from './stand-in-stack';

// The real engine against a stand-in for Azure, which checks inputs by the SDK's declarations. What is claimed is order
// and names: which changes replace a resource was written by hand in the stand-in. Of an agent pool, vmSize and
// gpuInstanceProfile are read (pulumi-azure-native PR 3655), osDiskSizeGB, maxPods and priority are in AKS's own pages
// (create-node-pools.md, concepts-storage.md, spot-node-pool.md); that zones, the reservation and, of a cluster, its
// ranges of addresses replace is assumed.

const missing = missingStandIn('azure-native');
if (missing !== undefined) console.error(`aks-stack: ${missing}`);

interface Program {
  network: Partial<NetworkProps>;
  cluster: Partial<ClusterProps>;
  cpu: Partial<NodePoolProps>;
  gpu: Partial<GpuNodePoolProps>;
}

const unchanged: Program = { network: {}, cluster: {}, cpu: {}, gpu: {} };
const team = '00000000-0000-0000-0000-000000000001';
const waits = 600_000;

function deploy({ network: networkProps, cluster: clusterProps, cpu, gpu }: Program): void {
  const network = new Network('ml', { cidr: '10.20.0.0/16', ...networkProps });
  const cluster = new Cluster('ml', {
    network,
    kubernetes: '1.34',
    access: {
      creator: 'admin',
      entries: { team: { principal: team, type: 'group', policy: 'edit', namespaces: ['models'] } },
    },
    ...clusterProps,
  });
  new NodePool('cpu', { cluster, machine: 'Standard_D8s_v5', nodes: { min: 1, max: 5 }, ...cpu });
  new GpuNodePool('gpu', {
    cluster,
    machine: 'Standard_NC24ads_A100_v4',
    nodes: { min: 0, max: 6 },
    capacity: { kind: 'spot' },
    ...gpu,
    // A cast, as a machine and an accelerator exclude each other, which parts of props cannot tell.
  } as GpuNodePoolProps);
  const charts = (app: App): void => {
    new ApiObject(new Chart(app, 'models'), 'namespace', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'chat' },
    });
  };
  new ChartsOnCluster('models', { cluster, charts });
  const whenDestroyed = 'delete-contents';
  new Registry('images', { repositories: ['chat'], whenDestroyed }).grantPull(cluster);
  const weights = new ObjectStore('weights', { cluster, whenDestroyed });
  weights.grantRead({ serviceAccountName: 'server', namespace: 'chat', addStoreGrant: () => undefined });
}

interface Opened {
  readonly run: (change?: Partial<Program>) => Promise<Change>;
  /** Previews a change that is not made. */
  readonly preview: (change: Partial<Program>) => Promise<unknown>;
  readonly azure: () => StandInStack;
}

function open(): Opened {
  let program = unchanged;
  let opened: StandInStack | undefined;
  const azure = (): StandInStack => {
    if (opened === undefined) throw new Error('the stack is not open');
    return opened;
  };
  beforeAll(async () => {
    if (missing !== undefined) return;
    const config = { 'azure-native:location': 'eastus' };
    const providers = { kubernetes: 'helm-provider.ts' };
    opened = await StandInStack.open('azure-native', async () => deploy(program), config, providers);
  }, waits);
  afterAll(async () => {
    await opened?.close();
  }, waits);
  const changed = (change: Partial<Program>): Program => ({
    network: { ...program.network, ...change.network },
    cluster: { ...program.cluster, ...change.cluster },
    cpu: { ...program.cpu, ...change.cpu },
    // A cast, as in the program.
    gpu: { ...program.gpu, ...change.gpu } as Partial<GpuNodePoolProps>,
  });
  return {
    azure,
    preview: async (change) => {
      const before = program;
      program = changed(change);
      try {
        return await azure().stack.preview();
      } finally {
        program = before;
      }
    },
    run: async (change) => {
      if (change !== undefined) program = changed(change);
      const { summary } = await azure().stack.up();
      const { same = 0, ...others } = summary.resourceChanges ?? {};
      return { same, others, events: azure().cloud.events().filter(isOfProgram) };
    },
  };
}

interface Change {
  readonly same: number;
  readonly others: Readonly<Record<string, number>>;
  readonly events: readonly LogEntry[];
}

const short = ({ op, type, id }: LogEntry): string => `${op} ${type.split(':').at(-1)} ${id.split('/').at(-1)}`;
/** The stand-in gives a cluster another issuer at its first change, which is then told to what trusts it. */
const isOfProgram = ({ op, type }: LogEntry): boolean =>
  !(op === 'update' && type.endsWith(':FederatedIdentityCredential'));

const ofPools = (events: readonly LogEntry[]): readonly string[] =>
  events.filter(({ type }) => type.endsWith(':AgentPool')).map(short);

describe.skipIf(missing !== undefined)('a stack on AKS through its whole life', () => {
  const { run, preview, azure } = open();

  test('a preview makes nothing, and knows how much there will be', async () => {
    const { changeSummary } = await azure().stack.preview();
    expect(changeSummary).toEqual({ create: 36 + 1 });
    expect(azure().cloud.resources()).toEqual([]);
  });

  test('the first up makes all of it, in an order that works', async () => {
    const { others, events } = await run();
    expect(others).toEqual({ create: 37 });
    expect(events.filter(({ op }) => op !== 'create')).toEqual([]);
    const order = events.map(({ type }) => type.split(':').at(-1));
    expect(order.indexOf('ManagedCluster')).toBeGreaterThan(order.indexOf('RoleAssignment'));
    expect(order.indexOf('AgentPool')).toBeGreaterThan(order.indexOf('ManagedCluster'));
  });

  test('the second changes nothing, and neither does a refresh', async () => {
    expect(await run()).toMatchObject({ others: {}, same: 37, events: [] });
    const { summary } = await azure().stack.refresh();
    expect(Object.keys(summary.resourceChanges ?? {})).toEqual(['same']);
    expect(await run()).toMatchObject({ others: {}, events: [] });
  });

  test('no credential stands in the state', async () => {
    const text = azure().state();
    expect(text).toContain('kubeconfig');
    expect(text).not.toContain('current-context');
    expect(text).not.toContain('token');
  });

  const mutable: readonly [what: string, change: Partial<Program>, updated: readonly string[]][] = [
    ['how many nodes there may be', { gpu: { nodes: { min: 0, max: 9 } } }, ['AgentPool']],
    ['how many nodes there are to be', { cpu: { desired: 3 } }, ['AgentPool']],
    ['labels', { gpu: { labels: { team: 'ml' } } }, ['AgentPool']],
    ['taints', { gpu: { taints: [] } }, ['AgentPool']],
    ['how nodes are renewed', { cpu: { update: { maxSurgePercentage: 33 } } }, ['AgentPool']],
    ['the family of images', { cpu: { image: { family: 'azure-linux' } } }, ['AgentPool']],
    ['tags', { gpu: { tags: { team: 'ml' } } }, ['AgentPool']],
    [
      'from where it can be reached',
      { cluster: { endpoint: { kind: 'public', from: ['198.51.100.0/24'] } } },
      ['ManagedCluster'],
    ],
    ['what AKS upgrades', { cluster: { upgrades: { nodes: 'node-image' } } }, ['ManagedCluster']],
    ['KEDA', { cluster: { managedKeda: { version: '2.17' } } }, ['ManagedCluster']],
    ['the tier', { cluster: { tier: 'free' } }, ['ManagedCluster']],
    ['how long logs are kept', { cluster: { auditLogs: { kind: 'on', retentionDays: 30 } } }, ['Workspace']],
    [
      'which requests are told of',
      { cluster: { auditLogs: { kind: 'on', retentionDays: 30, reads: 'kept' } } },
      ['DiagnosticSetting'],
    ],
  ];

  test.each(mutable)('in place: %s', async (_, change, updated) => {
    const there = await run(change);
    expect(there.events.map(({ op, type }) => `${op} ${type.split(':').at(-1)}`)).toEqual(
      updated.map((type) => `update ${type}`),
    );
  });

  test('a new version of Kubernetes: first the control plane, then the nodes', async () => {
    const { events } = await run({ cluster: { kubernetes: '1.35' } });
    expect(events.map(({ op, type }) => `${op} ${type.split(':').at(-1)}`)).toEqual([
      'update ManagedCluster',
      'update AgentPool',
      'update AgentPool',
    ]);
    expect((await run()).events).toEqual([]);
  });

  const immutable: readonly [what: string, change: Partial<Program>][] = [
    ['machine', { gpu: { machine: 'Standard_NC48ads_A100_v4' } }],
    ['disk', { gpu: { diskGib: 512 } }],
    ['pods of a node', { gpu: { maxPods: 60 } }],
    ['zones', { gpu: { zones: ['1'] } }],
    ['how GPUs are cut', { gpu: { sharing: { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 7 } } } }],
    ['who installs the driver', { gpu: { driver: 'gpu-operator', devicePlugin: 'gpu-operator' } }],
    ['eviction of spot nodes', { gpu: { spot: { evicted: 'deallocate' } } }],
    ['capacity', { gpu: { spot: undefined, capacity: { kind: 'on-demand' } } }],
  ];

  test.each(immutable)('another pool before the old one goes: %s', async (_, change) => {
    const { events } = await run(change);
    const [made, gone, ...others] = ofPools(events);
    expect(others).toEqual([]);
    expect(made).toMatch(/^create AgentPool gpu[a-z0-9]{4}$/);
    expect(gone).toMatch(/^delete AgentPool gpu[a-z0-9]{4}$/);
    expect(made?.slice(-4)).not.toBe(gone?.slice(-4));
  });

  const lasting: readonly (readonly [what: string, change: Partial<Program>, said: string])[] = [
    [
      'the addresses of the network',
      { network: { cidr: '10.30.0.0/16' } },
      'Azure changes no addresses that nodes have',
    ],
    ['the region', { network: { region: 'westeurope' } }, 'Azure moves no network, and no cluster, to another region'],
    ['addresses of pods', { cluster: { podAddresses: '100.64.0.0/16' } }, 'AKS gives the pods of a cluster no others'],
    [
      'addresses of Services',
      { cluster: { serviceAddresses: '172.20.0.0/16' } },
      'AKS gives the Services of a cluster no others',
    ],
  ];

  test.each(lasting)('refused in a preview: %s of a cluster that there is', async (_, change, said) => {
    await expect(preview(change)).rejects.toThrow(said);
    expect(azure().cloud.events()).toEqual([]);
  });

  test('another cluster under another name: all is there before the old one goes', async () => {
    const { events } = await run({ cluster: { podAddresses: '100.64.0.0/16', name: 'ml-dev-2' } });
    const kinds = events.map(({ op, type }) => `${op} ${type.split(':').at(-1)}`);
    expect(kinds.filter((kind) => kind.startsWith('hazard'))).toEqual([]);
    const inThisOrder = ['create ManagedCluster', 'create Namespace', 'delete Namespace', 'delete ManagedCluster'];
    expect(kinds.filter((kind) => inThisOrder.includes(kind))).toEqual(inThisOrder);
    expect(azure().cloud.resources(':ManagedCluster')).toHaveLength(1);
    expect((await run()).events).toEqual([]);
  });

  test('destroy leaves nothing behind, and detaches nothing that is in use', async () => {
    await azure().stack.destroy();
    const events = azure().cloud.events();
    expect(azure().cloud.resources()).toEqual([]);
    expect(events.filter(({ op }) => op === 'hazard')).toEqual([]);
    const order = events.map(({ type }) => type.split(':').at(-1));
    expect(order.lastIndexOf('AgentPool')).toBeLessThan(order.indexOf('ManagedCluster'));
    expect(order.indexOf('ManagedCluster')).toBeLessThan(order.indexOf('Subnet'));
  });
});

describe.skipIf(missing !== undefined)('a stack on AKS when Azure fails', () => {
  const { run, azure } = open();

  test('without quota for GPUs, the next up makes what is missing, and nothing twice', async () => {
    azure().cloud.fail([{ type: ':AgentPool', name: 'gpu', error: 'QuotaExceeded' }]);
    const refused = await run().catch(String);
    expect(refused).toContain('Insufficient vcpu quota requested 24, remaining 0');
    expect(refused).toContain(
      'warning: azure-native:containerservice:AgentPool gpu: the subscription may run no more vCPUs in this region, in ' +
        'all or of this family. Ask for more of both in the Azure portal, Quotas, or take fewer or smaller machines: ' +
        'what was made stays, and the next `pulumi up` goes on from there',
    );
    // What else was not begun when that failed, the engine leaves to the next up.
    const { events } = await run();
    expect(events.map(short)).toContainEqual(expect.stringMatching(/^create AgentPool gpu[a-z0-9]{4}$/));
    expect(azure().cloud.resources(':ManagedCluster')).toHaveLength(1);
    expect(azure().cloud.resources(':AgentPool')).toHaveLength(2);
    expect((await run()).events).toEqual([]);
  });

  test('a pool whose successor cannot be had stays, and the next up replaces it', async () => {
    const [before] = azure()
      .cloud.resources(':AgentPool')
      .filter(({ id }) => id.includes('/gpu'));
    azure().cloud.fail([{ type: ':AgentPool', name: 'gpu', error: 'AllocationFailed' }]);
    await expect(run({ gpu: { machine: 'Standard_NC48ads_A100_v4' } })).rejects.toThrow(/Allocation failed/);
    expect(
      azure()
        .cloud.resources(':AgentPool')
        .map(({ id }) => id),
    ).toContain(before?.id);
    azure().cloud.events();
    const { events } = await run();
    expect(ofPools(events).map((event) => event.split(' ')[0])).toEqual(['create', 'delete']);
    expect(
      azure()
        .cloud.resources(':AgentPool')
        .map(({ id }) => id),
    ).not.toContain(before?.id);
  });

  test('a pool that was made and never became ready is mended', async () => {
    azure().cloud.fail([{ type: ':AgentPool', name: 'gpu', error: 'AllocationFailed', partial: true }]);
    await expect(run({ gpu: { machine: 'Standard_NC96ads_A100_v4' } })).rejects.toThrow(/Allocation failed/);
    azure().cloud.fail([]);
    await run();
    expect(
      azure()
        .cloud.resources(':AgentPool')
        .filter(({ id }) => id.includes('/gpu')),
    ).toHaveLength(1);
    azure().cloud.events();
    expect((await run()).events).toEqual([]);
  });

  test('what the autoscaler decided is no drift, and what somebody changed by hand is put back', async () => {
    azure().cloud.drift(':AgentPool', (properties) => {
      properties['count'] = 4;
    });
    await azure().stack.refresh();
    expect((await run()).events).toEqual([]);
    azure().cloud.drift(':ManagedCluster', (properties) => {
      properties['disableLocalAccounts'] = false;
    });
    const { summary } = await azure().stack.refresh();
    expect(summary.resourceChanges).toMatchObject({ update: 1 });
    expect((await run()).events.map(short)).toEqual(['update ManagedCluster ml-dev']);
    const [cluster] = azure().cloud.resources(':ManagedCluster');
    expect(cluster?.properties['disableLocalAccounts']).toBe(true);
  });
});

describe.skipIf(missing !== undefined)('a stack on AKS whose pods have addresses of the network', () => {
  const { run, azure } = open();

  test('comes and goes', async () => {
    await run({ network: { pods: 'subnet' } });
    expect(
      azure()
        .cloud.resources(':Subnet')
        .map(({ properties }) => properties['addressPrefix']),
    ).toEqual(['10.20.0.0/18', '10.20.128.0/17']);
    expect((await run()).events).toEqual([]);
    await azure().stack.destroy();
    expect(
      azure()
        .cloud.events()
        .filter(({ op }) => op === 'hazard'),
    ).toEqual([]);
    expect(azure().cloud.resources()).toEqual([]);
  });
});

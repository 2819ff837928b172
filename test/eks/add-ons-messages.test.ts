import { describe, expect, it } from 'vitest';
import {
  AddOns,
  Cluster,
  ExistingCluster,
  GpuNodePool,
  NodePool,
  type AddOnsProps,
  type ClusterProps,
  type ExistingClusterProps,
  type GpuNodePoolProps,
} from '../../lib/eks';
import { nodePool } from '../../lib/hardware';
import { withMocks } from '../pulumi-mocks';
import { aws } from './cloud';
import { refusalOf } from './refusals';

const network = {
  vpcId: 'vpc-1',
  nodeSubnets: [
    { id: 'subnet-a', zone: 'us-east-1a' },
    { id: 'subnet-b', zone: 'us-east-1b' },
  ],
};

type Asked = Omit<AddOnsProps, 'cluster'>;
type Pool = Pick<GpuNodePoolProps, 'sharing' | 'devicePlugin' | 'image' | 'labels'>;

/** Lines of this file move. */
const withoutLines = (said: string): string =>
  said.replaceAll(/add-ons-messages\.test\.ts:\d+/g, 'add-ons-messages.test.ts:N');
const gpu = 'eks.GpuNodePool gpu (test/eks/add-ons-messages.test.ts:N)';
const cpu = 'eks.NodePool cpu (test/eks/add-ons-messages.test.ts:N)';

/** What is said of add-ons of a new cluster, with a pool of GPUs where one is given. */
async function ofCluster(
  asked: Asked,
  more: Partial<ClusterProps> = {},
  pool?: Pool,
  before?: Asked,
): Promise<readonly string[]> {
  const run = await withMocks(() => {
    const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' }, ...more });
    if (pool !== undefined) {
      const machine = pool.sharing?.kind === 'mig' ? 'p5.48xlarge' : 'g6.xlarge';
      new GpuNodePool('gpu', { cluster, machine, nodes: { min: 0, max: 2 }, ...pool });
    }
    if (before !== undefined) new AddOns('first', { cluster, ...before });
    return refusalOf(() => new AddOns('ml', { cluster, ...asked })).map(withoutLines);
  }, aws);
  return run.result;
}

const existing: ExistingClusterProps = {
  name: 'production',
  kubernetes: '1.34',
  region: 'us-east-1',
  network,
  endpoint: 'https://api.example.com',
  certificateAuthority: 'Q0E=',
  securityGroupId: 'sg-1',
  nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
};

async function ofExisting(asked: Asked, more: Partial<ExistingClusterProps>): Promise<readonly string[]> {
  const run = await withMocks(() => {
    const cluster = new ExistingCluster('ml', { ...existing, ...more });
    return refusalOf(() => new AddOns('ml', { cluster, ...asked }));
  }, aws);
  return run.result;
}

describe('a version of Kubernetes that an add-on is not for', () => {
  it('is refused with those that there are', async () => {
    expect(
      await ofExisting(
        { keda: {}, autoscaler: { kind: 'cluster-autoscaler' }, metricsServer: {} },
        { kubernetes: '1.30' },
      ),
    ).toEqual([
      'clouds/unsupported-add-on cluster.kubernetes "1.30": no version of metrics-server that is known here is for it: 0.8.1 for Kubernetes 1.31 and newer; write a cluster of Kubernetes 1.33 or 1.34 or 1.35, for which there is all that is asked for here, or metrics-server left out and installed in another way',
      'clouds/unsupported-add-on cluster.kubernetes "1.30": no version of cluster-autoscaler that is known here is for it: 1.36.1 for Kubernetes 1.36, 1.35.2 for Kubernetes 1.35, 1.34.5 for Kubernetes 1.34, 1.33.6 for Kubernetes 1.33; write a cluster of Kubernetes 1.33 or 1.34 or 1.35, for which there is all that is asked for here, or cluster-autoscaler left out and installed in another way',
      'clouds/unsupported-add-on cluster.kubernetes "1.30": no version of keda that is known here is for it: 2.20.2 for Kubernetes 1.33 to 1.35, 2.19.0 for Kubernetes 1.32 to 1.34; write a cluster of Kubernetes 1.33 or 1.34 or 1.35, for which there is all that is asked for here, or keda left out and installed in another way',
    ]);
    expect(await ofExisting({ metricsServer: {} }, { kubernetes: '1.30' })).toEqual([
      'clouds/unsupported-add-on cluster.kubernetes "1.30": no version of metrics-server that is known here is for it: 0.8.1 for Kubernetes 1.31 and newer; write a cluster of Kubernetes 1.31 or newer, for which there is all that is asked for here, or metrics-server left out and installed in another way',
    ]);
  });
});

describe('an add-on that has an owner already', () => {
  it('is refused where the cluster is declared with it', async () => {
    const addOns = {
      keda: { version: '2.18', namespace: 'scaling' },
      gateways: [{ name: 'a', namespace: 'b', version: '1.4', controller: 'traefik.io/gateway-controller' }],
    };
    expect(await ofCluster({ keda: {}, gateway: { name: 'public', controller: 'traefik' } }, { addOns })).toEqual([
      'clouds/add-on-twice keda: the cluster has KEDA 2.18 in scaling already, and two scale the same workloads; write no keda here, or none of the other',
      'clouds/add-on-twice gateway: the cluster has a Gateway of Traefik already, and two would answer for its class; write no gateway here, or none of the other',
    ]);
  });

  it('is refused where the program has installed it', async () => {
    expect(await ofCluster({ keda: {}, metricsServer: {} }, {}, undefined, { keda: {}, metricsServer: {} })).toEqual([
      'clouds/add-on-twice metricsServer: eks.AddOns first (test/eks/add-ons-messages.test.ts:N) installs metrics-server in the cluster already; write no metricsServer here, or none of the other',
      'clouds/add-on-twice keda: eks.AddOns first (test/eks/add-ons-messages.test.ts:N) installs keda in the cluster already; write no keda here, or none of the other',
    ]);
  });
});

describe('the device plugin', () => {
  it('is wanted by a pool whose GPUs nobody advertises', async () => {
    expect(await ofCluster({ metricsServer: {} }, {}, {})).toEqual([
      `clouds/device-plugin-owner devicePlugin: nobody installs it in ${gpu}, whose GPUs no pod could ask for; write devicePlugin: {}, or the pool's devicePlugin: 'gpu-operator' or 'yourself'`,
    ]);
  });

  it('has no second owner, and tells of the same cut as the pool', async () => {
    const label = 'nvidia.com/device-plugin.config';
    const owned = { devicePlugin: 'yourself', labels: { [label]: 'whole' } } as const;
    expect(await ofCluster({ devicePlugin: {} }, {}, owned)).toEqual([
      `clouds/device-plugin-owner devicePlugin: would be a second owner in ${gpu}, whose devicePlugin is 'yourself': its nodes have the label ${label}; write the pool without that label, or without its devicePlugin`,
    ]);
    const sharing = { kind: 'time-sliced', replicas: 2, renamed: false } as const;
    expect(await ofCluster({ devicePlugin: {} }, {}, { sharing, labels: { [label]: 'whole' } })).toEqual([
      `clouds/device-plugin-owner devicePlugin: ${gpu} has the label ${label}: 'whole', and its GPUs are declared to be cut as 'time-sliced-2'; write the pool with that label: 'time-sliced-2', or without it`,
    ]);
  });

  it('does not guess at pools that others made', async () => {
    const pool = nodePool('old', {
      machine: 'g6.xlarge',
      manager: 'eks-managed-node-group',
      nodes: { min: 1, max: 1 },
    });
    expect(await ofExisting({ devicePlugin: {} }, { nodePools: [pool] })).toEqual([
      "clouds/device-plugin-owner devicePlugin: who installs the device plugin in the pool old is not known: its nodes lack the label nvidia.com/device-plugin.config, and another owner is not named; write devicePlugin of the pool, or its label nvidia.com/device-plugin.config: 'whole'",
    ]);
  });

  it('cuts no GPUs into instances', async () => {
    const sharing = { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 7 } } as const;
    expect(await ofCluster({ devicePlugin: {} }, {}, { sharing })).toEqual([
      `eks/gpus-uncut devicePlugin: advertises the instances that it finds, and in ${gpu} nobody cuts the GPUs into any; write devicePlugin: 'gpu-operator' of the pool, whose MIG manager cuts them, or 'yourself'`,
    ]);
  });
});

describe('secrets', () => {
  it('are named one by one', async () => {
    const fix = "write such as 'arn:aws:secretsmanager:us-east-1:123456789012:secret:hub-a1b2c3'";
    const secrets = ['*', 'arn:aws:secretsmanager:us-east-1:123456789012:secret:*', 'hub'];
    expect(await ofCluster({ externalSecrets: { secrets } })).toEqual(
      secrets.map(
        (secret, index) =>
          `clouds/invalid-access externalSecrets.secrets[${index}] "${secret}": names no secret of the cloud, or all that there are; ${fix}`,
      ),
    );
  });
});

describe('names', () => {
  it('are such as Kubernetes and IAM take', async () => {
    const rule = 'must be at most 63 lower-case letters, digits and -, with a letter or digit at both ends';
    expect(
      await ofCluster({
        gateway: { name: 'Public', controller: 'traefik', namespace: 'a.b', certificate: '-' },
        install: { kind: 'flux', namespace: '' },
      }),
    ).toEqual([
      `clouds/invalid-name gateway.name "Public": ${rule}; write gateway.name: 'public'`,
      `clouds/invalid-name gateway.namespace "a.b": ${rule}; write gateway.namespace: 'public'`,
      `clouds/invalid-name gateway.certificate "-": ${rule}; write gateway.certificate: 'public'`,
      `clouds/invalid-name install.namespace "": ${rule}; write install.namespace: 'public'`,
    ]);
  });

  it('leave room for what is made of the name of the component', async () => {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' } });
      return refusalOf(() => new AddOns('a'.repeat(32), { cluster }));
    }, aws);
    expect(run.result).toEqual([
      `clouds/invalid-name the name of the component "${'a'.repeat(32)}": must be at most 31 lower-case letters, digits and -: roles and objects are named after it; write a name such as 'ml'`,
    ]);
  });
});

describe('what nobody would tell before a request waits in vain', () => {
  const growing = { machine: 'm7i.large', nodes: { min: 0, max: 2 } } as const;
  const stays = `${cpu}: it stays at nodes.min, whatever nodes.max says`;
  const nobody = `nobody who is known of adds nodes to ${stays}; write autoscaler: { kind: 'cluster-autoscaler' } in eks.AddOns, or addOns: { clusterAutoscaler: {} } of the cluster where it has one`;

  async function warningsOf(asked?: Asked, more: Partial<ClusterProps> = {}): Promise<readonly string[]> {
    const run = await withMocks(() => {
      const cluster = new Cluster('ml', { network, kubernetes: '1.34', access: { creator: 'admin' }, ...more });
      new NodePool('cpu', { cluster, ...growing });
      if (asked !== undefined) new AddOns('ml', { cluster, ...asked });
    }, aws);
    return run.warnings.map(withoutLines);
  }

  it('is that nobody adds nodes, once and whether there are add-ons or none', async () => {
    for (const asked of [undefined, { metricsServer: {} }]) {
      expect((await warningsOf(asked)).filter((warning) => warning.includes('nodes.max'))).toEqual([nobody]);
    }
  });

  it('is nothing where the cluster autoscaler is installed or was declared', async () => {
    const scaled = await warningsOf({ autoscaler: { kind: 'cluster-autoscaler' } });
    const declared = await warningsOf(undefined, { addOns: { clusterAutoscaler: {} } });
    expect([...scaled, ...declared].filter((warning) => warning.includes('nodes.max'))).toEqual([]);
  });

  it('is that Karpenter leaves pools of node groups as they are, but for that of the system', async () => {
    expect((await warningsOf({ autoscaler: { kind: 'karpenter' } })).at(-1)).toBe(
      `Karpenter adds no nodes to ${stays}`,
    );
  });

  it('is said of a cluster that exists as well, where it is not declared', async () => {
    const warningsOfExisting = async (more: Partial<ExistingClusterProps>): Promise<readonly string[]> => {
      const run = await withMocks(() => {
        const cluster = new ExistingCluster('ml', { ...existing, ...more });
        new NodePool('cpu', { cluster, ...growing });
        new NodePool('fixed', { cluster, ...growing, nodes: { min: 2, max: 2 } });
      }, aws);
      return run.warnings.map(withoutLines);
    };
    expect(await warningsOfExisting({})).toEqual([nobody]);
    expect(await warningsOfExisting({ addOns: { clusterAutoscaler: { version: '1.34.5' } } })).toEqual([]);
  });

  it('is that the load balancer hangs up on who waits for a model to wake', async () => {
    const waking: Asked = {
      autoscaler: { kind: 'cluster-autoscaler' },
      keda: { http: {} },
      gateway: { name: 'public', controller: 'traefik' },
    };
    const hangsUp =
      'without loadBalancer the Gateway is behind a Classic Load Balancer, which ends connections that are silent for 60 s: ' +
      'who waits longer for a model to wake gets no answer; write loadBalancer: {}';
    expect(await warningsOf(waking)).toContain(hangsUp);
    expect(await warningsOf({ ...waking, loadBalancer: {} })).not.toContain(hangsUp);
    expect(await warningsOf({ ...waking, keda: {} })).not.toContain(hangsUp);
  });
});

import { Provider } from '@pulumi/aws/provider.js';
import * as pulumi from '@pulumi/pulumi';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../lib';
import {
  Cluster,
  ExistingCluster,
  GpuNodePool,
  Network,
  NodePool,
  type ClusterProps,
  type GpuNodePoolProps,
  type NetworkProps,
  type NodePoolProps,
} from '../../lib/eks';
import { nodePool } from '../../lib/hardware';
import { withMocks } from '../pulumi-mocks';
import { refusalOf } from './refusals';
import { aws } from './cloud';

const subnets = [
  { id: 'subnet-a', zone: 'us-east-1a' },
  { id: 'subnet-b', zone: 'us-east-1b' },
];

const network = { vpcId: 'vpc-1', nodeSubnets: subnets };

const good: ClusterProps = { network, kubernetes: '1.34', access: { creator: 'admin' } };

let cluster: Cluster;

beforeAll(async () => {
  const machineZones = { 'p5.48xlarge': ['us-east-1b'], 'p4d.24xlarge': ['us-east-1f'] };
  cluster = (await withMocks(() => new Cluster('ml', { ...good, machineZones }), aws)).result;
});

const ofNetwork = (props: Partial<NetworkProps>): readonly string[] =>
  refusalOf(() => new Network('ml', { cidr: '10.20.0.0/16', ...props }));
const ofCluster = (props: Partial<ClusterProps>, name = 'ml'): readonly string[] =>
  refusalOf(() => new Cluster(name, { ...good, ...props }));
const ofPool = (props: Partial<NodePoolProps>, name = 'cpu'): readonly string[] =>
  refusalOf(() => new NodePool(name, { cluster, machine: 'm7i.large', nodes: { min: 0, max: 2 }, ...props }));
/** What JavaScript lets through is judged as well: so props of any shape. */
const ofGpuPool = (props: object): readonly string[] =>
  refusalOf(
    () => new GpuNodePool('gpu', { cluster, nodes: { min: 0, max: 2 }, ...props } as unknown as GpuNodePoolProps),
  );

describe('what is wrong with a network', () => {
  it('is said of its addresses', () => {
    const fix = "write the first address of a private range, such as '10.20.0.0/16'";
    expect(ofNetwork({ cidr: 'ten' })).toEqual([
      `clouds/invalid-address-range cidr "ten": is no range of addresses; ${fix}`,
    ]);
    expect(ofNetwork({ cidr: 'fd00::/16' })).toEqual([
      `clouds/invalid-address-range cidr "fd00::/16": is of IPv6, and the addresses of a VPC are of IPv4 first; ${fix}`,
    ]);
    expect(ofNetwork({ cidr: '10.0.0.0/24' })).toEqual([
      `clouds/invalid-address-range cidr "10.0.0.0/24": must be from /16, which is the largest VPC, to /22, below which subnets are too small; ${fix}`,
    ]);
    expect(ofNetwork({ cidr: '10.20.0.1/16' })).toEqual([
      `clouds/invalid-address-range cidr "10.20.0.1/16": does not begin at its first address; write cidr: '10.20.0.0/16'`,
    ]);
    expect(ofNetwork({ joined: ['10.0.0.0/8', 'x', '10.21.0.0/16'] })).toEqual([
      'clouds/overlapping-addresses joined[0] "10.0.0.0/8": has addresses in common with cidr, 10.20.0.0/16: neither network could reach these in the other; write a cidr that lies outside of 10.0.0.0/8',
      `clouds/invalid-address-range joined[1] "x": is no range of addresses; write a range such as '10.0.0.0/8'`,
    ]);
  });

  it('is said of its zones', () => {
    const fix = "write zones: 3, or names such as ['us-east-1a', 'us-east-1b']";
    expect(ofNetwork({ zones: 1 })).toEqual([
      `clouds/invalid-zones zones 1: must be from 2, without which EKS makes no cluster, to 7; ${fix}`,
    ]);
    expect(ofNetwork({ zones: ['us-east-1a', 'here', 'us-east-2b', 'us-east-1a'] })).toEqual([
      `clouds/invalid-zones zones[1] "here": is no zone of a region; ${fix}`,
      `clouds/invalid-zones zones[2] "us-east-2b": is of another region; ${fix}`,
      `clouds/invalid-zones zones[3] "us-east-1a": is named twice; ${fix}`,
    ]);
  });
});

describe('what is wrong with the zones of a network', () => {
  it('is that they are not of the region of the configuration, where that is the one', async () => {
    const zones = ['eu-west-1a', 'eu-west-1b'];
    expect(ofNetwork({ zones })).toEqual(
      zones.map(
        (zone, index) =>
          `clouds/invalid-zones zones[${index}] "${zone}": is no zone of us-east-1, the region that aws:region says; write zones: 3, or names such as ['us-east-1a', 'us-east-1b']`,
      ),
    );
    // A provider may be of any region.
    const run = await withMocks(() => {
      const provider = new Provider('ireland', { region: 'eu-west-1' });
      return new Network('ml', { cidr: '10.20.0.0/16', zones }, { provider });
    }, aws);
    expect(run.result.nodeSubnets.map(({ zone }) => zone)).toEqual(zones);
  });
});

describe('what is wrong with a cluster', () => {
  it('is said of its names and versions', () => {
    expect(ofCluster({}, 'm'.repeat(37))).toEqual([
      `clouds/invalid-name name "${'m'.repeat(37)}": must be 1 to 36 letters, digits, - and _, since roles are named after the component; write a name such as 'ml'; the cluster itself can have another, by the property name`,
    ]);
    expect(ofCluster({ name: 'a.b' })).toEqual([
      `clouds/invalid-name name "a.b": must be letters, digits, - and _, as the name of a cluster; write a name such as 'ml-production'`,
    ]);
    // The type forbids it, and JavaScript does not.
    expect(ofCluster({ kubernetes: '1.34.2' })).toEqual([
      `clouds/invalid-version kubernetes "1.34.2": is no version that EKS takes: it chooses the patch itself; write major and minor version, such as '1.34'`,
    ]);
    expect(ofCluster({ addOnVersions: { coredns: '1.11', 'kube-proxy': 'v1.35.0-eksbuild.1' } })).toEqual([
      `clouds/invalid-version addOnVersions["coredns"] "1.11": is no version of an add-on; write a version as EKS writes it, such as 'v1.2.3-eksbuild.1'`,
      'clouds/invalid-version addOnVersions["kube-proxy"] "v1.35.0-eksbuild.1": does not go with Kubernetes 1.34: it may not be newer, nor more than three minor versions older; write a version that begins with v1.34.',
    ]);
    const existing = { name: 'a b', kubernetes: '1.34', region: 'us-east-1', network } as const;
    const rest = { endpoint: '', certificateAuthority: '', securityGroupId: '', nodeRoleArn: '' };
    expect(refusalOf(() => new ExistingCluster('old', { ...existing, ...rest }))).toHaveLength(1);
  });

  it('is said of who may do what', () => {
    expect(ofCluster({ access: {} })).toEqual([
      "clouds/no-access access: lets nobody in: neither could this program deploy to the cluster; write access: { entries: { deployer: { principal: 'arn:aws:iam::111122223333:role/deployer', policy: 'cluster-admin' } } }, or access: { creator: 'admin' }",
    ]);
    const principal = 'arn:aws:iam::123456789012:role/x';
    const entries = {
      a: { principal: 'bob', policy: 'view' },
      b: { principal, policy: 'root' as 'view' },
      c: { principal: `${principal}-2`, policy: 'view', namespaces: [] },
      d: { principal: `${principal}-3`, policy: 'cluster-admin', namespaces: ['models'] },
    } as const;
    expect(ofCluster({ access: { entries } })).toEqual([
      `clouds/invalid-access access.entries["a"].principal "bob": is no user or role of IAM; write such as 'arn:aws:iam::111122223333:role/deployer'`,
      'clouds/invalid-access access.entries["b"].policy "root": is no policy; write cluster-admin or admin or edit or view',
      'clouds/invalid-access access.entries["c"].namespaces []: allows the policy nowhere; write at least one namespace, or no namespaces for the whole cluster',
      `clouds/invalid-access access.entries["d"].namespaces ["models"]: cannot narrow cluster-admin, which is for the whole cluster; write policy: 'admin'`,
    ]);
  });

  it('is said of a principal that has two entries', () => {
    const principal = 'arn:aws:iam::111122223333:role/team';
    expect(
      ofCluster({
        access: {
          entries: {
            reader: { principal, policy: 'view' },
            writer: { principal, policy: 'edit', namespaces: ['models'] },
            other: { principal: `${principal}-2`, policy: 'view' },
          },
        },
      }),
    ).toEqual([
      'clouds/invalid-access access.entries["writer"].principal "arn:aws:iam::111122223333:role/team": has an entry already, access.entries["reader"], and the cloud takes one for each; write one entry of it: with the namespaces of both, or with the wider policy',
    ]);
  });

  it('is said of where it is, and of what is given up', () => {
    const nodeSubnets = [...subnets.slice(0, 1), ...subnets.slice(0, 1)];
    expect(ofCluster({ network: { vpcId: 'vpc-1', nodeSubnets } })).toEqual([
      'clouds/invalid-zones network.nodeSubnets ["us-east-1a","us-east-1a"]: are in fewer than two zones, and EKS wants two for its control plane; write private subnets in two zones or more',
    ]);
    expect(ofCluster({ endpoint: { kind: 'public', from: [] } })).toEqual([
      `clouds/invalid-address-range endpoint.from []: lets nobody come from the internet; write endpoint: { kind: 'private' }, or ranges of addresses`,
    ]);
    expect(ofCluster({ endpoint: { kind: 'private', from: [] } })).toEqual([
      `clouds/invalid-address-range endpoint.from []: lets nobody come; write endpoint: { kind: 'private' }, or ranges of addresses`,
    ]);
    expect(ofCluster({ endpoint: { kind: 'private', from: ['vpn'] } })).toEqual([
      `clouds/invalid-address-range endpoint.from[0] "vpn": is no range of IPv4 addresses; write a range such as '198.51.100.0/24'`,
    ]);
    expect(ofCluster({ endpoint: { kind: 'public', from: ['home'] } })).toEqual([
      `clouds/invalid-address-range endpoint.from[0] "home": is no range of IPv4 addresses; write a range such as '198.51.100.0/24'`,
    ]);
    expect(ofCluster({ auditLogs: { kind: 'off', reason: ' ' } })).toEqual([
      'core/no-reason auditLogs "off": gives up safety without a reason; write the reason, in a sentence for the next reader',
    ]);
  });

  it('is said of a value that is known only at deployment and decides what is made', () => {
    const later = pulumi.output('production');
    // The types forbid it, and JavaScript does not.
    expect(ofCluster({ name: later as unknown as string })).toEqual([
      'core/deferred-decides name: is known only at deployment, and decides what is made; write a plain value, of the program or of the configuration of the stack',
    ]);
    const machine = pulumi.output('m7i.large') as unknown as string;
    expect(ofPool({ machine, zones: [later as unknown as string] })).toEqual([
      'core/deferred-decides machine: is known only at deployment, and decides what is made; write a plain value, of the program or of the configuration of the stack',
      'core/deferred-decides zones[0]: is known only at deployment, and decides what is made; write a plain value, of the program or of the configuration of the stack',
    ]);
  });
});

describe('what is wrong with a pool', () => {
  it('is said of its machine', () => {
    expect(ofPool({ machine: 'm7i.larg' })).toEqual([
      `hardware/unknown-machine machine "m7i.larg": is no machine of AWS that is known; write 'm7i.large' or 'm6i.large' or 'm7i.xlarge'`,
    ]);
    expect(ofPool({ machine: 'Standard_NC24ads_A100_v4' })).toEqual([
      'hardware/wrong-cloud machine "Standard_NC24ads_A100_v4": is a machine of Azure; write a machine of AWS',
    ]);
    expect(ofPool({ machine: 'g6.xlarge' })).toEqual([
      'hardware/no-such-machine machine "g6.xlarge": has accelerators, and this pool is for pods that need none; write a GpuNodePool, or a machine without, such as m7i.large',
    ]);
    expect(ofGpuPool({ machine: 'm7i.large' })).toEqual([
      'hardware/no-such-machine machine "m7i.large": has no accelerator; write a NodePool, or a machine that has one, such as g6.xlarge',
    ]);
    expect(ofGpuPool({})).toEqual([
      `hardware/no-machine machine: a pool has one machine: by its name, or by the accelerator that it shall have; write machine: 'g6.12xlarge', or accelerator: { kind: 'gpu', model: 'L4', count: 4 }`,
    ]);
    expect(ofGpuPool({ accelerator: { kind: 'gpu', model: 'L4', count: 16 } })).toEqual([
      'hardware/no-such-machine accelerator {"kind":"gpu","model":"L4","count":16}: no machine of AWS that is known has this; write one of what there is: g6.xlarge (1 × L4), g6.2xlarge (1 × L4), g6.4xlarge (1 × L4), g6.8xlarge (1 × L4), g6.16xlarge (1 × L4), gr6.4xlarge (1 × L4), gr6.8xlarge (1 × L4), g6.12xlarge (4 × L4), g6.24xlarge (4 × L4), g6.48xlarge (8 × L4)',
    ]);
  });

  it('is said of its sizes and its name', () => {
    expect(ofPool({ nodes: { min: 3, max: 2 } })).toEqual([
      'hardware/invalid-node-count nodes.min 3: is more than nodes.max, 2; write min: 2 or less, or max: 3 or more',
    ]);
    expect(ofPool({ desired: 3, diskGib: 10, update: { maxUnavailable: 0 } }, 'a pool')).toEqual([
      `clouds/invalid-name name "a pool": must be 1 to 54 letters, digits, - and _, and start with a letter or digit, as the name of a node group; write a name such as 'gpu-l4'`,
      'clouds/invalid-size desired 3: must be a whole number from nodes.min, 0, to nodes.max, 2; write desired: a whole number from nodes.min, 0, to nodes.max, 2',
      'clouds/invalid-size update 0: must be a whole number from 1 to 100; write update: a whole number from 1 to 100',
      'clouds/invalid-size diskGib 10: must be a whole number from 20 to 16384, the largest disk of EBS; write diskGib: a whole number from 20 to 16384, the largest disk of EBS',
    ]);
  });

  it('is said of its zones', () => {
    expect(ofPool({ zones: ['us-east-1z'] })).toEqual([
      'clouds/invalid-zones zones[0] "us-east-1z": the network has no subnet in this zone; write us-east-1a or us-east-1b',
    ]);
    expect(ofPool({ zones: [] })).toEqual([
      'clouds/invalid-zones zones []: leaves no zone; write at least one zone, or no zones at all',
    ]);
    expect(ofGpuPool({ machine: 'p5.48xlarge', zones: ['us-east-1a'] })).toEqual([
      'clouds/not-offered zones[0] "us-east-1a": does not have p5.48xlarge, by machineZones of the cluster; write us-east-1b',
    ]);
    expect(ofGpuPool({ machine: 'p4d.24xlarge' })).toEqual([
      'clouds/not-offered machine "p4d.24xlarge": is in none of the zones of the network, by machineZones of the cluster; write a network with one of us-east-1f, or another machine',
    ]);
  });

  it('is said of its reservation', () => {
    expect(ofGpuPool({ machine: 'p5en.48xlarge', capacity: { kind: 'reservation' } })).toEqual([
      "clouds/invalid-reservation capacity.id: is missing: nodes could not be taken from it; write id: 'cr-…', as EC2 names it",
      "clouds/invalid-reservation capacity.type: is missing: a block is asked for in another way than a reservation that stays; write type: 'capacity-block' or 'on-demand'",
      'clouds/invalid-zones zones: a reservation is of one zone, and nodes in any other would not be of it; write zones: [the zone of the reservation]',
    ]);
    const wrong = { kind: 'reservation', type: 'capacity-block', id: 'block-1' };
    expect(ofGpuPool({ machine: 'p5en.48xlarge', capacity: wrong, zones: ['us-east-1a'] })).toEqual([
      `clouds/invalid-reservation capacity.id "block-1": is no id of a reservation; write id: 'cr-…', as EC2 names it`,
    ]);
  });

  it('is said of its fabric', async () => {
    expect(ofGpuPool({ machine: 'g6.xlarge', fabric: { kind: 'efa' }, zones: ['us-east-1a'] })).toEqual([
      'clouds/no-fabric fabric {"kind":"efa"}: g6.xlarge has no Elastic Fabric Adapter; write no fabric, or one of g6.8xlarge, g6.12xlarge, g6.16xlarge, g6.24xlarge, g6.48xlarge, gr6.8xlarge',
    ]);
    expect(ofGpuPool({ machine: 'p4de.24xlarge', fabric: { kind: 'efa' } })).toEqual([
      "clouds/fabric-zone zones: nodes are connected by a fabric within one zone only, and these would be in several; write zones: ['us-east-1a'] or zones: ['us-east-1b']",
    ]);
    const nodeSubnets = [{ id: 'subnet-a' }, { id: 'subnet-b' }];
    const { result: nameless } = await withMocks(
      () => new Cluster('ml', { ...good, network: { vpcId: 'vpc-1', nodeSubnets } }),
      aws,
    );
    expect(ofGpuPool({ cluster: nameless, machine: 'p4de.24xlarge', fabric: { kind: 'efa' } })).toEqual([
      'clouds/fabric-zone zones: nodes are connected by a fabric within one zone only, and these would be in several; write zones: [one zone that has the machine], and zones by name in the network',
    ]);
  });

  it('is said of its image, its disks and its device plugin', () => {
    const bottlerocket = { family: 'bottlerocket' };
    expect(ofGpuPool({ machine: 'trn1.2xlarge', image: bottlerocket })).toEqual([
      'eks/unsupported-image image.family "bottlerocket": has no image for trn1.2xlarge, which is amd64 with neuron accelerators; write family: \'al2023\', or another machine',
    ]);
    expect(ofGpuPool({ machine: 'g6.xlarge', image: bottlerocket, localDisks: 'raid0' })).toEqual([
      "eks/unsupported-image localDisks \"raid0\": Bottlerocket joins no local disks by a setting that this library knows; write localDisks: 'unused', or image: { family: 'al2023' }",
    ]);
    expect(ofPool({ localDisks: 'raid0' })).toEqual([
      'eks/unsupported-image localDisks "raid0": m7i.large has no disks of its own; write localDisks: \'unused\'',
    ]);
    expect(ofGpuPool({ machine: 'g6.xlarge', image: bottlerocket, devicePlugin: 'gpu-operator' })).toEqual([
      "clouds/device-plugin-owner devicePlugin \"gpu-operator\": would be a second owner: the image of bottlerocket has the device plugin, and two register the same GPUs; write devicePlugin: 'node-image', or image: { family: 'al2023' }",
    ]);
    expect(ofGpuPool({ machine: 'g6.xlarge', devicePlugin: 'node-image' })).toEqual([
      "clouds/device-plugin-owner devicePlugin \"node-image\": the image of al2023 for this machine has no device plugin, and nobody would install it; write devicePlugin: 'gpu-operator' or 'yourself', or image: { family: 'bottlerocket' }",
    ]);
  });
});

describe('an error', () => {
  it('names the component and the line of the program, and nothing is registered', async () => {
    const raised: unknown[] = [];
    const run = await withMocks(() => {
      try {
        new Network('ml', { cidr: 'ten' });
      } catch (error) {
        raised.push(error);
      }
    }, aws);
    expect(run.resources).toEqual([]);
    const [error] = raised;
    if (!(error instanceof ConfigError)) throw new Error('none was raised');
    expect(error.message.replace(/messages\.test\.ts:\d+/, 'messages.test.ts:N')).toBe(
      [
        'modelyard: 1 problem, nothing was written',
        '',
        'clouds/invalid-address-range   eks.Network ml   test/eks/messages.test.ts:N',
        '  cidr "ten": is no range of addresses',
        "  write  the first address of a private range, such as '10.20.0.0/16'",
      ].join('\n'),
    );
  });
});

describe('what JavaScript lets through of two ways at once', () => {
  const g6 = { machine: 'g6.xlarge' };
  const sharingFix =
    "write sharing: { kind: 'mig', strategy: 'mixed', profiles: { … } }, or { kind: 'time-sliced', replicas: …, renamed: true }";

  it('is said of a capacity block with spot', () => {
    const fix = "write capacity: { kind: 'reservation', id: 'cr-…', type: … }, or { kind: 'spot' }";
    expect(ofGpuPool({ ...g6, capacity: { kind: 'spot', type: 'capacity-block', id: 'cr-1' } })).toEqual([
      `clouds/invalid-reservation capacity.id "cr-1": is of a reservation, and capacity of the kind spot is taken from none; ${fix}`,
      `clouds/invalid-reservation capacity.type "capacity-block": is of a reservation, and capacity of the kind spot is taken from none; ${fix}`,
    ]);
  });

  it('is said of MIG with time slicing', () => {
    const p5 = { machine: 'p5.48xlarge', zones: ['us-east-1b'] };
    const mig = { kind: 'mig', strategy: 'mixed', profiles: { '1g.10gb': 7 } };
    const sliced = { kind: 'time-sliced', replicas: 4, renamed: true };
    expect(ofGpuPool({ ...p5, sharing: { ...mig, replicas: 4 } })).toEqual([
      `hardware/invalid-sharing sharing.replicas 4: is of GPUs that are shared in time, and instances of MIG are not; ${sharingFix}`,
    ]);
    expect(ofGpuPool({ ...p5, sharing: { ...sliced, profiles: mig.profiles } })).toEqual([
      `hardware/invalid-sharing sharing.profiles {"1g.10gb":7}: is of MIG, and GPUs that are shared in time are cut into no instances; ${sharingFix}`,
    ]);
    expect(ofGpuPool({ ...p5, sharing: { kind: 'mig', strategy: 'mixed' } })).toEqual([
      `hardware/invalid-sharing sharing.profiles undefined: says nothing of the instances that each GPU is cut into; ${sharingFix}`,
    ]);
    expect(ofGpuPool({ ...p5, sharing: [sliced] })).toEqual([
      `hardware/invalid-sharing sharing [{"kind":"time-sliced","replicas":4,"renamed":true}]: is no way to cut the GPUs of a pool, which is cut in one way; ${sharingFix}`,
    ]);
    // A pool that is declared has the same said of it.
    const declared = nodePool('l4', { machine: 'g6.xlarge', nodes: { min: 0, max: 1 }, sharing: [sliced] as never });
    expect(declared.issues.map(({ code }) => code)).toEqual(['hardware/invalid-sharing']);
  });
});

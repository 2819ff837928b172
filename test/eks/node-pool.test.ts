import { describe, expect, it } from 'vitest';
import { GpuNodePool, NodePool, type GpuNodePoolProps, type PoolCluster } from '../../lib/eks';
import { targetCluster } from '../../lib/hardware';
import { all, find, withMocks, type Run } from '../pulumi-mocks';
import { aws } from './cloud';

const cluster: PoolCluster = {
  clusterName: 'ml',
  kubernetes: '1.34',
  network: {
    vpcId: 'vpc-1',
    nodeSubnets: [
      { id: 'subnet-a', zone: 'us-east-1a' },
      { id: 'subnet-b', zone: 'us-east-1b' },
    ],
  },
  securityGroupId: 'sg-cluster',
  nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
  nodePolicies: [],
  neededByNodes: [],
  target: targetCluster({ name: 'ml', cloud: 'eks', kubernetes: '1.34' }),
  addPool: () => undefined,
};

type Props = Partial<GpuNodePoolProps>;

const make = (more: Props = {}): Promise<Run<GpuNodePool>> =>
  withMocks(() => {
    const accelerator = { kind: 'gpu', model: 'L4', count: 4 } as const;
    // A machine and an accelerator exclude each other, which a part of the props cannot say.
    return new GpuNodePool('l4', {
      cluster,
      nodes: { min: 0, max: 6 },
      ...(more.machine === undefined && { accelerator }),
      ...more,
    } as GpuNodePoolProps);
  }, aws);

const group = 'aws:eks/nodeGroup:NodeGroup';
const template = 'aws:ec2/launchTemplate:LaunchTemplate';

describe('a pool of GPUs', () => {
  it('is a node group of the cheapest machine that has them, whose nodes the autoscaler counts', async () => {
    const run = await make({ capacity: { kind: 'spot' } });
    expect(find(run, group).inputs).toEqual({
      clusterName: 'ml',
      nodeGroupName: run.result.name,
      nodeRoleArn: 'arn:aws:iam::123456789012:role/nodes',
      subnetIds: ['subnet-a', 'subnet-b'],
      version: '1.34',
      amiType: 'AL2023_x86_64_NVIDIA',
      capacityType: 'SPOT',
      instanceTypes: ['g6.12xlarge'],
      launchTemplate: { id: 'l4-id', version: '1' },
      labels: {
        'nvidia.com/gpu.present': 'true',
        'k8s.amazonaws.com/accelerator': 'L4',
        'nvidia.com/device-plugin.config': 'whole',
      },
      taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' }],
      scalingConfig: { minSize: 0, maxSize: 6, desiredSize: 0 },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
      tags: {},
    });
    expect(find(run, group)).toMatchObject({
      ignoreChanges: ['scalingConfig.desiredSize'],
      deleteBeforeReplace: false,
      parent: 'l4',
    });
    expect(run.result).toMatchObject({
      kind: 'NodePool',
      machine: 'g6.12xlarge',
      capacity: { kind: 'spot' },
      issues: [],
    });
    expect(run.result.name).toMatch(/^l4-[0-9a-f]{8}$/);
    expect(
      (await make({ nodes: { min: 2, max: 2 } })).resources.find(({ type }) => type === group)?.ignoreChanges,
    ).toEqual([]);
  });

  it('has a launch template that encrypts, asks for tokens, and leaves the groups of its nodes to EKS', async () => {
    const { inputs } = find(await make({ tags: { team: 'ml' } }), template);
    expect(inputs).toEqual({
      updateDefaultVersion: true,
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeSize: 200, volumeType: 'gp3', encrypted: 'true', deleteOnTermination: 'true' },
        },
      ],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      userData: expect.any(String) as string,
      tagSpecifications: ['instance', 'volume'].map((resourceType) => ({
        resourceType,
        tags: { team: 'ml', Name: 'l4' },
      })),
      tags: { team: 'ml', Name: 'l4' },
    });
  });

  it('tags the autoscaling group that EKS made', async () => {
    const run = await make();
    const tag = find(run, 'aws:autoscaling/tag:Tag', 'l4-resources/nvidia.com/gpu');
    expect(tag.inputs).toEqual({
      autoscalingGroupName: 'asg-l4',
      tag: {
        key: 'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu',
        value: '4',
        propagateAtLaunch: false,
      },
    });
  });

  it('puts nodes with a fabric close together in one zone, in a group whose members reach each other', async () => {
    const run = await make({ machine: 'p4d.24xlarge', fabric: { kind: 'efa' }, zones: ['us-east-1b'] });
    expect(find(run, 'aws:ec2/placementGroup:PlacementGroup').inputs).toMatchObject({ strategy: 'cluster' });
    expect(find(run, 'aws:ec2/securityGroup:SecurityGroup').inputs).toMatchObject({
      vpcId: 'vpc-1',
      ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
      egress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
    });
    const { inputs } = find(run, template);
    expect(inputs['networkInterfaces']).toEqual(
      [0, 1, 2, 3].map((card) => ({
        networkCardIndex: card,
        deviceIndex: card === 0 ? 0 : 1,
        interfaceType: 'efa',
        deleteOnTermination: 'true',
        securityGroups: ['sg-cluster', 'l4-fabric-id'],
      })),
    );
    expect(find(run, group).inputs['subnetIds']).toEqual(['subnet-b']);
    expect(find(run, 'aws:autoscaling/tag:Tag', 'l4-resources/vpc.amazonaws.com/efa').inputs).toMatchObject({
      tag: { value: '4' },
    });
  });
});

describe('a fabric', () => {
  const fabric = { kind: 'efa' } as const;

  it('leaves the first network card of a p6-b300 to the address of the node', async () => {
    const run = await make({ machine: 'p6-b300.48xlarge', fabric, zones: ['us-east-1b'] });
    const interfaces = find(run, template).inputs['networkInterfaces'];
    const rest = { deleteOnTermination: 'true', securityGroups: ['sg-cluster', 'l4-fabric-id'] };
    expect(interfaces).toEqual([
      { networkCardIndex: 0, deviceIndex: 0, interfaceType: 'interface', ...rest },
      ...Array.from({ length: 16 }, (_, index) => ({
        networkCardIndex: index + 1,
        deviceIndex: 0,
        interfaceType: 'efa-only',
        ...rest,
      })),
    ]);
    expect(find(run, 'aws:autoscaling/tag:Tag', 'l4-resources/vpc.amazonaws.com/efa').inputs).toMatchObject({
      tag: { value: '16' },
    });
  });

  it('makes no placement group for a reservation, which is placed already', async () => {
    for (const type of ['on-demand', 'capacity-block'] as const) {
      const capacity = { kind: 'reservation', id: 'cr-0123456789abcdef0', type } as const;
      const run = await make({ machine: 'p5.48xlarge', fabric, capacity, zones: ['us-east-1b'] });
      expect(all(run, 'aws:ec2/placementGroup:PlacementGroup')).toEqual([]);
      const { inputs } = find(run, template);
      expect(inputs['placement']).toBeUndefined();
      expect(inputs['networkInterfaces']).toHaveLength(32);
    }
  });
});

describe('a pool without accelerators', () => {
  it('takes any pod', async () => {
    const run = await withMocks(
      () =>
        new NodePool('cpu', {
          cluster,
          machine: 'm7i.2xlarge',
          nodes: { min: 1, max: 3 },
          repair: 'off',
          update: { maxUnavailablePercentage: 33 },
        }),
      aws,
    );
    expect(find(run, group).inputs).toMatchObject({
      amiType: 'AL2023_x86_64_STANDARD',
      taints: [],
      labels: {},
      nodeRepairConfig: { enabled: false },
      updateConfig: { maxUnavailablePercentage: 33 },
    });
    expect(find(run, template).inputs['userData']).toBeUndefined();
    expect(all(run, 'aws:ec2/placementGroup:PlacementGroup')).toEqual([]);
  });
});

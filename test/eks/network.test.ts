import { describe, expect, it } from 'vitest';
import { Network } from '../../lib/eks';
import { all, find, withMocks } from '../pulumi-mocks';
import { aws } from './cloud';

describe('a network', () => {
  it('has private subnets for nodes and public ones, with the tags by which others find them', async () => {
    const run = await withMocks(
      () => new Network('ml', { cidr: '10.20.0.0/16', zones: ['us-east-1a', 'us-east-1b'], tags: { team: 'ml' } }),
      aws,
    );
    expect(find(run, 'aws:ec2/subnet:Subnet', 'ml-nodes-a').inputs).toEqual({
      vpcId: 'ml-id',
      cidrBlock: '10.20.0.0/19',
      availabilityZone: 'us-east-1a',
      mapPublicIpOnLaunch: false,
      tags: {
        team: 'ml',
        Name: 'ml-nodes-a',
        'kubernetes.io/role/internal-elb': '1',
        'karpenter.sh/discovery': 'ml-dev',
      },
    });
    expect(find(run, 'aws:ec2/subnet:Subnet', 'ml-public-b').inputs).toMatchObject({
      mapPublicIpOnLaunch: false,
      tags: { 'kubernetes.io/role/elb': '1' },
    });
    expect(run.resources.every(({ type, parent }) => type === 'modelyard:eks:Network' || parent === 'ml')).toBe(true);
  });

  it('lets nothing through its default security group', async () => {
    const run = await withMocks(() => new Network('ml', { cidr: '10.20.0.0/16' }), aws);
    expect(find(run, 'aws:ec2/defaultSecurityGroup:DefaultSecurityGroup').inputs).toMatchObject({
      vpcId: 'ml-id',
      ingress: [],
      egress: [],
    });
  });

  it('takes each zone to the internet through its own gateway, or all through one', async () => {
    const routes = async (nat: 'per-zone' | 'one'): Promise<readonly unknown[]> => {
      const run = await withMocks(() => new Network('ml', { cidr: '10.20.0.0/16', nat }), aws);
      return all(run, 'aws:ec2/route:Route')
        .filter(({ name }) => name !== 'ml-public')
        .map(({ inputs }) => inputs['natGatewayId']);
    };
    expect(await routes('per-zone')).toEqual(['ml-1-id', 'ml-2-id', 'ml-3-id']);
    expect(await routes('one')).toEqual(['ml-1-id', 'ml-1-id', 'ml-1-id']);
  });

  it('takes traffic to S3 past the gateways', async () => {
    const run = await withMocks(() => new Network('ml', { cidr: '10.20.0.0/16', zones: 2 }), aws);
    expect(find(run, 'aws:ec2/vpcEndpoint:VpcEndpoint').inputs).toMatchObject({
      serviceName: 'com.amazonaws.us-east-1.s3',
      vpcEndpointType: 'Gateway',
      routeTableIds: ['ml-nodes-1-id', 'ml-nodes-2-id'],
    });
  });

  it('looks zones up where it is told only how many, without those that have no control planes, and keeps them', async () => {
    const run = await withMocks(() => new Network('ml', { cidr: '10.20.0.0/16' }), aws);
    const [lookUp] = run.invoked.filter(({ token }) => token.endsWith('getAvailabilityZones'));
    expect(lookUp?.inputs).toEqual({
      state: 'available',
      excludeZoneIds: ['use1-az3', 'usw1-az2', 'cac1-az3'],
      filters: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    const subnet = find(run, 'aws:ec2/subnet:Subnet', 'ml-nodes-3');
    expect(subnet.inputs['availabilityZone']).toBe('us-east-1c');
    expect(subnet.ignoreChanges).toEqual(['availabilityZone']);
    expect(run.result.nodeSubnets.map(({ zone }) => zone)).toEqual([undefined, undefined, undefined]);
  });

  it('makes addresses and gateways while there is a way to the internet, and nodes wait for the routes', async () => {
    const run = await withMocks(() => new Network('ml', { cidr: '10.20.0.0/16' }), aws);
    expect(find(run, 'aws:ec2/eip:Eip', 'ml-1').dependencies).toContain('InternetGateway ml');
    expect(find(run, 'aws:ec2/natGateway:NatGateway', 'ml-1').dependencies).toContain('Route ml-public');
    expect(run.result.neededByNodes).toHaveLength(7);
  });
});

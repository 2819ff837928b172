import type { Cloud } from '../pulumi-mocks';

/** Stands in for AWS: what resources have beside their inputs, and what look-ups find. */
export const aws: Cloud = {
  config: { 'aws:region': 'us-east-1' },
  outputs: (type, name) => {
    switch (type) {
      case 'aws:iam/role:Role':
        return { name, arn: `arn:aws:iam::123456789012:role/${name}` };
      case 'aws:sqs/queue:Queue':
        return {
          name: `${name}-queue`,
          url: `https://sqs.us-east-1.amazonaws.com/123456789012/${name}-queue`,
          arn: `arn:aws:sqs:us-east-1:123456789012:${name}-queue`,
        };
      case 'aws:cloudwatch/eventRule:EventRule':
        return { name };
      case 'aws:kms/key:Key':
        return { arn: `arn:aws:kms:us-east-1:123456789012:key/${name}` };
      case 'aws:eks/cluster:Cluster':
        return {
          endpoint: 'https://api.example.com',
          certificateAuthority: { data: 'Q0E=' },
          identities: [{ oidcs: [{ issuer: 'https://oidc.example.com/id/1' }] }],
          vpcConfig: { clusterSecurityGroupId: 'sg-cluster' },
        };
      case 'aws:eks/nodeGroup:NodeGroup':
        return { resources: [{ autoscalingGroups: [{ name: `asg-${name}` }] }] };
      case 'aws:ec2/launchTemplate:LaunchTemplate':
        return { latestVersion: 1 };
      case 'aws:s3/bucket:Bucket':
        return { bucket: `${name}-1a2b3c4`, arn: `arn:aws:s3:::${name}-1a2b3c4`, region: 'us-east-1' };
      case 'aws:ecr/repository:Repository':
        return { name: `${name}-1a2b3c4`, repositoryUrl: `registry.example.com/${name}-1a2b3c4` };
      default:
        return {};
    }
  },
  lookUp: (token) => {
    switch (token) {
      case 'aws:index/getPartition:getPartition':
        return { partition: 'aws' };
      case 'aws:index/getCallerIdentity:getCallerIdentity':
        return { accountId: '123456789012' };
      case 'aws:index/getRegion:getRegion':
        return { region: 'us-east-1' };
      case 'aws:index/getAvailabilityZones:getAvailabilityZones':
        return { names: ['us-east-1a', 'us-east-1b', 'us-east-1c'] };
      case 'aws:eks/getAddonVersion:getAddonVersion':
        return { version: 'v1.0.0-eksbuild.1' };
      default:
        return {};
    }
  },
};

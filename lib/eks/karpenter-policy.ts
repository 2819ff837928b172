import { actionsOf, type PolicyStatement } from './policy-document';

/** What Karpenter's permissions are narrowed to. */
export interface KarpenterScope {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly clusterName: string;
  readonly nodeRoleArn: string;
  readonly queueArn: string;
}

/**
 * What Karpenter may do: make nodes with the role that is for them and with tags of its cluster, remove those alone, and
 * read the queue of what is about to go.
 *
 * Source: https://github.com/aws/karpenter-provider-aws/blob/v1.14.1/website/content/en/v1.14/getting-started/getting-started-with-karpenter/cloudformation.yaml
 * (read 2026-11-22), without what is for zonal shift, which the chart has off.
 */
export function karpenterStatements(scope: KarpenterScope): readonly PolicyStatement[] {
  return [...instances(scope), ...profiles(scope), ...reading(scope)];
}

const nodePool = 'karpenter.sh/nodepool';
const clusterKey = 'eks:eks-cluster-name';

function instances({ partition, region, clusterName }: KarpenterScope): readonly PolicyStatement[] {
  const ec2 = (account: string) => (kind: string) => `arn:${partition}:ec2:${region}:${account}:${kind}/*`;
  const own = ec2('*');
  const owned = `kubernetes.io/cluster/${clusterName}`;
  const asked = { [`aws:RequestTag/${owned}`]: 'owned', [`aws:RequestTag/${clusterKey}`]: clusterName };
  const ofPool = { StringLike: { [`aws:RequestTag/${nodePool}`]: '*' } };
  const had = {
    StringEquals: { [`aws:ResourceTag/${owned}`]: 'owned' },
    StringLike: { [`aws:ResourceTag/${nodePool}`]: '*' },
  };
  const made = ['fleet', 'instance', 'volume', 'network-interface', 'launch-template', 'spot-instances-request'].map(
    own,
  );
  const run = actionsOf('ec2', 'RunInstances', 'CreateFleet');
  return [
    {
      actions: run,
      resources: [
        ...['image', 'snapshot'].map(ec2('')),
        ...['security-group', 'subnet', 'capacity-reservation', 'placement-group'].map(own),
      ],
    },
    { actions: run, resources: [own('launch-template')], condition: had },
    {
      actions: [...run, 'ec2:CreateLaunchTemplate'],
      resources: made,
      condition: { StringEquals: asked, ...ofPool },
    },
    {
      actions: ['ec2:CreateTags'],
      resources: made,
      condition: {
        StringEquals: { ...asked, 'ec2:CreateAction': ['RunInstances', 'CreateFleet', 'CreateLaunchTemplate'] },
        ...ofPool,
      },
    },
    {
      actions: ['ec2:CreateTags'],
      resources: [own('instance')],
      condition: {
        ...had,
        StringEqualsIfExists: { [`aws:RequestTag/${clusterKey}`]: clusterName },
        'ForAllValues:StringEquals': { 'aws:TagKeys': [clusterKey, 'karpenter.sh/nodeclaim', 'Name'] },
      },
    },
    {
      actions: actionsOf('ec2', 'TerminateInstances', 'DeleteLaunchTemplate'),
      resources: [own('instance'), own('launch-template')],
      condition: had,
    },
  ];
}

function profiles({
  partition,
  region,
  account,
  clusterName,
  nodeRoleArn,
}: KarpenterScope): readonly PolicyStatement[] {
  const resources = [`arn:${partition}:iam::${account}:instance-profile/*`];
  const tags = (which: 'Request' | 'Resource'): Readonly<Record<string, string>> => ({
    [`aws:${which}Tag/kubernetes.io/cluster/${clusterName}`]: 'owned',
    [`aws:${which}Tag/topology.kubernetes.io/region`]: region,
  });
  const asked = { ...tags('Request'), [`aws:RequestTag/${clusterKey}`]: clusterName };
  const [askedClass, hadClass] = ['Request', 'Resource'].map((which) => ({
    [`aws:${which}Tag/karpenter.k8s.aws/ec2nodeclass`]: '*',
  }));
  return [
    {
      actions: ['iam:PassRole'],
      resources: [nodeRoleArn],
      condition: { StringEquals: { 'iam:PassedToService': ['ec2.amazonaws.com', 'ec2.amazonaws.com.cn'] } },
    },
    {
      actions: ['iam:CreateInstanceProfile'],
      resources,
      condition: { StringEquals: asked, StringLike: { ...askedClass } },
    },
    {
      actions: ['iam:TagInstanceProfile'],
      resources,
      condition: { StringEquals: { ...tags('Resource'), ...asked }, StringLike: { ...hadClass, ...askedClass } },
    },
    {
      actions: actionsOf('iam', 'AddRoleToInstanceProfile', 'RemoveRoleFromInstanceProfile', 'DeleteInstanceProfile'),
      resources,
      condition: { StringEquals: tags('Resource'), StringLike: { ...hadClass } },
    },
    { actions: ['iam:GetInstanceProfile'], resources },
    { actions: ['iam:ListInstanceProfiles'], resources: ['*'] },
  ];
}

function reading({ partition, region, account, clusterName, queueArn }: KarpenterScope): readonly PolicyStatement[] {
  return [
    {
      actions: ['eks:DescribeCluster'],
      resources: [`arn:${partition}:eks:${region}:${account}:cluster/${clusterName}`],
    },
    { actions: actionsOf('sqs', 'DeleteMessage', 'GetQueueUrl', 'ReceiveMessage'), resources: [queueArn] },
    {
      actions: actionsOf(
        'ec2',
        'DescribeCapacityReservations',
        'DescribeImages',
        'DescribeInstances',
        'DescribeInstanceStatus',
        'DescribeInstanceTypeOfferings',
        'DescribeInstanceTypes',
        'DescribeLaunchTemplates',
        'DescribePlacementGroups',
        'DescribeSecurityGroups',
        'DescribeSpotPriceHistory',
        'DescribeSubnets',
      ),
      resources: ['*'],
      condition: { StringEquals: { 'aws:RequestedRegion': region } },
    },
    { actions: ['ssm:GetParameter'], resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`] },
    { actions: ['pricing:GetProducts'], resources: ['*'] },
  ];
}

/** Who may write to the queue of interruptions, and that nobody does without encryption. */
export function queuePolicy(queueArn: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: ['events.amazonaws.com', 'sqs.amazonaws.com'] },
        Action: 'sqs:SendMessage',
        Resource: queueArn,
      },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sqs:*',
        Resource: queueArn,
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  });
}

/** The events that tell of nodes which are about to go, by the source of each. Source: as of the policy. */
export const interruptions: Readonly<Record<string, { readonly source: string; readonly detailType: string }>> = {
  'scheduled-change': { source: 'aws.health', detailType: 'AWS Health Event' },
  'spot-interruption': { source: 'aws.ec2', detailType: 'EC2 Spot Instance Interruption Warning' },
  rebalance: { source: 'aws.ec2', detailType: 'EC2 Instance Rebalance Recommendation' },
  'state-change': { source: 'aws.ec2', detailType: 'EC2 Instance State-change Notification' },
  'reservation-interruption': {
    source: 'aws.ec2',
    detailType: 'EC2 Capacity Reservation Instance Interruption Warning',
  },
};

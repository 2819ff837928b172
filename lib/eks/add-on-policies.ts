import { actionsOf, type PolicyStatement } from './policy-document';

/**
 * What the cluster autoscaler may do: look at all groups of nodes, and change those of its cluster.
 *
 * Source: https://github.com/kubernetes/autoscaler/blob/55c37cd5eb55/cluster-autoscaler/cloudprovider/aws/README.md (read
 * 2026-11-22), "Full Cluster Autoscaler Features Policy", with the condition by tag that the page recommends. That EKS tags
 * the groups of its node groups so is assumed.
 */
export function autoscalerStatements(clusterName: string): readonly PolicyStatement[] {
  return [
    {
      actions: [
        ...actionsOf(
          'autoscaling',
          'DescribeAutoScalingGroups',
          'DescribeAutoScalingInstances',
          'DescribeLaunchConfigurations',
          'DescribeScalingActivities',
        ),
        ...actionsOf(
          'ec2',
          'DescribeImages',
          'DescribeInstanceTypes',
          'DescribeLaunchTemplateVersions',
          'GetInstanceTypesFromInstanceRequirements',
        ),
        'eks:DescribeNodegroup',
      ],
      resources: ['*'],
    },
    {
      actions: actionsOf('autoscaling', 'SetDesiredCapacity', 'TerminateInstanceInAutoScalingGroup'),
      resources: ['*'],
      condition: { StringEquals: { [`aws:ResourceTag/k8s.io/cluster-autoscaler/${clusterName}`]: 'owned' } },
    },
  ];
}

/**
 * What external-secrets may do: read the secrets that it is told.
 *
 * Source: https://github.com/external-secrets/external-secrets/blob/cc5bfbc2234a/docs/provider/aws-secrets-manager.md (read
 * 2026-11-22), without the actions that list all secrets.
 */
export function externalSecretsStatements(secrets: readonly string[]): readonly PolicyStatement[] {
  const actions = actionsOf(
    'secretsmanager',
    'GetResourcePolicy',
    'GetSecretValue',
    'DescribeSecret',
    'ListSecretVersionIds',
  );
  return [{ actions, resources: [...secrets] }];
}

const clusterTag = 'elbv2.k8s.aws/cluster';

/**
 * What the load balancer controller may do: look at the network, and make, change and delete what it tags as its cluster's.
 *
 * Rules of security groups, listeners and targets it changes as upstream's policy has it, which names no cluster for these:
 * the groups of nodes are not its own. It lacks what upstream gives it for Cognito, WAF and Shield, and for peered networks,
 * outposts and address pools, none of which this library sets up: its chart is told to leave WAF and Shield alone. Source:
 * https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json (read 2026-11-22).
 */
export function loadBalancerStatements(partition: string, clusterName: string): readonly PolicyStatement[] {
  const groups = [`arn:${partition}:ec2:*:*:security-group/*`];
  const balancing = (kind: string): string => `arn:${partition}:elasticloadbalancing:*:*:${kind}`;
  const balancers = ['targetgroup/*/*', 'loadbalancer/net/*/*', 'loadbalancer/app/*/*'].map(balancing);
  const listeners = [
    'listener/net/*/*/*',
    'listener/app/*/*/*',
    'listener-rule/net/*/*/*',
    'listener-rule/app/*/*/*',
  ].map(balancing);
  const asked = { StringEquals: { [`aws:RequestTag/${clusterTag}`]: clusterName } };
  const own = { StringEquals: { [`aws:ResourceTag/${clusterTag}`]: clusterName } };
  const retagged = { ...own, Null: { [`aws:RequestTag/${clusterTag}`]: 'true' } };
  return [
    {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: ['*'],
      condition: { StringEquals: { 'iam:AWSServiceName': 'elasticloadbalancing.amazonaws.com' } },
    },
    { actions: lookedAt, resources: ['*'] },
    {
      actions: actionsOf('ec2', 'AuthorizeSecurityGroupIngress', 'RevokeSecurityGroupIngress', 'CreateSecurityGroup'),
      resources: ['*'],
    },
    {
      actions: ['ec2:CreateTags'],
      resources: groups,
      condition: { StringEquals: { 'ec2:CreateAction': 'CreateSecurityGroup', ...asked.StringEquals } },
    },
    { actions: actionsOf('ec2', 'CreateTags', 'DeleteTags'), resources: groups, condition: retagged },
    { actions: ['ec2:DeleteSecurityGroup'], resources: ['*'], condition: own },
    {
      actions: actionsOf('elasticloadbalancing', 'CreateLoadBalancer', 'CreateTargetGroup'),
      resources: ['*'],
      condition: asked,
    },
    {
      actions: ['elasticloadbalancing:AddTags'],
      resources: balancers,
      condition: {
        StringEquals: {
          'elasticloadbalancing:CreateAction': ['CreateTargetGroup', 'CreateLoadBalancer'],
          ...asked.StringEquals,
        },
      },
    },
    {
      actions: actionsOf('elasticloadbalancing', 'AddTags', 'RemoveTags'),
      resources: balancers,
      condition: retagged,
    },
    { actions: actionsOf('elasticloadbalancing', 'AddTags', 'RemoveTags'), resources: listeners },
    { actions: changedOfOwn, resources: ['*'], condition: own },
    { actions: changedOfAny, resources: ['*'] },
    {
      actions: actionsOf('elasticloadbalancing', 'RegisterTargets', 'DeregisterTargets'),
      resources: [balancing('targetgroup/*/*')],
    },
  ];
}

const lookedAt: readonly string[] = [
  ...actionsOf(
    'ec2',
    'DescribeAccountAttributes',
    'DescribeAddresses',
    'DescribeAvailabilityZones',
    'DescribeInternetGateways',
    'DescribeVpcs',
    'DescribeVpcPeeringConnections',
    'DescribeSubnets',
    'DescribeSecurityGroups',
    'DescribeInstances',
    'DescribeNetworkInterfaces',
    'DescribeTags',
    'DescribeRouteTables',
    'GetSecurityGroupsForVpc',
  ),
  ...actionsOf(
    'elasticloadbalancing',
    'DescribeLoadBalancers',
    'DescribeLoadBalancerAttributes',
    'DescribeListeners',
    'DescribeListenerAttributes',
    'DescribeListenerCertificates',
    'DescribeSSLPolicies',
    'DescribeRules',
    'DescribeTargetGroups',
    'DescribeTargetGroupAttributes',
    'DescribeTargetHealth',
    'DescribeTags',
    'DescribeTrustStores',
    'DescribeCapacityReservation',
  ),
  ...actionsOf('acm', 'ListCertificates', 'DescribeCertificate'),
];

const changedOfOwn: readonly string[] = actionsOf(
  'elasticloadbalancing',
  'ModifyLoadBalancerAttributes',
  'SetIpAddressType',
  'SetSecurityGroups',
  'SetSubnets',
  'DeleteLoadBalancer',
  'ModifyTargetGroup',
  'ModifyTargetGroupAttributes',
  'DeleteTargetGroup',
  'ModifyListenerAttributes',
  'ModifyCapacityReservation',
);

const changedOfAny: readonly string[] = actionsOf(
  'elasticloadbalancing',
  'CreateListener',
  'DeleteListener',
  'ModifyListener',
  'AddListenerCertificates',
  'RemoveListenerCertificates',
  'CreateRule',
  'DeleteRule',
  'ModifyRule',
  'SetRulePriorities',
);

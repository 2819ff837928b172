import { Tag } from '@pulumi/aws/autoscaling/tag.js';
import { LogGroup } from '@pulumi/aws/cloudwatch/logGroup.js';
import { DefaultSecurityGroup } from '@pulumi/aws/ec2/defaultSecurityGroup.js';
import { Eip } from '@pulumi/aws/ec2/eip.js';
import { InternetGateway } from '@pulumi/aws/ec2/internetGateway.js';
import { LaunchTemplate } from '@pulumi/aws/ec2/launchTemplate.js';
import { NatGateway } from '@pulumi/aws/ec2/natGateway.js';
import { PlacementGroup } from '@pulumi/aws/ec2/placementGroup.js';
import { Route } from '@pulumi/aws/ec2/route.js';
import { RouteTable } from '@pulumi/aws/ec2/routeTable.js';
import { RouteTableAssociation } from '@pulumi/aws/ec2/routeTableAssociation.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { Subnet } from '@pulumi/aws/ec2/subnet.js';
import { Vpc } from '@pulumi/aws/ec2/vpc.js';
import { VpcEndpoint } from '@pulumi/aws/ec2/vpcEndpoint.js';
import { Addon } from '@pulumi/aws/eks/addon.js';
import { Cluster } from '@pulumi/aws/eks/cluster.js';
import { getAddonVersionOutput } from '@pulumi/aws/eks/getAddonVersion.js';
import { NodeGroup } from '@pulumi/aws/eks/nodeGroup.js';
import { getPartitionOutput } from '@pulumi/aws/getPartition.js';
import { getRegionOutput } from '@pulumi/aws/getRegion.js';
import { OpenIdConnectProvider } from '@pulumi/aws/iam/openIdConnectProvider.js';
import { Role } from '@pulumi/aws/iam/role.js';
import { RolePolicy } from '@pulumi/aws/iam/rolePolicy.js';
import { RolePolicyAttachment } from '@pulumi/aws/iam/rolePolicyAttachment.js';
import { Key } from '@pulumi/aws/kms/key.js';
import type { input } from '@pulumi/aws/types/index.js';
import { Provider } from '@pulumi/kubernetes/provider.js';
import * as pulumi from '@pulumi/pulumi';

// The resources of the other program, as a team that knows EKS well would write them by hand. Each module is imported by
// its own path, which costs least; by-index.ts makes the imports that Pulumi's own pages use.

const zones = ['us-east-1a', 'us-east-1b'];
const region = getRegionOutput({}).region;
const partition = getPartitionOutput({}).partition;

const vpc = new Vpc('ml', {
  cidrBlock: '10.20.0.0/16',
  enableDnsSupport: true,
  enableDnsHostnames: true,
  tags: { Name: 'ml' },
});
new DefaultSecurityGroup('ml', { vpcId: vpc.id, ingress: [], egress: [], tags: { Name: 'ml' } });
const gateway = new InternetGateway('ml', { vpcId: vpc.id, tags: { Name: 'ml' } });
const open = new RouteTable('ml-public', { vpcId: vpc.id, tags: { Name: 'ml-public' } });
const toInternet = new Route('ml-public', {
  routeTableId: open.id,
  destinationCidrBlock: '0.0.0.0/0',
  gatewayId: gateway.id,
});

const closed = zones.map((availabilityZone, index) => {
  const letter = availabilityZone.slice(-1);
  const publicSubnet = new Subnet(`ml-public-${letter}`, {
    vpcId: vpc.id,
    availabilityZone,
    cidrBlock: `10.20.${240 + index}.0/24`,
    tags: { Name: `ml-public-${letter}`, 'kubernetes.io/role/elb': '1' },
  });
  new RouteTableAssociation(`ml-public-${letter}`, { subnetId: publicSubnet.id, routeTableId: open.id });
  const tags = { Name: `ml-${letter}` };
  const address = new Eip(`ml-${letter}`, { domain: 'vpc', tags }, { dependsOn: [gateway] });
  const nat = new NatGateway(
    `ml-${letter}`,
    { subnetId: publicSubnet.id, allocationId: address.id, tags },
    { dependsOn: [toInternet] },
  );
  const name = `ml-nodes-${letter}`;
  const subnet = new Subnet(name, {
    vpcId: vpc.id,
    availabilityZone,
    cidrBlock: `10.20.${32 * index}.0/19`,
    tags: { Name: name, 'kubernetes.io/role/internal-elb': '1' },
  });
  const table = new RouteTable(name, { vpcId: vpc.id, tags: { Name: name } });
  const route = new Route(name, {
    routeTableId: table.id,
    destinationCidrBlock: '0.0.0.0/0',
    natGatewayId: nat.id,
  });
  const association = new RouteTableAssociation(name, { subnetId: subnet.id, routeTableId: table.id });
  return { subnet, table, needed: [route, association] };
});
const endpoint = new VpcEndpoint('ml-s3', {
  vpcId: vpc.id,
  serviceName: pulumi.interpolate`com.amazonaws.${region}.s3`,
  vpcEndpointType: 'Gateway',
  routeTableIds: closed.map(({ table }) => table.id),
});

function role(name: string, service: string, policies: readonly string[]): [Role, pulumi.Resource[]] {
  const trust = {
    Version: '2012-10-17' as const,
    Statement: [
      { Effect: 'Allow' as const, Action: ['sts:AssumeRole', 'sts:TagSession'], Principal: { Service: service } },
    ],
  };
  const made = new Role(name, { assumeRolePolicy: trust });
  const attached = policies.map(
    (policy) =>
      new RolePolicyAttachment(`${name}-${policy}`, {
        role: made.name,
        policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}`,
      }),
  );
  return [made, attached];
}

const [controlPlane, controlPlanePolicies] = role('ml-control-plane', 'eks.amazonaws.com', ['AmazonEKSClusterPolicy']);
const key = new Key('ml-secrets', { enableKeyRotation: true, deletionWindowInDays: 30 });
const encryption = new RolePolicy('ml-encryption', {
  role: controlPlane.name,
  policy: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['kms:DescribeKey', 'kms:Encrypt', 'kms:Decrypt'], Resource: key.arn }],
  },
});
const logs = new LogGroup('ml', { name: '/aws/eks/ml-dev/cluster', retentionInDays: 90 });
const cluster = new Cluster(
  'ml',
  {
    name: 'ml-dev',
    roleArn: controlPlane.arn,
    version: '1.34',
    vpcConfig: { subnetIds: closed.map(({ subnet }) => subnet.id), endpointPrivateAccess: true },
    accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true },
    encryptionConfig: { resources: ['secrets'], provider: { keyArn: key.arn } },
    enabledClusterLogTypes: ['api', 'audit', 'authenticator'],
    bootstrapSelfManagedAddons: false,
  },
  { dependsOn: [...controlPlanePolicies, encryption, logs] },
);
new OpenIdConnectProvider('ml', {
  url: cluster.identities.apply(([identity]) => identity?.oidcs[0]?.issuer ?? ''),
  clientIdLists: ['sts.amazonaws.com'],
});
const [nodes, nodePolicies] = role('ml-nodes', 'ec2.amazonaws.com', [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEC2ContainerRegistryPullOnly',
]);

function addOn(addonName: string, dependsOn: pulumi.Resource[], account?: [name: string, policy: string]): Addon {
  const [own, policies] = account ? role(`ml-${addonName}`, 'pods.eks.amazonaws.com', [account[1]]) : [];
  return new Addon(
    `ml-${addonName}`,
    {
      clusterName: cluster.name,
      addonName,
      addonVersion: getAddonVersionOutput({ addonName, kubernetesVersion: '1.34' }).version,
      ...(own && account && { podIdentityAssociations: [{ roleArn: own.arn, serviceAccount: account[0] }] }),
    },
    { dependsOn: [...dependsOn, ...(policies ?? [])] },
  );
}

const early = [
  addOn('eks-pod-identity-agent', []),
  addOn('vpc-cni', [], ['aws-node', 'AmazonEKS_CNI_Policy']),
  addOn('kube-proxy', []),
];

interface Pool {
  readonly machine: string;
  readonly min: number;
  readonly max: number;
  readonly spot?: boolean;
  readonly gpus?: number;
  readonly diskGib?: number;
  readonly taints?: input.eks.NodeGroupTaint[];
  readonly adapters?: number;
  readonly tags: Readonly<Record<string, string>>;
}

function pool(
  name: string,
  { machine, min, max, spot, gpus, diskGib = 100, taints = [], adapters, tags }: Pool,
): pulumi.Resource {
  const fabric = adapters && {
    placement: new PlacementGroup(`${name}-fabric`, { strategy: 'cluster' }),
    group: new SecurityGroup(`${name}-fabric`, {
      vpcId: vpc.id,
      ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
      egress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
    }),
  };
  const template = new LaunchTemplate(name, {
    updateDefaultVersion: true,
    blockDeviceMappings: [
      { deviceName: '/dev/xvda', ebs: { volumeSize: diskGib, volumeType: 'gp3', encrypted: 'true' } },
    ],
    metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
    ...(fabric && {
      placement: { groupName: fabric.placement.name },
      networkInterfaces: Array.from({ length: adapters ?? 0 }, (_, card) => ({
        networkCardIndex: card,
        deviceIndex: card === 0 ? 0 : 1,
        interfaceType: 'efa',
        securityGroups: [cluster.vpcConfig.clusterSecurityGroupId, fabric.group.id],
      })),
    }),
    tagSpecifications: ['instance', 'volume'].map((resourceType) => ({ resourceType, tags: { Name: name } })),
  });
  const group = new NodeGroup(
    name,
    {
      clusterName: cluster.name,
      nodeRoleArn: nodes.arn,
      subnetIds: closed.slice(0, fabric ? 1 : 2).map(({ subnet }) => subnet.id),
      version: '1.34',
      amiType: gpus ? 'AL2023_x86_64_NVIDIA' : 'AL2023_x86_64_STANDARD',
      capacityType: spot ? 'SPOT' : 'ON_DEMAND',
      instanceTypes: [machine],
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      taints,
      scalingConfig: { minSize: min, maxSize: max, desiredSize: min },
      updateConfig: { maxUnavailable: 1 },
      nodeRepairConfig: { enabled: true },
    },
    {
      dependsOn: [...nodePolicies, ...early, ...closed.flatMap(({ needed }) => needed), endpoint],
      ignoreChanges: ['scalingConfig.desiredSize'],
    },
  );
  for (const [tag, value] of Object.entries(tags)) {
    new Tag(`${name}-${tag}`, {
      autoscalingGroupName: group.resources.apply(([first]) => first?.autoscalingGroups[0]?.name ?? ''),
      tag: { key: `k8s.io/cluster-autoscaler/node-template/${tag}`, value, propagateAtLaunch: false },
    });
  }
  return group;
}

const labelled = (name: string, spot = false): Record<string, string> => ({
  'label/eks.amazonaws.com/capacityType': spot ? 'SPOT' : 'ON_DEMAND',
  'label/eks.amazonaws.com/nodegroup': name,
});
const gpu = {
  'label/k8s.amazonaws.com/accelerator': 'nvidia',
  'label/nvidia.com/gpu.present': 'true',
  'label/nvidia.com/device-plugin.config': 'whole',
  'taint/nvidia.com/gpu': 'present:NoSchedule',
  'resources/ephemeral-storage': '200Gi',
};
const gpuTaint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NO_SCHEDULE' };

const system = pool('ml-system', {
  machine: 'm7i.large',
  min: 2,
  max: 3,
  taints: [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NO_SCHEDULE' }],
  tags: {
    ...labelled('ml-system'),
    'taint/CriticalAddonsOnly': 'true:NoSchedule',
    'resources/ephemeral-storage': '50Gi',
  },
});
const late = [
  addOn('coredns', [system]),
  addOn('aws-ebs-csi-driver', [system], ['ebs-csi-controller-sa', 'service-role/AmazonEBSCSIDriverPolicy']),
];
pool('cpu', {
  machine: 'm7i.2xlarge',
  min: 1,
  max: 5,
  tags: { ...labelled('cpu'), 'resources/ephemeral-storage': '100Gi' },
});
pool('l4', {
  machine: 'g6.xlarge',
  min: 0,
  max: 6,
  spot: true,
  gpus: 1,
  diskGib: 200,
  taints: [gpuTaint],
  tags: { ...labelled('l4', true), ...gpu, 'resources/nvidia.com/gpu': '1' },
});
pool('fabric', {
  machine: 'p4d.24xlarge',
  min: 0,
  max: 2,
  gpus: 8,
  diskGib: 200,
  taints: [gpuTaint],
  adapters: 4,
  tags: {
    ...labelled('fabric'),
    ...gpu,
    'resources/nvidia.com/gpu': '8',
    'resources/vpc.amazonaws.com/efa': '4',
  },
});

/** What the stack hands out. */
export const kubeconfig: pulumi.Output<string> = pulumi.secret(
  pulumi.all([cluster.endpoint, cluster.certificateAuthority, region]).apply(([server, { data }, where]) =>
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'ml', cluster: { server, 'certificate-authority-data': data } }],
      users: [
        {
          name: 'ml',
          user: {
            exec: {
              apiVersion: 'client.authentication.k8s.io/v1beta1',
              command: 'aws',
              args: ['--region', where, 'eks', 'get-token', '--cluster-name', 'ml-dev'],
            },
          },
        },
      ],
      contexts: [{ name: 'ml', context: { cluster: 'ml', user: 'ml' } }],
      'current-context': 'ml',
    }),
  ),
);
new Provider('ml', { kubeconfig }, { dependsOn: [...late, system] });

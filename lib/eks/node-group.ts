import { Tag } from '@pulumi/aws/autoscaling/tag.js';
import { LaunchTemplate } from '@pulumi/aws/ec2/launchTemplate.js';
import { PlacementGroup } from '@pulumi/aws/ec2/placementGroup.js';
import { SecurityGroup } from '@pulumi/aws/ec2/securityGroup.js';
import { NodeGroup } from '@pulumi/aws/eks/nodeGroup.js';
import { output, type ComponentResource } from '@pulumi/pulumi';
import type { PoolCluster } from './pool-cluster';
import type { NodeGroupPlan } from './pool-plan';

type Tags = Readonly<Record<string, string>>;

/** Makes the node group of a pool, with its launch template and what these refer to. */
export function makeNodeGroup(
  parent: ComponentResource,
  name: string,
  plan: NodeGroupPlan,
  cluster: PoolCluster,
  tags: Tags,
): NodeGroup {
  const template = makeLaunchTemplate(parent, name, plan, cluster, tags);
  const { minSize, maxSize, desiredSize } = plan.scalingConfig;
  const group = new NodeGroup(
    name,
    {
      clusterName: cluster.clusterName,
      nodeGroupName: plan.nodeGroupName,
      nodeRoleArn: cluster.nodeRoleArn,
      subnetIds: plan.subnets.map(({ id }) => id),
      version: cluster.kubernetes,
      ...(plan.releaseVersion !== undefined && { releaseVersion: plan.releaseVersion }),
      amiType: plan.amiType,
      capacityType: plan.capacityType,
      ...(plan.instanceTypes && { instanceTypes: [...plan.instanceTypes] }),
      // A number, not $Latest, in which no change would be seen.
      launchTemplate: { id: template.id, version: template.latestVersion.apply(String) },
      labels: { ...plan.labels },
      taints: plan.taints.map((taint) => ({ ...taint })),
      scalingConfig: { minSize, maxSize, desiredSize },
      updateConfig: { ...plan.updateConfig },
      nodeRepairConfig: { enabled: plan.repair },
      tags: { ...tags },
    },
    {
      parent,
      dependsOn: [...cluster.neededByNodes, ...(cluster.network.neededByNodes ?? [])],
      // The name changes with whatever replaces the group, so there is room for both. By default the provider deletes
      // first whatever has a name of the program's own (pulumi-terraform-bridge, nameRequiresDeleteBeforeReplace).
      deleteBeforeReplace: false,
      ...(plan.autoscaled && { ignoreChanges: ['scalingConfig.desiredSize'] }),
    },
  );
  tagForAutoscaler(parent, name, plan, group);
  return group;
}

function makeLaunchTemplate(
  parent: ComponentResource,
  name: string,
  plan: NodeGroupPlan,
  cluster: PoolCluster,
  tags: Tags,
): LaunchTemplate {
  const { interfaces, blockDeviceMappings, metadataOptions, userData, instanceType, ...rest } = plan.launchTemplate;
  const isReserved = rest.capacityReservationSpecification !== undefined;
  const fabric = interfaces.length > 0 ? makeFabric(parent, name, cluster, { tags, isReserved }) : undefined;
  // Without groups of its own, EKS gives the nodes that of the cluster; with some, it has to be among them.
  const nodeTags = { ...tags, Name: name };
  return new LaunchTemplate(
    name,
    {
      updateDefaultVersion: true,
      blockDeviceMappings: blockDeviceMappings.map(({ deviceName, ebs }) => ({ deviceName, ebs: { ...ebs } })),
      metadataOptions: { ...metadataOptions },
      ...(userData !== undefined && { userData }),
      ...(instanceType !== undefined && { instanceType }),
      ...(rest.instanceMarketOptions && { instanceMarketOptions: { ...rest.instanceMarketOptions } }),
      ...(rest.capacityReservationSpecification && {
        capacityReservationSpecification: {
          capacityReservationTarget: { ...rest.capacityReservationSpecification.capacityReservationTarget },
        },
      }),
      ...(fabric && {
        ...(fabric.placement && { placement: { groupName: fabric.placement.name } }),
        networkInterfaces: interfaces.map((one) => ({
          ...one,
          deleteOnTermination: 'true',
          securityGroups: [cluster.securityGroupId, fabric.group.id],
        })),
      }),
      tagSpecifications: [
        { resourceType: 'instance', tags: nodeTags },
        { resourceType: 'volume', tags: nodeTags },
      ],
      tags: nodeTags,
    },
    { parent },
  );
}

interface MadeFabric {
  readonly group: SecurityGroup;
  /** None of a reservation, which is used by instances of its own placement group alone, or of none. */
  readonly placement: PlacementGroup | undefined;
}

/**
 * What a fabric needs: nodes close together, and a security group whose members reach each other both ways by name of
 * the group, since traffic past the operating system heeds no range of addresses. Source: Amazon EC2 user
 * guide, create-efa (read 2026-11-22).
 *
 * Instances in a new placement group take nothing from a reservation, which is placed already. Source: eksctl pull request
 * 8220, aws-parallelcluster pull request 6311 and terraform-aws-eks pull request 3730 (read 2026-11-22).
 */
function makeFabric(
  parent: ComponentResource,
  name: string,
  cluster: PoolCluster,
  { tags, isReserved }: { readonly tags: Tags; readonly isReserved: boolean },
): MadeFabric {
  const part = `${name}-fabric`;
  const placement = isReserved
    ? undefined
    : new PlacementGroup(part, { strategy: 'cluster', tags: { ...tags } }, { parent });
  const group = new SecurityGroup(
    part,
    {
      vpcId: cluster.network.vpcId,
      description: `The fabric between the nodes of ${name}`,
      ingress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
      egress: [{ protocol: '-1', fromPort: 0, toPort: 0, self: true }],
      tags: { ...tags, Name: part },
    },
    { parent },
  );
  return { group, placement };
}

/** EKS makes the autoscaling group, and hands none of the node group's tags on to it. */
function tagForAutoscaler(parent: ComponentResource, name: string, plan: NodeGroupPlan, group: NodeGroup): void {
  const autoscalingGroupName = output(group.resources).apply(
    (resources) => resources[0]?.autoscalingGroups[0]?.name ?? '',
  );
  for (const [key, value] of Object.entries(plan.autoscalerTags)) {
    new Tag(
      `${name}-${key.replace('k8s.io/cluster-autoscaler/node-template/', '')}`,
      { autoscalingGroupName, tag: { key, value, propagateAtLaunch: false } },
      { parent },
    );
  }
}

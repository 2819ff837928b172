import { EventRule } from '@pulumi/aws/cloudwatch/eventRule.js';
import { EventTarget } from '@pulumi/aws/cloudwatch/eventTarget.js';
import { AccessEntry } from '@pulumi/aws/eks/accessEntry.js';
import { Queue } from '@pulumi/aws/sqs/queue.js';
import { QueuePolicy } from '@pulumi/aws/sqs/queuePolicy.js';
import { all, type ComponentResource, type Input, type Output, type Resource } from '@pulumi/pulumi';
import { karpenterAccount } from '../clouds';
import { interruptions, karpenterStatements, queuePolicy } from './karpenter-policy';
import { makeManagedRole } from './managed-role';
import type { NodePolicy } from './node-policies';
import { makePodRole } from './pod-role';
import { policyDocument } from './policy-document';

/** Where Karpenter makes nodes. */
export interface KarpenterPlace {
  readonly clusterName: Input<string>;
  readonly nodePolicies: readonly NodePolicy[];
  readonly partition: Input<string>;
  readonly region: Input<string>;
  readonly account: Input<string>;
  readonly namespace: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What a pool of Karpenter has to be told of its cluster: to be spread into the props of a `karpenter.GpuNodePool` or
 * `karpenter.NodePool`.
 */
export interface KarpenterNodes {
  readonly cloud: 'eks';
  readonly cluster: Output<string>;
  readonly role: Output<string>;
  readonly subnets: readonly { readonly id: Output<string> }[];
  readonly securityGroups: readonly { readonly id: Output<string> }[];
}

/** What Karpenter has in AWS. */
export interface MadeKarpenter {
  readonly needs: readonly Resource[];
  readonly queueName: Output<string>;
  /** The role of the nodes that it makes, for their node class. */
  readonly nodeRoleName: Output<string>;
}

/**
 * Makes what Karpenter needs in AWS: its role, the role of its nodes with the entry that lets them join, and the queue that
 * tells it of nodes which are about to go.
 *
 * Its nodes have a role of their own: the entry of the role of node groups is EKS's to make and to remove.
 */
export function makeKarpenter(parent: ComponentResource, name: string, place: KarpenterPlace): MadeKarpenter {
  const { clusterName, nodePolicies, partition, region, account, namespace, tags } = place;
  const part = `${name}-karpenter-nodes`;
  const nodes = makeManagedRole(parent, part, 'ec2.amazonaws.com', nodePolicies, { partition, tags });
  const entry = new AccessEntry(
    part,
    { clusterName, principalArn: nodes.role.arn, type: 'EC2_LINUX', tags: { ...tags } },
    { parent, dependsOn: [...nodes.attachments] },
  );
  const { queue, made } = makeQueue(parent, name, tags);
  const policy = all([partition, region, account, clusterName, nodes.role.arn, queue.arn]).apply(
    ([ofPartition, ofRegion, ofAccount, cluster, nodeRoleArn, queueArn]) =>
      policyDocument(
        karpenterStatements({
          partition: ofPartition,
          region: ofRegion,
          account: ofAccount,
          clusterName: cluster,
          nodeRoleArn,
          queueArn,
        }),
      ),
  );
  const serviceAccount = karpenterAccount;
  const role = makePodRole(parent, `${name}-karpenter`, { clusterName, namespace, serviceAccount, policy, tags });
  return { needs: [...role, entry, ...made], queueName: queue.name, nodeRoleName: nodes.role.name };
}

/** A message is of no use once its node is gone, minutes later. */
const keptSeconds = 300;

function makeQueue(
  parent: ComponentResource,
  name: string,
  tags: Readonly<Record<string, string>>,
): { readonly queue: Queue; readonly made: readonly Resource[] } {
  const part = `${name}-karpenter`;
  const queue = new Queue(
    part,
    { messageRetentionSeconds: keptSeconds, sqsManagedSseEnabled: true, tags: { ...tags } },
    { parent },
  );
  const policy = new QueuePolicy(part, { queueUrl: queue.url, policy: queue.arn.apply(queuePolicy) }, { parent });
  const targets = Object.entries(interruptions).map(([event, { source, detailType }]) => {
    const eventPattern = JSON.stringify({ source: [source], 'detail-type': [detailType] });
    const rule = new EventRule(`${part}-${event}`, { eventPattern, tags: { ...tags } }, { parent });
    return new EventTarget(`${part}-${event}`, { rule: rule.name, arn: queue.arn }, { parent, dependsOn: [policy] });
  });
  return { queue, made: [policy, ...targets] };
}

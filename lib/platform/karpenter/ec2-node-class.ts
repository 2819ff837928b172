import { isDeferred, printGiven, type Notes } from '../../core';
import { eksNodeImage, type EksImageFamily, type Machine, type PoolCapacity } from '../../hardware';
import type { CommonPoolProps, Ec2Image, Ec2Nodes, Ec2Selector } from './node-pool-props';

/** What an EC2NodeClass is decided by, once the machine is chosen. */
export interface Ec2NodeClassFacts {
  readonly props: Ec2Nodes & Pick<CommonPoolProps, 'maxPods' | 'tags'>;
  readonly machine: Machine;
  readonly capacity: PoolCapacity;
  readonly diskGib: number;
  readonly localDisks: 'raid0' | 'unused';
}

/** The version of the API of AWS's node class: karpenter.k8s.aws_ec2nodeclasses.yaml of Karpenter 1.14.1. */
export const ec2NodeClassVersion = 'karpenter.k8s.aws/v1';

/**
 * Renders the spec of an EC2NodeClass, and judges what only it says.
 *
 * Source: aws/karpenter-provider-aws@1d927085, website/content/en/docs/concepts/nodeclasses.md (read 2026-11-22).
 */
export function renderEc2NodeClass(facts: Ec2NodeClassFacts, notes: Notes): Readonly<Record<string, unknown>> {
  const { props, capacity, localDisks } = facts;
  judgeCluster(props.cluster, notes);
  judgeRole(props.role, notes);
  judgeSelectors('subnets', props.subnets, notes);
  judgeSelectors('securityGroups', props.securityGroups, notes);
  judgeTags(props.tags, notes);
  notes.decide(hopLimit);
  return {
    role: props.role,
    amiSelectorTerms: [{ alias: `${familyOf(props.image)}@${releaseOf(props.image, notes)}` }],
    subnetSelectorTerms: props.subnets ?? [{ tags: { 'karpenter.sh/discovery': props.cluster } }],
    securityGroupSelectorTerms: props.securityGroups ?? [{ tags: { [clusterTag]: props.cluster } }],
    blockDeviceMappings: disksOf(facts, notes),
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpProtocolIPv6: 'disabled',
      httpPutResponseHopLimit: hopLimit.value,
      httpTokens: 'required',
    },
    ...(localDisks === 'raid0' && { instanceStorePolicy: 'RAID0' }),
    ...(capacity.kind === 'reservation' && { capacityReservationSelectorTerms: [{ id: capacity.id }] }),
    ...(props.placementGroup !== undefined && { placementGroupSelector: { name: props.placementGroup } }),
    ...(props.maxPods !== undefined && { kubelet: { maxPods: props.maxPods } }),
    ...(props.tags !== undefined && { tags: { ...props.tags } }),
  };
}

/**
 * What EKS tags the security group with that it makes for a cluster, and tags it with again where somebody takes it away.
 *
 * Source: Amazon EKS user guide, sec-group-reqs (read 2026-11-22).
 */
const clusterTag = 'aws:eks:cluster-name';

/** The family of an image, which is Amazon Linux 2023 unless given. */
export function familyOf({ family }: Pick<Ec2Image, 'family'>): EksImageFamily {
  return family ?? 'al2023';
}

/** Wider than the prop: a program in JavaScript can leave both out. */
interface AskedImage extends Pick<Ec2Image, 'family' | 'newest'> {
  readonly release?: string | undefined;
}

function releaseOf({ family, release, newest }: AskedImage, notes: Notes): string {
  const example = examples[family ?? 'al2023'];
  const fix = `release: '${example}', or newest: { reason: '…' }`;
  if (newest !== undefined) {
    notes.waive({
      field: 'EC2NodeClass spec.amiSelectorTerms',
      value: 'latest',
      reason: newest.reason,
      override: 'image.newest',
    });
    return 'latest';
  }
  if (release !== undefined && forms[family ?? 'al2023'].test(release)) return release;
  notes.issue({
    code: 'platform/image-not-pinned',
    property: 'image.release',
    ...(release !== undefined && { given: printGiven(release) }),
    message:
      release === 'latest'
        ? 'moves: each image that comes out would replace all nodes of the pool, whatever runs on them'
        : `is no release of ${family ?? 'al2023'}, which are tagged as ${example} is`,
    fix,
  });
  return example;
}

/** Tags of releases: of awslabs/amazon-eks-ami, CHANGELOG.md, and as Karpenter's page on NodeClasses pins Bottlerocket. */
const examples = { al2023: 'v20260714', bottlerocket: 'v1.20.4' } as const;
const forms = { al2023: /^v\d{8}$/, bottlerocket: /^v?\d+\.\d+\.\d+$/ } as const;

/** Source: EKS API, CreateCluster, name. */
function judgeCluster(cluster: unknown, notes: Notes): void {
  if (isDeferred(cluster) || (typeof cluster === 'string' && /^[0-9A-Za-z][\w-]{0,99}$/.test(cluster))) return;
  notes.issue({
    code: 'platform/invalid-node-class',
    property: 'cluster',
    given: printGiven(cluster),
    message: 'is no name of a cluster of EKS, by which its subnets and security groups would be found',
    fix: "the name of the cluster, such as cluster: 'production'",
  });
}

function judgeRole(role: unknown, notes: Notes): void {
  // The name of a role: IAM takes these characters, and 64 of them. Source: IAM API, CreateRole, RoleName.
  if (isDeferred(role) || (typeof role === 'string' && /^[\w+=,.@-]{1,64}$/.test(role))) return;
  notes.issue({
    code: 'platform/invalid-node-class',
    property: 'role',
    given: printGiven(role),
    message: 'is no name of a role: Karpenter makes the instance profile of its nodes by the name, without path or ARN',
    fix: "the last part of the ARN, such as role: 'ml-nodes'",
  });
}

function judgeSelectors(property: keyof typeof ids, selectors: readonly Ec2Selector[] | undefined, notes: Notes): void {
  const example = `[{ tags: { … } }] or [{ id: '${ids[property]}…' }], or no ${property}`;
  const issue = (place: string, given: unknown, message: string): void => {
    const fix = `${property}: ${example}`;
    notes.issue({ code: 'platform/invalid-node-class', property: place, given: printGiven(given), message, fix });
  };
  if (selectors?.length === 0) issue(property, selectors, 'finds none, and no node could start');
  (selectors ?? []).forEach(({ tags, id }, index) => {
    const place = `${property}[${index}]`;
    const isEmpty = ([key, value]: [string, unknown]): boolean => key === '' || value === '';
    if (tags !== undefined && (Object.keys(tags).length === 0 || Object.entries(tags).some(isEmpty))) {
      issue(`${place}.tags`, tags, 'has no tag, or one without a name or a value');
    }
    if (typeof id === 'string' && !id.startsWith(ids[property])) issue(`${place}.id`, id, `is no id of ${property}`);
  });
}

const ids = { subnets: 'subnet-', securityGroups: 'sg-' } as const;

/** Source: karpenter.k8s.aws_ec2nodeclasses.yaml of Karpenter 1.14.1, spec.tags. */
function judgeTags(tags: CommonPoolProps['tags'], notes: Notes): void {
  for (const [key, value] of Object.entries(tags ?? {})) {
    if (key !== '' && !ownTags.test(key)) continue;
    notes.issue({
      code: 'platform/invalid-node-class',
      property: `tags[${JSON.stringify(key)}]`,
      given: printGiven(value),
      message: key === '' ? 'has no name' : 'is set by Karpenter itself, which finds its machines by it',
      fix: key === '' ? 'a tag with a name' : 'nothing',
    });
  }
}

const ownTags =
  /^(?:kubernetes\.io\/cluster|(?:karpenter\.sh\/(?:nodepool|nodeclaim)|karpenter\.k8s\.aws\/ec2nodeclass|eks:eks-cluster-name)$)/;

function disksOf(
  { props, machine, diskGib }: Ec2NodeClassFacts,
  notes: Notes,
): readonly Readonly<Record<string, unknown>>[] {
  notes.decide(encrypted);
  const { root, data } = eksNodeImage(familyOf(props.image), machine)?.disks ?? { root: '/dev/xvda', data: undefined };
  const disk = (deviceName: string, gib: number): Readonly<Record<string, unknown>> => ({
    deviceName,
    ebs: { volumeSize: `${gib}Gi`, volumeType: 'gp3', encrypted: encrypted.value, deleteOnTermination: true },
  });
  return data === undefined ? [disk(root, diskGib)] : [disk(root, systemGib), disk(data, diskGib)];
}

/** What Karpenter gives the system of Bottlerocket by itself: its page on NodeClasses, spec.blockDeviceMappings. */
const systemGib = 4;

const hopLimit = {
  field: 'EC2NodeClass spec.metadataOptions.httpPutResponseHopLimit',
  value: 1,
  reason: 'one hop ends on the node: no pod gets the credentials of its node, and workload identity gives it its own',
  source: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
  override: 'a node class of your own',
} as const;

const encrypted = {
  field: 'EC2NodeClass spec.blockDeviceMappings[].ebs.encrypted',
  value: true,
  reason: 'weights and prompts come to the disk of the node',
  source: 'https://karpenter.sh/docs/concepts/nodeclasses/#specblockdevicemappings',
  override: 'a node class of your own',
} as const;

import { nameProblem, printGiven, type IssueDetails } from '../../core';
import {
  judgeAwsReservation,
  judgeAksDevicePlugin,
  judgeDevicePluginOwner,
  eksNodeImage,
  judgeEfa,
  judgeTaints,
  noEksImage,
  type Machine,
  type NodePool,
} from '../../hardware';
import { familyOf } from './ec2-node-class';
import type { AksNodes, CommonPoolProps, Ec2Nodes } from './node-pool-props';

/** What a pool is given, whichever construct makes it, as far as it is judged together with its machine. */
export type JudgedProps = CommonPoolProps &
  (Ec2Nodes | AksNodes) & {
    readonly fabric?: { readonly kind: 'efa' } | undefined;
    readonly devicePlugin?: NodePool['devicePlugin'];
    readonly driver?: 'node-image' | 'gpu-operator' | 'yourself' | undefined;
  };

/** Says all that is wrong with what a pool of Karpenter is given, but for what `nodePool` judges. */
export function judgePool(
  name: string,
  props: JudgedProps,
  machine: Machine,
  localDisks: 'raid0' | 'unused',
): readonly IssueDetails[] {
  return [
    ...judgeName(name, props),
    ...judgeNodes(props),
    ...judgeLabels(props),
    ...judgeTaints('startupTaints', props.startupTaints ?? []),
    ...judgeTwice(props),
    ...judgeZones(props),
    ...judgeWeight(props),
    ...(props.cloud === 'eks' ? judgeOnEks(props, machine, localDisks) : judgeOnAks(props)),
  ];
}

/** Its nodes carry the name as the value of a label, and Kubernetes takes it for that of an object. */
function judgeName(name: string, { name: given }: JudgedProps): readonly IssueDetails[] {
  const problem = given === undefined ? undefined : nameProblem('Namespace', name);
  if (problem === undefined) return [];
  const fix = "a name such as 'gpu-l4', or nothing";
  return [{ code: 'core/invalid-name', property: 'name', given: printGiven(given), message: problem, fix }];
}

function judgeNodes({ nodes }: JudgedProps): readonly IssueDetails[] {
  const { min } = nodes;
  if (min === undefined || min === 0) return [];
  return [
    {
      code: 'platform/nodes-not-kept',
      property: 'nodes.min',
      given: printGiven(min),
      message: 'cannot be held: Karpenter makes nodes for pods that wait, and keeps none that no pod is on',
      fix: "min: 0, and pods that stay, such as scaling: { kind: 'fixed', replicas: … }; or a pool of the cloud's own",
    },
  ];
}

/**
 * Labels that Karpenter refuses, or that would contradict what the pool requires of its nodes.
 *
 * Source: karpenter.sh_nodepools.yaml of Karpenter 1.14.1, spec.template.metadata.labels; karpenter 1.14.1,
 * pkg/apis/v1/labels.go; website/content/en/docs/concepts/nodepools.md: labels become requirements.
 */
function judgeLabels({ labels = {} }: JudgedProps): readonly IssueDetails[] {
  return Object.entries(labels).flatMap(([key, value]): readonly IssueDetails[] => {
    const domain = key.includes('/') ? key.slice(0, key.indexOf('/')) : '';
    const isRestricted = restricted.some((one) => domain === one || domain.endsWith(`.${one}`)) || required.has(key);
    if (!isRestricted) return [];
    return [
      {
        code: 'hardware/reserved-label',
        property: `labels[${JSON.stringify(key)}]`,
        given: printGiven(value),
        message: 'is set by Karpenter or the kubelet, as the machine, the zones and the capacity of the pool say',
        fix: 'nothing, or a prefix of your own, such as example.com/',
      },
    ];
  });
}

const restricted = ['karpenter.sh', 'karpenter.k8s.aws', 'karpenter.azure.com'];

const required = new Set([
  'kubernetes.io/arch',
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/region',
  'topology.kubernetes.io/zone',
]);

function judgeTwice({ startupTaints = [], taints = [] }: JudgedProps): readonly IssueDetails[] {
  const same = startupTaints.flatMap((taint, index) =>
    taints.some(({ key, effect }) => key === taint.key && effect === taint.effect) ? [{ taint, index }] : [],
  );
  return same.map(({ taint, index }) => ({
    code: 'platform/taint-twice',
    property: `startupTaints[${index}]`,
    given: printGiven(taint.key),
    message: 'stays, as one of taints, and goes once the node is ready',
    fix: 'one of taints or one of startupTaints',
  }));
}

/** Zones of AWS, Local Zones too, and the numbers of those of a region of Azure. */
function judgeZones({ cloud, zones, region, capacity, ...props }: JudgedProps): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  const bad = { code: 'clouds/invalid-zones' } as const;
  const form = cloud === 'eks' ? /^[a-z]{2}(?:-[a-z]+)+-\d+(?:-[a-z]+-\d+)?[a-z]$/ : /^[1-9]$/;
  const fix = cloud === 'eks' ? `such as '${region ?? 'us-east-1'}a'` : "'1', '2' or '3'";
  if (zones?.length === 0) {
    const none = 'at least one zone, or no zones at all';
    issues.push({ ...bad, property: 'zones', given: '[]', message: 'leaves no zone', fix: none });
  }
  (zones ?? []).forEach((zone, index) => {
    const at = { ...bad, property: `zones[${index}]`, given: printGiven(zone) };
    if (!form.test(zone)) {
      const message = cloud === 'eks' ? 'is no name of a zone of AWS' : 'is no number of a zone of a region';
      issues.push({ ...at, message, fix });
    } else if (zones?.indexOf(zone) !== index) issues.push({ ...at, message: 'is there twice', fix: 'each zone once' });
    else if (cloud === 'eks' && region !== undefined && !zone.startsWith(region)) {
      issues.push({ ...at, message: `is no zone of ${region}`, fix });
    }
  });
  if (cloud === 'aks' && zones !== undefined && region === undefined) {
    issues.push({
      ...bad,
      property: 'region',
      message: 'is missing: nodes are labelled with the region before the number of their zone',
      fix: "region: 'westeurope', or that of the cluster",
    });
  }
  const isEfa = props.fabric?.kind === 'efa';
  if (isEfa && zones?.length !== 1) {
    issues.push({
      code: 'clouds/fabric-zone',
      property: 'zones',
      message: 'nodes are connected by a fabric within one zone only, and these would be in several',
      fix: 'zones: [one zone that has the machine]',
    });
  }
  if (capacity?.kind === 'reservation' && zones !== undefined && zones.length > 1) {
    issues.push({
      ...bad,
      property: 'zones',
      message: 'a reservation is of one zone, and nodes in any other would not be of it',
      fix: 'zones: [the zone of the reservation]',
    });
  }
  return issues;
}

function judgeWeight({ weight }: JudgedProps): readonly IssueDetails[] {
  if (weight === undefined || (Number.isSafeInteger(weight) && weight >= 1 && weight <= 100)) return [];
  const fix = 'a whole number from 1 to 100, or no weight';
  const message = 'must be a whole number from 1 to 100';
  return [{ code: 'clouds/invalid-size', property: 'weight', given: printGiven(weight), message, fix }];
}

function judgeOnEks(
  props: Extract<JudgedProps, Ec2Nodes>,
  machine: Machine,
  localDisks: 'raid0' | 'unused',
): readonly IssueDetails[] {
  const family = familyOf(props.image);
  const image = eksNodeImage(family, machine);
  const { capacity, fabric, devicePlugin } = props;
  return [
    ...(image === undefined ? [noEksImage(family, machine)] : judgeDevicePluginOwner(image, devicePlugin, family)),
    ...(capacity?.kind === 'reservation' ? judgeAwsReservation(capacity) : []),
    ...(fabric === undefined ? [] : judgeEfa(machine)),
    ...(localDisks === 'raid0' && machine.localDisks === undefined ? [noLocalDisks(machine)] : []),
    ...judgeDisk(props.diskGib, 20, 16_384, 'the largest disk of EBS'),
  ];
}

function noLocalDisks({ instanceType }: Machine): IssueDetails {
  return {
    code: 'eks/unsupported-image',
    property: 'localDisks',
    given: printGiven('raid0'),
    message: `${instanceType} has no disks of its own`,
    fix: "localDisks: 'unused'",
  };
}

/** Source: Azure/karpenter-provider-azure@352646f5, pkg/apis/v1beta1/labels.go and aksnodeclass.go (read 2026-11-22). */
function judgeOnAks({ capacity, driver, devicePlugin, diskGib }: JudgedProps): readonly IssueDetails[] {
  const issues = [...judgeDisk(diskGib, 30, 2048, 'the most that an AKSNodeClass takes')];
  if (capacity?.kind === 'reservation') {
    issues.push({
      code: 'clouds/invalid-reservation',
      property: 'capacity',
      given: printGiven(capacity.kind),
      message: 'Karpenter takes no nodes from a reservation of Azure: it knows nodes on demand and spot nodes there',
      fix: "capacity: { kind: 'on-demand' } or { kind: 'spot' }, or a node pool of AKS",
    });
  }
  return [...issues, ...judgeAksDevicePlugin({ driver, devicePlugin })];
}

function judgeDisk(given: number | undefined, least: number, most: number, why: string): IssueDetails[] {
  if (given === undefined || (Number.isSafeInteger(given) && given >= least && given <= most)) return [];
  return [
    {
      code: 'clouds/invalid-size',
      property: 'diskGib',
      given: printGiven(given),
      message: `must be a whole number from ${least} to ${most}, ${why}`,
      fix: `diskGib: a whole number from ${least} to ${most}`,
    },
  ];
}

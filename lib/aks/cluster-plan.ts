import { aksSupport, judgeAccess, judgeSupport } from '../clouds';
import { labelValueProblem, noReason, printGiven, readRange, type IssueDetails } from '../core';
import { minorVersion, type AddOns, type AksNetwork } from '../hardware';
import { accessNames } from './access';
import { addressAt, textsOverlap } from './address-text';
import type { ClusterEndpoint, ClusterProps } from './cluster-props';
import { addOnsOf } from './managed-add-ons';
import type { NetworkEgress } from './network-props';
import { judgeReserved } from './reserved-addresses';
import { planSystemPool, type SystemPoolPlan } from './system-pool';

/** What a cluster is made with, but for what is known at deployment, in the words of its API. */
export interface ClusterPlan {
  readonly name: string;
  readonly version: string;
  readonly podNetwork: AksNetwork;
  readonly podAddresses: string | undefined;
  readonly networkProfile: NetworkProfile;
  readonly autoUpgradeProfile: { readonly upgradeChannel: string; readonly nodeOSUpgradeChannel: string };
  readonly systemPool: SystemPoolPlan;
  readonly addOns: AddOns;
  readonly logCategories: readonly string[];
  readonly warnings: readonly string[];
  readonly issues: readonly IssueDetails[];
}

/** How the network of a cluster is told to AKS. */
export interface NetworkProfile {
  readonly networkPlugin: 'azure';
  readonly networkPluginMode?: 'overlay' | undefined;
  readonly networkPolicy?: 'cilium' | 'calico' | undefined;
  readonly networkDataplane: 'cilium' | 'azure';
  readonly podCidr?: string | undefined;
  readonly serviceCidr: string;
  readonly dnsServiceIP: string;
  readonly loadBalancerSku: 'standard';
  readonly outboundType: 'userAssignedNATGateway' | 'userDefinedRouting' | 'loadBalancer';
}

const defaultPodAddresses = '10.244.0.0/16';
const defaultServiceAddresses = '172.16.0.0/16';

/** Limits of AKS. Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/api-server-authorized-ip-ranges.md (2026-08-03). */
const mostAuthorizedRanges = 200;

const outboundTypes: Readonly<Record<NetworkEgress, NetworkProfile['outboundType']>> = {
  'nat-gateway': 'userAssignedNATGateway',
  routes: 'userDefinedRouting',
  'load-balancer': 'loadBalancer',
};

/** Decides what a cluster is made with, and says all that is wrong with what was given. */
export function planCluster(name: string, props: ClusterProps): ClusterPlan {
  const { kubernetes, patch, network, upgrades = {}, auditLogs = { kind: 'on' } } = props;
  const podNetwork = network.podSubnet === undefined ? 'azure-cni-overlay' : 'azure-cni-pod-subnet';
  const podAddresses = podNetwork === 'azure-cni-overlay' ? (props.podAddresses ?? defaultPodAddresses) : undefined;
  const serviceAddresses = props.serviceAddresses ?? defaultServiceAddresses;
  const systemPool = planSystemPool(props.systemPool, podNetwork);
  const { addOns, issues: addOnIssues } = addOnsOf(props);
  const version = judgeVersion(props);
  const supported = judgeSupport(kubernetes, aksSupport);
  return {
    name,
    version: patch ?? kubernetes,
    podNetwork,
    podAddresses,
    networkProfile: networkProfile(props, podAddresses, serviceAddresses),
    autoUpgradeProfile: {
      upgradeChannel: upgrades.kubernetes ?? 'none',
      nodeOSUpgradeChannel: nodeChannels[upgrades.nodes ?? 'none'],
    },
    systemPool,
    addOns,
    logCategories: logCategories(auditLogs),
    warnings: supported.warnings,
    issues: [
      ...judgeName(name),
      ...(version.length > 0 ? version : supported.issues),
      ...judgeEndpoint(props.endpoint),
      ...judgeAccess(props.access, accessNames),
      ...judgeLogs(auditLogs),
      ...judgeAddresses(props, podAddresses, serviceAddresses),
      ...systemPool.issues,
      ...addOnIssues,
    ],
  };
}

const nodeChannels = { none: 'None', 'node-image': 'NodeImage', 'security-patch': 'SecurityPatch' } as const;

function networkProfile(
  { network, networkPolicies = 'cilium' }: ClusterProps,
  podCidr: string | undefined,
  serviceCidr: string,
): NetworkProfile {
  return {
    networkPlugin: 'azure',
    ...(podCidr !== undefined && { networkPluginMode: 'overlay' as const, podCidr }),
    ...(networkPolicies !== 'none' && { networkPolicy: networkPolicies }),
    networkDataplane: networkPolicies === 'cilium' ? 'cilium' : 'azure',
    serviceCidr,
    // The first address is that of the API server inside of the cluster; the tenth is what AKS itself would take.
    dnsServiceIP: addressAt(serviceCidr, 10),
    loadBalancerSku: 'standard',
    outboundType: outboundTypes[network.egress],
  };
}

/**
 * What the control plane tells: who was let in, and what was asked of it.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/monitor-aks.md and pci-monitor.md: kube-audit tells of
 * all requests, kube-audit-admin of those that change something.
 */
function logCategories(logs: NonNullable<ClusterProps['auditLogs']>): readonly string[] {
  if (logs.kind === 'off') return [];
  return ['guard', logs.reads === 'kept' ? 'kube-audit' : 'kube-audit-admin'];
}

/** A name of AKS that is the prefix of an address in DNS and the value of a label as well. */
function judgeName(name: string): readonly IssueDetails[] {
  const message =
    labelValueProblem(name) ??
    (/^[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?$/.test(name)
      ? undefined
      : 'must be at most 54 letters, digits and -, with a letter or digit at both ends');
  if (message === undefined) return [];
  const fix = "a name such as 'ml-production'";
  return [{ code: 'clouds/invalid-name', property: 'name', given: printGiven(name), message, fix }];
}

function judgeVersion({ kubernetes, patch }: ClusterProps): readonly IssueDetails[] {
  const bad = { code: 'clouds/invalid-version' } as const;
  if (minorVersion(kubernetes) === undefined || !/^1\.\d+$/.test(kubernetes)) {
    const fix = "major and minor version, such as '1.34', and a patch besides";
    const message = 'is no version of Kubernetes without its patch';
    return [{ ...bad, property: 'kubernetes', given: printGiven(kubernetes), message, fix }];
  }
  if (patch === undefined || new RegExp(`^${kubernetes.replace('.', '\\.')}\\.\\d+$`).test(patch)) return [];
  const message = `is no patch of ${kubernetes}`;
  return [{ ...bad, property: 'patch', given: printGiven(patch), message, fix: `patch: '${kubernetes}.…', or none` }];
}

function judgeEndpoint(endpoint: ClusterEndpoint | undefined): readonly IssueDetails[] {
  if (endpoint?.kind !== 'public' || endpoint.from === undefined) return [];
  const bad = { code: 'clouds/invalid-address-range' } as const;
  const { from } = endpoint;
  if (from.length === 0) {
    const fix = "endpoint: { kind: 'private' }, or ranges of addresses";
    return [{ ...bad, property: 'endpoint.from', given: '[]', message: 'lets nobody come from the internet', fix }];
  }
  if (from.length > mostAuthorizedRanges - 1) {
    const message = `AKS takes ${mostAuthorizedRanges} ranges, and one of them is for the nodes`;
    const fix = 'fewer and larger ranges';
    return [{ ...bad, property: 'endpoint.from', given: `${from.length} ranges`, message, fix }];
  }
  return from.flatMap((range, index) =>
    readRange(range)?.family === 'ipv4'
      ? []
      : [
          {
            ...bad,
            property: `endpoint.from[${index}]`,
            given: printGiven(range),
            message: 'is no range of IPv4 addresses',
            fix: "a range such as '198.51.100.0/24'",
          },
        ],
  );
}

function judgeLogs(logs: NonNullable<ClusterProps['auditLogs']>): readonly IssueDetails[] {
  if (logs.kind === 'off') return logs.reason.trim() === '' ? [noReason('auditLogs', printGiven('off'))] : [];
  const days = logs.retentionDays;
  if (days === undefined || (Number.isInteger(days) && days >= 30 && days <= 730)) return [];
  const message = 'must be a whole number from 30 to 730: Log Analytics keeps nothing for less or longer';
  return [
    { code: 'clouds/invalid-size', property: 'auditLogs.retentionDays', given: printGiven(days), message, fix: '90' },
  ];
}

/**
 * Judges that nobody's addresses are somebody else's as well.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/concepts-network-azure-cni-overlay.md (2026-07-31).
 */
function judgeAddresses(
  { network, podAddresses: given }: ClusterProps,
  podAddresses: string | undefined,
  serviceAddresses: string,
): readonly IssueDetails[] {
  const issues: IssueDetails[] = [];
  if (given !== undefined && podAddresses === undefined) {
    issues.push({
      code: 'clouds/invalid-address-range',
      property: 'podAddresses',
      given: printGiven(given),
      message: 'is for an overlay, and the network has a subnet for pods',
      fix: 'no podAddresses, or a network without a subnet for pods',
    });
  }
  const ranges = [
    ...(podAddresses === undefined ? [] : [{ property: 'podAddresses', cidr: podAddresses, shortest: 8, longest: 24 }]),
    // Smaller than /12, by the same page.
    { property: 'serviceAddresses', cidr: serviceAddresses, shortest: 13, longest: 28 },
  ];
  for (const { property, cidr, shortest, longest } of ranges) {
    const range = readRange(cidr);
    if (range?.family !== 'ipv4' || range.length < shortest || range.length > longest) {
      issues.push({
        code: 'clouds/invalid-address-range',
        property,
        given: printGiven(cidr),
        message: `must be a range of IPv4 addresses from /${shortest} to /${longest}`,
        fix: `a range such as '${property === 'podAddresses' ? defaultPodAddresses : defaultServiceAddresses}'`,
      });
    }
  }
  for (const { property, cidr } of ranges) {
    const example = property === 'podAddresses' ? defaultPodAddresses : defaultServiceAddresses;
    issues.push(...judgeReserved(property, cidr, example));
  }
  for (const part of ['nodeSubnet', 'podSubnet'] as const) {
    issues.push(...judgeReserved(`network.${part}.cidr`, network[part]?.cidr ?? '', '10.20.0.0/18'));
  }
  const taken = [
    ...(network.addresses ?? [network.nodeSubnet.cidr, network.podSubnet?.cidr].flatMap((cidr) => cidr ?? [])),
  ];
  const others = ranges.flatMap(({ property, cidr }, index) => [
    ...taken.map((other) => ({ property, cidr, other, whose: 'the network or one that it is joined to' })),
    ...ranges.slice(0, index).map((before) => ({ property, cidr, other: before.cidr, whose: before.property })),
  ]);
  return [
    ...issues,
    ...others
      .filter(({ cidr, other }) => textsOverlap(cidr, other))
      .map(({ property, cidr, other, whose }) => ({
        code: 'clouds/overlapping-addresses' as const,
        property,
        given: printGiven(cidr),
        message: `has addresses in common with ${other} of ${whose}`,
        fix: `${property} that lie outside of ${other}${freeRange(property, [...taken, ...ranges.map((one) => one.cidr)])}`,
      })),
  ];
}

/** A range that nobody has, for an example. */
function freeRange(property: string, taken: readonly string[]): string {
  const candidates =
    property === 'podAddresses'
      ? ['10.244.0.0/16', '100.64.0.0/16', '192.168.0.0/16']
      : ['172.16.0.0/16', '10.0.0.0/16', '100.100.0.0/16'];
  const free = candidates.find((candidate) => taken.every((other) => !textsOverlap(candidate, other)));
  return free === undefined ? '' : `, such as '${free}'`;
}

import { eksSupport, judgeAccess, judgeSupport } from '../clouds';
import { labelValueProblem, noReason, printGiven, readRange, type IssueDetails } from '../core';
import { minorVersion } from '../hardware';
import { accessNames } from './access';
import { judgeAddOnVersions, planAddOns, type AddOnPlan } from './managed-add-on-plan';
import type { ClusterEndpoint, ClusterProps, ExistingClusterProps, LogRetentionDays } from './cluster-props';
import type { ClusterNetwork } from './network-props';

/** What the control plane is made with, but for what is known at deployment. */
export interface ControlPlanePlan {
  readonly name: string;
  readonly version: string;
  readonly endpoint: {
    readonly endpointPrivateAccess: true;
    readonly endpointPublicAccess: boolean;
    readonly publicAccessCidrs?: readonly string[] | undefined;
  };
  /** Who is let in to the private endpoint beside the nodes. */
  readonly privateAccessCidrs: readonly string[];
  readonly accessConfig: {
    /** Access entries alone, and no ConfigMap. */
    readonly authenticationMode: 'API';
    readonly bootstrapClusterCreatorAdminPermissions: boolean;
  };
  readonly enabledClusterLogTypes: readonly ('api' | 'audit' | 'authenticator')[];
  readonly logRetentionDays?: LogRetentionDays | undefined;
  readonly addOns: readonly AddOnPlan[];
  readonly warnings: readonly string[];
  readonly issues: readonly IssueDetails[];
}

const defaultRetentionDays = 90;

/**
 * Decides what a control plane is made with, and says all that is wrong with what was given.
 *
 * @param component the name of the component, after which roles are named
 * @param name of the cluster
 */
export function planControlPlane(component: string, name: string, props: ClusterProps): ControlPlanePlan {
  const { kubernetes, access, network, addOnVersions = {}, volumes = 'ebs' } = props;
  const { endpoint = { kind: 'public' }, auditLogs = { kind: 'on' } } = props;
  const logs = auditLogs.kind === 'on';
  const version = judgeVersion(kubernetes);
  const supported = judgeSupport(kubernetes, eksSupport);
  return {
    name,
    version: kubernetes,
    endpoint: planEndpoint(endpoint),
    privateAccessCidrs: endpoint.kind === 'private' ? [...new Set(endpoint.from)].sort() : [],
    accessConfig: {
      authenticationMode: 'API',
      bootstrapClusterCreatorAdminPermissions: access.creator === 'admin',
    },
    enabledClusterLogTypes: logs ? ['api', 'audit', 'authenticator'] : [],
    ...(logs && { logRetentionDays: auditLogs.retentionDays ?? defaultRetentionDays }),
    addOns: planAddOns(addOnVersions, volumes),
    warnings: supported.warnings,
    issues: [
      ...judgeComponent(component),
      ...judgeName(name),
      ...(version.length > 0 ? version : supported.issues),
      ...judgeSubnets(network),
      ...judgeEndpoint(endpoint),
      ...judgeAccess(access, accessNames),
      ...(auditLogs.kind === 'off' && auditLogs.reason.trim() === '' ? [noReason('auditLogs', printGiven('off'))] : []),
      ...judgeAddOnVersions(addOnVersions, kubernetes),
    ],
  };
}

function planEndpoint(endpoint: ClusterEndpoint): ControlPlanePlan['endpoint'] {
  if (endpoint.kind === 'private') return { endpointPrivateAccess: true, endpointPublicAccess: false };
  return {
    endpointPrivateAccess: true,
    endpointPublicAccess: true,
    publicAccessCidrs: [...(endpoint.from ?? ['0.0.0.0/0'])].sort(),
  };
}

/** Says what is wrong with what is told of a cluster that exists. */
export function judgeExistingCluster({ name, kubernetes, network }: ExistingClusterProps): readonly IssueDetails[] {
  return [...judgeName(name), ...judgeVersion(kubernetes), ...judgeSubnets(network)];
}

/** The longest name of a role is 64, of which ours take up to 19, and Pulumi's random end 8. Source: IAM quotas. */
function judgeComponent(component: string): readonly IssueDetails[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,35}$/.test(component)) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'name',
      given: printGiven(component),
      message: 'must be 1 to 36 letters, digits, - and _, since roles are named after the component',
      fix: "a name such as 'ml'; the cluster itself can have another, by the property name",
    },
  ];
}

/** Source: EKS API, CreateCluster: at most 100; the name is a label value in the target, and so at most 63. */
function judgeName(name: string): readonly IssueDetails[] {
  const message =
    labelValueProblem(name) ??
    (/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(name)
      ? undefined
      : 'must be letters, digits, - and _, as the name of a cluster');
  if (message === undefined) return [];
  return [
    {
      code: 'clouds/invalid-name',
      property: 'name',
      given: printGiven(name),
      message,
      fix: "a name such as 'ml-production'",
    },
  ];
}

function judgeVersion(kubernetes: string): readonly IssueDetails[] {
  if (minorVersion(kubernetes) !== undefined && /^1\.\d+$/.test(kubernetes)) return [];
  return [
    {
      code: 'clouds/invalid-version',
      property: 'kubernetes',
      given: printGiven(kubernetes),
      message: 'is no version that EKS takes: it chooses the patch itself',
      fix: "major and minor version, such as '1.34'",
    },
  ];
}

function judgeSubnets({ nodeSubnets }: ClusterNetwork): readonly IssueDetails[] {
  const zones = nodeSubnets.flatMap(({ zone }) => (zone === undefined ? [] : [zone]));
  const enough = nodeSubnets.length >= 2 && (zones.length < nodeSubnets.length || new Set(zones).size >= 2);
  if (enough) return [];
  return [
    {
      code: 'clouds/invalid-zones',
      property: 'network.nodeSubnets',
      given: zones.length > 0 ? printGiven(zones) : String(nodeSubnets.length),
      message: 'are in fewer than two zones, and EKS wants two for its control plane',
      fix: 'private subnets in two zones or more',
    },
  ];
}

function judgeEndpoint(endpoint: ClusterEndpoint): readonly IssueDetails[] {
  if (endpoint.from === undefined) return [];
  if (endpoint.from.length === 0) {
    const fix = "endpoint: { kind: 'private' }, or ranges of addresses";
    const at = { code: 'clouds/invalid-address-range', property: 'endpoint.from', given: '[]' } as const;
    const message = endpoint.kind === 'private' ? 'lets nobody come' : 'lets nobody come from the internet';
    return [{ ...at, message, fix }];
  }
  return endpoint.from.flatMap((range, index) =>
    readRange(range)?.family === 'ipv4'
      ? []
      : [
          {
            code: 'clouds/invalid-address-range',
            property: `endpoint.from[${index}]`,
            given: printGiven(range),
            message: 'is no range of IPv4 addresses',
            fix: "a range such as '198.51.100.0/24'",
          } as const,
        ],
  );
}

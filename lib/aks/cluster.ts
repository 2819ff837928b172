import { RoleAssignment } from '@pulumi/azure-native/authorization/index.js';
import { ManagedCluster } from '@pulumi/azure-native/containerservice/index.js';
import { UserAssignedIdentity } from '@pulumi/azure-native/managedidentity/index.js';
import { DiagnosticSetting } from '@pulumi/azure-native/monitor/index.js';
import { Workspace } from '@pulumi/azure-native/operationalinsights/index.js';
import {
  ComponentResource,
  getStack,
  interpolate,
  output,
  type ComponentResourceOptions,
  type Input,
  type Output,
  type ProviderResource,
  type Resource,
} from '@pulumi/pulumi';
import {
  type AddOnCluster,
  type AddOnName,
  advised,
  DeclaredTarget,
  type InstalledAddOns,
  type Lasting,
  lastingInputs,
  withLasting,
  WorkloadIdentities,
} from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import type { AddOns, AksNetwork, KubernetesVersion, NodePool, TargetCluster } from '../hardware';
import { warn } from '../provider';
import { roleDefinitionId, type BuiltInRole } from './built-in-roles';
import { makeAccess } from './cluster-access';
import { credentialsFor } from './cluster-credentials';
import { clusterName, judgeComponentName } from './cluster-name';
import { planCluster, type ClusterPlan } from './cluster-plan';
import type { AuditLogs, ClusterProps } from './cluster-props';
import { managedClusterArgs } from './managed-cluster-args';
import { storageClasses } from './managed-add-ons';
import { deferrableOfNetwork, type ClusterNetwork } from './network-props';
import type { PoolCluster } from './pool-cluster';
import type { PullingCluster } from './registry';
import { makeWorkloadIdentity, type WorkloadCluster, type WorkloadIdentity } from './workload-identity';

const type = 'modelyard:aks:Cluster';

/** What may hold a deferred value: what Azure is told and nothing is decided by. */
const passesThrough = [
  ...deferrableOfNetwork('network'),
  'access.entries.*.principal',
  'encryption.id',
  'encryption.vaultId',
  'auditLogs.workspaceId',
];

/**
 * A new AKS cluster: Entra ID decides who gets in and Azure's roles what they may do, pods have identities of their own,
 * and a small pool is there for the system alone. Its name, version and pools are known before anything is made.
 *
 * Roles in Azure take up to five minutes to hold in the cluster. What is deployed to it waits for the pools made before; where
 * the first `up` fails with `Forbidden` all the same, run it again.
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/entra-id-authorization.md (2026-08-18).
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class Cluster extends ComponentResource implements PoolCluster, AddOnCluster, WorkloadCluster, PullingCluster {
  declare readonly componentName: string;
  declare readonly clusterName: Output<string>;
  declare readonly clusterId: Output<string>;
  declare readonly resourceGroupName: Input<string>;
  declare readonly kubernetes: KubernetesVersion;
  declare readonly network: ClusterNetwork;
  declare readonly podNetwork: AksNetwork;
  declare readonly podAddresses: string | undefined;
  declare readonly neededByNodes: readonly Resource[];
  declare readonly machineZones: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whom the cluster acts as in Azure, by its id in Entra ID. */
  declare readonly principalId: Output<string>;
  /** Whom the nodes pull images as, by its id in Entra ID. */
  declare readonly kubeletPrincipalId: Output<string>;
  /** Who issues the identities of pods. */
  declare readonly issuerUrl: Output<string>;
  /** Whom service accounts act as, each made for the first thing that is opened to it. */
  declare readonly identities: WorkloadIdentities<WorkloadIdentity>;
  /** For kubectl with kubelogin; it holds no credentials, and is a secret all the same. */
  declare readonly kubeconfig: Output<string>;
  /** Deploys to the cluster. */
  declare readonly provider: ProviderResource;
  readonly #target: DeclaredTarget;

  constructor(name: string, props: ClusterProps, opts?: ComponentResourceOptions) {
    const path = `aks.Cluster ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    const plan = planCluster(props.name ?? clusterName(name, getStack()), props);
    refuse(path, [...judgeComponentName(name), ...plan.issues], stack);
    const lasting = lastingOf(path, plan, props, stack);
    super(type, name, lastingInputs(lasting), withLasting(type, name, lasting, advised(opts)));
    for (const warning of plan.warnings) warn(warning, this);
    const { network, kubernetes } = props;
    this.#target = new DeclaredTarget({
      name: plan.name,
      cloud: 'aks',
      region: network.region,
      kubernetes,
      nodePools: [plan.systemPool.pool],
      addOns: plan.addOns,
      storageClasses: props.storageClasses ?? storageClasses,
      ...(props.customResources && { customResources: props.customResources }),
    });
    const made = makeCluster(this, name, plan, props);
    this.componentName = name;
    this.clusterName = made.cluster.name;
    this.clusterId = made.cluster.id;
    this.resourceGroupName = network.resourceGroupName;
    this.kubernetes = kubernetes;
    this.network = network;
    this.podNetwork = plan.podNetwork;
    this.podAddresses = plan.podAddresses;
    this.neededByNodes = made.neededByNodes;
    this.machineZones = props.machineZones;
    this.principalId = made.identity.principalId;
    this.kubeletPrincipalId = made.cluster.identityProfile.apply(
      (profile) => profile?.['kubeletidentity']?.objectId ?? '',
    );
    this.issuerUrl = made.cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? '');
    const { issuerUrl } = this;
    const { resourceGroupName, region } = network;
    this.identities = new WorkloadIdentities((account) =>
      makeWorkloadIdentity(this, name, { resourceGroupName, region, issuerUrl, tags: props.tags ?? {} }, account),
    );
    const access = makeAccess(this, name, this.clusterId, props.access);
    const credentials = credentialsFor(this, name, {
      // Its id alone would not do: a cluster that is made anew for other addresses has the same. That it has another
      // `resourceUID` would be known only after each update.
      identity: interpolate`${this.clusterId}#${plan.networkProfile.podCidr ?? ''}#${plan.networkProfile.serviceCidr}`,
      clusterName: this.clusterName,
      resourceGroupName: network.resourceGroupName,
      login: props.login ?? 'azurecli',
      access,
    });
    this.kubeconfig = credentials.kubeconfig;
    this.provider = credentials.provider;
    this.registerOutputs({ clusterName: this.clusterName, kubeconfig: this.kubeconfig });
  }

  get nodePools(): readonly NodePool[] {
    return this.#target.pools;
  }

  get target(): TargetCluster {
    return this.#target.read();
  }

  /** What is in it by now, as far as that was said or installed. */
  get addOns(): AddOns {
    return this.#target.addOns;
  }

  get installed(): readonly AddOnName[] {
    return this.#target.installed;
  }

  installerOf(name: AddOnName): string | undefined {
    return this.#target.installerOf(name);
  }

  callPool(pool: NodePool): string {
    return this.#target.callPool(pool);
  }

  get neededByAddOns(): readonly Resource[] {
    return this.#target.neededByAddOns;
  }

  get neededByCharts(): readonly Resource[] {
    return this.#target.neededByCharts;
  }

  addPool(pool: NodePool, madeAs?: string, nodes?: Resource): void {
    this.#target.add(pool, madeAs, this, nodes);
  }

  addInstalled(installed: InstalledAddOns): void {
    this.#target.addInstalled(installed, this);
  }
}

/**
 * What of a cluster stays as it was while it has its name: that AKS changes none of these is assumed, but for what it says of
 * a cluster's own ranges of addresses.
 */
function lastingOf(
  path: string,
  { name: cloudName, podAddresses, networkProfile: { serviceCidr } }: ClusterPlan,
  { network }: ClusterProps,
  stack: CapturedStack,
): Lasting {
  const instead = `name: '${cloudName}-2' with it: such a cluster is made beside this one, which goes when all is there`;
  const lasting = (value: Input<string>, reason: string): Lasting['inputs'][string] => ({ value, reason, instead });
  return {
    path,
    stack,
    cloudName,
    inputs: {
      network: lasting(network.nodeSubnet.id, 'AKS moves no cluster to other subnets'),
      region: lasting(network.region, 'AKS moves no cluster to another region'),
      podAddresses: lasting(podAddresses ?? 'those of the network', 'AKS gives the pods of a cluster no others'),
      serviceAddresses: lasting(serviceCidr, 'AKS gives the Services of a cluster no others'),
    },
  };
}

interface MadeCluster {
  readonly cluster: ManagedCluster;
  readonly identity: UserAssignedIdentity;
  readonly neededByNodes: readonly Resource[];
}

function makeCluster(parent: Cluster, name: string, plan: ClusterPlan, props: ClusterProps): MadeCluster {
  const { network, encryption, auditLogs = { kind: 'on' }, tags = {} } = props;
  const common = { resourceGroupName: network.resourceGroupName, location: network.region, tags };
  const identity = new UserAssignedIdentity(name, common, { parent });
  const grant = (part: string, scope: Input<string>, role: BuiltInRole): RoleAssignment =>
    new RoleAssignment(
      `${name}-${part}`,
      {
        scope,
        principalId: identity.principalId,
        principalType: 'ServicePrincipal',
        roleDefinitionId: roleDefinitionId(role),
      },
      { parent },
    );
  // What the cluster does as its identity, it must be allowed before it is made and until it is gone.
  const grants = [
    grant('node-subnet', network.nodeSubnet.id, 'Network Contributor'),
    ...(network.podSubnet ? [grant('pod-subnet', network.podSubnet.id, 'Network Contributor')] : []),
    ...(encryption?.kind === 'key' ? [grant('key', encryption.vaultId, 'Key Vault Crypto User')] : []),
  ];
  const neededByNodes = [...grants, ...(network.neededByNodes ?? [])];
  const cluster = new ManagedCluster(name, managedClusterArgs(plan, props, identity.id), {
    parent,
    dependsOn: neededByNodes,
    // A change of one pool in here would change all others too, and AKS refuses most.
    ignoreChanges: ['agentPoolProfiles'],
    customTimeouts: { create: '60m', update: '4h', delete: '60m' },
  });
  if (auditLogs.kind === 'on') makeLogs(parent, name, plan, props, auditLogs, cluster);
  return { cluster, identity, neededByNodes };
}

function makeLogs(
  parent: Cluster,
  name: string,
  plan: ClusterPlan,
  { network, tags = {} }: ClusterProps,
  logs: AuditLogs & { readonly kind: 'on' },
  cluster: ManagedCluster,
): void {
  const workspaceId =
    logs.workspaceId ??
    new Workspace(
      name,
      {
        resourceGroupName: network.resourceGroupName,
        location: network.region,
        retentionInDays: logs.retentionDays ?? 90,
        sku: { name: 'PerGB2018' },
        tags,
      },
      { parent },
    ).id;
  new DiagnosticSetting(
    name,
    {
      name: 'modelyard',
      resourceUri: interpolate`${cluster.id}`,
      workspaceId: output(workspaceId),
      logAnalyticsDestinationType: 'Dedicated',
      logs: plan.logCategories.map((category) => ({ category, enabled: true })),
    },
    { parent },
  );
}

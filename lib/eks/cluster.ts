import { getPartitionOutput } from '@pulumi/aws/getPartition.js';
import { getRegionOutput } from '@pulumi/aws/getRegion.js';
import {
  all,
  ComponentResource,
  Config,
  getStack,
  secret,
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
  type IdentityCluster,
  type InstalledAddOns,
  type Lasting,
  lastingInputs,
  withLasting,
  WorkloadIdentities,
} from '../clouds';
import { captureStack, deferredProperties, refuse, type CapturedStack } from '../core';
import type { AddOns, KubernetesVersion, NodePool as PoolFacts, TargetCluster } from '../hardware';
import { kubernetesProvider, warn } from '../provider';
import { unpinnedAddOns } from './managed-add-on-plan';
import { makeAddOns } from './managed-add-ons';
import { clusterName } from './cluster-name';
import { planControlPlane } from './cluster-plan';
import type { ClusterProps, SystemPool } from './cluster-props';
import { makeAccess, makeControlPlane, makeEndpointRules, makeOidcProvider } from './control-plane';
import { kubeconfig } from './kubeconfig';
import { makeManagedRole } from './managed-role';
import { deferrableOfNetwork, type ClusterNetwork } from './network-props';
import { NodePool } from './node-pool';
import { makePodIdentity, type PodIdentity } from './pod-identity';
import { nodePolicies, type NodePolicy } from './node-policies';
import type { PoolCluster } from './pool-cluster';
import { warnOfUnscaledPools } from './unscaled-pools';

const type = 'modelyard:eks:Cluster';

/** What may hold a value that is known only at deployment. */
const passesThrough = [...deferrableOfNetwork('network'), 'access.entries.*.principal', 'encryption.arn'];

/**
 * A new EKS cluster: its control plane, the add-ons that every node needs, and a small pool for the system's own pods.
 *
 * Who may do what is said by access entries alone. Secrets are encrypted with a key of their own, the control plane's
 * audit log is kept, pods get permissions by EKS Pod Identity or the cluster's OIDC issuer, and nodes have no more than
 * what they need to join and to pull images.
 *
 * @throws ConfigError before anything is made, where the version, the access or the addresses cannot be
 */
export class Cluster extends ComponentResource implements PoolCluster, AddOnCluster, IdentityCluster<PodIdentity> {
  declare readonly clusterName: Output<string>;
  declare readonly kubernetes: KubernetesVersion;
  declare readonly network: ClusterNetwork;
  declare readonly securityGroupId: Output<string>;
  declare readonly nodeRoleArn: Output<string>;
  /** The addresses of pods are the network add-on's own affair here, which has a role of its own. */
  readonly nodePolicies: readonly NodePolicy[] = nodePolicies;
  declare readonly neededByNodes: readonly Resource[];
  declare readonly machineZones: Readonly<Record<string, readonly string[]>> | undefined;
  /** The issuer of its service accounts' identities, for roles that trust it: the ARN of its provider in IAM. */
  declare readonly oidcProviderArn: Output<string>;
  /** How to reach it, without credentials: these are asked of AWS each time. */
  declare readonly kubeconfig: Output<string>;
  /** The roles of service accounts, each made for the first thing that is opened to it. */
  declare readonly identities: WorkloadIdentities<PodIdentity>;
  /** Deploys to the cluster; there is one only once all is there that pods need. */
  declare readonly provider: ProviderResource;
  readonly #target: DeclaredTarget;

  constructor(name: string, props: ClusterProps, opts?: ComponentResourceOptions) {
    const stack = captureStack();
    refuse(`eks.Cluster ${name}`, deferredProperties(props, passesThrough), stack);
    const plan = planControlPlane(name, props.name ?? clusterName(name, getStack()), props);
    refuse(`eks.Cluster ${name}`, plan.issues, stack);
    const lasting = lastingOf(name, plan.name, props, stack);
    super(type, name, lastingInputs(lasting), withLasting(type, name, lasting, advised(opts)));
    this.kubernetes = props.kubernetes;
    this.network = props.network;
    this.machineZones = props.machineZones;
    this.#target = declareTarget(plan.name, props, opts);

    const partition = getPartitionOutput({}, { parent: this }).partition;
    const parts = { parent: this, name, partition, tags: props.tags ?? {} };
    const cluster = makeControlPlane(parts, plan, props);
    this.clusterName = cluster.name;
    // With the ARN, so that it is not known before the cluster is there: until then the group is missing in what was given.
    this.securityGroupId = all([cluster.vpcConfig, cluster.arn]).apply(
      ([{ clusterSecurityGroupId }]) => clusterSecurityGroupId,
    );
    const access = [
      ...makeAccess(parts, cluster.name, props.access.entries ?? {}),
      ...makeEndpointRules(parts, plan, this.securityGroupId),
    ];
    this.oidcProviderArn = makeOidcProvider(parts, cluster).arn;

    const nodes = makeManagedRole(this, `${name}-nodes`, 'ec2.amazonaws.com', this.nodePolicies, parts);
    this.nodeRoleArn = nodes.role.arn;
    const [early, late] = [
      plan.addOns.filter(({ when }) => when === 'before-nodes'),
      plan.addOns.filter(({ when }) => when === 'after-nodes'),
    ];
    for (const warning of plan.warnings) warn(warning, this);
    const unpinned = unpinnedAddOns(plan.addOns, plan.version);
    if (unpinned !== undefined) warn(unpinned, this);
    this.neededByNodes = [...nodes.attachments, ...makeAddOns(parts, cluster.name, plan.version, early, [])];
    const system = makeSystemPool(this, name, props.systemPool ?? {}, parts.tags);
    const rest = makeAddOns(parts, cluster.name, plan.version, late, [system]);

    const region = props.region ?? getRegionOutput({}, { parent: this }).region;
    this.kubeconfig = secret(
      all([cluster.name, region, cluster.endpoint, cluster.certificateAuthority]).apply(
        ([id, where, endpoint, { data }]) =>
          kubeconfig({ name: id, region: where, endpoint, certificateAuthority: data }),
      ),
    );
    // By its endpoint, which a cluster keeps: a kubeconfig that merely reads differently replaces no object, and a cluster
    // that takes the place of another under its name gets all of them.
    const reached = { kubeconfig: this.kubeconfig, clusterIdentifier: cluster.endpoint };
    this.provider = kubernetesProvider(name, reached, { parent: this, dependsOn: [...access, ...rest, system] });
    this.identities = new WorkloadIdentities((account) =>
      makePodIdentity(this, name, this.clusterName, account, parts.tags),
    );
    warnOfUnscaledPools(this, this.provider);
    this.registerOutputs({ clusterName: this.clusterName, kubeconfig: this.kubeconfig });
  }

  /** The cluster as plain data, with all pools that were made for it so far. */
  get target(): TargetCluster {
    return this.#target.read();
  }

  /** The pools that were made for it so far. */
  get nodePools(): readonly PoolFacts[] {
    return this.#target.pools;
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

  callPool(pool: PoolFacts): string {
    return this.#target.callPool(pool);
  }

  get neededByCharts(): readonly Resource[] {
    return this.#target.neededByCharts;
  }

  addPool(pool: PoolFacts, madeAs?: string): void {
    this.#target.add(pool, madeAs, this);
  }

  addInstalled(installed: InstalledAddOns): void {
    this.#target.addInstalled(installed, this);
  }
}

/**
 * What of a cluster stays as it was while it has its name.
 *
 * "All subnets that you add must be in the same set of AZs as originally provided when you created the cluster", with at
 * least one in each of these, and "the subnets must be in the same VPC". Source: awsdocs/amazon-eks-user-guide@4d52b4d0,
 * networking/network-reqs.adoc. "You cannot disable envelope encryption after enabling it": internal/service/eks/cluster.go
 * of hashicorp/terraform-provider-aws@00555dc5b38f, which also replaces for another name. Read 2026-11-22. That another key
 * is refused as well is assumed.
 */
function lastingOf(
  component: string,
  cloudName: string,
  { network: { vpcId, nodeSubnets }, encryption = { kind: 'new-key' } }: ClusterProps,
  stack: CapturedStack,
): Lasting {
  const zones = nodeSubnets.map(({ zone }) => zone);
  const instead = `name: '${cloudName}-2' with it: such a cluster is made beside this one, which goes when all is there`;
  const lasting = (value: Input<string>, reason: string): Lasting['inputs'][string] => ({ value, reason, instead });
  return {
    path: `eks.Cluster ${component}`,
    stack,
    cloudName,
    inputs: {
      network: lasting(vpcId, 'EKS moves no cluster to another VPC'),
      zones: lasting(
        zones.includes(undefined) ? String(zones.length) : zones.toSorted().join(', '),
        'EKS keeps a cluster to the zones that it was made in',
      ),
      encryption: lasting(encryption.kind === 'key' ? encryption.arn : 'new-key', 'EKS changes the key of no cluster'),
    },
  };
}

function declareTarget(name: string, props: ClusterProps, opts: ComponentResourceOptions | undefined): DeclaredTarget {
  const { region, kubernetes: version, addOns, storageClasses, customResources } = props;
  // A provider that is given may be of another region than the configuration says.
  const configured = opts?.provider === undefined && opts?.providers === undefined;
  return new DeclaredTarget({
    name,
    cloud: 'eks',
    region: region ?? (configured ? new Config('aws').get('region') : undefined),
    kubernetes: version,
    addOns,
    storageClasses,
    customResources,
  });
}

/** That the pods of CoreDNS and of the other add-ons tolerate the taint is assumed: no page that was read says so. */
function makeSystemPool(
  cluster: Cluster,
  name: string,
  { machine = 'm7i.large', nodes = { min: 2, max: 3 }, diskGib = 50 }: SystemPool,
  tags: Readonly<Record<string, string>>,
): NodePool {
  const taints = [{ key: 'CriticalAddonsOnly', value: 'true', effect: 'NoSchedule' } as const];
  return new NodePool(`${name}-system`, { cluster, machine, nodes, diskGib, taints, tags }, { parent: cluster });
}

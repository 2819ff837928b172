import {
  all,
  ComponentResource,
  output,
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
  WorkloadIdentities,
} from '../clouds';
import { captureStack, deferredProperties, refuse } from '../core';
import type { AddOns, KubernetesVersion, NodePool, TargetCluster } from '../hardware';
import { kubernetesProvider } from '../provider';
import { judgeExistingCluster } from './cluster-plan';
import type { ExistingClusterProps } from './cluster-props';
import { kubeconfig } from './kubeconfig';
import { deferrableOfNetwork, type ClusterNetwork } from './network-props';
import { makePodIdentity, type PodIdentity } from './pod-identity';
import { nodePolicies, type NodePolicy } from './node-policies';
import type { PoolCluster } from './pool-cluster';
import { warnOfUnscaledPools } from './unscaled-pools';

const passesThrough = [
  ...deferrableOfNetwork('network'),
  'endpoint',
  'certificateAuthority',
  'securityGroupId',
  'nodeRoleArn',
];

/**
 * An EKS cluster that exists, or that `@pulumi/eks` makes: pools can be added to it, and charts deployed on it.
 *
 * Nothing about the cluster itself is made or changed; whoever runs the program needs access to it.
 *
 * @throws ConfigError before anything is made, where what is said of it cannot be
 */
export class ExistingCluster
  extends ComponentResource
  implements PoolCluster, AddOnCluster, IdentityCluster<PodIdentity>
{
  declare readonly clusterName: Input<string>;
  declare readonly kubernetes: KubernetesVersion;
  declare readonly network: ClusterNetwork;
  declare readonly securityGroupId: Input<string>;
  declare readonly nodeRoleArn: Input<string>;
  /**
   * With that of the network add-on, which has none of its own as EKS sets it up by itself, and nothing here tells that it has.
   *
   * Source: aws/karpenter-provider-aws@0110690d, getting-started-with-karpenter/cloudformation.yaml, KarpenterNodeRole (read
   * 2026-11-22).
   */
  readonly nodePolicies: readonly NodePolicy[] = [...nodePolicies, 'AmazonEKS_CNI_Policy'];
  declare readonly neededByNodes: readonly Resource[];
  declare readonly machineZones: Readonly<Record<string, readonly string[]>> | undefined;
  /** How to reach it, without credentials: these are asked of AWS each time. */
  declare readonly kubeconfig: Output<string>;
  /**
   * The roles of service accounts, each made for the first thing that is opened to it; the cluster needs the agent of EKS
   * Pod Identity for them.
   */
  declare readonly identities: WorkloadIdentities<PodIdentity>;
  /** Deploys to the cluster. */
  declare readonly provider: ProviderResource;
  readonly #target: DeclaredTarget;

  constructor(name: string, props: ExistingClusterProps, opts?: ComponentResourceOptions) {
    const stack = captureStack();
    refuse(`eks.ExistingCluster ${name}`, deferredProperties(props, passesThrough), stack);
    refuse(`eks.ExistingCluster ${name}`, judgeExistingCluster(props), stack);
    super('modelyard:eks:ExistingCluster', name, {}, advised(opts));
    const { network, machineZones, securityGroupId, nodeRoleArn, endpoint, certificateAuthority, ...facts } = props;
    this.clusterName = facts.name;
    this.kubernetes = facts.kubernetes;
    this.network = network;
    this.machineZones = machineZones;
    this.securityGroupId = securityGroupId;
    this.nodeRoleArn = nodeRoleArn;
    this.neededByNodes = [];
    this.#target = new DeclaredTarget({ ...facts, cloud: 'eks' });
    this.kubeconfig = secret(
      all([output(endpoint), output(certificateAuthority)]).apply(([server, authority]) =>
        kubeconfig({ name: facts.name, region: facts.region, endpoint: server, certificateAuthority: authority }),
      ),
    );
    const reached = { kubeconfig: this.kubeconfig, clusterIdentifier: endpoint };
    this.provider = kubernetesProvider(name, reached, { parent: this });
    this.identities = new WorkloadIdentities((account) => makePodIdentity(this, name, this.clusterName, account, {}));
    warnOfUnscaledPools(this, this.provider);
    this.registerOutputs({ kubeconfig: this.kubeconfig });
  }

  /** The cluster as plain data, with all pools that were made for it so far. */
  get target(): TargetCluster {
    return this.#target.read();
  }

  /** The pools that were made for it so far. */
  get nodePools(): readonly NodePool[] {
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

  callPool(pool: NodePool): string {
    return this.#target.callPool(pool);
  }

  get neededByCharts(): readonly Resource[] {
    return this.#target.neededByCharts;
  }

  addPool(pool: NodePool, madeAs?: string): void {
    this.#target.add(pool, madeAs, this);
  }

  addInstalled(installed: InstalledAddOns): void {
    this.#target.addInstalled(installed, this);
  }
}

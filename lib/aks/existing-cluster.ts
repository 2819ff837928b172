import { getManagedClusterOutput } from '@pulumi/azure-native/containerservice/getManagedCluster.js';
import {
  ComponentResource,
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
  WorkloadIdentities,
} from '../clouds';
import { captureStack, deferredProperties, refuse } from '../core';
import {
  targetCluster,
  type AddOns,
  type AksNetwork,
  type KubernetesVersion,
  type NodePool,
  type TargetCluster,
} from '../hardware';
import { credentialsFor } from './cluster-credentials';
import type { ExistingClusterProps } from './cluster-props';
import { storageClasses } from './managed-add-ons';
import { deferrableOfNetwork, type ClusterNetwork } from './network-props';
import type { PoolCluster } from './pool-cluster';
import type { PullingCluster } from './registry';
import { issuerOf, makeWorkloadIdentity, type WorkloadCluster, type WorkloadIdentity } from './workload-identity';

/** What may hold a deferred value. */
const passesThrough = [...deferrableOfNetwork('network'), 'resourceGroupName'];

/**
 * A cluster that exists and is somebody else's, to which pools and workloads can be added.
 *
 * @throws ConfigError before anything is made, where what is declared cannot be
 */
export class ExistingCluster
  extends ComponentResource
  implements PoolCluster, AddOnCluster, WorkloadCluster, PullingCluster
{
  declare readonly componentName: string;
  declare readonly clusterName: string;
  declare readonly resourceGroupName: Input<string>;
  declare readonly kubernetes: KubernetesVersion;
  declare readonly network: ClusterNetwork;
  declare readonly podNetwork: AksNetwork;
  declare readonly podAddresses: string | undefined;
  declare readonly neededByNodes: readonly Resource[];
  declare readonly machineZones: Readonly<Record<string, readonly string[]>> | undefined;
  /** Whom the nodes pull images as, by its id in Entra ID. */
  declare readonly kubeletPrincipalId: Output<string>;
  /** Whom service accounts act as, each made for the first thing that is opened to it; for that the cluster issues identities. */
  declare readonly identities: WorkloadIdentities<WorkloadIdentity>;
  /** For kubectl with kubelogin; it holds no credentials, and is a secret all the same. */
  declare readonly kubeconfig: Output<string>;
  /** Deploys to the cluster. */
  declare readonly provider: ProviderResource;
  readonly #target: DeclaredTarget;

  constructor(name: string, props: ExistingClusterProps, opts?: ComponentResourceOptions) {
    const path = `aks.ExistingCluster ${name}`;
    const stack = captureStack();
    refuse(path, deferredProperties(props, passesThrough), stack);
    const { network, kubernetes } = props;
    const facts = {
      name: props.name,
      cloud: 'aks' as const,
      region: network.region,
      kubernetes,
      nodePools: props.nodePools ?? [],
      addOns: props.addOns ?? {},
      storageClasses: props.storageClasses ?? storageClasses,
      ...(props.customResources && { customResources: props.customResources }),
    };
    refuse(path, targetCluster(facts).issues, stack);
    super('modelyard:aks:ExistingCluster', name, {}, advised(opts));
    this.#target = new DeclaredTarget(facts);
    this.componentName = name;
    this.clusterName = props.name;
    this.resourceGroupName = props.resourceGroupName ?? network.resourceGroupName;
    this.kubernetes = kubernetes;
    this.network = network;
    this.podNetwork = props.podNetwork;
    this.podAddresses = props.podAddresses;
    this.neededByNodes = network.neededByNodes ?? [];
    this.machineZones = props.machineZones;
    const found = getManagedClusterOutput(
      { resourceGroupName: this.resourceGroupName, resourceName: props.name },
      { parent: this },
    );
    this.kubeletPrincipalId = found.apply(
      ({ identityProfile }) => identityProfile?.['kubeletidentity']?.objectId ?? '',
    );
    this.identities = new WorkloadIdentities((account) => {
      const issuerUrl = found.apply(({ oidcIssuerProfile }) => issuerOf(props.name, oidcIssuerProfile?.issuerURL));
      const { resourceGroupName } = this;
      return makeWorkloadIdentity(
        this,
        name,
        { resourceGroupName, region: network.region, issuerUrl, tags: {} },
        account,
      );
    });
    const credentials = credentialsFor(this, name, {
      identity: found.id,
      clusterName: props.name,
      resourceGroupName: this.resourceGroupName,
      login: props.login ?? 'azurecli',
      access: [],
    });
    this.kubeconfig = credentials.kubeconfig;
    this.provider = credentials.provider;
    this.registerOutputs({ kubeconfig: this.kubeconfig });
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

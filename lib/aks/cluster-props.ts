import type { Input } from '@pulumi/pulumi';
import type { AccessPolicy, DeclaredFacts } from '../clouds';
import type { AksNetwork, KubernetesVersion, NodeCount, NodePool } from '../hardware';
import type { KubeconfigLogin } from './kubeconfig';
import type { ClusterNetwork } from './network-props';

/** From where the API server can be reached; nodes always reach it. */
export type ClusterEndpoint =
  | {
      /** From the internet too, by who has credentials. */
      readonly kind: 'public';
      /** The ranges of addresses that may come, 200 at most; all unless given. */
      readonly from?: readonly string[] | undefined;
    }
  | {
      /** From inside of the network only: `pulumi up` has to run there as well. */
      readonly kind: 'private';
    };

/** What whoever deploys is in Entra ID: somebody, or a pipeline or managed identity. */
export type CreatorType = 'user' | 'service-principal';

/** What somebody who is let in is in Entra ID. */
export type PrincipalType = CreatorType | 'group';

/** Lets a user, a group or a service principal of Entra ID into the cluster. */
export interface AccessEntry {
  /** Its object id in Entra ID. */
  readonly principal: Input<string>;
  /** What it is: Azure refuses one that is something else. A managed identity is a service principal. */
  readonly type: PrincipalType;
  readonly policy: AccessPolicy;
  /** The namespaces that the policy is for; the whole cluster unless given. */
  readonly namespaces?: readonly string[] | undefined;
}

/** Who may do what in the cluster, by Entra ID and Azure's roles alone. At least one entry, or the creator, or nobody could. */
export interface ClusterAccess {
  /** By a name of their own each, which must not change: it names the entry in the stack. */
  readonly entries?: Readonly<Record<string, AccessEntry>> | undefined;
  /** Makes whoever creates the cluster its administrator for good; nobody unless given. */
  readonly creator?: 'admin' | undefined;
  /** What the creator is; a user unless given. */
  readonly creatorType?: CreatorType | undefined;
}

/** The key that encrypts the Secrets of the cluster. */
export type SecretsEncryption =
  | {
      /** One that Azure keeps for all that it stores. */
      readonly kind: 'platform-key';
    }
  | {
      /** A key of yours, in a vault that Azure's roles decide on and that can be reached from the internet. */
      readonly kind: 'key';
      /** The key, with its version: `https://….vault.azure.net/keys/…/…`. */
      readonly id: Input<string>;
      /** The vault, by its id in Azure. */
      readonly vaultId: Input<string>;
    };

/** What the control plane tells Log Analytics. */
export type AuditLogs =
  | {
      readonly kind: 'on';
      /** A workspace that exists, by its id in Azure; a new one unless given. */
      readonly workspaceId?: Input<string> | undefined;
      /** How many days a new workspace keeps them, from 30 to 730; 90 unless given. */
      readonly retentionDays?: number | undefined;
      /** Whether requests that only read are told of too, which are most; they are left out unless given. */
      readonly reads?: 'left-out' | 'kept' | undefined;
    }
  | {
      readonly kind: 'off';
      /** Why nobody needs to know who did what. */
      readonly reason: string;
    };

/**
 * The nodes that run what the cluster itself needs, and no workloads. It is read when the cluster is made, and never again:
 * whether AKS moves them to a new version of Kubernetes with the control plane has not been shown.
 */
export interface SystemPool {
  /** `Standard_D4s_v5` unless given: AKS wants four cores and 4 GB. */
  readonly machine?: string | undefined;
  /** Two to three unless given: one may fail. */
  readonly nodes?: NodeCount | undefined;
  /** 128 unless given. */
  readonly diskGib?: number | undefined;
  /** By their numbers, such as `['1', '2', '3']`; wherever in the region unless given. */
  readonly zones?: readonly string[] | undefined;
}

/** What AKS changes by itself: neither unless given, and somebody has to renew the images of nodes then. */
export interface AutomaticUpgrades {
  /** The version of Kubernetes: newer patches of the one that is given. */
  readonly kubernetes?: 'patch' | undefined;
  /** The system of the nodes: new images each week, or security patches as they come. */
  readonly nodes?: 'node-image' | 'security-patch' | undefined;
}

/** A new AKS cluster. */
export interface ClusterProps extends DeclaredFacts {
  readonly network: ClusterNetwork;
  /** The version of the control plane and its nodes, such as `1.34`. */
  readonly kubernetes: KubernetesVersion;
  /** The patch of that version, such as `1.34.2`; the newest when the cluster is made unless given. */
  readonly patch?: string | undefined;
  readonly access: ClusterAccess;
  /** Its name in AKS; that of the component and the stack unless given. */
  readonly name?: string | undefined;
  /** Public unless given. */
  readonly endpoint?: ClusterEndpoint | undefined;
  /** Azure's own key unless given. */
  readonly encryption?: SecretsEncryption | undefined;
  /** On unless given. */
  readonly auditLogs?: AuditLogs | undefined;
  readonly systemPool?: SystemPool | undefined;
  readonly upgrades?: AutomaticUpgrades | undefined;
  /** Where pods of an overlay get their addresses, a /24 for each node; `10.244.0.0/16` unless given. */
  readonly podAddresses?: string | undefined;
  /** Where Services get theirs; `172.16.0.0/16` unless given. Not in 172.30.0.0/15, which AKS keeps. */
  readonly serviceAddresses?: string | undefined;
  /** What heeds network policies: without, they are obeyed by nobody. Cilium unless given. */
  readonly networkPolicies?: 'cilium' | 'calico' | 'none' | undefined;
  /** With a promise of how often the control plane answers; `free` has none. `standard` unless given. */
  readonly tier?: 'standard' | 'free' | undefined;
  /** KEDA as AKS installs it, in `kube-system`; its version where this library does not know it for the version of Kubernetes. */
  readonly managedKeda?: { readonly version?: string | undefined } | undefined;
  /** How whoever uses the kubeconfig proves to be somebody; by the Azure CLI unless given. */
  readonly login?: KubeconfigLogin | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A cluster that exists, by the fields that the Azure portal has of it. */
export interface ExistingClusterProps extends DeclaredFacts {
  /** Its name in AKS. */
  readonly name: string;
  /** The resource group that it was made in, by its network unless given. */
  readonly resourceGroupName?: Input<string> | undefined;
  readonly kubernetes: KubernetesVersion;
  readonly network: ClusterNetwork;
  /** How its pods get their addresses. */
  readonly podNetwork: AksNetwork;
  readonly podAddresses?: string | undefined;
  readonly login?: KubeconfigLogin | undefined;
  /** Pools that it has. */
  readonly nodePools?: readonly NodePool[] | undefined;
}

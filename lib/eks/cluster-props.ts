import type { Input } from '@pulumi/pulumi';
import type { AccessPolicy, DeclaredFacts } from '../clouds';
import type { KubernetesVersion, NodeCount, NodePool } from '../hardware';
import type { ClusterNetwork } from './network-props';

/** From where the API server can be reached; nodes always take the way inside of the network. */
export type ClusterEndpoint =
  | {
      /** From the internet too, by who has credentials. */
      readonly kind: 'public';
      /** The addresses that may come; all unless given. */
      readonly from?: readonly string[] | undefined;
    }
  | {
      /** From inside of the network only: `pulumi up` has to run there as well. */
      readonly kind: 'private';
      /**
       * The addresses of the network, and of those that are joined to it, that may come, beside the nodes: those that
       * `pulumi up` and people come from. None unless given: somebody else has to let them in to the group of the cluster.
       */
      readonly from?: readonly string[] | undefined;
    };

/** Lets a user or a role of IAM into the cluster. */
export interface AccessEntry {
  /** The ARN of the user or role. */
  readonly principal: Input<string>;
  readonly policy: AccessPolicy;
  /** The namespaces that the policy is for; the whole cluster unless given. */
  readonly namespaces?: readonly string[] | undefined;
}

/** Who may do what in the cluster, by access entries alone. At least one entry, or the creator, or nobody could. */
export interface ClusterAccess {
  /** By a name of their own each, which must not change: it names the entry in the stack. */
  readonly entries?: Readonly<Record<string, AccessEntry>> | undefined;
  /** Makes whoever creates the cluster its administrator for good; nobody unless given. */
  readonly creator?: 'admin' | undefined;
}

/** The key that encrypts the Secrets of the cluster. */
export type SecretsEncryption =
  | {
      /** A key of the cluster's own, which is rotated every year. */
      readonly kind: 'new-key';
    }
  | { readonly kind: 'key'; readonly arn: Input<string> };

/** What the control plane tells CloudWatch. */
export type AuditLogs =
  | {
      readonly kind: 'on';
      /** How long it is kept; 90 days unless given. */
      readonly retentionDays?: LogRetentionDays | undefined;
    }
  | {
      readonly kind: 'off';
      /** Why nobody needs to know who did what. */
      readonly reason: string;
    };

/** The times that CloudWatch can keep logs for. */
export type LogRetentionDays = 7 | 14 | 30 | 60 | 90 | 120 | 150 | 180 | 365 | 400 | 545 | 731 | 1096 | 1827 | 3653;

/** Add-ons that EKS installs and looks after. */
export type ManagedAddOn = 'vpc-cni' | 'kube-proxy' | 'eks-pod-identity-agent' | 'coredns' | 'aws-ebs-csi-driver';

/**
 * The version of each add-on, such as `v1.20.4-eksbuild.2`.
 *
 * Without one, the version that EKS has as its default for the Kubernetes version is looked up at each `up`, which says
 * so: nothing then stands between a change of that default and the cluster.
 */
export type AddOnVersions = Readonly<Partial<Record<ManagedAddOn, string>>>;

/** The nodes that run what the cluster itself needs, and no workloads. */
export interface SystemPool {
  /** `m7i.large` unless given: two cores for CoreDNS and the controllers. */
  readonly machine?: string | undefined;
  /** Two to three unless given: one may fail. */
  readonly nodes?: NodeCount | undefined;
  /** 50 unless given. */
  readonly diskGib?: number | undefined;
}

/** A new EKS cluster. */
export interface ClusterProps extends DeclaredFacts {
  readonly network: ClusterNetwork;
  /** The version of the control plane and its nodes, such as `1.34`. */
  readonly kubernetes: KubernetesVersion;
  readonly access: ClusterAccess;
  /** Its name in EKS; that of the component and the stack unless given. */
  readonly name?: string | undefined;
  /** The region, where a provider is given that does not have it from the configuration `aws:region`. */
  readonly region?: string | undefined;
  /** Public unless given. */
  readonly endpoint?: ClusterEndpoint | undefined;
  /** A new key unless given. */
  readonly encryption?: SecretsEncryption | undefined;
  /** On unless given. */
  readonly auditLogs?: AuditLogs | undefined;
  readonly systemPool?: SystemPool | undefined;
  readonly addOnVersions?: AddOnVersions | undefined;
  /** Volumes on EBS, by the driver that EKS looks after; on unless given. */
  readonly volumes?: 'ebs' | 'none' | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A cluster that exists, by the fields that `@pulumi/eks` and the AWS console have of it. */
export interface ExistingClusterProps extends DeclaredFacts {
  /** Its name in EKS. */
  readonly name: string;
  readonly kubernetes: KubernetesVersion;
  readonly region: string;
  readonly network: ClusterNetwork;
  readonly endpoint: Input<string>;
  /** The certificate of its authority, in base64. */
  readonly certificateAuthority: Input<string>;
  /** The security group that EKS made for it. */
  readonly securityGroupId: Input<string>;
  /** The role of the nodes of new pools, with the policies that nodes need. */
  readonly nodeRoleArn: Input<string>;
  /** Pools that it has. */
  readonly nodePools?: readonly NodePool[] | undefined;
}

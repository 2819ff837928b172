import type { IssueDetails } from '../core';
import type { KubernetesVersion } from './kubernetes-version';
import type { NodePool } from './node-pool';

/** Where a cluster runs: on Amazon EKS, on Azure AKS, or elsewhere. */
export type ClusterCloud = 'eks' | 'aks' | 'other';

/** A class of storage that the cluster has. */
export interface StorageClassFacts {
  readonly name: string;
  readonly provisioner?: string | undefined;
  /** Claims that name no class get this one. */
  readonly isDefault?: boolean | undefined;
  /** The access modes that its volumes can have. */
  readonly accessModes?:
    readonly ('ReadWriteOnce' | 'ReadOnlyMany' | 'ReadWriteMany' | 'ReadWriteOncePod')[] | undefined;
}

/** The port of a Service. */
export interface ServiceAddress {
  readonly namespace: string;
  readonly service: string;
  readonly port: number;
}

/** Where the pods of a controller are, for those who let them in. */
export interface ControllerPods {
  readonly namespace: string;
  readonly podLabels?: Readonly<Record<string, string>> | undefined;
}

/** What is installed in the cluster, as facts about it and not as names of products. */
export interface AddOns {
  readonly keda?:
    | {
        readonly version: string;
        readonly namespace: string;
        /** The HTTP add-on, and the Service of its interceptor. */
        readonly http?:
          | {
              readonly version: string;
              readonly proxy: ServiceAddress;
              /** The Service that tells KEDA how many requests there are. */
              readonly scaler?: ServiceAddress | undefined;
            }
          | undefined;
      }
    | undefined;
  readonly prometheus?:
    | {
        /** Where it answers queries inside of the cluster. */
        readonly address: string;
        /** The namespace that it scrapes from, for network policies. */
        readonly scrapeNamespace?: string | undefined;
      }
    | undefined;
  readonly gateways?:
    | readonly {
        readonly name: string;
        readonly namespace: string;
        /** Of the Gateway API. */
        readonly version: string;
        readonly controller: string;
        readonly from?: ControllerPods | undefined;
      }[]
    | undefined;
  readonly ingressClasses?:
    | readonly {
        readonly name: string;
        readonly controller: string;
        /** The ClusterIssuer that makes certificates for it. */
        readonly issuer?: string | undefined;
        readonly from?: ControllerPods | undefined;
      }[]
    | undefined;
  readonly kueue?:
    | {
        readonly version?: string | undefined;
        /** The LocalQueues. */
        readonly queues: readonly { readonly name: string; readonly namespace: string }[];
      }
    | undefined;
  /** The cluster autoscaler, which adds nodes to the node groups of EKS; AKS has its own. */
  readonly clusterAutoscaler?: { readonly version?: string | undefined } | undefined;
}

/** A kind of custom resource that the cluster knows. */
export interface CustomResourceKind {
  readonly group: string;
  readonly kind: string;
  /** The versions that are served. */
  readonly versions: readonly string[];
  /** The release of the project that defines it, such as `0.9.0`: fields are judged by it. */
  readonly release?: string | undefined;
}

/** What is in a cluster for certain, whatever else there is. */
export interface InstalledFacts {
  readonly customResources: readonly CustomResourceKind[];
  readonly namespaces: readonly string[];
}

/** A cluster to describe: what is left out is not known, which is not the same as not there. */
export interface TargetClusterProps {
  readonly name: string;
  readonly cloud: ClusterCloud;
  readonly region?: string | undefined;
  /** The version of its control plane. */
  readonly kubernetes: KubernetesVersion;
  readonly nodePools?: readonly NodePool[] | undefined;
  readonly storageClasses?: readonly StorageClassFacts[] | undefined;
  readonly addOns?: AddOns | undefined;
  /** All kinds that there are. */
  readonly customResources?: readonly CustomResourceKind[] | undefined;
  /** What is there for certain where not all is known, such as what a program installs itself. */
  readonly installed?: InstalledFacts | undefined;
}

/** A cluster as far as it is known: plain data, which a file can hold. */
export interface TargetCluster {
  readonly kind: 'TargetCluster';
  readonly name: string;
  readonly cloud: ClusterCloud;
  readonly region?: string | undefined;
  readonly kubernetes: KubernetesVersion;
  readonly nodePools: readonly NodePool[];
  /** `undefined`: nobody said which there are. */
  readonly storageClasses?: readonly StorageClassFacts[] | undefined;
  /** Each that is `undefined`: nobody said whether it is there. */
  readonly addOns: AddOns;
  /** `undefined`: nobody said which there are. */
  readonly customResources?: readonly CustomResourceKind[] | undefined;
  /** What is there for certain, whatever else there is; `undefined`: nothing that anybody said. */
  readonly installed?: InstalledFacts | undefined;
  /** What is wrong with the cluster and its pools; whoever uses it reports that. */
  readonly issues: readonly IssueDetails[];
}

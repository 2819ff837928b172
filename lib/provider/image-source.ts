import type { PulumiCluster } from './pulumi-cluster';

/** What images come from that are known only at deployment: a registry of the same program. */
export interface ImageSource {
  /** What is wrong where the nodes of a cluster shall pull them; nothing where they can, or where that is not known. */
  refusalTo(cluster: PulumiCluster): { readonly message: string; readonly fix: string } | undefined;
}

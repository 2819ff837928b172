import type * as pulumi from '@pulumi/pulumi';
import type { TargetCluster } from '../hardware';

/** A cluster that Pulumi can deploy to: what is known of it when the program runs, and who talks to it. */
export interface PulumiCluster {
  /** What the rules go by. It is read when charts are made, so that pools which came after the cluster count. */
  readonly target: TargetCluster;
  /** A provider of `@pulumi/kubernetes`; `kubernetesProvider` makes one that changes configuration without a gap. */
  readonly provider: pulumi.ProviderResource;
  /** What charts are deployed after, and are gone before, such as the add-ons that they use; read when charts are made. */
  readonly neededByCharts?: readonly pulumi.Resource[] | undefined;
}

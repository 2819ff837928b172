import type { Resource } from '@pulumi/pulumi';
import type { AddOns, CustomResourceKind, NodePool } from '../hardware';
import type { PulumiCluster } from '../provider';
import type { AddOnName } from './add-on-charts';
import type { CloudCluster } from './cloud-cluster';

/** What was installed in a cluster, and what it is as facts. */
export interface InstalledAddOns {
  /** Who installs them, with the line of the program: `eks.AddOns ml (index.ts:20)`. */
  readonly by: string;
  readonly names: readonly AddOnName[];
  readonly addOns: AddOns;
  readonly customResources: readonly CustomResourceKind[];
  /** The namespaces that they are in, which are made for them. */
  readonly namespaces: readonly string[];
  /** What charts are deployed after, and are gone before. */
  readonly neededByCharts: readonly Resource[];
}

/** What add-ons need of the cluster that they are installed in, in whichever cloud. */
export interface AddOnCluster extends CloudCluster, PulumiCluster {
  /** The pools that were made for it so far, and those that it had. */
  readonly nodePools: readonly NodePool[];
  /** What is in it by now, as far as that was said. */
  readonly addOns: AddOns;
  /** What was installed in it by this program so far. */
  readonly installed: readonly AddOnName[];
  /** What add-ons are installed after, and are gone before: pools that they are to wait for. */
  readonly neededByAddOns?: readonly Resource[] | undefined;
  /** Who of this program installed one of them. */
  installerOf(name: AddOnName): string | undefined;
  /** What a pool is called in this program, with the line of it, or in the cloud where another made it. */
  callPool(pool: NodePool): string;
  /** Takes note of what was installed; add-ons do that by themselves. */
  addInstalled(installed: InstalledAddOns): void;
}

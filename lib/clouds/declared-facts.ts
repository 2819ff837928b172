import type { AddOns, CustomResourceKind, StorageClassFacts } from '../hardware';

/** What somebody knows of a cluster that nothing else says. */
export interface DeclaredFacts {
  /** The zones of the region that have a machine, where you know: pools of it then take no others. */
  readonly machineZones?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What else is installed in the cluster, as facts for the target. */
  readonly addOns?: AddOns | undefined;
  /** On AKS those that it makes, and otherwise not known, unless given. */
  readonly storageClasses?: readonly StorageClassFacts[] | undefined;
  readonly customResources?: readonly CustomResourceKind[] | undefined;
}

import type { IssueDetails } from '../core';
import { minorVersion, type AddOns, type StorageClassFacts } from '../hardware';
import type { ClusterProps } from './cluster-props';

/**
 * The version of KEDA that AKS installs in each minor version of Kubernetes; that of 1.34 is not in the table.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/supported-kubernetes-versions.md (2026-08-05).
 */
const kedaVersions: ReadonlyMap<number, string> = new Map([
  [32, '2.14'],
  [33, '2.16'],
  [35, '2.17'],
  [36, '2.19'],
]);

/**
 * The storage classes that AKS makes in each cluster.
 *
 * Source: MicrosoftDocs/azure-aks-docs@fb060abe6a8f, articles/aks/concepts-storage.md (2026-07-30).
 */
export const storageClasses: readonly StorageClassFacts[] = [
  { name: 'default', provisioner: 'disk.csi.azure.com', isDefault: true },
  { name: 'managed-csi', provisioner: 'disk.csi.azure.com' },
  { name: 'managed-csi-premium', provisioner: 'disk.csi.azure.com' },
  { name: 'azurefile-csi', provisioner: 'file.csi.azure.com' },
  { name: 'azurefile-csi-premium', provisioner: 'file.csi.azure.com' },
];

/** What is installed: what is said, and what AKS is told to install. */
export function addOnsOf({ addOns, managedKeda, kubernetes }: ClusterProps): {
  readonly addOns: AddOns;
  readonly issues: readonly IssueDetails[];
} {
  if (managedKeda === undefined) return { addOns: addOns ?? {}, issues: [] };
  const version = managedKeda.version ?? kedaVersions.get(minorVersion(kubernetes) ?? -1);
  const issues: IssueDetails[] = [];
  if (addOns?.keda !== undefined) {
    issues.push({
      code: 'clouds/add-on-twice',
      property: 'managedKeda',
      message: 'would be a second KEDA beside that of addOns: AKS allows one',
      fix: 'either managedKeda or addOns.keda',
    });
  }
  if (version === undefined) {
    issues.push({
      code: 'clouds/invalid-version',
      property: 'managedKeda.version',
      message: `which KEDA AKS installs in Kubernetes ${kubernetes} is not known here`,
      fix: "the version that AKS names for it, such as managedKeda: { version: '2.17' }",
    });
  }
  return { addOns: { ...addOns, keda: { version: version ?? '', namespace: 'kube-system' } }, issues };
}

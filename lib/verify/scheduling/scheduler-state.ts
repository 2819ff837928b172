import type { Manifest } from '../manifest';
import { asRecord, asString, type PlainRecord } from '../untrusted';
import { NodeState } from './node-state';
import { isPlaced, readPod } from './pod-state';
import type { NamespaceLabels } from './pod-terms';

/** The objects that decide where a pod can go, as a cluster holds them. */
export interface ClusterObjects {
  readonly nodes: readonly Manifest[];
  /** Those that are on a node, by `spec.nodeName`, count; others wait like the pod itself. Left out: there are none. */
  readonly pods?: readonly Manifest[] | undefined;
  /** All PersistentVolumeClaims. Left out: they are not declared. */
  readonly claims?: readonly Manifest[] | undefined;
  /** All PersistentVolumes. Left out: they are not declared. */
  readonly volumes?: readonly Manifest[] | undefined;
  /** All StorageClasses. Left out: they are not declared. */
  readonly storageClasses?: readonly Manifest[] | undefined;
  /** All Namespaces, for affinity that looks for their labels. Left out: they are not declared. */
  readonly namespaces?: readonly Manifest[] | undefined;
}

/** Objects of a kind by name, those with a namespace as `namespace/name`; left out: they are not declared. */
type ByName = ReadonlyMap<string, Manifest> | undefined;

/** A cluster as the scheduler looks at it. */
export interface SchedulerState {
  readonly nodes: readonly NodeState[];
  readonly claims?: ByName;
  readonly volumes?: ByName;
  readonly storageClasses?: ByName;
  readonly namespaceLabels?: NamespaceLabels;
}

/** Reads the objects of a cluster. */
export function readSchedulerState(objects: ClusterObjects): SchedulerState {
  const nodes = objects.nodes.map((manifest) => new NodeState(manifest));
  const byName = new Map(nodes.map((node) => [node.name, node]));
  for (const manifest of objects.pods ?? []) {
    if (!isPlaced(manifest)) continue;
    const pod = readPod(manifest);
    byName.get(pod.nodeName ?? '')?.place(pod);
  }
  return {
    nodes,
    claims: mapByName(objects.claims, 'with namespaces'),
    volumes: mapByName(objects.volumes),
    storageClasses: mapByName(objects.storageClasses),
    namespaceLabels: labelsByName(objects.namespaces),
  };
}

function mapByName(manifests: readonly Manifest[] | undefined, scope?: 'with namespaces'): ByName {
  if (manifests === undefined) return undefined;
  return new Map(
    manifests.map((manifest) => {
      const metadata = asRecord(manifest.metadata);
      const name = asString(metadata['name']) ?? '';
      return [scope === undefined ? name : `${asString(metadata['namespace']) ?? ''}/${name}`, manifest];
    }),
  );
}

function labelsByName(namespaces: readonly Manifest[] | undefined): NamespaceLabels {
  if (namespaces === undefined) return undefined;
  return new Map(
    namespaces.map((manifest): [string, PlainRecord] => {
      const metadata = asRecord(manifest.metadata);
      const name = asString(metadata['name']) ?? '';
      // The API server gives every namespace this label.
      return [name, { ...asRecord(metadata['labels']), 'kubernetes.io/metadata.name': name }];
    }),
  );
}

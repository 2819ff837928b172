import type { Manifest } from '../manifest';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';
import { readHostPorts, type HostPort } from './host-ports';
import { readNodeSelection, type NodeSelection } from './node-selection';
import { readPodRequests, type Amounts } from './pod-requests';
import { readPodAffinity, type PodAffinity } from './pod-terms';
import { readTolerations, type Toleration } from './taints';
import type { NotKnown } from './verdict';

/** A pod as the scheduler looks at it. */
export interface PodState {
  readonly namespace: string;
  readonly name: string;
  readonly labels: PlainRecord;
  readonly spec: PlainRecord;
  /** The node that it is on, or asks for by name; left out: the scheduler chooses. */
  readonly nodeName: string | undefined;
  readonly isTerminating: boolean;
  readonly requests: Amounts | NotKnown;
  readonly hostPorts: readonly HostPort[];
  readonly tolerations: readonly Toleration[];
  readonly selection: NodeSelection | NotKnown;
  readonly affinity: PodAffinity | NotKnown;
  /** The claims that its volumes are of, by name; those made for it alone among them. */
  readonly claims: readonly string[];
}

/** Reads a Pod. */
export function readPod(manifest: Manifest): PodState {
  const metadata = asRecord(manifest.metadata);
  const spec = asRecord(manifest['spec']);
  const namespace = asString(metadata['namespace']) ?? '';
  const name = asString(metadata['name']) ?? '';
  const labels = asRecord(metadata['labels']);
  return {
    namespace,
    name,
    labels,
    spec,
    nodeName: asString(spec['nodeName']),
    isTerminating: isSet(metadata['deletionTimestamp']),
    requests: readPodRequests(spec),
    hostPorts: readHostPorts(spec),
    tolerations: readTolerations(spec['tolerations']),
    selection: readNodeSelection(spec),
    affinity: readPodAffinity(spec, { namespace, labels }),
    claims: readClaims(spec, name),
  };
}

/** Says whether a pod is on a node and takes room there. */
export function isPlaced(manifest: Manifest): boolean {
  const phase = asRecord(manifest['status'])['phase'];
  return asString(asRecord(manifest['spec'])['nodeName']) !== undefined && phase !== 'Succeeded' && phase !== 'Failed';
}

function readClaims(spec: PlainRecord, pod: string): readonly string[] {
  return asArray(spec['volumes']).flatMap((item) => {
    const { name, persistentVolumeClaim, ephemeral } = asRecord(item);
    if (isSet(persistentVolumeClaim)) return [asString(asRecord(persistentVolumeClaim)['claimName']) ?? ''];
    return isSet(ephemeral) ? [`${pod}-${asString(name) ?? ''}`] : [];
  });
}

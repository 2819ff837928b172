import type { Inventory } from '../inventory';
import type { PodTemplate } from '../pod-template';
import { asArray, asRecord, asString, isSet, type PlainRecord } from '../untrusted';
import { readPod, type PodState } from './pod-state';
import { isNotKnown } from './verdict';

/** A pod as the API server of a cluster makes it of a template. */
export interface AdmittedPod {
  readonly pod: PodState;
  /** What may add tolerations and labels to ask for, and is not declared. */
  readonly openTo?: string | undefined;
}

/**
 * Reads the pods of a template with what admission adds: what their RuntimeClass says, and on EKS and AKS the
 * tolerations of taints that have the name of an extended resource which they ask for.
 *
 * Sources: Kubernetes 1.34.4, plugin/pkg/admission/runtimeclass and extendedresourcetoleration; the latter is on where
 * the documentation of EKS (platform versions) and AKS (its answers on admission controllers) list it.
 */
export function admit(template: PodTemplate, inventory: Inventory): AdmittedPod {
  const { metadata, owner } = template;
  const runtimeClass = asString(template.pod['runtimeClassName']);
  const added = runtimeClass === undefined ? undefined : findRuntimeClass(runtimeClass, inventory);
  const spec = added === undefined ? template.pod : withRuntimeClass(template.pod, added);
  const read = readPod({ metadata: { ...metadata, namespace: owner.namespace }, spec });
  const cloud = inventory.cluster?.cloud;
  const pod = cloud === 'eks' || cloud === 'aks' ? withTolerationsOfResources(read) : read;
  return {
    pod,
    openTo: openTo(template, runtimeClass !== undefined && added === undefined ? runtimeClass : undefined),
  };
}

function findRuntimeClass(name: string, inventory: Inventory): PlainRecord | undefined {
  return inventory.tryFind({ group: 'node.k8s.io', kind: 'RuntimeClass', namespace: '', name })?.manifest;
}

function withRuntimeClass(spec: PlainRecord, { scheduling, overhead }: PlainRecord): PlainRecord {
  const { nodeSelector, tolerations } = asRecord(scheduling);
  const podFixed = asRecord(overhead)['podFixed'];
  return {
    ...spec,
    nodeSelector: { ...asRecord(spec['nodeSelector']), ...asRecord(nodeSelector) },
    tolerations: [...asArray(spec['tolerations']), ...asArray(tolerations)],
    ...(isSet(podFixed) && { overhead: podFixed }),
  };
}

/** The pod with a toleration for each taint that has the name of an extended resource it asks for. */
export function withTolerationsOfResources(pod: PodState): PodState {
  if (isNotKnown(pod.requests)) return pod;
  const extended = [...pod.requests.keys()].filter((name) => name.includes('/') && !name.includes('kubernetes.io/'));
  if (extended.length === 0) return pod;
  const added = extended.map((key) => ({ key, operator: 'Exists', value: '', effect: 'NoSchedule' }));
  return { ...pod, tolerations: [...pod.tolerations, ...added] };
}

const queueLabel = 'kueue.x-k8s.io/queue-name';

function openTo({ owner, labels }: PodTemplate, runtimeClass: string | undefined): string | undefined {
  if (runtimeClass !== undefined) return `what RuntimeClass ${runtimeClass} adds to them`;
  const isQueued = asRecord(owner.metadata['labels'])[queueLabel] !== undefined || labels[queueLabel] !== undefined;
  return isQueued ? 'what Kueue adds to them for their queue' : undefined;
}

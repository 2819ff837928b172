import type { Bytes, Deferrable } from '../core';
import type { InitContainer, Sidecar } from './container';
import type { PlacementOptions } from './placement';
import type { PodTemplate } from './pod-template';
import type { SecretReference } from './references';
import type { Security } from './security';

/** The typed last word on a pod: receives what was rendered and returns what shall stand in the manifest. */
export type PodTransform = (template: PodTemplate) => PodTemplate;

/** What users may say about a pod beyond what it is for. */
export interface PodOptions extends PlacementOptions {
  /** The size of `/dev/shm`, which counts against the memory limit. @default - `'2Gi'` with several accelerators, or pods that share a model */
  readonly sharedMemory?: Bytes | undefined;
  /** Containers that run beside the main one: started before it, stopped after it. */
  readonly sidecars?: readonly Sidecar[] | undefined;
  /** Containers that run before the main one to their end, in this order. */
  readonly initContainers?: readonly InitContainer[] | undefined;
  readonly security?: Security | undefined;
  /** Secrets with which images are pulled. */
  readonly imagePullSecrets?: readonly SecretReference[] | undefined;
  /** Whether the pod gets a token for the Kubernetes API. @default false - models have no business there */
  readonly mountServiceAccountToken?: boolean | undefined;
  /** A PriorityClass of the cluster. */
  readonly priorityClassName?: string | undefined;
  readonly podAnnotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
  readonly transformPod?: PodTransform | undefined;
}

import type { Deferrable } from '../core';

/** A pod template as we render it: the part of Kubernetes' own that this library writes. */
export interface PodTemplate {
  readonly metadata: {
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, Deferrable<string>>> | undefined;
  };
  readonly spec: PodSpec;
}

/** What a pod is made of. */
export interface PodSpec {
  readonly serviceAccountName?: string | undefined;
  readonly automountServiceAccountToken?: boolean | undefined;
  readonly enableServiceLinks?: boolean | undefined;
  readonly terminationGracePeriodSeconds?: number | undefined;
  readonly priorityClassName?: string | undefined;
  readonly runtimeClassName?: string | undefined;
  readonly schedulerName?: string | undefined;
  /** The headless Service by which its pods have host names. */
  readonly subdomain?: string | undefined;
  readonly restartPolicy?: 'Always' | 'OnFailure' | 'Never' | undefined;
  readonly imagePullSecrets?: readonly { readonly name: string }[] | undefined;
  readonly securityContext?: PodSecurityContext | undefined;
  readonly nodeSelector?: Readonly<Record<string, string>> | undefined;
  readonly tolerations?: readonly Toleration[] | undefined;
  readonly affinity?: Readonly<Record<string, unknown>> | undefined;
  readonly topologySpreadConstraints?: readonly TopologySpreadConstraint[] | undefined;
  readonly initContainers?: readonly Container[] | undefined;
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[] | undefined;
  /** Whatever else Kubernetes knows: `transformPod` may add it. */
  readonly [field: string]: unknown;
}

/** What holds for every container of a pod, and for its volumes. */
export interface PodSecurityContext {
  readonly runAsNonRoot?: boolean | undefined;
  readonly runAsUser?: number | undefined;
  readonly runAsGroup?: number | undefined;
  readonly fsGroup?: number | undefined;
  readonly fsGroupChangePolicy?: 'Always' | 'OnRootMismatch' | undefined;
  readonly seccompProfile?: { readonly type: 'RuntimeDefault' | 'Unconfined' | 'Localhost' } | undefined;
  readonly [field: string]: unknown;
}

/** A taint of a node that a pod puts up with. */
export interface Toleration {
  readonly key?: string | undefined;
  readonly operator?: 'Exists' | 'Equal' | undefined;
  readonly value?: string | undefined;
  readonly effect?: 'NoSchedule' | 'PreferNoSchedule' | 'NoExecute' | undefined;
  readonly tolerationSeconds?: number | undefined;
}

/** How evenly pods stand over zones or nodes. */
export interface TopologySpreadConstraint {
  readonly maxSkew: number;
  readonly topologyKey: string;
  readonly whenUnsatisfiable: 'DoNotSchedule' | 'ScheduleAnyway';
  readonly labelSelector?: { readonly matchLabels: Readonly<Record<string, string>> } | undefined;
  readonly matchLabelKeys?: readonly string[] | undefined;
  readonly nodeAffinityPolicy?: 'Honor' | 'Ignore' | undefined;
  readonly nodeTaintsPolicy?: 'Honor' | 'Ignore' | undefined;
  readonly minDomains?: number | undefined;
}

/** One container of a pod, ordinary, init or sidecar. */
export interface Container {
  readonly name: string;
  readonly image: Deferrable<string>;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never' | undefined;
  readonly command?: readonly Deferrable<string>[] | undefined;
  readonly args?: readonly Deferrable<string>[] | undefined;
  readonly env?: readonly EnvVar[] | undefined;
  readonly envFrom?: readonly EnvFromSource[] | undefined;
  readonly ports?: readonly ContainerPort[] | undefined;
  readonly resources?: ResourceRequirements | undefined;
  readonly startupProbe?: Probe | undefined;
  readonly readinessProbe?: Probe | undefined;
  readonly livenessProbe?: Probe | undefined;
  readonly lifecycle?: { readonly preStop?: LifecycleHandler | undefined } | undefined;
  /** `Always` on an init container makes it a sidecar. */
  readonly restartPolicy?: 'Always' | undefined;
  readonly securityContext?: ContainerSecurityContext | undefined;
  readonly volumeMounts?: readonly VolumeMount[] | undefined;
  readonly [field: string]: unknown;
}

/** An environment variable: a value, or where to read it. */
export interface EnvVar {
  readonly name: string;
  readonly value?: Deferrable<string> | undefined;
  readonly valueFrom?: EnvVarSource | undefined;
}

/** Where the value of a variable is read when the container starts. */
export type EnvVarSource =
  | { readonly secretKeyRef: KeySelector }
  | { readonly configMapKeyRef: KeySelector }
  | { readonly fieldRef: { readonly fieldPath: string } }
  | { readonly resourceFieldRef: { readonly resource: string; readonly containerName?: string | undefined } };

/** A key of a Secret or a ConfigMap. */
export interface KeySelector {
  readonly name: string;
  readonly key: string;
  readonly optional?: boolean | undefined;
}

/** A ConfigMap or Secret, all keys of which become variables. */
export type EnvFromSource =
  { readonly configMapRef: { readonly name: string } } | { readonly secretRef: { readonly name: string } };

/** A port that a container listens on. */
export interface ContainerPort {
  readonly name: string;
  readonly containerPort: number;
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | undefined;
}

/** What is reserved for a container, and the most that it may use. */
export interface ResourceRequirements {
  readonly requests?: Readonly<Record<string, string>> | undefined;
  readonly limits?: Readonly<Record<string, string>> | undefined;
}

/** A question that the kubelet asks a container again and again. */
export interface Probe {
  readonly httpGet?:
    | { readonly path: string; readonly port: string | number; readonly scheme?: 'HTTP' | 'HTTPS' | undefined }
    | undefined;
  readonly grpc?: { readonly port: number; readonly service?: string | undefined } | undefined;
  readonly tcpSocket?: { readonly port: string | number } | undefined;
  readonly exec?: { readonly command: readonly string[] } | undefined;
  readonly initialDelaySeconds?: number | undefined;
  readonly periodSeconds?: number | undefined;
  readonly timeoutSeconds?: number | undefined;
  readonly failureThreshold?: number | undefined;
  readonly successThreshold?: number | undefined;
}

/** What happens before a container is told to stop. */
export interface LifecycleHandler {
  readonly sleep?: { readonly seconds: number } | undefined;
  readonly exec?: { readonly command: readonly string[] } | undefined;
}

/** What a container may do beyond what the pod says. */
export interface ContainerSecurityContext {
  readonly allowPrivilegeEscalation?: boolean | undefined;
  readonly readOnlyRootFilesystem?: boolean | undefined;
  readonly capabilities?:
    { readonly drop?: readonly string[] | undefined; readonly add?: readonly string[] | undefined } | undefined;
  readonly [field: string]: unknown;
}

/** Where a container sees a volume of its pod. */
export interface VolumeMount {
  readonly name: string;
  readonly mountPath: string;
  readonly subPath?: string | undefined;
  readonly readOnly?: boolean | undefined;
}

/** A volume of a pod: its name, and one source. */
export interface Volume {
  readonly name: string;
  readonly emptyDir?: { readonly medium?: 'Memory' | undefined; readonly sizeLimit?: string | undefined } | undefined;
  readonly configMap?: { readonly name: string; readonly items?: readonly KeyToPath[] | undefined } | undefined;
  readonly secret?: { readonly secretName: string; readonly items?: readonly KeyToPath[] | undefined } | undefined;
  readonly persistentVolumeClaim?: { readonly claimName: string; readonly readOnly?: boolean | undefined } | undefined;
  readonly [source: string]: unknown;
}

/** A key, and the file that it becomes. */
export interface KeyToPath {
  readonly key: string;
  readonly path: string;
}

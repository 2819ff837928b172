import type { Bytes, Deferrable } from '../core';
import type { Env, MountedVolume, PodOptions, Resources } from '../workload';
import type { Load } from '../sizing';
import type { Configuration } from './configuration';
import type { DisruptionBudget } from './disruption-budget';
import type { Model } from './model/model';
import type { Rollout } from './rollout';
import type { Runtime } from './runtimes';
import type { Scaling } from './scaling';
import type { VerticalScaling } from './vertical-scaling';

/** Names that replace the derived ones; labels and selectors keep to the derived name. */
export interface ModelServiceNames {
  readonly deployment?: string | undefined;
  /** Of the groups that stand in the place of a Deployment where several pods share a copy of the model. */
  readonly leaderWorkerSet?: string | undefined;
  readonly service?: string | undefined;
  readonly autoscaler?: string | undefined;
  readonly disruptionBudget?: string | undefined;
  readonly serviceAccount?: string | undefined;
  readonly configMap?: string | undefined;
  readonly networkPolicy?: string | undefined;
  readonly proxy?: string | undefined;
  readonly verticalAutoscaler?: string | undefined;
}

/** A service account of the user's own: of cdk8s-plus, or any object with its name. */
export interface ServiceAccountReference {
  readonly name: string;
}

/** What serves a model, what it needs, and what its users may change. */
export interface ModelServiceProps extends PodOptions {
  /** What serves the model. */
  readonly runtime: Runtime;
  /** The model that it serves, for runtimes that are told of one; any HTTP server finds its files in `/models`. */
  readonly model?: Model | undefined;
  /** What one replica must work on at once: it is judged whether the GPUs have room for that. @default - not judged */
  readonly load?: Load | undefined;
  /** What one replica needs of its node. @default - with accelerators, its share of the node that has them */
  readonly resources?: Resources | undefined;
  /**
   * What the image of the server takes on the disk of its node once it is unpacked: a disk with no room for it beside what
   * the pod asks for is an error.
   *
   * @default - not known, and so not counted
   */
  readonly imageSize?: Bytes | undefined;
  /** @default - one replica */
  readonly scaling?: Scaling | undefined;
  /** What happens to `resources` as they turn out. @default - they stay as they are given */
  readonly verticalScaling?: VerticalScaling | undefined;
  /** @default - rolling, 25 % more pods and none fewer; recreate where only one node or pod may have a volume */
  readonly rollout?: Rollout | undefined;
  /** @default - with two replicas or more, nodes drain one of them at a time */
  readonly disruptionBudget?: DisruptionBudget | undefined;
  /** Environment variables, in this order, after the runtime's own. */
  readonly env?: Env | undefined;
  /** Arguments after the runtime's own; a flag that the runtime sets too is an error. */
  readonly args?: readonly Deferrable<string>[] | undefined;
  /** Volumes that the server mounts. */
  readonly volumes?: readonly MountedVolume[] | undefined;
  /** What the server reads when it starts: a ConfigMap, the change of which rolls the pods. */
  readonly config?: Configuration | undefined;
  /** The port of the Service. @default 80 */
  readonly servicePort?: number | undefined;
  /** The label `app.kubernetes.io/version`, which no selector uses. @default - the tag of the image, if it has one */
  readonly version?: string | undefined;
  /** @default - one of its own, with no rights and no token */
  readonly serviceAccount?: ServiceAccountReference | undefined;
  /** @default - derived from the construct's ids */
  readonly names?: ModelServiceNames | undefined;
}

import type { Deferrable, Duration } from '../core';
import type { StoreLocation } from '../data';
import type { ImageRef } from '../image';
import type { Command, Env, MountedVolume, PodOptions, Resources } from '../workload';
import type { Checkpoints } from './checkpoints';
import type { Failure } from './failure';
import type { TrainedModel } from './judge-memory';
import type { Queue } from './queue';
import type { Schedule } from './schedule';
import type { Topology } from './topology';

/** Names that replace the derived ones; labels and selectors keep to the derived name. */
export interface BatchTrainingJobNames {
  /** Of the Job or the CronJob. */
  readonly job?: string | undefined;
  readonly serviceAccount?: string | undefined;
  /** Of the headless Service by which the pods of several nodes call each other. */
  readonly workers?: string | undefined;
}

/** What trains, what it reads and writes, and when it runs. */
export interface BatchTrainingJobProps extends PodOptions {
  readonly image: ImageRef;
  /** What trains; the image's own entrypoint if not given. With a `topology`, what its launcher starts. */
  readonly command?: Command | undefined;
  readonly args?: readonly Deferrable<string>[] | undefined;
  readonly env?: Env | undefined;
  /** What is learnt, and how. @default - whether it fits its GPUs is not judged */
  readonly model?: TrainedModel | undefined;
  /** @default - with accelerators, its share of the node that has them */
  readonly resources?: Resources | undefined;
  readonly volumes?: readonly MountedVolume[] | undefined;
  /** Folders it writes to beside its outputs, each an empty volume. @default - `/tmp` */
  readonly writable?: readonly `/${string}`[] | undefined;
  /** What it reads: each place is copied to `/inputs/NAME` before it starts. */
  readonly inputs?: Readonly<Record<string, StoreLocation>> | undefined;
  /**
   * What it writes: once it has ended well, what lies in `/outputs/NAME` is copied to a folder of the place that is named
   * after the run, and `manifest.json` beside it last, with the size and the SHA-256 of each file. A run that is tried
   * again never writes a second one.
   */
  readonly outputs?: Readonly<Record<string, StoreLocation>> | undefined;
  /** The image of rclone that copies, with a shell: `unpinned('rclone/rclone:1.76.0', 'the reason')`. */
  readonly copyWith?: ImageRef | undefined;
  /** What it keeps on its way, in `/checkpoints`, so that it need not begin again. Required on spot. */
  readonly checkpoints?: Checkpoints | undefined;
  /** @default - it runs once, and again whenever what stands here changes */
  readonly schedule?: Schedule | 'on-demand' | undefined;
  /** @default - three more tries, of which lost nodes take none, and none after an exit code that tells of a bug */
  readonly failure?: Failure | undefined;
  /**
   * The longest that a run may take, all its tries included, and the time that it waits for a node.
   *
   * @default - as long as it takes; on a schedule as long as lies between two starts, and a day at least
   */
  readonly deadline?: Duration | undefined;
  /** How long a run stays after its end, for its logs. @default - what runs once stays; on a schedule, the last three */
  readonly keepFor?: Duration | undefined;
  /** How many nodes train together, and what starts them. @default - one pod, which starts by itself */
  readonly topology?: Topology | undefined;
  readonly queue?: Queue | undefined;
  /** @default - one of its own, with no rights and no token */
  readonly serviceAccount?: { readonly name: string } | undefined;
  /** @default - derived from the construct's ids */
  readonly names?: BatchTrainingJobNames | undefined;
}

import type { Deferrable, Duration, Notes } from '../core';
import type { ImageRef } from '../image';
import type { Command, Env, Health, MountedVolume, NonEmpty, ServerUser } from '../workload';
import type { Flags } from './flags';
import type { GpuNeeds } from './gpu-needs';
import type { CpuMemory } from './model/cpu-memory';
import type { MemoryUse } from './model/fit';
import type { Delivery, ServedModel } from './model/served-model';

/** A port that a server listens on. */
export interface ServerPort {
  /** At most 15 characters, lower case: the name by which Services and probes find it. */
  readonly name: string;
  readonly port: number;
  /** How the port speaks, which meshes and gateways read: `http`, `kubernetes.io/h2c` for gRPC. */
  readonly appProtocol?: string | undefined;
}

/** What a scaler can go by: requests that wait, requests under way, requests by the second. */
export type SignalName = 'queue-depth' | 'concurrency' | 'request-rate';

/** A metric of a server, by which a scaler can go. */
export interface ServerSignal {
  /** The name as the server itself writes it. */
  readonly metric: string;
  /** `now` for a gauge; `ever` for a counter, whose rate is meant. */
  readonly counts: 'now' | 'ever';
}

/**
 * Pods that share one copy of a model, each on a node of its own: a replica is then a group of a LeaderWorkerSet.
 *
 * One of them, the leader, is what the rest of the description says, and answers requests. `$(LWS_LEADER_ADDRESS)`,
 * `$(LWS_GROUP_SIZE)` and `$(LWS_WORKER_INDEX)`, 0 for the leader, can stand in arguments (LeaderWorkerSet 0.6.0 and later).
 */
export interface ServerGroup {
  /** How many pods share a copy, the leader among them. */
  readonly size: number;
  /** What the others run in place of the leader's command and arguments; they have no ports and are asked nothing. */
  readonly worker: {
    readonly command?: Command | undefined;
    readonly args?: readonly Deferrable<string>[] | undefined;
  };
}

/** What a model server is, in the words that a pod needs: what `describe` of a runtime returns. */
export interface ServerDescription {
  /** What runs, as a label: `tensorflow-serving`. @default - the derived name of the service */
  readonly application?: string | undefined;
  readonly image: ImageRef;
  /** The image's own entrypoint if not given. Without a shell, so that it receives the signal to stop. */
  readonly command?: Command | undefined;
  readonly args?: readonly Deferrable<string>[] | undefined;
  readonly env?: Env | undefined;
  /** The first receives the requests. */
  readonly ports: NonEmpty<ServerPort>;
  readonly health: Health;
  /** How long loading the model may take, once the image is there. */
  readonly startsWithin: Duration;
  /** How long requests under way may take to finish when the pod leaves. */
  readonly drain: Duration;
  readonly user: ServerUser;
  /** Folders it writes to; the rest of its file system is read-only. */
  readonly writable: readonly `/${string}`[];
  readonly volumes?: readonly MountedVolume[] | undefined;
  /** Files it reads its configuration from, by absolute path; they become a ConfigMap. */
  readonly files?: Readonly<Record<`/${string}`, string>> | undefined;
  /** Where it shows its metrics to Prometheus. */
  readonly metrics?: { readonly port: string; readonly path: `/${string}` } | undefined;
  /** What it counts of its own work, there. */
  readonly signals?: Readonly<Partial<Record<SignalName, ServerSignal>>> | undefined;
  /** What it copies to the disk of its node by itself, in bytes. @default - nothing that counts */
  readonly diskBytes?: number | undefined;
  /** The pods that share one copy of the model, where one pod is not enough. @default - one pod has all of it */
  readonly group?: ServerGroup | undefined;
  /** The GPUs that each pod takes, where its flags say. */
  readonly gpus?: number | undefined;
  /** How new its GPUs and their driver must be. */
  readonly gpuNeeds?: GpuNeeds | undefined;
  /** How it uses the memory of its GPUs, by which is judged whether its model fits. */
  readonly memory?: MemoryUse | undefined;
  /** What it keeps in the memory of its container, where it computes on CPUs. @default - not known */
  readonly onCpus?: CpuMemory | undefined;
  /** What is known of its flags, by which the user's own arguments are judged. */
  readonly flags?: Flags | undefined;
}

/** What a server is described for, beside its own props. */
export interface ServingContext {
  /** The model that it is told to serve. */
  readonly model?: ServedModel | undefined;
  /** The GPUs that its pod asks for, where the user says so. */
  readonly gpus?: number | undefined;
}

/**
 * How a kind of server is described.
 *
 * The built-in kinds implement it, and so can you: `defineRuntime` turns yours into a value for the `runtime` prop.
 */
export interface ServingRuntime<Props> {
  readonly name: string;
  /** How it can be told where a `model` is. @default - not at all */
  readonly loads?: readonly Delivery[] | undefined;
  /** Pure: it decides from what it is given alone, and writes what it decides and finds wrong into the notes. */
  describe(props: Props, notes: Notes, context: ServingContext): ServerDescription;
}

/** A runtime of the user's own, with its props. */
export interface DefinedRuntime {
  readonly kind: 'defined';
  readonly name: string;
  readonly loads?: readonly Delivery[] | undefined;
  describe(notes: Notes, context: ServingContext): ServerDescription;
}

/** Makes a runtime of your own usable: the result takes its props and gives a value for `runtime`. */
export function defineRuntime<Props>(runtime: ServingRuntime<Props>): (props: Props) => DefinedRuntime {
  const { name, loads } = runtime;
  return (props) => ({
    kind: 'defined',
    name,
    loads,
    describe: (notes, context) => runtime.describe(props, notes, context),
  });
}

import { printGiven, type Notes } from '../core';
import { downloadFrom, rclone, judgeStoreAccount, type StoreLocation } from '../data';
import { machineOf, type TargetCluster } from '../hardware';
import { unpinned, type ImageRef } from '../image';
import {
  placePod,
  podRequests,
  renderJobPod,
  shareOfNode,
  type Env,
  type InitContainer,
  type JobContainer,
  type MountedVolume,
  type Platform,
  type PodPlacement,
  type PodTemplate,
} from '../workload';
import type { BatchTrainingJobProps } from './batch-training-job-props';
import { checkpointsOfProgram, keep, readCheckpoints, restore, type StoredCheckpoints } from './checkpoints';
import { judgeCheckpoints } from './judge-checkpoints';
import { judgeClaims } from './judge-claims';
import { judgeMemory } from './judge-memory';
import { judgePlaces } from './judge-places';
import { outputsVolume, push } from './outputs';
import { runVariable } from './run';
import { planRanks, type Ranks } from './topology';

/** What the pod of a run finds around it. */
export interface TrainingSurroundings {
  readonly cluster: TargetCluster | undefined;
  readonly platform: Platform;
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccountName: string;
  /** The headless Service of several nodes. */
  readonly workers: string;
}

/** The pod of a run, and how many of them there are at once. */
export interface TrainingPod {
  readonly template: PodTemplate;
  readonly nodes: number;
}

const inputsVolume: MountedVolume = { name: 'inputs', from: { kind: 'empty' }, mountPath: '/inputs' };

/** Decides what one pod of a run does: it brings inputs, restores, trains, and writes outputs, in this order. */
export function renderTrainingPod(
  props: BatchTrainingJobProps,
  { cluster, platform, labels, serviceAccountName, workers }: TrainingSurroundings,
  notes: Notes,
): TrainingPod {
  const checkpoints = readCheckpoints(props.checkpoints, notes);
  const copier = copierOf(props, notes);
  judgePlaces(props, notes);
  judgeVariables(props, notes);
  judgeClaims(props, notes);
  const first = [
    ...Object.entries(props.inputs ?? {}).map(([name, from]) => pull(name, from, copier)),
    ...(checkpoints === undefined ? [] : [ours('checkpoints', restore(checkpoints, copier))]),
  ];
  const last = Object.entries(props.outputs ?? {}).map(([name, to]) => ours(`outputs.${name}`, push(name, to, copier)));
  const beside =
    checkpoints === undefined
      ? []
      : [ours('checkpoints', keep(checkpoints, copier, Object.keys(props.outputs ?? {}).length === 0))];
  const sidecars = [...(props.sidecars ?? []), ...beside.map(({ container }) => container)];
  const initContainers = [...first.map(({ container }) => container), ...(props.initContainers ?? [])];
  const pods = props.topology?.nodes ?? 1;
  const asks = { requests: podRequests(props.resources ?? {}, { sidecars, initContainers }), pods };
  const placement = placePod(props, asks, cluster, notes);
  judgeCheckpoints(props.checkpoints, placement.pool, notes);
  const ranks = planRanks(props.topology, props.command, placement, workers, notes);
  judgeMemory(props.model, placement, ranks.nodes, notes);
  const resources = props.resources ?? shareOfNode(placement, podRequests({}, { sidecars }), cluster, notes);
  const main: JobContainer = {
    property: (field) => (field === 'rootFilesystem' ? 'security.rootFilesystem' : field),
    container: {
      name: 'train',
      image: props.image,
      command: ranks.command,
      args: props.args,
      env: variables(props, ranks, checkpoints),
      resources,
      volumes: [...volumesOf(props, checkpoints), ...(props.volumes ?? [])],
      writable: notes.choose<readonly `/${string}`[]>(props.writable, {
        field: 'container train, folders it may write to',
        value: ['/tmp'],
        reason: 'the file system of the image is read-only, and most programs write to /tmp',
        override: 'writable',
      }),
      rootFilesystem: props.security?.rootFilesystem,
    },
  };
  const template = renderJobPod(
    {
      labels,
      annotations: keptOnItsNode(notes),
      serviceAccountName,
      first,
      beside,
      main,
      last,
      terminationGracePeriodSeconds: gracePeriod(placement, notes),
      subdomain: ranks.nodes > 1 ? workers : undefined,
      user: {
        user: 1000,
        group: 1000,
        reason: 'the first ordinary user of most images; the id must be a number above 0 for the kubelet to accept it',
        source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
      },
      placement,
      platform,
      options: props,
    },
    notes,
  );
  return { template, nodes: ranks.nodes };
}

function variables({ env }: BatchTrainingJobProps, ranks: Ranks, checkpoints: StoredCheckpoints | undefined): Env {
  return {
    ...runVariable,
    ...ranks.env,
    ...(checkpoints === undefined ? {} : { CHECKPOINT_EVERY_SECONDS: String(checkpoints.everySeconds) }),
    ...env,
  };
}

/** What the program is told is told to what copies too: otherwise one would go by another run than the other. */
function judgeVariables({ env = {}, checkpoints, topology }: BatchTrainingJobProps, notes: Notes): void {
  const ours = [
    'JOB_NAME',
    'JOB_UID',
    'RUN',
    ...(checkpoints?.kind === 'store' ? ['CHECKPOINT_EVERY_SECONDS'] : []),
    ...(topology?.kind === 'jax' ? ['COORDINATOR_ADDRESS', 'PROCESS_COUNT', 'PROCESS_ID'] : []),
  ];
  for (const name of ours) {
    const value = env[name];
    if (value === undefined) continue;
    notes.issue({
      code: 'training/env-clash',
      property: `env.${name}`,
      ...(typeof value === 'string' ? { given: printGiven(value) } : {}),
      message: 'the job sets it, and what runs beside the program goes by it',
      fix: 'another name',
    });
  }
}

function volumesOf(
  { inputs = {}, outputs = {} }: BatchTrainingJobProps,
  checkpoints: StoredCheckpoints | undefined,
): readonly MountedVolume[] {
  return [
    ...(Object.keys(inputs).length === 0 ? [] : [{ ...inputsVolume, readOnly: true }]),
    ...Object.keys(outputs).map((name): MountedVolume => ({
      ...outputsVolume,
      mountPath: `/outputs/${name}`,
      subPath: name,
    })),
    ...(checkpoints === undefined ? [] : [checkpointsOfProgram]),
  ];
}

function pull(name: string, from: StoreLocation, copier: ImageRef): JobContainer {
  const container = downloadFrom(from, copier, inputsVolume, { name: `pull-${name}`, folder: `/inputs/${name}` });
  return ours(`inputs.${name}`, container);
}

/** A container of ours: what is wrong with its image stands in `copyWith`, all else where its place is named. */
function ours(property: string, container: InitContainer): JobContainer {
  return { container, property: (field) => (field === 'image' ? 'copyWith' : property) };
}

/** The image that copies, where something is to be copied. */
function copierOf(props: BatchTrainingJobProps, notes: Notes): ImageRef {
  const places: readonly (readonly [string, StoreLocation])[] = [
    ...Object.entries(props.inputs ?? {}).map(([name, at]) => [`inputs.${name}`, at] as const),
    ...Object.entries(props.outputs ?? {}).map(([name, at]) => [`outputs.${name}`, at] as const),
    ...(props.checkpoints?.kind === 'store' ? [['checkpoints.at', props.checkpoints.at] as const] : []),
  ];
  for (const [property, at] of places) judgeStoreAccount(property, at, rclone, notes);
  if (props.copyWith === undefined && places.length > 0) {
    notes.issue({
      code: 'training/no-copier',
      property: 'copyWith',
      message: 'is not given, and what is read and written is copied by rclone',
      fix: "copyWith: unpinned('rclone/rclone:TAG', 'the reason'), or with its digest",
    });
  }
  return props.copyWith ?? unpinned('rclone/rclone', 'nothing is written of a job with issues');
}

/** What moves pods for the sake of fuller nodes throws away what they have worked out since the last checkpoint. */
function keptOnItsNode(notes: Notes): Readonly<Record<string, string>> {
  return notes.decide({
    field: 'pod annotations, kept on its node',
    value: {
      'karpenter.sh/do-not-disrupt': 'true',
      'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false',
    },
    reason:
      'a node that could be emptied for a cheaper one is left until the run has ended: what was worked out since the last checkpoint would be lost',
    source: 'https://karpenter.sh/docs/concepts/disruption/#pod-level-controls',
    override: 'podAnnotations',
  });
}

/** How long a pod may take to stop: for a last checkpoint, within what its cloud gives where it takes a node back. */
function gracePeriod({ pool }: PodPlacement, notes: Notes): number {
  const isAzureSpot = pool?.capacity.kind === 'spot' && machineOf(pool)?.cloud === 'azure';
  return notes.decide({
    field: 'pod terminationGracePeriodSeconds',
    value: isAzureSpot ? 25 : 110,
    reason: isAzureSpot
      ? 'Azure takes a spot machine back 30 s after it says so'
      : 'time for a last checkpoint; AWS takes a spot machine back two minutes after it says so',
    source: isAzureSpot
      ? 'https://learn.microsoft.com/en-us/azure/virtual-machines/spot-vms'
      : 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html',
    override: 'transformPod',
  });
}

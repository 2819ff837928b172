import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  BatchTrainingJob,
  type App,
  type BatchTrainingJobProps,
  type Checkpoints,
  type PodTransform,
  type StoreLocation,
} from '../../lib';
import { besideJobs } from './agreeing-jobs';
import { picked } from './agreeing-pods';
import { addNeighbours, childOf, QuietApp } from './build-app';
import { containerFrom, envFrom, imageFrom, secretFrom, volumesFrom, type Neighbours } from './build-service';
import type { CheckpointsDescription, JobDescription, JobPropsDescription, PlaceDescription } from './job-description';
import { transformFrom } from './pod-transforms';
import { sampleClusterOf, samplePoolWith } from './sample-cluster';

/** A job built from its description, in an app of its own. */
export interface BuiltJob {
  readonly app: App;
  readonly job: BatchTrainingJob;
}

/** What a test may ask for beside what is described. */
export interface BuildJobOptions {
  /** Changes the props that the description makes. */
  readonly change?: (props: BatchTrainingJobProps) => BatchTrainingJobProps;
}

/** Builds what a description describes, beside one of each thing that it may refer to, and nothing else. */
export function buildJob({ chartId, namespace, path, props }: JobDescription, options: BuildJobOptions = {}): BuiltJob {
  const app = new QuietApp({ cluster: sampleClusterOf({ kubernetes: '1.35', declaresKinds: true }) });
  const chart = new Chart(app, chartId, namespace === undefined ? {} : { namespace });
  const neighbours = addNeighbours(chart, { ...besideJobs, id: chartId, services: [] });
  const scope = path.slice(0, -1).reduce<Construct>((above, id) => childOf(above, id), chart);
  const own = jobPropsFrom(props, neighbours);
  return { app, job: new BatchTrainingJob(scope, path.at(-1) ?? '', options.change?.(own) ?? own) };
}

function jobPropsFrom(given: JobPropsDescription, at: Neighbours): BatchTrainingJobProps {
  const { env, volumes, inputs, outputs, checkpoints, copyWith, sidecars, initContainers, ...rest } = given;
  const { imagePullSecrets, serviceAccount, transformPod, placement, image, ...plain } = rest;
  const shareable = volumes ?? [];
  return {
    ...plain,
    image: imageFrom(image),
    ...(env === undefined ? {} : { env: envFrom(env, at) }),
    ...(volumes === undefined ? {} : { volumes: volumesFrom(volumes, at) }),
    ...(inputs === undefined ? {} : { inputs: placesFrom(inputs, at) }),
    ...(outputs === undefined ? {} : { outputs: placesFrom(outputs, at) }),
    ...(checkpoints === undefined ? {} : { checkpoints: checkpointsFrom(checkpoints, at) }),
    ...(copyWith === undefined ? {} : { copyWith: imageFrom(copyWith) }),
    ...(sidecars === undefined ? {} : { sidecars: sidecars.map((one) => containerFrom(one, shareable, at)) }),
    ...(initContainers === undefined
      ? {}
      : { initContainers: initContainers.map((one) => containerFrom(one, shareable, at)) }),
    ...(imagePullSecrets === undefined
      ? {}
      : { imagePullSecrets: imagePullSecrets.map((secret) => secretFrom(secret, at)) }),
    ...(serviceAccount === undefined
      ? {}
      : {
          serviceAccount:
            serviceAccount.kind === 'plain' ? serviceAccount : picked(at.serviceAccounts, serviceAccount.pick),
        }),
    ...(transformPod === undefined ? {} : { transformPod: transformFrom(transformPod) satisfies PodTransform }),
    ...(placement === undefined
      ? {}
      : {
          placement: placement.kind === 'any-pool' ? placement : samplePoolWith(acceleratorOf(given), placement.pick),
        }),
  };
}

function acceleratorOf({ accelerator, gpus }: JobPropsDescription): JobPropsDescription['accelerator'] {
  return accelerator ?? (gpus === undefined ? undefined : { kind: 'gpu', count: gpus });
}

function placesFrom(given: readonly PlaceDescription[], at: Neighbours): Readonly<Record<string, StoreLocation>> {
  return Object.fromEntries(given.map(({ name, at: place }) => [name, placeFrom(place, at)]));
}

function placeFrom({ access, ...rest }: PlaceDescription['at'], at: Neighbours): StoreLocation {
  return {
    ...rest,
    access: access.kind === 'secret' ? { ...access, secret: secretFrom(access.secret, at) } : access,
  };
}

function checkpointsFrom(given: CheckpointsDescription, at: Neighbours): Checkpoints {
  return given.kind === 'own' ? given : { ...given, at: placeFrom(given.at, at) };
}

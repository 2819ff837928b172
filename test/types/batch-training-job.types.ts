import {
  unpinned,
  type BatchTrainingJobProps,
  type Checkpoints,
  type Schedule,
  type StoreLocation,
  type Topology,
} from 'modelyard';

// Checked by tsc alone: what cannot be is not written.

declare const place: StoreLocation;
const image = unpinned('train:v1', 'a test');

export const least: BatchTrainingJobProps = { image };
export const asked: BatchTrainingJobProps = { image, schedule: 'on-demand' };

// @ts-expect-error an image of no digest, and no reason why
export const unpinnedImage: BatchTrainingJobProps = { image: 'train:v1' };
// @ts-expect-error a copier of no digest, and no reason why
export const unpinnedCopier: BatchTrainingJobProps = { image, copyWith: 'rclone/rclone:1.76.0' };
// @ts-expect-error two schedules in one
export const onRequest: BatchTrainingJobProps = { image, schedule: 'nightly' };
// @ts-expect-error times of no zone are those of whichever machine reads them
export const nowhere: Schedule = { cron: '0 2 * * *' };
// @ts-expect-error another word than those that there are
export const queued: Schedule = { cron: '0 2 * * *', timeZone: 'Etc/UTC', concurrency: 'queue' };
// @ts-expect-error a history of one kind alone
export const half: Schedule = { cron: '0 2 * * *', timeZone: 'Etc/UTC', history: { succeeded: 1 } };
// @ts-expect-error checkpoints of its own go to no place that is known
export const ownPlace: Checkpoints = { kind: 'own', reason: 'it does', every: '10m' };
// @ts-expect-error checkpoints of its own without a word on how
export const ownSilent: Checkpoints = { kind: 'own' };
// @ts-expect-error a store without an interval, of which the program is told
export const seldom: Checkpoints = { kind: 'store', at: place };
// @ts-expect-error a launcher that there is not
export const launcher: Topology = { kind: 'slurm', nodes: 2 };
// @ts-expect-error of JAX, each node runs one process
export const processes: Topology = { kind: 'jax', nodes: 2, processesPerNode: 8 };
// @ts-expect-error an address that nobody speaks
export const scheme: StoreLocation['uri'] = 'gs://a/b';
// @ts-expect-error a place is a location, not a text
export const text: BatchTrainingJobProps['outputs'] = { a: 's3://a/b' };
// @ts-expect-error a deadline of a number, whose unit nobody tells
export const unitless: BatchTrainingJobProps = { image, deadline: 3600 };
// @ts-expect-error a model is served, not trained
export const served: BatchTrainingJobProps = { image, runtime: { kind: 'http', image, port: 1, healthPath: '/' } };

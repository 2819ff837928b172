export { BatchTrainingJob } from './batch-training-job';
export type { ResolvedJobNames } from './batch-training-job-names';
export type { BatchTrainingJobNames, BatchTrainingJobProps } from './batch-training-job-props';
export type { Checkpoints } from './checkpoints';
export type { Failure } from './failure';
export type { Spread, TrainedModel } from './judge-memory';
export type { Queue } from './queue';
export type { Schedule } from './schedule';
export type { Topology } from './topology';

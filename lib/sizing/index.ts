export type { Attention, Experts, ModelArchitecture, ModelSizes, SlidingWindow, VisionTower } from './architecture';
export {
  bandOf,
  batchOf,
  calibrationOf,
  calibrations,
  gibibyte,
  type Batch,
  type Calibration,
  type Engine,
} from './engine';
export { amountIssues } from './amounts';
export { modelIssues, sizeModel } from './fit';
export { sequenceBytes } from './key-value-cache';
export { architectureFrom, modelFrom, type Configuration } from './model-from';
export { models, type ModelName } from './models';
export type { Adapters } from './overhead';
export { degreesOf, parallelismIssues, tensorDegrees, type Degrees, type Parallelism } from './parallelism';
export { architectureOf, countParameters, type ParameterCounts } from './parameters';
export {
  precisionIssue,
  precisions,
  supportFor,
  type CachePrecision,
  type Precision,
  type PrecisionFacts,
  type Support,
} from './precision';
export type { PublishedModel } from './published-model';
export type { Accelerator } from './ranks';
export type { Breakdown, Estimate, Load, NotKnown, Remedy, Sizing, SizingRequest, Verdict } from './sizing';
export type { FactSource } from './source';
export type { LinearName } from './linears';
export type {
  Activations,
  CountedParameters,
  HostMemory,
  MicroBatch,
  Moment,
  Optimizer,
  Sharding,
  Trainable,
  TrainingBreakdown,
  TrainingPrecision,
  TrainingRemedy,
  TrainingRequest,
  TrainingSizing,
} from './training';
export { sizeTraining } from './training-fit';
export { checkpointBytes, greatestMatrixBytes } from './weights';

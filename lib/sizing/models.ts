import { denseModels, type DenseModelName } from './dense-models';
import { expertModels, type ExpertModelName } from './expert-models';
import type { PublishedModel } from './published-model';

/** The names of the models whose sizes are known. */
export type ModelName = DenseModelName | ExpertModelName;

/** Well-known models, with the sources of their sizes and the day on which those were read. */
export const models: Readonly<Record<ModelName, PublishedModel>> = { ...denseModels, ...expertModels };

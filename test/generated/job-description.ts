import type { BatchTrainingJobProps, Checkpoints, StoreLocation } from '../../lib';
import type { Described, ImageDescription } from './app-description';

/** A place that a job reads or writes, under the name that it has there. */
export interface PlaceDescription {
  readonly name: string;
  readonly at: Described<StoreLocation>;
}

type Kept = Extract<Checkpoints, { readonly kind: 'store' }>;

export type CheckpointsDescription =
  Extract<Checkpoints, { readonly kind: 'own' }> | (Omit<Kept, 'at'> & { readonly at: Described<StoreLocation> });

type Plain = Omit<
  Described<BatchTrainingJobProps>,
  'command' | 'model' | 'inputs' | 'outputs' | 'checkpoints' | 'copyWith'
>;

/** The props of a job as plain data. */
export interface JobPropsDescription extends Plain {
  readonly command?: readonly [string, ...string[]] | undefined;
  readonly inputs?: readonly PlaceDescription[] | undefined;
  readonly outputs?: readonly PlaceDescription[] | undefined;
  readonly checkpoints?: CheckpointsDescription | undefined;
  readonly copyWith?: ImageDescription | undefined;
}

/** A job in a chart of its own, beside whatever it may refer to. */
export interface JobDescription {
  readonly chartId: string;
  readonly namespace?: string | undefined;
  /** The ids from the chart down to the job: all but the last are plain constructs. */
  readonly path: readonly [string, ...string[]];
  readonly props: JobPropsDescription;
}

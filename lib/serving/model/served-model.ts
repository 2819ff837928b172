import { formatDuration, type Deferrable, type Duration, type IssueDetails, type Notes } from '../../core';
import { checkpointBytes, type ModelArchitecture, type Precision } from '../../sizing';
import type { StoreLocation } from '../../data';
import type { Model } from './model';

/** How a server can be told where its weights are. */
export type Delivery =
  /** By a folder that it finds them in. */
  | 'folder'
  /** By the name of a repository, which it fetches itself. */
  | 'hub'
  /** By the address of a store, which it reads from as it loads. */
  | 'stream';

/** A model as its server is told of it. */
export interface ServedModel {
  /** What requests call it. */
  readonly name: string;
  /** A folder, a repository or an address, by `delivery`. */
  readonly reference: Deferrable<string>;
  readonly delivery: Delivery;
  /** The store that it is read from, with what leads there. */
  readonly location?: StoreLocation | undefined;
  /** The commit of a repository. */
  readonly revision?: string | undefined;
  readonly architecture?: ModelArchitecture | undefined;
  /** How the weights are stored, where that is known. */
  readonly precision?: Precision | undefined;
  /** What the weights take on disk, where that is known. */
  readonly bytes?: number | undefined;
}

/**
 * The folder that a server is told of which reads from folders alone; that it cannot read from elsewhere has been said.
 */
export function folderOf({ reference }: ServedModel): string {
  return typeof reference === 'string' ? reference : '/models';
}

/** What is known of a model's sizes; what is wrong with its configuration is noted. */
export function knownSizes(
  { architecture: given, precision }: Model,
  notes: Notes,
): Pick<ServedModel, 'architecture' | 'precision' | 'bytes'> {
  if (given === undefined) return { precision };
  if ('issues' in given) {
    for (const issue of given.issues) notes.issue({ ...issue, property: `model.architecture.${issue.property ?? ''}` });
    return { precision };
  }
  const architecture = 'architecture' in given ? given.architecture : given;
  const stored = precision ?? architecture.precision;
  return { architecture, precision: stored, bytes: checkpointBytes(architecture, stored) };
}

/** What is wrong where a server is to serve weights, and none are named. */
export function noModel(server: string): IssueDetails {
  return {
    code: 'serving/no-model',
    property: 'model',
    message: `${server} serves weights, and none are named`,
    fix: "model: { source: { kind: 'claim', claim }, architecture: models.llama31_8b }, or another source",
  };
}

/** The bytes that are read each second at least, from a disk or over a network. */
const slowestRead = 200e6;

/** The seconds that it may take to copy so many bytes. */
export function copySeconds(bytes: number): number {
  return Math.ceil(bytes / slowestRead);
}

/** How long a server may take to start that has so many bytes to load. */
export function startupBudget({ bytes }: Pick<ServedModel, 'bytes'>): Duration {
  const minutes = 10 + Math.ceil(copySeconds(bytes ?? 0) / 60);
  return formatDuration(minutes * 60_000);
}

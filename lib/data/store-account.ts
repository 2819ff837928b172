import type { Notes } from '../core';
import type { StoreLocation } from './store';
import { schemeOf } from './store-uri';

/** What reads from a store, and by which variables it can be told of an account beside the location. */
export interface StoreReader {
  /** In a sentence: `rclone`. */
  readonly name: string;
  readonly variables: readonly string[];
  readonly source: string;
}

/**
 * Judges whether what reads from Azure's storage is told whose it is: its address holds the container alone.
 *
 * @param property where the location stands: `model.source`
 */
export function judgeStoreAccount(property: string, location: StoreLocation, reader: StoreReader, notes: Notes): void {
  const { uri, account, access } = location;
  if (schemeOf(uri) !== 'az' || account !== undefined) return;
  const given = access.kind === 'secret' ? Object.keys(access.variables) : [];
  if (given.some((variable) => reader.variables.includes(variable))) return;
  notes.issue({
    code: 'data/no-store-account',
    property: `${property}.account`,
    message: `${reader.name} finds a container of Azure's storage by the account that it is in (${reader.source})`,
    fix: "account: 'the storage account'",
  });
}

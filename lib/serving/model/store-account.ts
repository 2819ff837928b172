import type { Notes } from '../../core';
import { schemeOf, type StoreLocation } from '../../data';

/** What reads from a store, and by which variables it can be told of an account beside the location. */
export interface StoreReader {
  /** In a sentence: `rclone`. */
  readonly name: string;
  readonly variables: readonly string[];
  readonly source: string;
}

/** Judges whether what reads from Azure's storage is told whose it is: its address holds the container alone. */
export function judgeStoreAccount(location: StoreLocation, reader: StoreReader, notes: Notes): void {
  const { uri, account, access } = location;
  if (schemeOf(uri) !== 'az' || account !== undefined) return;
  const given = access.kind === 'secret' ? Object.keys(access.variables) : [];
  if (given.some((variable) => reader.variables.includes(variable))) return;
  notes.issue({
    code: 'serving/no-store-account',
    property: 'model.source.account',
    message: `${reader.name} finds a container of Azure's storage by the account that it is in (${reader.source})`,
    fix: "account: 'the storage account'",
  });
}

import { isRelease, releaseNumbers } from '../../core';
import type { Since } from './field-type';

/** Whether the release in the cluster has something. */
export type Presence = 'there' | 'absent' | 'not-known';

/** The release that a cluster runs, against those whose fields a table has. */
export class Release {
  /** Whether what no release in the table has is absent from this one. */
  readonly rest: Exclude<Presence, 'there'>;
  readonly given: string | undefined;

  /**
   * Compares what is declared with what was read.
   *
   * @param known the releases in the table, the oldest first
   * @param given what is declared of the cluster; left out: nothing is
   */
  constructor(known: readonly string[], given: string | undefined) {
    this.given = given;
    const minor = minorOf(given);
    this.rest = minor !== undefined && known.some((one) => minorOf(one) === minor) ? 'absent' : 'not-known';
  }

  presenceOf(since: Since): Presence {
    if (since === undefined) return 'there';
    if (this.given === undefined) return 'not-known';
    return isRelease(this.given, since) ? 'there' : this.rest;
  }
}

function minorOf(version: string | undefined): string | undefined {
  const [major, minor] = releaseNumbers(version ?? '');
  return minor === undefined ? undefined : `${major ?? ''}.${minor}`;
}

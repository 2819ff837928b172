/** Where a fact was read, and when. */
export interface FactSource {
  readonly address: string;
  /** The day, such as `'2026-11-21'`. */
  readonly read: string;
}

/** The day on which the facts of this room were last read. */
export const readOn = '2026-11-21';

/** A figure that was read somewhere, with where and when; a figure that could not be read is left `undefined`. */
export interface Fact<T> {
  readonly value: T;
  /** The address of what was read. */
  readonly source: string;
  /** The day of which the source speaks: that of the commit, the page or the message; else the day it was read. */
  readonly date: string;
}

/** Where a row of a table was read, and when. */
export interface FactSource {
  /** The address of what was read. */
  readonly source: string;
  /** The day of which the source speaks: that of the commit, the page or the message; else the day it was read. */
  readonly date: string;
}

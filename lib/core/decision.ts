/** A value that manifests can hold. */
export type PlainValue =
  string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** Something the library decided for the user, or safety that the user gave up: with what is needed to disagree. */
export interface Decision {
  /** The object and field decided, such as `Deployment spec.minReadySeconds`. */
  readonly field: string;
  readonly value: PlainValue;
  /** Why this value, in one sentence; the user's own words where safety was given up. */
  readonly reason: string;
  /** Where the reason comes from: a document, an issue, a specification. */
  readonly source?: string | undefined;
  /** The prop that overrides it. */
  readonly override: string;
}

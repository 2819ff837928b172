/** Facts about the fields of kinds, and where they were read. */
export interface FieldTable {
  readonly source: string;
  /** When they were read. */
  readonly date: string;
  /** The releases whose fields these are, the oldest first; none where the source does not say. */
  readonly versions: readonly string[];
  /** A line each: the kind with its API version, and its definition. */
  readonly kinds: string;
  /** A line each: the name of a definition, and its fields as `readDefinition` reads them. */
  readonly definitions: string;
}

/** An object that the user declares to exist in the cluster, outside of the app. */
export interface ExistingObject {
  readonly kind: string;
  readonly name: string;
  /** The namespace it lives in; that of the construct which relies on it if not given. */
  readonly namespace?: string | undefined;
  /** The keys it holds, for a ConfigMap or a Secret; not known if not given. */
  readonly keys?: readonly string[] | undefined;
}

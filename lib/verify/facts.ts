/** An object that the user declares to exist in the cluster, although the app does not make it. */
export interface ExistingObject {
  /** Left out: whatever group has an object of that kind. */
  readonly apiVersion?: string | undefined;
  readonly kind: string;
  /** Left out: the namespace to which objects that name none go. */
  readonly namespace?: string | undefined;
  readonly name: string;
  /** The keys of a ConfigMap's or Secret's data. Left out: they are not known. */
  readonly keys?: readonly string[] | undefined;
}

/**
 * What is true and manifests cannot say: plain JSON, which `App` keeps outside its output folder.
 *
 * Without facts a rule may weaken its verdict to *not known*; no fact turns a *yes* into a *no*, or back.
 */
export interface Facts {
  readonly existing?: readonly ExistingObject[] | undefined;
}

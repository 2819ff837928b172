import type { DeclaredTraffic, ExistingObject } from '../core';

/** An object that the user declares to exist in the cluster, although the app does not make it. */
export interface DeclaredObject extends ExistingObject {
  /** Left out: any group that has an object of that kind. */
  readonly apiVersion?: string | undefined;
}

/**
 * What is true and manifests cannot say: plain JSON, which `App` keeps outside its output folder.
 *
 * Without facts a rule may weaken its verdict to *not known*; no fact turns a *yes* into a *no*, or back.
 */
export interface Facts {
  /** Here an object without a namespace lives where the app's objects without one go. */
  readonly existing?: readonly DeclaredObject[] | undefined;
  /** A question each, which nobody asks without it: whether the policies of the app let that through. */
  readonly traffic?: readonly DeclaredTraffic[] | undefined;
}

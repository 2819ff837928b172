/**
 * A connection that must be possible for what the app is for.
 *
 * An end without a namespace is where the app's objects without one go. Pods are taken to have a network of their own,
 * and to have the labels that are said, among others perhaps.
 */
export interface DeclaredTraffic {
  /** `somebody` is a caller of whom nothing is known. */
  readonly from:
    | {
        readonly kind: 'pods';
        readonly namespace?: string | undefined;
        readonly podLabels?: Readonly<Record<string, string>> | undefined;
      }
    | { readonly kind: 'somebody' };
  /** `outside` is something that is no pod: an address, or a host that is known by name. */
  readonly to:
    | { readonly kind: 'service'; readonly namespace?: string | undefined; readonly name: string }
    | {
        readonly kind: 'pods';
        readonly namespace?: string | undefined;
        readonly podLabels?: Readonly<Record<string, string>> | undefined;
      }
    | { readonly kind: 'outside'; readonly address?: string | undefined };
  /** Of the Service, where the way leads to one; else that of the pod or the host. */
  readonly port: number;
  /** @default 'TCP' */
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP' | undefined;
  /** Why it must be possible, as part of a sentence: `requests for chat.example.com come from there`. */
  readonly because: string;
}

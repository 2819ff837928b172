import type { Manifest } from '../manifest';
import { asRecord, asString, isSet, ownField, type PlainRecord } from '../untrusted';
import { readAmounts, type Amounts } from './pod-requests';
import type { PodState } from './pod-state';
import { cordonTaint, readTaints, type Taint } from './taints';
import { isNotKnown, notKnown, type NotKnown } from './verdict';

/** A node as the scheduler looks at it, and the pods on it. */
export class NodeState {
  readonly name: string;
  readonly labels: PlainRecord;
  readonly taints: readonly Taint[];
  /** Whether it is cordoned. */
  readonly isUnschedulable: boolean;
  readonly allocatable: Amounts | NotKnown;
  private readonly placed: PodState[] = [];
  private readonly taken = new Map<string, number>();
  private unreadable: NotKnown | undefined;

  constructor(manifest: Manifest) {
    const metadata = asRecord(manifest.metadata);
    const spec = asRecord(manifest['spec']);
    const status = asRecord(manifest['status']);
    this.name = asString(metadata['name']) ?? '';
    this.labels = asRecord(metadata['labels']);
    this.isUnschedulable = spec['unschedulable'] === true;
    const taints = readTaints(spec['taints']);
    const lacksTaint = this.isUnschedulable && !taints.some(({ key }) => key === cordonTaint.key);
    this.taints = lacksTaint ? [...taints, cordonTaint] : taints;
    this.allocatable = isSet(status['allocatable'])
      ? readAmounts(status['allocatable'])
      : notKnown(`what of node ${this.name} can be allocated is not declared`);
  }

  /** The value of one of its labels; nothing where it has none of that name. */
  label(key: string): string | undefined {
    const value = ownField(this.labels, key);
    return typeof value === 'string' ? value : undefined;
  }

  get pods(): readonly PodState[] {
    return this.placed;
  }

  /** What the pods on it ask for together. */
  get requested(): Amounts | NotKnown {
    return this.unreadable ?? this.taken;
  }

  /** Puts a pod on the node. */
  place(pod: PodState): void {
    this.placed.push(pod);
    if (isNotKnown(pod.requests)) {
      this.unreadable ??= notKnown(`what pod ${pod.name} on node ${this.name} asks for is not known`);
      return;
    }
    for (const [name, amount] of pod.requests) this.taken.set(name, (this.taken.get(name) ?? 0) + amount);
  }
}

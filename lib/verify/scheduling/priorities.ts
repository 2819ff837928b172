import type { Inventory } from '../inventory';
import { asInteger, asString, type PlainRecord } from '../untrusted';

interface Priority {
  /** The same for pods whose priority is the same, also where nobody says which it is. */
  readonly key: string;
  readonly value: number | undefined;
  readonly preempts: boolean;
}

// Source: https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/ and kubernetes 1.34 pkg/apis/scheduling/types.go.
const ofEveryCluster: ReadonlyMap<string, number> = new Map([
  ['system-cluster-critical', 2_000_000_000],
  ['system-node-critical', 2_000_001_000],
]);

/** Which pods the scheduler puts out to make room for others. */
export class Priorities {
  private readonly classes: ReadonlyMap<string, Priority>;
  private readonly unlessNamed: Priority;

  constructor(inventory: Inventory) {
    const objects = inventory.ofKind('scheduling.k8s.io', 'PriorityClass');
    const classes = objects.map(({ name, manifest }) => [name, priorityOf(name, manifest)] as const);
    this.classes = new Map([
      ...[...ofEveryCluster].map(([name, value]) => [name, { key: `${value}`, value, preempts: true }] as const),
      ...classes,
    ]);
    const general = objects.find(({ manifest }) => manifest['globalDefault'] === true);
    // The cluster may have a class for all that name none.
    this.unlessNamed = this.classes.get(general?.name ?? '') ?? { key: '', value: undefined, preempts: true };
  }

  /** The priority of a pod as a number; nothing where it is not declared. */
  valueOf(pod: PlainRecord): number | undefined {
    return this.of(pod).value;
  }

  /** Says whether a pod puts out another to get room; nothing where their priorities are not declared. */
  putsOut(pod: PlainRecord, other: PlainRecord): boolean | undefined {
    const [one, two] = [this.of(pod), this.of(other)];
    if (one.key === two.key || !one.preempts) return false;
    return one.value === undefined || two.value === undefined ? undefined : one.value > two.value;
  }

  private of({ priorityClassName }: PlainRecord): Priority {
    const name = asString(priorityClassName);
    if (name === undefined) return this.unlessNamed;
    return this.classes.get(name) ?? { key: `class ${name}`, value: undefined, preempts: true };
  }
}

function priorityOf(name: string, { value, preemptionPolicy }: PlainRecord): Priority {
  const number = asInteger(value);
  return {
    key: number === undefined ? `class ${name}` : `${number}`,
    value: number,
    preempts: preemptionPolicy !== 'Never',
  };
}

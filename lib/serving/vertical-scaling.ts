import {
  compareQuantities,
  formatQuantity,
  printGiven,
  readBytes,
  readCpu,
  type Bytes,
  type Cpu,
  type Notes,
  type Reading,
  type Quantity,
} from '../core';
import type { TargetCluster } from '../hardware';
import { serverContainer } from '../workload';
import { judgeKind } from './judge-kind';
import type { ScaleTarget } from './scale-target';
import type { Scaling } from './scaling';

/** What the vertical autoscaler does about what the server really uses; GPUs are none of its business. */
export interface VerticalScaling {
  /**
   * `recommend` says what it would reserve and changes nothing; `initial` reserves that for new pods; `recreate` evicts
   * running ones for it, one replica alone excepted; `in-place-or-recreate` changes them as they run where that is possible.
   */
  readonly mode: 'recommend' | 'initial' | 'recreate' | 'in-place-or-recreate';
  /** The least to reserve. */
  readonly min?: ReservedAmounts | undefined;
  /** The most to reserve: no more than a node has. */
  readonly max?: ReservedAmounts | undefined;
}

/** Processor time and memory to reserve. */
export interface ReservedAmounts {
  readonly cpu?: Cpu | undefined;
  readonly memory?: Bytes | undefined;
}

const updateModes = {
  recommend: 'Off',
  initial: 'Initial',
  recreate: 'Recreate',
  'in-place-or-recreate': 'InPlaceOrRecreate',
} as const;

/** Renders the spec of a VerticalPodAutoscaler, version autoscaling.k8s.io/v1. */
export function renderVerticalAutoscaler(
  given: VerticalScaling,
  { target, scaling, cluster }: { target: ScaleTarget; scaling: Scaling; cluster: TargetCluster | undefined },
  notes: Notes,
): Readonly<Record<string, unknown>> {
  judgeKind(cluster, verticalAutoscalers, notes);
  if (given.mode !== 'recommend') judgeSignals(scaling, notes);
  const [least, most] = [readAmounts('min', given.min, notes), readAmounts('max', given.max, notes)];
  for (const [resource, amount] of Object.entries(least)) {
    const limit = most[resource];
    if (limit === undefined || compareQuantities(amount, limit) <= 0) continue;
    notes.issue({
      code: 'serving/invalid-bounds',
      property: `verticalScaling.min.${resource}`,
      given: printGiven(formatQuantity(amount)),
      message: `is more than verticalScaling.max.${resource}, which is ${formatQuantity(limit)}`,
      fix: `min: { ${resource}: '${formatQuantity(limit)}' }, or a greater max`,
    });
  }
  return {
    targetRef: target,
    updatePolicy: { updateMode: updateModes[given.mode] },
    resourcePolicy: {
      containerPolicies: [
        {
          containerName: serverContainer,
          controlledResources: ['cpu', 'memory'],
          // Limits keep their proportion to requests, as the resources of the service have it.
          controlledValues: 'RequestsAndLimits',
          minAllowed: given.min && written(least),
          maxAllowed: given.max && written(most),
        },
        // Their owners said what sidecars need.
        { containerName: '*', mode: 'Off' },
      ],
    },
  };
}

const verticalAutoscalers = {
  group: 'autoscaling.k8s.io',
  kind: 'VerticalPodAutoscaler',
  property: 'verticalScaling',
  fix: 'no verticalScaling, or the vertical autoscaler in the cluster and its kinds in customResources',
} as const;

/** An autoscaler that goes by a share of a request sees the load change with the request. */
function judgeSignals(scaling: Scaling, notes: Notes): void {
  const signals = scaling.kind === 'fixed' ? [] : (scaling.on ?? []);
  signals.forEach(({ kind }, index) => {
    if (kind !== 'cpu' && kind !== 'memory') return;
    notes.issue({
      code: 'serving/scaled-twice',
      property: `scaling.on[${index}]`,
      given: printGiven(kind),
      message: `is a share of what the server reserves, which verticalScaling changes: each would undo what the other did`,
      fix: "verticalScaling: { mode: 'recommend' }, or signals other than cpu and memory",
    });
  });
}

type Amounts = Readonly<Record<string, Quantity>>;

function readAmounts(bound: 'min' | 'max', given: ReservedAmounts | undefined, notes: Notes): Amounts {
  const readings: [string, Reading<Quantity>][] = [];
  const property = `verticalScaling.${bound}`;
  if (given?.cpu !== undefined) readings.push(['cpu', readCpu(`${property}.cpu`, given.cpu)]);
  if (given?.memory !== undefined) readings.push(['memory', readBytes(`${property}.memory`, given.memory)]);
  return Object.fromEntries(
    readings.flatMap(([resource, reading]) => {
      notes.check(reading);
      return 'value' in reading ? [[resource, reading.value]] : [];
    }),
  );
}

function written(amounts: Amounts): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(amounts).map(([resource, amount]) => [resource, formatQuantity(amount)]));
}

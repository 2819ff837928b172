import type { IssueDetails, SignalName } from '../../lib';
import { builtInSignals } from './agreeing-runtimes';
import { severalPods } from './runtime-shapes';
import { pairsAcross } from './shape';

/** Members of which no two, one of each list, can be in one place: the library refuses both together. */
export interface Exclusion {
  readonly these: readonly string[];
  readonly those: readonly string[];
  /** By which code it does. */
  readonly code: IssueDetails['code'];
}

const usage = ['ScalingSignal: cpu', 'ScalingSignal: memory', 'KedaSignal: cpu', 'KedaSignal: memory'];
const changes = ['initial', 'recreate', 'in-place-or-recreate'].map((mode) => `VerticalScaling: ${mode}`);
const serverSignals: readonly SignalName[] = ['queue-depth', 'concurrency', 'request-rate'];

/** What cannot meet in one service. */
export const neverInOneService: readonly Exclusion[] = [
  { these: usage, those: changes, code: 'serving/scaled-twice' },
  { these: ['Wake: http-add-on'], those: ['Exposure: load-balancer'], code: 'serving/bypasses-wake' },
  { these: [severalPods], those: ['Rollout: recreate'], code: 'serving/no-such-rollout' },
  { these: [severalPods], those: ['AccessMode: ReadWriteOncePod'], code: 'serving/claim-not-shared' },
  ...Object.entries(builtInSignals).map(([runtime, signals]): Exclusion => ({
    these: [`Runtime: ${runtime}`],
    those: serverSignals.filter((signal) => !signals.includes(signal)).map((signal) => `KedaSignal: ${signal}`),
    code: 'serving/no-signal',
  })),
];

/** What cannot meet in one app, which has one cluster. */
export const neverInOneApp: readonly Exclusion[] = [
  {
    these: ['Kubernetes: 1.34'],
    those: ['ModelSource: image-volume', 'VolumeSource: image'],
    code: 'serving/no-image-volumes',
  },
];

/** The pairs that exclusions exclude. */
export function pairsOf(exclusions: readonly Exclusion[]): ReadonlySet<string> {
  return new Set(exclusions.flatMap(({ these, those }) => [...pairsAcross(these, those)]));
}

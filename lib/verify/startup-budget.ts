import { asInteger, asRecord, isSet, type PlainRecord } from './untrusted';

/** What a probe can do; it does one of these. */
export const probeActions: readonly string[] = ['exec', 'grpc', 'httpGet', 'tcpSocket'];

const defaultDeadline = 600;

/** The seconds after which a rollout that does not move is reported as failed; nothing where that cannot be read. */
export function progressDeadline({ progressDeadlineSeconds: given }: PlainRecord): number | undefined {
  return isSet(given) ? asInteger(given) : defaultDeadline;
}

/** The seconds that its start-up probe leaves a container, 0 where there is none. */
export function startupBudget(container: PlainRecord): number {
  const probe = asRecord(container['startupProbe']);
  if (!probeActions.some((action) => isSet(probe[action]))) return 0;
  const delay = asInteger(probe['initialDelaySeconds']) ?? 0;
  const failures = countOr(3, probe['failureThreshold']);
  const period = countOr(10, probe['periodSeconds']);
  return delay + failures * period;
}

/** A count as the API server reads it, which takes 0 for left out. */
function countOr(fallback: number, value: unknown): number {
  const count = asInteger(value) ?? 0;
  return count === 0 ? fallback : count;
}

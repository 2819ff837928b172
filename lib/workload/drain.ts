import { readDuration, wholeSeconds, type Duration, type Notes } from '../core';
import type { LifecycleHandler } from './pod-template';

/** How a pod leaves: it waits until no new request reaches it, then finishes those it has. */
export interface Drain {
  /** None where the user asked for no sleep. */
  readonly preStop?: LifecycleHandler | undefined;
  readonly terminationGracePeriodSeconds: number;
}

/** Seconds between the end of a drain and the kill, for the server to exit. */
const margin = 5;

/**
 * Plans how a pod leaves.
 *
 * Kubernetes takes a pod out of its Services and asks it to stop at the same time, so without a sleep requests still
 * arrive at a server that is gone.
 */
export function planDrain(
  given: { readonly preStopSleep?: Duration | undefined; readonly requests: Duration },
  notes: Notes,
): Drain {
  const sleep = notes.choose(given.preStopSleep, {
    field: 'container server lifecycle.preStop.sleep',
    value: '15s',
    reason: 'load balancers learn of a leaving pod some seconds after it was told to stop',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    override: 'rollout.preStopSleep',
  });
  const sleepSeconds = wholeSeconds(notes.read(readDuration('rollout.preStopSleep', sleep, 'zero'), 15_000));
  const requestSeconds = wholeSeconds(notes.read(readDuration('runtime.drain', given.requests, 'zero'), 30_000));
  return {
    // The sleep action needs no shell in the image; on by default since Kubernetes 1.30, which takes no sleep of zero.
    preStop: sleepSeconds === 0 ? undefined : { sleep: { seconds: sleepSeconds } },
    terminationGracePeriodSeconds: notes.decide({
      field: 'pod terminationGracePeriodSeconds',
      value: sleepSeconds + requestSeconds + margin,
      reason: `${sleepSeconds} s of sleep, ${requestSeconds} s for requests under way, ${margin} s to exit; the kill comes after that`,
      source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
      override: 'rollout.preStopSleep, runtime.drain',
    }),
  };
}

import { readDuration, wholeSeconds, type Duration, type Notes } from '../core';
import type { LifecycleHandler } from './pod-template';

/** How a pod leaves: it waits until no new request reaches it, then finishes those it has. */
export interface Drain {
  readonly preStop: LifecycleHandler;
  readonly terminationGracePeriodSeconds: number;
}

/** Seconds between the end of a drain and the kill, for the server to exit. */
const margin = 5;

/**
 * Plans how a pod leaves.
 *
 * Kubernetes takes a pod out of its Services and asks it to stop at the same time, so without a pause requests still
 * arrive at a server that is gone.
 */
export function planDrain(
  given: { readonly pause?: Duration | undefined; readonly requests: Duration },
  notes: Notes,
): Drain {
  const pause = notes.choose(given.pause, {
    field: 'container server lifecycle.preStop.sleep',
    value: '15s',
    reason: 'load balancers learn of a leaving pod some seconds after it was told to stop',
    source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    override: 'rollout.pause',
  });
  const pauseSeconds = Math.max(1, wholeSeconds(notes.read(readDuration('rollout.pause', pause), 15_000)));
  const requestSeconds = wholeSeconds(notes.read(readDuration('runtime.drain', given.requests), 30_000));
  return {
    // The sleep action needs no shell in the image; on by default since Kubernetes 1.30.
    preStop: { sleep: { seconds: pauseSeconds } },
    terminationGracePeriodSeconds: notes.decide({
      field: 'pod terminationGracePeriodSeconds',
      value: pauseSeconds + requestSeconds + margin,
      reason: `${pauseSeconds} s pause, ${requestSeconds} s for requests under way, ${margin} s to exit; the kill comes after that`,
      source: 'https://kubernetes.io/docs/concepts/containers/container-lifecycle-hooks/',
      override: 'rollout.pause, runtime.drain',
    }),
  };
}

import { formatDuration, readDuration, wholeSeconds, type Notes } from '../core';
import type { Interception } from './interception';
import type { ZeroScaling } from './scaling';

/** How long clients wait, in seconds, where that is declared. */
export function clientTimeoutOf({ clientTimeout }: ZeroScaling, notes: Notes): number | undefined {
  return readSeconds('scaling.clientTimeout', clientTimeout, notes);
}

/**
 * Judges whether clients, and the interceptor for them, wait until a service has woken.
 *
 * The time to start is the most that a start may take: less patience than that is a doubt. Less than a cold start that
 * was measured is certain to be too little.
 */
export function judgePatience(
  scaling: ZeroScaling,
  interception: Interception | undefined,
  startsWithinSeconds: number,
  clientTimeoutSeconds: number | undefined,
  notes: Notes,
): void {
  const coldStart = readSeconds('scaling.coldStart', scaling.coldStart, notes);
  if (scaling.wake.kind !== 'http-add-on') {
    if (clientTimeoutSeconds !== undefined) nobodyHolds(clientTimeoutSeconds, notes);
    return;
  }
  const waits = [
    ['scaling.clientTimeout', 'clients', clientTimeoutSeconds],
    [
      'scaling.wake.waitsFor',
      'the interceptor',
      scaling.wake.waitsFor === undefined ? undefined : interception?.waitSeconds,
    ],
  ] as const;
  for (const [property, who, seconds] of waits) {
    if (seconds === undefined) continue;
    const given = inWords(seconds);
    const gives = who === 'clients' ? 'clients give up' : 'the interceptor gives up';
    if (coldStart === undefined) {
      if (seconds >= startsWithinSeconds) continue;
      notes.warn({
        code: 'serving/clients-give-up',
        property,
        given,
        message: `${gives} before a start must be over: it may take ${inWords(startsWithinSeconds)}, and a node and an image may come before it`,
        fix: `${property}: '${inWords(startsWithinSeconds)}' or more, coldStart as you measured it, or kind: 'autoscale', min: 1`,
      });
    } else if (seconds < coldStart) {
      notes.issue({
        code: 'serving/clients-give-up',
        property,
        given,
        message: `${gives} before the service has woken, which takes ${inWords(coldStart)} (scaling.coldStart)`,
        fix: `${property}: '${inWords(coldStart)}' or more, or kind: 'autoscale', min: 1`,
      });
    }
  }
}

function nobodyHolds(clientTimeoutSeconds: number, notes: Notes): void {
  notes.warn({
    code: 'serving/clients-give-up',
    property: 'scaling.clientTimeout',
    given: inWords(clientTimeoutSeconds),
    message: 'does not help at zero: nobody holds the request, which fails at once',
    fix: "wake: { kind: 'http-add-on', … }, or clients that try again",
  });
}

function readSeconds(property: string, given: ZeroScaling['coldStart'], notes: Notes): number | undefined {
  return given === undefined ? undefined : wholeSeconds(notes.read(readDuration(property, given), 3_600_000));
}

function inWords(seconds: number): string {
  return formatDuration(seconds * 1000);
}

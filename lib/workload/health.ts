import { parseDuration, readDuration, wholeSeconds, type Duration, type Notes } from '../core';
import type { NonEmpty } from './container';
import type { Probe } from './pod-template';

/** How the kubelet asks a server whether it is well: by its own HTTP paths, or by a command. */
export interface Health {
  /** The port that answers, by name. */
  readonly port: string;
  /** Answers 200 once the model is loaded. */
  readonly started: `/${string}`;
  /** A command, run in the container, that ends with 0 once the model is loaded. @default - `started` tells */
  readonly loaded?: NonEmpty<string> | undefined;
  /** Answers 200 while requests should be sent. */
  readonly ready: `/${string}`;
  /** Answers 200 unless only a restart helps; must be cheap. */
  readonly alive: `/${string}`;
}

/** The three probes of a container that serves a model. */
export interface Probes {
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

const probesSource = 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/';

/** Seconds between questions while a server starts: short, so that a fast start is noticed. */
const startupPeriod = 5;

/** Renders the probes: the startup probe holds the other two back for as long as the model may take to load. */
export function renderProbes(health: Health, startsWithin: Duration, notes: Notes): Probes {
  const budget = notes.read(readDuration('runtime.startsWithin', startsWithin), parseDuration('10m') ?? 0);
  const httpGet = (path: string): Probe['httpGet'] => ({ path, port: health.port });
  const startupProbe: Probe = {
    ...(health.loaded === undefined ? { httpGet: httpGet(health.started) } : { exec: { command: health.loaded } }),
    periodSeconds: startupPeriod,
    // A command starts a program first, on a machine that is busy with the model.
    timeoutSeconds: health.loaded === undefined ? 5 : 30,
    failureThreshold: Math.max(1, Math.ceil(wholeSeconds(budget) / startupPeriod)),
  };
  const readinessProbe: Probe = {
    httpGet: httpGet(health.ready),
    periodSeconds: 5,
    timeoutSeconds: 5,
    failureThreshold: 3,
  };
  const livenessProbe: Probe = {
    httpGet: httpGet(health.alive),
    periodSeconds: 10,
    timeoutSeconds: 5,
    failureThreshold: 10,
  };
  notes.decide({
    field: 'container server startupProbe.periodSeconds',
    value: startupPeriod,
    reason: 'a server that starts fast is noticed within seconds',
    source: probesSource,
    override: 'transformPod',
  });
  notes.decide({
    field: 'container server readinessProbe',
    value: { periodSeconds: 5, timeoutSeconds: 5, failureThreshold: 3 },
    reason: 'a server that stops answering is out of the Service within 15 to 20 seconds',
    source: probesSource,
    override: 'transformPod',
  });
  notes.decide({
    field: 'container server livenessProbe',
    value: { periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 10 },
    reason: 'a busy server that answers late is not dead: only 100 seconds of silence restart it',
    source: probesSource,
    override: 'transformPod',
  });
  return { startupProbe, readinessProbe, livenessProbe };
}

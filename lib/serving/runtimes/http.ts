import type { Deferrable, Duration } from '../../core';
import type { ImageRef } from '../../image';
import type { NonEmpty } from '../../workload';
import type { ServerDescription, ServingRuntime } from '../runtime';

/** Any server that answers HTTP: Flask, FastAPI, or one of your own. */
export interface HttpRuntimeProps {
  readonly kind: 'http';
  readonly image: ImageRef;
  /** The port it listens on, above 1023 since it does not run as root. */
  readonly port: number;
  /** Answers 200 once the model is loaded, and while requests should be sent. */
  readonly healthPath: `/${string}`;
  /** Answers 200 unless only a restart helps. @default - `healthPath` */
  readonly livenessPath?: `/${string}` | undefined;
  /** @default - the image's own entrypoint */
  readonly command?: NonEmpty<string> | undefined;
  /** Arguments to the command or the entrypoint. */
  readonly args?: readonly Deferrable<string>[] | undefined;
  /** How long loading the model may take. @default '10m' - a floor that holds for models of some gigabytes */
  readonly startsWithin?: Duration | undefined;
  /** How long a request may take to finish when the pod leaves. @default '30s' */
  readonly drain?: Duration | undefined;
  /** Folders it writes to. @default ['/tmp'] */
  readonly writable?: readonly `/${string}`[] | undefined;
  /** Where it shows its metrics to Prometheus, on the same port. @default - it shows none */
  readonly metricsPath?: `/${string}` | undefined;
  /** What it counts there of its own work, for a scaler to go by. @default - nothing */
  readonly signals?: ServerDescription['signals'];
}

/** The runtime behind `kind: 'http'`. */
export const httpRuntime: ServingRuntime<HttpRuntimeProps> = {
  name: 'http',
  loads: ['folder'],
  describe(props, notes) {
    return {
      image: props.image,
      command: props.command,
      args: props.args,
      ports: [{ name: 'http', port: props.port, appProtocol: 'http' }],
      health: {
        port: 'http',
        started: props.healthPath,
        ready: props.healthPath,
        alive: props.livenessPath ?? props.healthPath,
      },
      startsWithin: notes.choose(props.startsWithin, {
        field: 'container server startupProbe',
        value: '10m',
        reason: 'a model of some gigabytes takes minutes to load, and a start that is cut short is repeated for ever',
        source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/#startup-probe',
        override: 'runtime.startsWithin',
      }),
      drain: notes.choose(props.drain, {
        field: 'time for requests under way',
        value: '30s',
        reason: "Kubernetes' own patience with a stopping pod",
        source: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
        override: 'runtime.drain',
      }),
      user: {
        user: 1000,
        group: 1000,
        reason: 'the first ordinary user of most images; the id must be a number above 0 for the kubelet to accept it',
        source: 'https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted',
      },
      writable: notes.choose<readonly `/${string}`[]>(props.writable, {
        field: 'writable folders',
        value: ['/tmp'],
        reason: 'most servers and libraries need a place for temporary files, and the root file system is read-only',
        override: 'runtime.writable',
      }),
      metrics: props.metricsPath === undefined ? undefined : { port: 'http', path: props.metricsPath },
      signals: props.signals,
    };
  },
};

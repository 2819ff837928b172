import type { Scaling, ScalingSignal } from '../../serving';
import { check, type RuntimeCheck } from './runtime-check';
import { faultLines, furtherFaults, serve, type RuntimeUnderTest } from './served-runtime';

const prometheus = { address: 'http://prometheus.monitoring.svc:9090' };

function autoscale(on: ScalingSignal): Scaling {
  return { kind: 'autoscale', min: 1, max: 3, on: [on], prometheus };
}

const scalings: Readonly<Record<string, Scaling>> = {
  'to two replicas': { kind: 'fixed', replicas: 2 },
  'by its processor time': { kind: 'autoscale', min: 1, max: 3, on: [{ kind: 'cpu', target: '70%' }] },
  'to zero, by the clock': {
    kind: 'scale-to-zero',
    max: 3,
    wake: { kind: 'schedule', timeZone: 'Etc/UTC', from: '0 8 * * 1-5', to: '0 18 * * 1-5', replicas: 1 },
  },
  'by requests that wait': autoscale({ kind: 'queue-depth', perReplica: 4 }),
  'by requests under way': autoscale({ kind: 'concurrency', perReplica: 4 }),
  'by requests a second': autoscale({ kind: 'request-rate', perReplica: 4 }),
};

/** The server has no such signal, or one that says little of servers on accelerators. */
const saysThatItCannot: ReadonlySet<string> = new Set(['serving/no-signal', 'verify/cpu-tells-little']);

/** That a service of the runtime scales in each way, or says that it does not tell what that needs. */
export function* scalingChecks(subject: RuntimeUnderTest): Iterable<RuntimeCheck> {
  for (const [how, scaling] of Object.entries(scalings)) {
    yield check(`scales ${how}, or says that it cannot`, () => {
      const served = serve(subject, subject.runtime(), { scaling });
      const faults = furtherFaults(subject, served);
      if (faults.some(({ code }) => saysThatItCannot.has(code))) return undefined;
      if (faults.length > 0) return `a service that scales ${how} has something wrong with it:${faultLines(faults)}`;
      const readsMetrics = 'prometheus' in scaling && scaling.prometheus !== undefined;
      if (!readsMetrics || served.annotations['prometheus.io/scrape'] === 'true') return undefined;
      return "it scales by a metric of its own, and shows none; write metrics: { port: 'http', path: '/metrics' }";
    });
  }
}

import { printGiven, readDuration, wholeSeconds, type Notes } from '../core';
import type { TargetCluster } from '../hardware';
import { checkPerReplica, decimal } from './autoscaler';
import type { PrometheusQuery, Trigger } from './keda-trigger';
import { isLabelName, literally, selectSeries, type Matcher } from './promql';
import type { ServerSignal, SignalName } from './runtime';
import type { ScaleTarget } from './scale-target';
import type { PrometheusSource } from './scaling';

/** Whose metrics are read, and from where. */
export interface Measured {
  readonly source: PrometheusSource;
  readonly cluster: TargetCluster | undefined;
  readonly namespace: string | undefined;
  readonly target: ScaleTarget;
  /** What the server exports. */
  readonly signals: Readonly<Partial<Record<SignalName, ServerSignal>>>;
  /** Whether there are times without pods, so that their metrics are gone. */
  readonly fromZero: boolean;
}

/** A signal that the server itself exports. */
interface ServerRequest {
  readonly kind: SignalName;
  readonly perReplica: number;
}

/** A signal, and the prop that asks for it. */
export interface Asked {
  readonly property: string;
  readonly signal: ServerRequest | PrometheusQuery;
}

/** Renders the triggers that read Prometheus, in the order of what is asked for. */
export function prometheusTriggers(asked: readonly Asked[], measured: Measured, notes: Notes): readonly Trigger[] {
  if (asked.length === 0) return [];
  const { source, signals, fromZero } = measured;
  const exported = asked.flatMap(({ signal }) => (signal.kind === 'prometheus' ? [] : (signals[signal.kind] ?? [])));
  const serverAddress = addressOf(measured, notes);
  const labels = exported.length === 0 ? {} : labelsOf(measured, notes);
  const window = exported.some(({ counts }) => counts === 'ever') ? windowOf(source, notes) : 0;
  const { authentication, authModes } = source;
  if (authentication !== undefined) notes.rely({ kind: authentication.kind, name: authentication.name });
  return asked.map(({ property, signal }) => ({
    type: 'prometheus',
    metricType: 'AverageValue',
    metadata: {
      serverAddress,
      query:
        signal.kind === 'prometheus'
          ? checkedQuery(property, signal.query, notes)
          : queryOf(exportedSignal(property, signal, signals, notes), labels, window),
      threshold: checkPerReplica(property, signal.perReplica, notes) ? decimal(signal.perReplica) : '1',
      // KEDA's own default reads no result as zero, and would take replicas away while nothing is scraped.
      ignoreNullValues: String((signal.kind === 'prometheus' ? signal.emptyIsZero : undefined) ?? fromZero),
      ...(authModes === undefined ? {} : { authModes }),
    },
    authenticationRef: authentication && { kind: authentication.kind, name: authentication.name },
  }));
}

function exportedSignal(
  property: string,
  { kind }: ServerRequest,
  signals: Measured['signals'],
  notes: Notes,
): ServerSignal | undefined {
  const signal = signals[kind];
  if (signal !== undefined) return signal;
  const known = Object.keys(signals);
  notes.issue({
    code: 'serving/no-signal',
    property: `${property}.kind`,
    given: printGiven(kind),
    message:
      known.length === 0
        ? 'the server tells nothing of its work that a scaler could go by'
        : `the server does not tell it, only ${known.join(' and ')}`,
    fix: [...known, 'prometheus'].map((name) => `kind: '${name}'`).join(' or ') + ' with a query of your own',
  });
  return undefined;
}

function checkedQuery(property: string, query: string, notes: Notes): string {
  if (query.trim() === '') {
    notes.issue({
      code: 'serving/invalid-query',
      property: `${property}.query`,
      given: printGiven(query),
      message: 'asks Prometheus nothing',
      fix: "query: 'sum(rate(requests_total[2m]))'",
    });
  }
  return query;
}

function queryOf(
  signal: ServerSignal | undefined,
  labels: Readonly<Record<string, Matcher>>,
  windowSeconds: number,
): string {
  if (signal === undefined) return '';
  const series = selectSeries(signal.metric, labels);
  // KEDA takes one number: that of all pods, which it divides by their count.
  return signal.counts === 'now' ? `sum(${series})` : `sum(rate(${series}[${windowSeconds}s]))`;
}

function addressOf({ source, cluster }: Measured, notes: Notes): string {
  const address = source.address ?? cluster?.addOns.prometheus?.address;
  const property = 'scaling.prometheus.address';
  const example = "'http://prometheus.monitoring.svc:9090'";
  if (address === undefined) {
    notes.issue({
      code: 'serving/not-declared',
      property,
      message: 'where Prometheus answers KEDA is not declared',
      fix: `prometheus: { address: ${example} }, or addOns: { prometheus: … } of the target cluster`,
    });
    return '';
  }
  if (!/^https?:\/\/[^\s/]+/.test(address)) {
    notes.issue({
      code: 'serving/not-declared',
      property,
      given: printGiven(address),
      message: 'is no address of a Prometheus: http:// or https:// and a host',
      fix: example,
    });
  }
  // KEDA puts a path after it.
  return address.replace(/\/+$/, '');
}

const scraping = 'https://prometheus.io/docs/prometheus/latest/configuration/configuration/#kubernetes_sd_config';

/** Selects what was scraped from the pods of this Deployment. */
function labelsOf({ source, namespace, target }: Measured, notes: Notes): Readonly<Record<string, Matcher>> {
  const podLabel = notes.choose(source.podLabel, {
    field: 'ScaledObject label of pods',
    value: 'pod',
    reason: "the Prometheus operator writes a pod's name there, as most other configurations of scraping do",
    source: scraping,
    override: 'scaling.prometheus.podLabel',
  });
  const pods = { matches: `${literally(target.name)}-${endsOf(target)}` };
  checkLabel('podLabel', podLabel, 'pod', notes);
  if (namespace === undefined) {
    notes.warn({
      code: 'serving/unscoped-query',
      property: 'scaling',
      message: 'the chart has no namespace, so that pods of the same name in others are counted too',
      fix: "new Chart(app, 'models', { namespace: 'models' })",
    });
    return { [podLabel]: pods };
  }
  const namespaceLabel = notes.choose(source.namespaceLabel, {
    field: 'ScaledObject label of namespaces',
    value: 'namespace',
    reason: "the Prometheus operator writes a pod's namespace there, as most other configurations of scraping do",
    source: scraping,
    override: 'scaling.prometheus.namespaceLabel',
  });
  checkLabel('namespaceLabel', namespaceLabel, 'namespace', notes);
  return { [namespaceLabel]: { equals: namespace }, [podLabel]: pods };
}

/** What the pods that answer are called after their owner. */
function endsOf({ kind }: ScaleTarget): string {
  // The leader of a group has its number; a pod of a Deployment a hash, and five characters of chance.
  return kind === 'Deployment' ? '[a-z0-9]{1,10}-[a-z0-9]{5}' : '[0-9]+';
}

function checkLabel(prop: string, label: string, fallback: string, notes: Notes): void {
  if (isLabelName(label)) return;
  notes.issue({
    code: 'serving/invalid-query',
    property: `scaling.prometheus.${prop}`,
    given: printGiven(label),
    message: 'is no label of Prometheus: letters, digits and _, and no digit first',
    fix: `${prop}: '${fallback}'`,
  });
}

function windowOf({ window }: PrometheusSource, notes: Notes): number {
  const given = notes.choose(window, {
    field: 'ScaledObject window of rates',
    value: '2m',
    reason: 'a rate needs several scrapes, and most configurations make one each 30 seconds or more often',
    source: 'https://prometheus.io/docs/prometheus/latest/querying/functions/#rate',
    override: 'scaling.prometheus.window',
  });
  return wholeSeconds(notes.read(readDuration('scaling.prometheus.window', given), 120_000));
}

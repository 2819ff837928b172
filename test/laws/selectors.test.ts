import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AppDescription, ChartDescription } from '../generated/app-description';
import { appsOf } from '../generated/generated-apps';
import { podsOf, render, type Manifest } from './rendered-services';

test("selectors match their own pods and no other's", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(appsOf(3).map(withoutContent), (description) => {
      const { manifests, services } = render(description);
      const everyPod = manifests.flatMap((manifest) =>
        podsOf(manifest).map((pod) => ({ namespace: manifest.metadata.namespace, pod })),
      );
      for (const { manifests: own, server, pods } of services) {
        for (const { where, namespace, selector, means } of own.flatMap(selectorsOf)) {
          kinds.add(where);
          const selected = everyPod
            .filter((one) => one.namespace === namespace && matches(selector, one.pod.metadata.labels))
            .map(({ pod }) => pod);
          const meant = means === 'server' ? [server] : pods;
          expect(selected.length, where).toBe(meant.length);
          meant.forEach((pod, index) => expect(selected[index], where).toBe(pod));
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect([...kinds].sort()).toEqual([
    'Deployment',
    'NetworkPolicy',
    'NetworkPolicy of a group',
    'PodDisruptionBudget',
    'Service',
    'pod affinity',
    'topology spread',
  ]);
});

/** What a pod holds has no bearing on who selects it. */
function withoutContent({ charts, ...app }: AppDescription): AppDescription {
  const services = (chart: ChartDescription): ChartDescription['services'] =>
    chart.services.map(({ props: { runtime, resources, scaling, names, version }, ...service }) => ({
      ...service,
      exposures: [],
      props: {
        runtime,
        resources,
        ...(scaling === undefined ? {} : { scaling }),
        ...(names === undefined ? {} : { names }),
        ...(version === undefined ? {} : { version }),
      },
    }));
  return { ...app, charts: charts.map((chart) => ({ ...chart, services: services(chart) })) };
}

interface Selector {
  readonly where: string;
  readonly namespace: string | undefined;
  readonly selector: LabelSelector;
  /** Whether it is for the pod that answers requests, or for all that the service cannot do without. */
  readonly means: 'server' | 'all';
}

interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly { readonly key: string; readonly operator: string; readonly values: string[] }[];
}

function selectorsOf({ kind, metadata, spec }: Manifest): readonly Selector[] {
  const { namespace } = metadata;
  const at = (where: string, selector: LabelSelector, means: Selector['means'] = 'server'): Selector => ({
    where,
    namespace,
    selector,
    means,
  });
  const spread = (pod: Manifest): readonly Selector[] => {
    const constraints: readonly Manifest[] = pod.spec.topologySpreadConstraints ?? [];
    return constraints.map((one) => at('topology spread', one.labelSelector));
  };
  switch (kind) {
    case 'Deployment':
      return [at(kind, spec.selector), ...spread(spec.template)];
    case 'LeaderWorkerSet': {
      const { leaderTemplate, workerTemplate } = spec.leaderWorkerTemplate;
      return [leaderTemplate, workerTemplate].flatMap((pod) => [...spread(pod), ...affine(pod).map(affinity)]);
    }
    case 'PodDisruptionBudget':
      return [at(kind, spec.selector, 'all')];
    case 'Service':
      // An alias of a Service elsewhere has none.
      return spec.type === 'ExternalName' ? [] : [at(kind, { matchLabels: spec.selector })];
    case 'NetworkPolicy': {
      // The second of a group lets its pods talk to each other.
      const isOfGroup = 'matchExpressions' in spec.podSelector;
      return [isOfGroup ? at('NetworkPolicy of a group', spec.podSelector, 'all') : at(kind, spec.podSelector)];
    }
    default:
      return [];
  }

  function affinity(term: Manifest): Selector {
    return at('pod affinity', term.labelSelector, 'all');
  }
}

/** The terms by which the pods of a group keep apart, or together. */
function affine({ spec }: Manifest): readonly Manifest[] {
  const { podAntiAffinity, podAffinity } = spec.affinity;
  const preferred: readonly Manifest[] = podAffinity.preferredDuringSchedulingIgnoredDuringExecution;
  return [
    ...podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution,
    ...preferred.map(({ podAffinityTerm }) => podAffinityTerm),
  ];
}

/** Whether pods of these labels are selected; no selector selects nothing here, and never all. */
function matches(
  { matchLabels = {}, matchExpressions = [] }: LabelSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  const wanted = Object.entries(matchLabels);
  return (
    wanted.length > 0 &&
    wanted.every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values }) => operator === 'In' && values.includes(labels[key] ?? ''))
  );
}

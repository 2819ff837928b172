import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AppDescription, ChartDescription } from '../generated/app-description';
import { appsOf } from '../generated/generated-apps';
import { render, type Manifest } from './rendered-services';

test("selectors match their own pods and no other's", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(appsOf(3).map(withoutContent), (description) => {
      const { manifests, services } = render(description);
      const workloads = manifests.filter(({ kind }) => kind === 'Deployment');
      for (const { manifests: own, pods } of services) {
        for (const { where, namespace, selector } of own.flatMap(selectorsOf)) {
          kinds.add(where);
          const selected = workloads
            .filter((workload) => workload.metadata.namespace === namespace)
            .map((workload) => workload.spec.template)
            .filter(({ metadata }) => matches(selector, metadata.labels));
          expect(selected.length, where).toBe(1);
          expect(selected[0], where).toBe(pods);
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect([...kinds].sort()).toEqual([
    'Deployment',
    'NetworkPolicy',
    'PodDisruptionBudget',
    'Service',
    'topology spread',
  ]);
});

/** What a pod holds has no bearing on who selects it. */
function withoutContent({ namespaces, charts }: AppDescription): AppDescription {
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
  return { namespaces, charts: charts.map((chart) => ({ ...chart, services: services(chart) })) };
}

interface Selector {
  readonly where: string;
  readonly namespace: string | undefined;
  readonly selector: unknown;
}

function selectorsOf({ kind, metadata, spec }: Manifest): readonly Selector[] {
  const { namespace } = metadata;
  switch (kind) {
    case 'Deployment': {
      const spread: readonly Manifest[] = spec.template.spec.topologySpreadConstraints ?? [];
      return [
        { where: kind, namespace, selector: spec.selector.matchLabels },
        ...spread.map((one) => ({ where: 'topology spread', namespace, selector: one.labelSelector.matchLabels })),
      ];
    }
    case 'PodDisruptionBudget':
      return [{ where: kind, namespace, selector: spec.selector.matchLabels }];
    case 'Service':
      // An alias of a Service elsewhere has none.
      return spec.type === 'ExternalName' ? [] : [{ where: kind, namespace, selector: spec.selector }];
    case 'NetworkPolicy':
      return [{ where: kind, namespace, selector: spec.podSelector.matchLabels }];
    default:
      return [];
  }
}

/** Whether pods of these labels are selected; no selector selects nothing here, and never all. */
function matches(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  const wanted = Object.entries(selector ?? { nothing: 'at all' });
  return wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value);
}

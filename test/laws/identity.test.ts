import { deepStrictEqual } from 'node:assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AppDescription, ChartDescription, ServiceDescription } from '../generated/app-description';
import { appsOf } from '../generated/generated-apps';
import { render, type RenderedService } from './rendered-services';

test('nothing of a service changes when another comes to stand beside it', () => {
  let compared = 0;
  fc.assert(
    fc.property(appsOf(2).map(withoutCallersAmongThemselves), fc.nat(), (all, choice) => {
      const count = all.charts.flatMap(({ services }) => services).length;
      fc.pre(count > 1);
      const added = choice % count;
      const before = render(without(all, added)).services;
      const after = render(all).services.filter((_, index) => index !== added);
      deepStrictEqual(byPath(after), byPath(before));
      compared += before.length;
    }),
    { numRuns: 1000 },
  );
  expect(compared).toBeGreaterThanOrEqual(1000);
});

/** A caller is chosen by its number, which another service would change. */
function withoutCallersAmongThemselves(app: AppDescription): AppDescription {
  return mapServices(app, (service) => ({
    ...service,
    callers: service.callers.filter(({ kind }) => kind !== 'model-service'),
  }));
}

/** The same app, of which one service never came. */
function without(app: AppDescription, left: number): AppDescription {
  let position = 0;
  return mapCharts(app, (chart) => ({ ...chart, services: chart.services.filter(() => position++ !== left) }));
}

function mapServices(app: AppDescription, map: (service: ServiceDescription) => ServiceDescription): AppDescription {
  return mapCharts(app, (chart) => ({ ...chart, services: chart.services.map(map) }));
}

function mapCharts(app: AppDescription, map: (chart: ChartDescription) => ChartDescription): AppDescription {
  return { ...app, charts: app.charts.map(map) };
}

function byPath(services: readonly RenderedService[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(services.map(({ path, manifests }) => [path, manifests]));
}

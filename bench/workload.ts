import { ApiObject, Chart, type ApiObjectProps, type App } from 'cdk8s';

/** The objects of one chart of the workload, as text in which `id` is the number of the chart. */
export interface Workload {
  readonly objects: string;
  readonly id: string;
}

/** The objects of one chart. */
export function objectsOf(workload: Workload, index: number): readonly ApiObjectProps[] {
  const objects: readonly ApiObjectProps[] = JSON.parse(workload.objects.replaceAll(workload.id, String(index)));
  return objects;
}

/** Fills an app with charts of the same few objects, each under names of its own. */
export function fillWithCharts(app: App, workload: Workload, charts: number): void {
  for (let index = 0; index < charts; index++) {
    const chart = new Chart(app, `chart-${index}`);
    for (const object of objectsOf(workload, index)) new ApiObject(chart, object.kind.toLowerCase(), object);
  }
}

/** Fills an app with one chart of objects, each depending on the two before. */
export function fillWithChain(app: App, length: number): void {
  const chart = new Chart(app, 'chain');
  const objects: ApiObject[] = [];
  for (let index = 0; index < length; index++) {
    const object = new ApiObject(chart, `object-${index}`, { apiVersion: 'v1', kind: 'ConfigMap', data: { a: 'b' } });
    for (const before of objects.slice(-2)) object.addDependency(before);
    objects.push(object);
  }
}

import { ApiObject, Chart } from 'cdk8s';
import type { DependencyGraph } from './dependency-graph';

/** The charts of an app, and the API objects of each, in the order in which they are applied. */
export interface DependencyOrder {
  readonly charts: readonly OrderedChart[];
  /** Says whether any chart depends on another. */
  readonly hasDependentCharts: boolean;
}

/** A chart and its own API objects: what others depend on comes first. */
export interface OrderedChart {
  readonly chart: Chart;
  readonly objects: readonly ApiObject[];
}

/**
 * Puts charts and objects into cdk8s's order: depth first, from what nothing depends on, in the order of the tree.
 *
 * @returns nothing where there is no such order, because something depends on itself
 */
export function orderByDependency(graph: DependencyGraph): DependencyOrder | undefined {
  const { tree } = graph;
  const search = new Search(graph);
  const expected = tree.constructs.filter((construct) => Chart.isChart(construct)).length;
  const charts = search
    .finish(tree.positionsInKeyOrder, 0, tree.constructs.length)
    ?.filter((position) => tree.charts[position] === position);
  // What depends on itself alone is not reached from anywhere, and cdk8s leaves it out without a word.
  if (charts === undefined || charts.length < expected) return undefined;

  const ordered: OrderedChart[] = [];
  for (const position of charts) {
    const chart = tree.at(position);
    const objects = orderObjects(graph, search, position);
    if (objects === undefined || !Chart.isChart(chart)) return undefined;
    ordered.push({ chart, objects });
  }
  return { charts: ordered, hasDependentCharts: graph.hasDependentCharts };
}

function orderObjects({ tree, out }: DependencyGraph, search: Search, chart: number): ApiObject[] | undefined {
  const own = tree.objectsAt(chart);
  const end = tree.ends[chart] ?? chart;
  let order: readonly number[] | undefined = own;
  if (dependsWithin(out, chart, end)) {
    const members = new Set(own);
    const range = Array.from({ length: end - chart }, (_, offset) => chart + offset);
    order = search.finish(range, chart, end)?.filter((position) => members.has(position));
  }
  if (order === undefined || order.length < own.length) return undefined;
  return order.map((position) => tree.at(position)).filter((construct) => ApiObject.isApiObject(construct));
}

/** Says whether anything in a range depends on anything: if not, it is in order as it stands. */
function dependsWithin(out: DependencyGraph['out'], from: number, to: number): boolean {
  for (let position = from; position < Math.min(to, out.length); position++) {
    if (out[position] !== undefined) return true;
  }
  return false;
}

/** Depth-first searches of one graph, each within a range of the tree, and each in time linear in that range. */
class Search {
  private readonly out: DependencyGraph['out'];
  private readonly constructs: number;
  // What a search has met is marked with that search's number, so that none has to clear up after itself.
  private readonly depended: Int32Array;
  private readonly entered: Int32Array;
  private readonly finished: Int32Array;
  private round = 0;

  constructor(graph: DependencyGraph) {
    this.out = graph.out;
    this.constructs = graph.tree.constructs.length;
    this.depended = new Int32Array(graph.size);
    this.entered = new Int32Array(graph.size);
    this.finished = new Int32Array(graph.size);
  }

  /**
   * The constructs of a range in the order in which the search leaves them.
   *
   * @param starts the positions of the range, in the order in which the search begins at them
   * @returns nothing where a construct is met again before it is left
   */
  finish(starts: readonly number[], from: number, to: number): number[] | undefined {
    if (this.out.length === 0) return [...starts];
    const round = ++this.round;
    const within = (vertex: number): boolean => vertex >= this.constructs || (vertex >= from && vertex < to);
    this.markDepended(starts, within);
    const order: number[] = [];
    const path: { readonly vertex: number; next: number }[] = [];
    const enter = (vertex: number): void => {
      this.entered[vertex] = round;
      path.push({ vertex, next: 0 });
    };
    for (const start of starts) {
      if (this.depended[start] !== round) enter(start);
      for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
        const target = this.out[step.vertex]?.[step.next++];
        if (target === undefined) {
          path.pop();
          this.finished[step.vertex] = round;
          if (step.vertex < this.constructs) order.push(step.vertex);
        } else if (within(target) && this.finished[target] !== round) {
          if (this.entered[target] === round) return undefined;
          enter(target);
        }
      }
    }
    return order;
  }

  /** Marks what anything in the range depends on: the search begins elsewhere. */
  private markDepended(positions: readonly number[], within: (vertex: number) => boolean): void {
    const pending = [...positions];
    for (let vertex = pending.pop(); vertex !== undefined; vertex = pending.pop()) {
      for (const target of this.out[vertex] ?? []) {
        if (!within(target) || this.depended[target] === this.round) continue;
        this.depended[target] = this.round;
        if (target >= this.constructs) pending.push(target);
      }
    }
  }
}

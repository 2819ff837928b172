import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { sourceOf, type Issue } from '../core';
import { nowhere, type Tree } from './tree';

/**
 * Who depends on whom, once what the user said of constructs is carried over to their charts and API objects.
 *
 * Vertices are numbers: first the constructs by their positions, then sets. A set stands for "all dependencies of this
 * construct" or "all objects of that construct", where cdk8s draws a line from each object here to each object there.
 */
export interface DependencyGraph {
  readonly tree: Tree;
  /** What each vertex depends on, in cdk8s's order. */
  readonly out: readonly (readonly number[] | undefined)[];
  /** The chart that each vertex belongs to. */
  readonly chartOf: readonly number[];
  readonly size: number;
  /** Says whether any chart depends on another. */
  readonly hasDependentCharts: boolean;
}

/** The objects that a dependency leads to, and the vertex that stands for them all. */
interface ObjectSet {
  readonly objects: ReadonlySet<number>;
  readonly vertex: number;
}

/** For each position, what the construct there depends on. */
type Dependencies = (Set<IConstruct> | undefined)[];

/**
 * Builds the graph as cdk8s resolves dependencies, but leaves the tree as it is.
 *
 * cdk8s resolves once more for each chart, which adds nothing: the lines between two objects are already those that the
 * constructs around them imply.
 *
 * @param issues receives the dependencies that cannot be followed
 */
export function buildDependencyGraph(tree: Tree, issues: Issue[]): DependencyGraph {
  const dependencies = readDependencies(tree, issues);
  const hasDependentCharts = relateCharts(tree, dependencies);
  return { ...drawLines(tree, dependencies), hasDependentCharts };
}

function readDependencies(tree: Tree, issues: Issue[]): Dependencies {
  return tree.constructs.map((construct) => {
    try {
      const targets = construct.node.dependencies;
      if (targets.length === 0) return undefined;
      const followed = targets.filter((target) => {
        const outside = [construct, target].find((end) => chartAround(tree, end) === undefined);
        if (outside === undefined) return true;
        issues.push(outsideCharts(construct, target, outside));
        return false;
      });
      return followed.length === 0 ? undefined : new Set(followed);
    } catch (error) {
      issues.push(unreadable(construct, error));
      return undefined;
    }
  });
}

function chartAround(tree: Tree, construct: IConstruct): IConstruct | undefined {
  const position = tree.positionOf(construct);
  if (position === nowhere) return construct.node.scopes.reverse().find((scope) => Chart.isChart(scope));
  const chart = tree.charts[position] ?? nowhere;
  return chart === nowhere ? undefined : tree.at(chart);
}

/** A chart depends on the charts directly in it, and on each chart that holds what a construct of its own depends on. */
function relateCharts(tree: Tree, dependencies: Dependencies): boolean {
  const related: [position: number, target: IConstruct][] = [];
  tree.constructs.forEach((construct, position) => {
    if (!Chart.isChart(construct)) return;
    for (const child of construct.node.children) if (Chart.isChart(child)) related.push([position, child]);
  });
  dependencies.forEach((targets, position) => {
    const chart = tree.charts[position] ?? nowhere;
    for (const target of targets ?? []) {
      const other = chartAround(tree, target);
      if (other !== undefined && other !== tree.at(chart)) related.push([chart, other]);
    }
  });
  for (const [position, target] of related) (dependencies[position] ??= new Set()).add(target);
  return related.length > 0;
}

/** Draws what is said of constructs, and the same again from object to object. */
function drawLines(tree: Tree, dependencies: Dependencies): Omit<DependencyGraph, 'hasDependentCharts'> {
  const lines = new Lines(tree);
  dependencies.forEach((targets, position) => {
    for (const target of targets ?? []) {
      const known = tree.positionOf(target);
      const vertex = known === nowhere ? tree.positionAt(target.node.path) : known;
      if (vertex !== nowhere) lines.draw(position, [vertex]);
    }
  });
  dependencies.forEach((targets, position) => {
    if (targets !== undefined) lines.drawBetweenObjects(position, targets);
  });
  const { out, chartOf } = lines;
  return { tree, out, chartOf, size: chartOf.length };
}

class Lines {
  readonly out: (number[] | undefined)[] = [];
  readonly chartOf: number[];
  private readonly tree: Tree;
  private readonly known = new Map<IConstruct, ObjectSet>();

  constructor(tree: Tree) {
    this.tree = tree;
    this.chartOf = [...tree.charts];
  }

  draw(from: number, to: Iterable<number>): void {
    const lines = (this.out[from] ??= []);
    for (const vertex of to) lines.push(vertex);
  }

  /** Lets all objects of a construct depend on all objects of each target. */
  drawBetweenObjects(position: number, targets: ReadonlySet<IConstruct>): void {
    const sources = new Set(this.tree.objectsAt(position));
    if (sources.size === 0) return;
    const wanted = [...targets].map((target) => this.objectsIn(target)).filter(({ objects }) => objects.size > 0);
    const shared = wanted.filter(({ objects }) => sharesMember(objects, sources));
    let all: number | undefined;
    for (const source of sources) {
      // An object that is all there is on one side does not depend on itself; any other does, and that is a circle.
      const isAlone = shared.some(({ objects }) => objects.has(source) && (objects.size === 1 || sources.size === 1));
      if (sources.size === 1 || isAlone) {
        for (const { objects, vertex } of wanted) {
          this.draw(source, objects.has(source) ? without(objects, source) : [vertex]);
        }
      } else {
        all ??= this.addSet(
          this.tree.charts[position],
          wanted.map(({ vertex }) => vertex),
        );
        this.draw(source, [all]);
      }
    }
  }

  private objectsIn(target: IConstruct): ObjectSet {
    let found = this.known.get(target);
    if (found === undefined) {
      const objects = objectsOf(this.tree, target);
      const vertex = this.addSet(this.tree.charts[objects[0] ?? nowhere], objects);
      this.known.set(target, (found = { objects: new Set(objects), vertex }));
    }
    return found;
  }

  private addSet(chart: number | undefined, members: readonly number[]): number {
    const vertex = this.chartOf.push(chart ?? nowhere) - 1;
    this.draw(vertex, members);
    return vertex;
  }
}

/** Says whether two sets have a member in common, where one holds the other if so. */
function sharesMember(some: ReadonlySet<number>, others: ReadonlySet<number>): boolean {
  const [one] = some;
  const [other] = others;
  return (one !== undefined && others.has(one)) || (other !== undefined && some.has(other));
}

function without(objects: ReadonlySet<number>, object: number): number[] {
  return [...objects].filter((other) => other !== object);
}

/** The objects that a dependency on a construct leads to: those of its own chart, in it or below it. */
function objectsOf(tree: Tree, target: IConstruct): readonly number[] {
  const position = tree.positionOf(target);
  if (position !== nowhere) return tree.objectsAt(position);
  // A construct of another tree counts where its path does: so cdk8s has it.
  const chart = chartAround(tree, target);
  return target.node
    .findAll()
    .filter((construct) => ApiObject.isApiObject(construct) && chartAround(tree, construct) === chart)
    .map((construct) => tree.positionAt(construct.node.path))
    .filter((found) => found !== nowhere);
}

function outsideCharts(construct: IConstruct, target: IConstruct, outside: IConstruct): Issue {
  return {
    code: 'app/invalid-dependency',
    path: construct.node.path,
    source: sourceOf(construct),
    message: `it depends on ${nameOf(target)}, and ${outside === construct ? 'it' : nameOf(outside)} stands in no chart`,
    fix: 'a dependency from a construct in a chart to a construct in a chart, or from chart to chart',
  };
}

function unreadable(construct: IConstruct, error: unknown): Issue {
  return {
    code: 'app/invalid-dependency',
    path: construct.node.path,
    source: sourceOf(construct),
    message: `what it depends on cannot be told: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'a dependency on a construct',
  };
}

function nameOf(construct: IConstruct): string {
  return construct.node.path === '' ? 'the app' : construct.node.path;
}

import type { IConstruct } from 'constructs';
import { sourceOf, type Issue } from '../core';
import type { DependencyGraph } from './dependency-graph';
import type { Tree } from './tree';

/**
 * Names the circles in a graph that cannot be ordered.
 *
 * A circle is told once, in the widest terms: of charts rather than of what is in them, and of constructs rather than of
 * their objects.
 */
export function findCycles(graph: DependencyGraph): readonly Issue[] {
  const { tree, out, chartOf } = graph;
  const isChart = (vertex: number): boolean => tree.charts[vertex] === vertex;
  const all = tree.constructs.map((_, position) => position);
  const amongCharts = cyclesFrom(all.filter(isChart), (chart) => (out[chart] ?? []).filter(isChart), new Set());
  const between = amongCharts.filter((cycle) => cycle.length > 1);

  // Where charts go round, so does what is in them; what goes round within one chart is another matter.
  const isTold = (from: number, to: number): boolean => between.length > 0 && chartOf[from] !== chartOf[to];
  const told = new Set<number>();
  const within = cyclesFrom(
    all,
    (vertex) => (out[vertex] ?? []).filter((target) => !isTold(vertex, target)),
    told,
    (cycle) => {
      for (const vertex of cycle) for (let below = vertex; below < (tree.ends[vertex] ?? 0); below++) told.add(below);
    },
  );
  return [
    ...between.map((cycle) => circleOfCharts(tree, cycle)),
    ...within.map((cycle) =>
      circleOfConstructs(
        tree,
        cycle.filter((vertex) => vertex < tree.constructs.length),
      ),
    ),
  ];
}

/** The circles met by a depth-first search, no two of which have a vertex in common. */
function cyclesFrom(
  starts: readonly number[],
  outOf: (vertex: number) => readonly number[],
  told: Set<number>,
  onCycle: (cycle: readonly number[]) => void = () => undefined,
): number[][] {
  const cycles: number[][] = [];
  const met = new Set<number>();
  const path: { readonly vertex: number; readonly targets: readonly number[]; next: number }[] = [];
  const onPath = new Map<number, number>();
  const enter = (vertex: number): void => {
    met.add(vertex);
    onPath.set(vertex, path.push({ vertex, targets: outOf(vertex), next: 0 }) - 1);
  };
  for (const start of starts) {
    if (!met.has(start)) enter(start);
    for (let step = path.at(-1); step !== undefined; step = path.at(-1)) {
      const target = step.targets[step.next++];
      if (target === undefined) {
        path.pop();
        onPath.delete(step.vertex);
        continue;
      }
      const place = onPath.get(target);
      if (place === undefined) {
        if (!met.has(target)) enter(target);
        continue;
      }
      const cycle = path.slice(place).map(({ vertex }) => vertex);
      if (cycle.some((vertex) => told.has(vertex))) continue;
      for (const vertex of cycle) told.add(vertex);
      onCycle(cycle);
      cycles.push(cycle);
    }
  }
  return cycles;
}

function circleOfConstructs(tree: Tree, cycle: readonly number[]): Issue {
  const members = fromFirst(cycle).map((position) => tree.at(position));
  const paths = members.map(({ node }) => node.path);
  return {
    ...placeOf(members),
    code: 'app/dependency-cycle',
    message:
      members.length === 1
        ? 'it depends on itself'
        : `these depend on each other in a circle: ${[...paths, paths[0]].join(' => ')}`,
    fix: members.length === 1 ? 'no dependency on the construct itself' : 'one of these dependencies less',
  };
}

function circleOfCharts(tree: Tree, cycle: readonly number[]): Issue {
  const around = fromFirst(cycle);
  const members = around.map((position) => tree.at(position));
  const causes = around.map((chart, index) => causeOf(tree, chart, around[(index + 1) % around.length] ?? chart));
  return {
    ...placeOf(members),
    code: 'app/dependency-cycle',
    message: `these charts depend on each other in a circle: ${causes.join('; ')}`,
    fix: 'one of these dependencies less, or all of these objects in one chart',
  };
}

/** Why one chart depends on another, in the user's own terms. */
function causeOf(tree: Tree, from: number, to: number): string {
  const [chart, other] = [tree.at(from), tree.at(to)];
  for (let position = from; position < (tree.ends[from] ?? from); position++) {
    if (tree.charts[position] !== from) continue;
    const construct = tree.at(position);
    const target = construct.node.dependencies.find((one) => tree.charts[tree.positionOf(one)] === to);
    if (target !== undefined) return `${construct.node.path} depends on ${target.node.path}`;
  }
  return `${chart.node.path} contains ${other.node.path}`;
}

/** Begins a circle at its first member in the tree, so that it reads the same wherever it was entered. */
function fromFirst(cycle: readonly number[]): readonly number[] {
  const first = cycle.indexOf(Math.min(...cycle));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}

function placeOf([first]: readonly IConstruct[]): Pick<Issue, 'path' | 'source'> {
  return { path: first?.node.path ?? '', source: first && sourceOf(first) };
}

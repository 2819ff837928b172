import { ApiObject, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';

/** What `positionIn` says of something that is not there. */
export const nowhere = -1;

/**
 * The constructs of an app, walked once and in cdk8s's order: each before its children.
 *
 * A construct is known by its position in that order, so that what is below it is a range of positions.
 */
export class Tree {
  readonly constructs: readonly IConstruct[];
  /** For each construct the position after its last descendant. */
  readonly ends: readonly number[];
  /** For each construct the position of the chart it stands in, for a chart its own, and `nowhere` outside of charts. */
  readonly charts: readonly number[];
  private positions: ReadonlyMap<IConstruct, number> | undefined;
  private paths: ReadonlyMap<string, number> | undefined;

  constructor(root: IConstruct) {
    const constructs: IConstruct[] = [];
    const ends: number[] = [];
    const charts: number[] = [];
    const walk = (construct: IConstruct, chartAround: number): void => {
      const position = constructs.push(construct) - 1;
      const chart = Chart.isChart(construct) ? position : chartAround;
      charts.push(chart);
      ends.push(position);
      for (const child of construct.node.children) walk(child, chart);
      ends[position] = constructs.length;
    };
    walk(root, nowhere);
    this.constructs = constructs;
    this.ends = ends;
    this.charts = charts;
  }

  /** The construct at a position. */
  at(position: number): IConstruct {
    const construct = this.constructs[position];
    if (construct === undefined) throw new RangeError(`no construct at ${position} of ${this.constructs.length}`);
    return construct;
  }

  /** The position of a construct, or `nowhere` for one of another tree. */
  positionOf(construct: IConstruct): number {
    this.positions ??= new Map(this.constructs.map((each, position) => [each, position]));
    return this.positions.get(construct) ?? nowhere;
  }

  /** The position of the construct with a path, which is how cdk8s tells constructs apart when it orders them. */
  positionAt(path: string): number {
    this.paths ??= new Map(this.constructs.map(({ node }, position) => [node.path, position]));
    return this.paths.get(path) ?? nowhere;
  }

  /** All positions in the order in which cdk8s looks at them: by path, as keys of a plain object are ordered. */
  get positionsInKeyOrder(): readonly number[] {
    // Only a child of the root can have a path like an integer; among themselves they are in that order already.
    const first = new Set<number>();
    for (let child = 1; child < this.constructs.length; child = this.ends[child] ?? child + 1) {
      if (isIntegerLike(this.at(child).node.path)) first.add(child);
    }
    return [...first, ...[...this.constructs.keys()].filter((position) => !first.has(position))];
  }

  /** The positions of a construct and of all below it that are API objects of its own chart. */
  objectsAt(position: number): readonly number[] {
    const chart = this.charts[position];
    const objects: number[] = [];
    for (let below = position; below < (this.ends[position] ?? 0); below++) {
      if (this.charts[below] === chart && ApiObject.isApiObject(this.constructs[below])) objects.push(below);
    }
    return objects;
  }
}

/** Says whether a plain object puts a key before those that are no integers. */
function isIntegerLike(key: string): boolean {
  return Object.keys({ '': 0, [key]: 0 })[0] === key;
}

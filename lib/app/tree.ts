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
  private readonly positions = new Map<IConstruct, number>();
  private paths: Readonly<Record<string, number>> | undefined;

  constructor(root: IConstruct) {
    const constructs: IConstruct[] = [];
    const ends: number[] = [];
    const charts: number[] = [];
    const walk = (construct: IConstruct, chartAround: number): void => {
      const position = constructs.push(construct) - 1;
      const chart = Chart.isChart(construct) ? position : chartAround;
      this.positions.set(construct, position);
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
    return this.positions.get(construct) ?? nowhere;
  }

  /** The position of the construct with a path, which is how cdk8s tells constructs apart when it orders them. */
  positionAt(path: string): number {
    return this.positionsByPath[path] ?? nowhere;
  }

  /** All positions in the order in which cdk8s looks at them: that of a plain object's keys, integer-like paths first. */
  get positionsInKeyOrder(): readonly number[] {
    return Object.values(this.positionsByPath);
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

  private get positionsByPath(): Readonly<Record<string, number>> {
    if (this.paths === undefined) {
      // The cast drops an any: what has no prototype is a record of whatever is put into it.
      const paths = Object.create(null) as Record<string, number>;
      this.constructs.forEach((construct, position) => {
        paths[construct.node.path] = position;
      });
      this.paths = paths;
    }
    return this.paths;
  }
}

/** Pods of some kinds, and nodes alike that are to hold all of them; amounts by the positions of the resources. */
export interface Packing {
  /** What each node has. */
  readonly node: readonly number[];
  readonly kinds: readonly PodsOfAKind[];
}

/** Pods that take the same of a node. */
export interface PodsOfAKind {
  readonly takes: readonly number[];
  readonly count: number;
}

/** Steps of a search; where it would take more, the bound that it has by then stands. */
export const patience = 4_000;

/**
 * The number of nodes without which the pods cannot run, however they are placed: exact where few pods make the question
 * small, else a bound. Nothing where some pod is too large for any node.
 */
export function fewestNodes({ node, kinds }: Packing): number | undefined {
  const pods = largestFirst(node, kinds);
  if (pods.some((takes) => !fits(takes, node))) return undefined;
  const found = firstFit(node, pods);
  let proven = lowerBound({ node, kinds });
  while (proven < found) {
    const nodes = Array.from({ length: proven }, () => node);
    if (canHold(nodes, pods) !== false) break;
    proven += 1;
  }
  return proven;
}

/**
 * Whether nodes hold all pods, the largest of which come first, by trying all ways; nothing where these are too many.
 */
export function canHold(
  nodes: readonly (readonly number[])[],
  pods: readonly (readonly number[])[],
): boolean | undefined {
  const left = nodes.map((node) => [...node]);
  if (pods.length * left.length > patience) return undefined;
  let steps = 0;
  const failed = new Set<string>();
  const place = (position: number): boolean | undefined => {
    const takes = pods[position];
    if (takes === undefined) return true;
    // Nodes with as much left are the same, whichever of them it is.
    const likenesses = left.map((one) => one.join());
    const state = `${position}: ${[...likenesses].sort().join(' ')}`;
    if (failed.has(state)) return false;
    steps += 1;
    if (steps > patience) return undefined;
    for (const [index, one] of left.entries()) {
      if (!fits(takes, one) || likenesses.indexOf(likenesses[index] ?? '') < index) continue;
      take(one, takes, 1);
      const rest = place(position + 1);
      take(one, takes, -1);
      if (rest !== false) return rest;
    }
    failed.add(state);
    return false;
  };
  return place(0);
}

/** A pod each, the one that takes the largest share of a node first. */
export function largestFirst(node: readonly number[], kinds: readonly PodsOfAKind[]): readonly (readonly number[])[] {
  const share = ({ takes }: PodsOfAKind): number =>
    Math.max(0, ...takes.map((amount, index) => (amount === 0 ? 0 : amount / (node[index] ?? 0))));
  return [...kinds]
    .sort((one, other) => share(other) - share(one))
    .flatMap(({ takes, count }) => Array.from({ length: count }, () => takes));
}

/** Whether a pod has room in what is left of a node. */
export function fits(takes: readonly number[], left: readonly number[]): boolean {
  return takes.every((amount, index) => amount <= (left[index] ?? 0));
}

function firstFit(node: readonly number[], pods: readonly (readonly number[])[]): number {
  const nodes: number[][] = [];
  for (const takes of pods) {
    let room = nodes.find((left) => fits(takes, left));
    if (room === undefined) {
      room = [...node];
      nodes.push(room);
    }
    take(room, takes, 1);
  }
  return nodes.length;
}

/** The most of three: what all take of a resource, each kind by itself, and those that are more than half of a node each. */
function lowerBound({ node, kinds }: Packing): number {
  const ofResources = node.map((has, index) => Math.ceil(total(kinds, index) / Math.max(1, has)));
  const ofKinds = kinds.map(({ takes, count }) => Math.ceil(count / Math.max(1, howMany(takes, node))));
  const alone = node.map((has, index) =>
    kinds.reduce((sum, { takes, count }) => sum + ((takes[index] ?? 0) * 2 > has ? count : 0), 0),
  );
  return Math.max(0, ...ofResources, ...ofKinds, ...alone);
}

function total(kinds: readonly PodsOfAKind[], resource: number): number {
  return kinds.reduce((sum, { takes, count }) => sum + (takes[resource] ?? 0) * count, 0);
}

/** How many pods alike a node holds. */
function howMany(takes: readonly number[], left: readonly number[]): number {
  return Math.min(...takes.map((amount, index) => (amount === 0 ? Infinity : Math.floor((left[index] ?? 0) / amount))));
}

function take(left: number[], takes: readonly number[], count: number): void {
  takes.forEach((amount, index) => {
    left[index] = (left[index] ?? 0) - amount * count;
  });
}

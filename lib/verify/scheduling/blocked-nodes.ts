import { fits, patience, type Packing, type PodsOfAKind } from './packing';

/**
 * The number of nodes that is enough for all pods whatever the order in which the scheduler takes them, and whichever of
 * the nodes with room it chooses: a pod waits only while no node has room for it, so one more is enough than the others
 * can fill too far for it. Exact where few pods make the question small, else more than needed, perhaps.
 */
export function enoughNodes({ node, kinds }: Packing): number | undefined {
  if (kinds.some(({ takes }) => !fits(takes, node))) return undefined;
  const blocked = kinds.map((kind) => {
    const others = kinds.map((one) => (one === kind ? { ...one, count: one.count - 1 } : one));
    return mostBlocked(kind.takes, { node, kinds: others });
  });
  return kinds.length === 0 ? 0 : Math.max(...blocked) + 1;
}

/** The most nodes on which some pods can leave no room for a further one. */
export function mostBlocked(takes: readonly number[], { node, kinds }: Packing): number {
  const others = kinds.filter(({ count }) => count > 0);
  const bound = blockedByTotals(takes, { node, kinds: others });
  const blocking = blockingSets(takes, { node, kinds: others });
  if (blocking === undefined) return bound;
  return mostDisjoint(blocking, others, bound) ?? bound;
}

/** A node that a resource closes to a pod has all of it taken but for less than that asks for. */
function blockedByTotals(takes: readonly number[], { node, kinds }: Packing): number {
  const pods = kinds.reduce((sum, { count }) => sum + count, 0);
  const closed = takes.map((amount, index) => {
    if (amount === 0) return 0;
    const taken = kinds.reduce((sum, kind) => sum + (kind.takes[index] ?? 0) * kind.count, 0);
    return Math.floor(taken / Math.max(1, (node[index] ?? 0) - amount + 1));
  });
  return Math.min(
    pods,
    closed.reduce((sum, count) => sum + count, 0),
  );
}

/** The smallest sets of pods that a node holds, and beside which it has no room; nothing where there are too many. */
function blockingSets(takes: readonly number[], { node, kinds }: Packing): readonly (readonly number[])[] | undefined {
  const sets: (readonly number[])[] = [];
  let steps = 0;
  const extend = (counts: readonly number[], left: readonly number[]): boolean => {
    steps += 1;
    if (steps > patience) return false;
    if (!fits(takes, left)) {
      if (isSmallest(counts, left, takes, kinds)) sets.push(counts);
      return true;
    }
    const kind = kinds[counts.length];
    if (kind === undefined) return true;
    for (let count = 0, rest = left; count <= kind.count; count += 1) {
      if (!extend([...counts, count], rest)) return false;
      rest = without(rest, kind.takes);
      if (rest.some((amount) => amount < 0)) break;
    }
    return true;
  };
  return extend([], node) ? sets : undefined;
}

/** Whether there would be room if any one of them was not there. */
function isSmallest(
  counts: readonly number[],
  left: readonly number[],
  takes: readonly number[],
  kinds: readonly PodsOfAKind[],
): boolean {
  return counts.every((count, index) => {
    const one = kinds[index]?.takes ?? [];
    return (
      count === 0 ||
      fits(
        takes,
        left.map((amount, resource) => amount + (one[resource] ?? 0)),
      )
    );
  });
}

/** How many of the sets, each as often as one likes, there are pods for at the same time; nothing where that takes too long. */
function mostDisjoint(
  sets: readonly (readonly number[])[],
  kinds: readonly PodsOfAKind[],
  bound: number,
): number | undefined {
  let steps = 0;
  const known = new Map<string, number>();
  const most = (from: number, pods: readonly number[]): number => {
    const key = `${from}: ${pods.join()}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let best = 0;
    for (let index = from; index < sets.length && best < bound; index += 1) {
      steps += 1;
      if (steps > patience) return 0;
      const set = sets[index] ?? [];
      if (!fits(set, pods)) continue;
      best = Math.max(best, 1 + most(index, without(pods, set)));
    }
    known.set(key, best);
    return best;
  };
  const found = most(
    0,
    kinds.map(({ count }) => count),
  );
  return steps > patience ? undefined : found;
}

function without(left: readonly number[], takes: readonly number[]): readonly number[] {
  return left.map((amount, index) => amount - (takes[index] ?? 0));
}

/** What is left of a node, or taken of it, by the positions of the resources. */
type Resources = readonly number[];

/** Whether some way to place all pods leaves none without room, looked for in all of them. */
export function canPlaceAll(nodes: readonly Resources[], pods: readonly Resources[]): boolean {
  const [first, ...rest] = pods;
  if (first === undefined) return true;
  return nodes.some((left, index) => hasRoom(left, first) && canPlaceAll(nodes.with(index, minus(left, first)), rest));
}

/** Whether some order of the pods, and some choice of nodes with room for each, comes to a pod for which no node has room. */
export function canStrand(
  nodes: readonly Resources[],
  pods: readonly Resources[],
  seen: Set<string> = new Set(),
): boolean {
  const state = JSON.stringify([[...nodes.map(String)].sort(), [...pods.map(String)].sort()]);
  if (seen.has(state)) return false;
  const found = pods.some((pod, position) => {
    const others = pods.filter((_, index) => index !== position);
    if (!nodes.some((left) => hasRoom(left, pod))) return true;
    return nodes.some(
      (left, index) => hasRoom(left, pod) && canStrand(nodes.with(index, minus(left, pod)), others, seen),
    );
  });
  seen.add(state);
  return found;
}

/** Whether a node has room for a pod. */
export function hasRoom(left: Resources, takes: Resources): boolean {
  return left.every((amount, index) => amount >= (takes[index] ?? 0));
}

/** What a pod leaves of a node. */
export function minus(left: Resources, takes: Resources): Resources {
  return left.map((amount, index) => amount - (takes[index] ?? 0));
}

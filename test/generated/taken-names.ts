/** The names that are given already, each in a scope of its own in which no two may be the same. */
export class TakenNames {
  private readonly taken = new Set<string>();

  /** Takes a name where it is free; otherwise the first that is, of those that `variant` makes of it. */
  take(scope: string, name: string, variant: (count: number) => string = (count) => `${name}-${count}`): string {
    let free = name;
    for (let count = 2; this.has(scope, free); count++) free = variant(count);
    this.taken.add(keyOf(scope, free));
    return free;
  }

  has(scope: string, name: string): boolean {
    return this.taken.has(keyOf(scope, name));
  }
}

function keyOf(scope: string, name: string): string {
  return JSON.stringify([scope, name]);
}

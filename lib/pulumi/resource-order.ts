import type { IConstruct } from 'constructs';
import type { PlacedManifest } from '../app';
import { asRecord, asString, isClusterScoped, type Manifest } from '../verify';
import { identityOf, keyOf, type Identity } from './identity';
import { neededBy } from './references';
import { workloadOf } from './workload';

/** An object, by its position among all, and those that must be there before it. */
export interface OrderedObject {
  readonly position: number;
  readonly dependsOn: readonly number[];
}

/**
 * Puts objects into an order in which each comes after those that it depends on.
 *
 * It depends on what the user said (`addDependency`, also of constructs around it), on its namespace, on the definition of its
 * kind, and pods on what they cannot start without. Only what the user said is kept where these go round in a circle.
 */
export function orderObjects(objects: readonly PlacedManifest[]): readonly OrderedObject[] {
  const said = new SaidDependencies(objects);
  const implied = new ImpliedDependencies(objects.map(({ manifest }) => manifest));
  const targets = objects.map((_, position) => new Set(said.of(position)));
  targets.forEach((of, position) => {
    for (const other of implied.of(position)) if (!reaches(targets, other, position)) of.add(other);
  });

  const ordered: OrderedObject[] = [];
  const met = new Set<number>();
  const visit = (position: number): void => {
    if (met.has(position)) return;
    met.add(position);
    const dependsOn = [...(targets[position] ?? [])];
    dependsOn.forEach(visit);
    ordered.push({ position, dependsOn });
  };
  [...implied.first, ...objects.keys()].forEach(visit);
  return ordered;
}

/** Says whether one object depends on another, however many lie between. */
function reaches(targets: readonly ReadonlySet<number>[], from: number, to: number): boolean {
  const pending = [from];
  const met = new Set(pending);
  for (let position = pending.pop(); position !== undefined; position = pending.pop()) {
    if (position === to) return true;
    for (const other of targets[position] ?? []) {
      if (met.has(other)) continue;
      met.add(other);
      pending.push(other);
    }
  }
  return false;
}

/** What the user said of constructs, as dependencies between their objects. */
class SaidDependencies {
  private readonly objects: readonly PlacedManifest[];
  private readonly positions = new Map<IConstruct, number[]>();
  private readonly known = new Map<IConstruct, readonly number[]>();

  constructor(objects: readonly PlacedManifest[]) {
    this.objects = objects;
    objects.forEach(({ construct }, position) => {
      const found = this.positions.get(construct);
      if (found === undefined) this.positions.set(construct, [position]);
      else found.push(position);
    });
  }

  of(position: number): readonly number[] {
    const scopes = this.objects[position]?.construct.node.scopes ?? [];
    const targets = scopes.flatMap((scope) => scope.node.dependencies);
    return targets.flatMap((target) => this.objectsIn(target)).filter((other) => other !== position);
  }

  private objectsIn(target: IConstruct): readonly number[] {
    let found = this.known.get(target);
    if (found === undefined) {
      found = target.node.findAll().flatMap((construct) => this.positions.get(construct) ?? []);
      this.known.set(target, found);
    }
    return found;
  }
}

/** What follows from the objects themselves. */
class ImpliedDependencies {
  /** Namespaces and definitions of kinds: the more there is before the first pod, the more is found out early. */
  readonly first: readonly number[];
  private readonly objects: readonly Manifest[];
  private readonly identities: readonly Identity[];
  private readonly positions: ReadonlyMap<string, number>;
  private readonly definitions: ReadonlyMap<string, number>;

  constructor(objects: readonly Manifest[]) {
    this.objects = objects;
    this.identities = objects.map(identityOf);
    this.positions = new Map(this.identities.map((identity, position) => [keyIn(identity), position]));
    this.definitions = new Map(
      objects.flatMap((object, position) => {
        const defined = definedBy(object);
        return defined === undefined ? [] : [[defined, position] as const];
      }),
    );
    const isFirst = ({ kind }: Identity): boolean => kind === 'Namespace' || kind === 'CustomResourceDefinition';
    this.first = [...this.identities.keys()].filter((position) => {
      const identity = this.identities[position];
      return identity !== undefined && isFirst(identity);
    });
  }

  of(position: number): readonly number[] {
    const [object, identity] = [this.objects[position], this.identities[position]];
    if (object === undefined || identity === undefined) return [];
    const { group, kind, namespace } = identity;
    const workload = workloadOf(object);
    const found = [
      isClusterScoped(group, kind) ? undefined : this.positions.get(namespaceKey(namespace)),
      this.definitions.get(`${group}/${kind}`),
      ...[...(workload === undefined ? [] : neededBy(workload))].map((key) => this.positions.get(key)),
    ];
    return found.flatMap((other) => (other === undefined || other === position ? [] : [other]));
  }
}

/** What stands in no namespace has none in its key, whatever its manifest says. */
function keyIn(identity: Identity): string {
  return keyOf(isClusterScoped(identity.group, identity.kind) ? { ...identity, namespace: '' } : identity);
}

function namespaceKey(name: string): string {
  return keyOf({ apiVersion: 'v1', kind: 'Namespace', namespace: '', name });
}

/** The group and kind that an object defines. */
function definedBy(object: Manifest): string | undefined {
  if (object.kind !== 'CustomResourceDefinition') return undefined;
  const { group, names } = asRecord(object['spec']);
  const kind = asString(asRecord(names)['kind']);
  return kind === undefined ? undefined : `${asString(group) ?? ''}/${kind}`;
}

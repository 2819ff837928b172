import type { AppFacts, ConstructFacts } from '../app';
import { nearestNames, type Decision } from '../core';
import type { ObjectReference } from '../verify';
import { checkApp, readApp, type CheckGoals } from './check';
import { objectsIn } from './check-manifests';
import type { PlacedFinding } from './finding';
import { Places } from './line-of-path';
import type { OwnApp } from './own-app';
import { Unusable } from './unusable';

/** An object of an app, and where it is from. */
export interface AppObject {
  readonly object: ObjectReference;
  /** The name of the cluster that it goes to, if that is declared. */
  readonly target?: string | undefined;
  readonly file: string;
  readonly line: number;
  /** The path of the construct that made it. */
  readonly construct: string;
  /** Whether pods are made from it. */
  readonly makesPods: boolean;
}

/** Why something is as it is: who made it, what was decided for the user, and what the proofs say. */
export interface Explanation {
  /** What is explained: a construct, or one object. */
  readonly subject:
    { readonly kind: 'construct'; readonly path: string } | { readonly kind: 'object'; readonly of: AppObject };
  /** The construct with its line, and those around it. */
  readonly construct: ConstructFacts | undefined;
  /** The objects that are meant: those of a construct and all below it, or the one. */
  readonly objects: readonly AppObject[];
  readonly decisions: readonly Decision[];
  /** The warnings that are accepted here, each code with the reason. */
  readonly acknowledged: Readonly<Record<string, string>>;
  readonly findings: readonly PlacedFinding[];
}

/**
 * Explains a construct, or objects, of the user's own app.
 *
 * @param path the path of a construct, or `[TARGET/NAMESPACE/]KIND/NAME`
 * @throws Unusable where there is no such thing, with the nearest names
 */
export function explain(ownApp: OwnApp, path: string, goals: CheckGoals): readonly Explanation[] {
  const { apps } = ownApp;
  if (apps.length === 0) {
    throw new Unusable("the app is cdk8s's own, which remembers nothing of its constructs: make it modelyard's App");
  }
  if (apps.some(({ issues }) => issues.length > 0)) {
    throw new Unusable('the app is not written, as something is wrong with it: run modelyard check');
  }
  const views = apps.map((app) => ({ app, objects: objectsOf(app), findings: checkApp(app, goals).findings }));
  const found = views.flatMap((view) => explainIn(view, path));
  if (found.length > 0) return found;
  throw new Unusable(notThere(path, views));
}

/** An app, with what there is to know of it. */
interface View {
  readonly app: AppFacts;
  readonly objects: readonly AppObject[];
  readonly findings: readonly PlacedFinding[];
}

function explainIn(view: View, path: string): readonly Explanation[] {
  const construct = view.app.constructs.find((one) => one.path === path);
  if (construct !== undefined) return [explainConstruct(view, construct)];
  return view.objects.filter((object) => isMeant(object, path)).map((object) => explainObject(view, object));
}

function explainConstruct({ app, objects, findings }: View, construct: ConstructFacts): Explanation {
  const isWithin = (path: string): boolean =>
    construct.path === '' || path === construct.path || path.startsWith(`${construct.path}/`);
  const within = app.constructs.filter(({ path }) => isWithin(path));
  return {
    subject: { kind: 'construct', path: construct.path },
    construct,
    objects: objects.filter((object) => isWithin(object.construct)),
    decisions: within.flatMap(({ decisions }) => decisions),
    acknowledged: acknowledgedBy([...scopesOf(app, construct.path), ...within]),
    findings: findings.filter((finding) => finding.construct !== undefined && isWithin(finding.construct)),
  };
}

function explainObject({ app, objects, findings }: View, of: AppObject): Explanation {
  const scopes = scopesOf(app, of.construct);
  const kinds = new Set(objects.map(({ object }) => object.kind));
  return {
    subject: { kind: 'object', of },
    construct: scopes.at(-1),
    objects: [of],
    decisions: scopes.flatMap(({ decisions }) => decisions).filter((decision) => isAbout(decision, of, kinds)),
    acknowledged: acknowledgedBy(scopes),
    findings: findings.filter(({ object, file }) => file === of.file && isSame(object, of.object)),
  };
}

/** The constructs around a path, from the outermost to the one that has it. */
function scopesOf({ constructs }: AppFacts, path: string): readonly ConstructFacts[] {
  return constructs.filter((one) => one.path === '' || one.path === path || path.startsWith(`${one.path}/`));
}

function acknowledgedBy(constructs: readonly ConstructFacts[]): Readonly<Record<string, string>> {
  return Object.fromEntries(constructs.flatMap(({ acknowledged }) => Object.entries(acknowledged)));
}

/** Decisions name the kind that they are about first, and those about pods none. */
function isAbout({ field }: Decision, { object, makesPods }: AppObject, kinds: ReadonlySet<string>): boolean {
  const [first = ''] = field.split(' ');
  return first === object.kind || (makesPods && !kinds.has(first) && !/^[A-Z]/.test(first));
}

function isSame(one: ObjectReference | undefined, other: ObjectReference): boolean {
  return one?.kind === other.kind && one.namespace === other.namespace && one.name === other.name;
}

/** The objects of an app, in the order in which they are written. */
function objectsOf(app: AppFacts): readonly AppObject[] {
  const places = new Places(true);
  const { manifests } = readApp(app, places);
  const rows = new Map(app.files.map(({ path, documents }) => [path, documents]));
  return objectsIn(manifests).flatMap(({ object, document }) => {
    const row = rows.get(document.file)?.[document.index];
    if (row === undefined) return [];
    return [
      {
        object,
        target: app.targets[row.target]?.cluster?.name,
        file: document.file,
        line: places.lineOf(document, ''),
        construct: row.construct,
        makesPods: /"(?:containers|jobTemplate|workerTemplate)":/.test(JSON.stringify(document.content)),
      },
    ];
  });
}

/** Says whether a path of the form `[[TARGET/]NAMESPACE/]KIND/NAME` means an object. */
function isMeant({ object, target = '' }: AppObject, path: string): boolean {
  const [name = '', kind = '', namespace, of] = path.split('/').reverse();
  return (
    path.split('/').length <= 4 &&
    name === object.name &&
    namesOf(object.kind).includes(kind.toLowerCase()) &&
    (namespace === undefined || namespace === (object.namespace ?? '')) &&
    (of === undefined || of === target)
  );
}

/** A kind as kubectl takes it: in any case, and in the plural. */
function namesOf(kind: string): readonly string[] {
  const name = kind.toLowerCase();
  return [name, name.endsWith('y') ? `${name.slice(0, -1)}ies` : `${name}s`, `${name}es`];
}

function notThere(path: string, views: readonly View[]): string {
  const names = views.flatMap(({ app, objects }) => [
    ...app.constructs.map((construct) => construct.path).filter(Boolean),
    ...objects.map(({ object }) => `${object.kind.toLowerCase()}/${object.name}`),
  ]);
  const near = nearestNames(path, [...new Set(names)]);
  const others =
    near.length === 0 ? 'modelyard why KIND/NAME explains an object, and a path a construct' : near.join(', ');
  return `the app has no ${path}; ${near.length === 0 ? others : `there is ${others}`}`;
}

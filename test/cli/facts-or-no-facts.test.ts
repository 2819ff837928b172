import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject, JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import { App, ConfigError, type AppProps, type Issue } from 'modelyard';
import { afterAll, expect, test, vi } from 'vitest';
import { renderExamples } from '../../examples/app';
import { readFactsFile, type AppFacts } from '../../lib/app';
import { checkApp, checkFiles, type CheckGoals } from '../../lib/cli/check';
import type { PlacedFinding } from '../../lib/cli/finding';
import { builtInRules } from '../../lib/verify';
import { readSize } from '../e2e/size';
import type { AppDescription } from '../generated/app-description';
import { buildApp } from '../generated/build-app';
import { appsOf } from '../generated/generated-apps';

// Each app is synthesised twice, written, and read back three times; to look for smaller apps would take minutes.
const numRuns = readSize() === 'full' ? 500 : 60;

/** In milliseconds; five hundred took 131 s on two busy cores. */
const limit = numRuns * 2000;

const parent = mkdtempSync(join(tmpdir(), 'modelyard-law-'));
let count = 0;

afterAll(() => {
  rmSync(parent, { recursive: true });
});

const goals: CheckGoals = { clusters: { byName: new Map(), findings: [] }, placesNotKnown: true };

/** Makes the same app each time that it is asked. */
type Make = (props: AppProps) => App;

/** What `App` says of an app, and what `check` says of its output, with facts and without. */
interface Said {
  readonly app: readonly Issue[];
  readonly facts: readonly PlacedFinding[];
  /** The same but for declared traffic: each is a question that nobody asks where it is not declared. */
  readonly noTraffic: readonly PlacedFinding[];
  readonly noFacts: readonly PlacedFinding[];
}

function ask(make: Make): Said {
  const outdir = join(parent, `app-${(count += 1)}`);
  const file = `${outdir}.json`;
  vi.stubEnv('MODELYARD_FACTS', file);
  // Without rules it is written whatever they find.
  try {
    make({ outdir, rules: [] }).synth();
  } catch (error) {
    // What cdk8s cannot render is not written.
    fc.pre(!ConfigError.is(error));
    throw error;
  } finally {
    vi.unstubAllEnvs();
  }
  const [written] = readFactsFile(file).apps;
  if (written === undefined) throw new Error('no facts were written');
  const facts: AppFacts = { ...written, rules: builtInRules.map(({ name }) => name) };
  return {
    app: issuesOf(() => make({ proof: 'required' }).synthObjects()),
    facts: checkApp(facts, goals).findings,
    noTraffic: checkApp(withoutTraffic(facts), goals).findings,
    // In the order of the charts: of two objects that do not agree it is the later that is told.
    noFacts: checkFiles(
      written.files.map(({ path }) => join(outdir, path)),
      goals,
    ).findings.map((finding) => ({
      ...finding,
      file: finding.file?.slice(outdir.length + 1),
    })),
  };
}

function withoutTraffic(app: AppFacts): AppFacts {
  return { ...app, targets: app.targets.map(({ cluster, facts }) => ({ cluster, facts: { ...facts, traffic: [] } })) };
}

function issuesOf(synth: () => unknown): readonly Issue[] {
  try {
    synth();
    return [];
  } catch (error) {
    if (ConfigError.is(error)) return error.issues;
    throw error;
  }
}

const words = (issues: readonly unknown[]): readonly string[] => issues.map((issue) => JSON.stringify(issue)).sort();

/** With the facts, `check` finds what `App` found, by whom and why; warnings are told elsewhere. */
function expectEqual({ app, facts }: Said): void {
  const found = facts.filter(({ severity }) => severity !== 'warning');
  // Which document the other is, App counts and check names.
  const saidBy = (code: string, message: string): string => (code === 'verify/duplicate-object' ? '' : message);
  const asIssues = found.map(({ code, construct, path, given, message, fix }) => ({
    ...{ code, path: construct, property: path, given, message: saidBy(code, message), fix },
  }));
  const issues = app.map(({ code, path, property, given, message, fix }) => ({
    ...{ code, path, property, given, message: saidBy(code, message), fix },
  }));
  expect(words(asIssues)).toEqual(words(issues));
}

const weaker = { error: 'warning', warning: 'not-known', 'not-known': 'not-known' } as const;

/** Without them, it says nothing that they would contradict, and forgets nothing that manifests can show. */
function expectWeaker({ facts, noTraffic, noFacts }: Said): void {
  const place = ({ file, object, path }: PlacedFinding): string => JSON.stringify([file, object, path]);
  const exact = (finding: PlacedFinding): string => `${place(finding)} ${finding.code} ${finding.severity}`;
  // A warning may be what App, which knows more, calls an error.
  const known = new Set(
    facts.flatMap((finding) => [exact(finding), exact({ ...finding, severity: weaker[finding.severity] })]),
  );
  expect(noFacts.filter((finding) => finding.severity !== 'not-known' && !known.has(exact(finding)))).toEqual([]);

  // What is asked once of an app is asked of the first object that it is about.
  const question = ({ code, given, message }: PlacedFinding): string => JSON.stringify([code, given, message]);
  const told = new Set(noFacts.map(exact));
  const asked = new Set(noFacts.filter(({ severity }) => severity === 'not-known').map(question));
  const open = new Set(noFacts.filter(({ severity }) => severity === 'not-known').map(place));
  const forgotten = noTraffic.filter(
    (finding) =>
      finding.object !== undefined &&
      !told.has(exact(finding)) &&
      !open.has(place(finding)) &&
      !(finding.severity === 'not-known' && asked.has(question(finding))),
  );
  expect(forgotten).toEqual([]);
}

class QuietApp extends App {
  protected override report(): void {
    // What it would tell is what is compared here.
  }
}

test('of the examples, check says what App says, and less without its facts', () => {
  const said = ask((props) => {
    const app = new QuietApp(props);
    renderExamples(app);
    return app;
  });
  expectEqual(said);
  expectWeaker(said);
  expect(said.facts.filter(({ severity }) => severity === 'not-known').length).toBeGreaterThan(10);
});

test(
  'of generated apps, check says what App says, and less without its facts',
  () => {
    fc.assert(
      fc.property(appsOf(2), (description) => {
        const said = ask((props) => buildApp(description, props).app);
        expectEqual(said);
        expectWeaker(said);
      }),
      { numRuns, endOnFailure: true },
    );
  },
  limit,
);

test(
  'of generated apps that were broken since, too',
  () => {
    const codes = new Map<string, number>();
    fc.assert(
      fc.property(appsOf(2), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }), (description, picks) => {
        const said = ask((props) => broken(description, picks, props));
        for (const { code } of said.app) codes.set(code, (codes.get(code) ?? 0) + 1);
        expectEqual(said);
        expectWeaker(said);
      }),
      { numRuns, endOnFailure: true },
    );
    // Most of what is broken shows.
    expect([...codes.keys()].filter((code) => !code.includes('/not-known')).length).toBeGreaterThan(5);
  },
  limit,
);

/** Takes fields out of objects, or puts something else there. */
function broken(description: AppDescription, picks: readonly number[], props: AppProps): App {
  const { app } = buildApp(description, props);
  const objects = app.node.findAll().filter((construct) => ApiObject.isApiObject(construct));
  for (const pick of picks) {
    const object = objects[pick % objects.length];
    if (object === undefined) continue;
    const fields = fieldsIn(rendered(object), '').filter((field) =>
      /^\/(?:spec|data|metadata\/(?:labels|name$))/.test(field),
    );
    const field = fields[Math.floor(pick / objects.length) % Math.max(1, fields.length)];
    if (field === undefined) continue;
    object.addJsonPatch(pick % 3 === 0 ? JsonPatch.replace(field, 'Other value') : JsonPatch.remove(field));
  }
  return app;
}

/** What is broken already may be more than cdk8s-plus can render. */
function rendered(object: ApiObject): unknown {
  try {
    return object.toJson();
  } catch {
    return {};
  }
}

function fieldsIn(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, inner]) =>
    fieldsIn(inner, `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`),
  );
  return path === '' ? below : [path, ...below];
}

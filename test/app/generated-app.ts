import {
  ApiObject,
  Chart,
  JsonPatch,
  Lazy,
  Names,
  YamlOutputType,
  type App,
  type ApiObjectProps,
  type AppProps,
  type IResolver,
} from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import fc from 'fast-check';

/** A construct of a generated app, as plain data: both apps are built from the same. */
export interface Part {
  readonly kind: 'chart' | 'own-chart' | 'construct' | 'object';
  readonly id: string;
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly label: string | undefined;
  readonly content: 'custom' | 'cron-job' | 'config-map' | 'deployment' | 'stuck-deployment';
  readonly spec: unknown;
  readonly patch: Patch;
  readonly flaw: Flaw;
  readonly parts: readonly Part[];
}

/** What makes cdk8s refuse an app, each at a construct. */
export type Flaw =
  | 'none'
  | 'says-no'
  | 'throws'
  | 'class-instance'
  | 'function'
  | 'lazy-throws'
  | 'bad-patch'
  | 'no-metadata'
  | 'null-prototype';
type Patch = 'none' | 'add' | 'rename' | 'remove' | 'kind';

type Direction = 'to-later' | 'to-earlier' | 'any' | 'outside-charts';

/** An app as plain data. */
export interface GeneratedApp {
  readonly parts: readonly Part[];
  /** Positions, taken modulo the number of constructs: one, and those that it depends on or that depend on it. */
  readonly dependencies: readonly (readonly [number, readonly number[]])[];
  readonly direction: Direction;
  readonly outputType: YamlOutputType;
  readonly extension: string | undefined;
  readonly metadata: boolean;
  readonly resolver: boolean;
}

const ids = [
  'a',
  'b',
  'c',
  'web',
  '0',
  '7',
  '12',
  '4294967295',
  'Default',
  'Resource',
  'Upper',
  'under_score',
  'dot.ted',
  'ü',
  'a b',
  'x'.repeat(70),
];
const names = ['web', 'db', 'Odd_Name', '7', 'x/y', 'Ünder'];

// A value that counts how often it was asked for tells apart another order, and a second rendering.
const value: fc.Arbitrary<unknown> = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>('text', 'yes', '80', 'a: b', 'two\nlines\n', ' ', '', 80, 0.5, true, null, undefined),
    fc.constantFrom<unknown>('$lazy', '$lazy-map', '$token', '$number-or-string', '$resolve me', '$shared'),
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('z', 'b', 'a', '10', '2', 'app.kubernetes.io/name', 'on'), tie('node'), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
  ),
})).node;

const rarely = <T>(usual: T, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 60, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

function part(depth: number, inChart: boolean): fc.Arbitrary<Part> {
  const kinds: readonly Part['kind'][] = inChart
    ? ['object', 'object', 'object', 'object', 'construct', 'construct', 'chart']
    : ['chart', 'chart', 'chart', 'own-chart', 'construct'];
  return fc.constantFrom(...kinds).chain((kind) =>
    fc.record({
      kind: fc.constant(kind),
      id: fc.constantFrom(...ids),
      name: fc.option(fc.constantFrom(...names), { freq: 3, nil: undefined }),
      namespace: fc.option(fc.constantFrom('prod', 'dev'), { nil: undefined }),
      label: fc.option(fc.constantFrom('x', 'yes', '1'), { nil: undefined }),
      content: fc.oneof(
        { weight: 12, arbitrary: fc.constantFrom<Part['content']>('custom', 'cron-job', 'config-map', 'deployment') },
        { weight: 1, arbitrary: fc.constant<Part['content']>('stuck-deployment') },
      ),
      spec: fc.dictionary(fc.constantFrom('z', 'b', 'a'), value, { maxKeys: 2, noNullPrototype: true }),
      patch: fc.oneof(
        { weight: 4, arbitrary: fc.constant<Patch>('none') },
        fc.constantFrom<Patch>('add', 'rename', 'remove', 'kind'),
      ),
      flaw: rarely<Flaw>(
        'none',
        'says-no',
        'throws',
        'class-instance',
        'function',
        'lazy-throws',
        'bad-patch',
        'no-metadata',
        'null-prototype',
      ),
      parts:
        depth === 0
          ? fc.constant([])
          : fc.array(part(depth - 1, inChart || kind === 'chart' || kind === 'own-chart'), {
              maxLength: kind === 'object' ? (depth > 1 ? 1 : 0) : 4,
            }),
    }),
  );
}

/** An app as data, with everything in it that decides bytes, order and refusal. */
export const generatedApp: fc.Arbitrary<GeneratedApp> = fc.record({
  parts: fc.array(part(3, false), { maxLength: 4 }),
  dependencies: fc.array(fc.tuple(fc.nat(60), fc.array(fc.nat(60), { minLength: 1, maxLength: 3 })), { maxLength: 4 }),
  // Mostly in one direction, or nearly every app with a few of them would go in a circle.
  direction: fc.oneof(
    { weight: 10, arbitrary: fc.constant<Direction>('to-later') },
    { weight: 8, arbitrary: fc.constant<Direction>('to-earlier') },
    { weight: 1, arbitrary: fc.constantFrom<Direction>('any', 'outside-charts') },
  ),
  outputType: fc.constantFrom(
    YamlOutputType.FILE_PER_APP,
    YamlOutputType.FILE_PER_CHART,
    YamlOutputType.FILE_PER_RESOURCE,
    YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE,
  ),
  extension: fc.constantFrom(undefined, '.yaml', '', '.k8s.yml'),
  metadata: fc.boolean(),
  resolver: fc.boolean(),
});

const bare: Part = {
  kind: 'object',
  id: 'object',
  name: undefined,
  namespace: undefined,
  label: undefined,
  content: 'custom',
  spec: {},
  patch: 'none',
  flaw: 'none',
  parts: [],
};

const group: fc.Arbitrary<Part> = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.boolean())
  .map(([size, nested]) => ({ ...bare, kind: nested ? 'chart' : 'construct', parts: Array<Part>(size).fill(bare) }));

/** An app of little but constructs that depend on each other, each with several objects, so that their order is put to the test. */
export const knottedApp: fc.Arbitrary<GeneratedApp> = fc.record({
  parts: fc.array(
    fc.array(group, { minLength: 2, maxLength: 5 }).map((parts): Part => ({ ...bare, kind: 'chart', parts })),
    { minLength: 1, maxLength: 2 },
  ),
  dependencies: fc.array(fc.tuple(fc.nat(60), fc.array(fc.nat(60), { minLength: 1, maxLength: 3 })), {
    minLength: 2,
    maxLength: 5,
  }),
  direction: fc.constantFrom<Direction>('to-later', 'to-earlier'),
  outputType: fc.constantFrom(YamlOutputType.FILE_PER_APP, YamlOutputType.FILE_PER_CHART),
  extension: fc.constant(undefined),
  metadata: fc.boolean(),
  resolver: fc.constant(false),
});

/** The props by which an app of either kind is made. */
export function propsOf(generated: GeneratedApp, outdir: string): AppProps {
  const { outputType, extension, metadata, resolver } = generated;
  return {
    outdir,
    yamlOutputType: outputType,
    recordConstructMetadata: metadata,
    ...(extension === undefined ? {} : { outputFileExtension: extension }),
    ...(resolver ? { resolvers: [replacing] } : {}),
  };
}

const replacing: IResolver = {
  resolve(context) {
    if (context.value === '$resolve me')
      context.replaceValue({ key: context.key.join('/'), by: context.obj.node.path });
  },
};

/** Fills an app with what was generated. */
export function fill(app: App, generated: GeneratedApp): void {
  const constructs: IConstruct[] = [];
  const state = { count: 0 };
  for (const [index, each] of generated.parts.entries()) addPart(app, each, index, constructs, state);
  const { dependencies, direction } = generated;
  const ends = direction === 'outside-charts' ? constructs : constructs.filter(isInChart);
  for (const [one, others] of dependencies) {
    for (const other of others) depend(one % ends.length, other % ends.length, ends, direction);
  }
}

function depend(one: number, other: number, ends: readonly IConstruct[], direction: Direction): void {
  const [first, second] = direction === 'any' || one < other ? [one, other] : [other, one];
  const [from, to] = direction === 'to-earlier' ? [second, first] : [first, second];
  const [source, target] = [ends[from], ends[to]];
  // What depends on itself is another law: cdk8s leaves it out without a word.
  if (source !== undefined && target !== undefined && source !== target) source.node.addDependency(target);
}

function isInChart(construct: IConstruct): boolean {
  return construct.node.scopes.some((scope) => Chart.isChart(scope));
}

/** A chart whose class has its own way to name objects and to render. */
class OwnChart extends Chart {
  override generateObjectName(object: ApiObject): string {
    return `own-${super.generateObjectName(object)}`;
  }

  override toJson(): unknown[] {
    return [
      ...super.toJson(),
      { apiVersion: 'example.com/v1', kind: 'Extra', metadata: { name: Names.toDnsLabel(this) } },
      undefined,
    ];
  }
}

function addPart(
  scope: Construct,
  from: Part,
  index: number,
  constructs: IConstruct[],
  state: { count: number },
): void {
  const taken = scope.node.tryFindChild(from.id) !== undefined;
  const id = taken ? `${from.id}${index}` : from.id;
  const construct = create(scope, id, from, state);
  constructs.push(construct);
  if (from.flaw === 'says-no') construct.node.addValidation({ validate: () => ['no', `not ${from.id}`] });
  if (from.flaw === 'throws') {
    construct.node.addValidation({
      validate: () => {
        throw new Error('cannot be validated');
      },
    });
  }
  for (const [position, each] of from.parts.entries()) addPart(construct, each, position, constructs, state);
}

function create(scope: Construct, id: string, from: Part, state: { count: number }): Construct {
  const labels = from.label === undefined ? {} : { labels: { label: from.label } };
  const namespace = from.namespace === undefined ? {} : { namespace: from.namespace };
  switch (from.kind) {
    case 'construct':
      return new Construct(scope, id);
    case 'chart':
    case 'own-chart': {
      const Class = from.kind === 'chart' ? Chart : OwnChart;
      return new Class(scope, id, { ...labels, ...namespace, disableResourceNameHashes: from.patch !== 'none' });
    }
    case 'object': {
      const name = from.name === undefined ? {} : { name: from.name };
      const metadata = { ...name, ...namespace, ...labels };
      const given = enliven({ ...Object(from.spec), flaw: flawed(from.flaw) }, state);
      const object = new ApiObject(scope, id, { ...contentOf(from, given), metadata });
      patch(object, from);
      return object;
    }
  }
}

function contentOf({ content }: Part, given: unknown): ApiObjectProps {
  switch (content) {
    case 'custom':
      return { apiVersion: 'example.com/v1', kind: 'Thing', spec: given };
    case 'cron-job':
      return { apiVersion: 'batch/v1', kind: 'CronJob', example: given };
    case 'config-map':
      return {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        data: { 'app.conf': 'a: 1\nb: 2\n', port: '8080' },
        example: given,
      };
    case 'deployment':
    case 'stuck-deployment': {
      const template = {
        metadata: { labels: { app: 'web' } },
        spec: { containers: [{ name: 'web', image: 'web:1' }] },
      };
      const rollingUpdate = { maxSurge: content === 'deployment' ? 1 : 0, maxUnavailable: 0 };
      const spec = {
        selector: { matchLabels: { app: 'web' } },
        template,
        strategy: { type: 'RollingUpdate', rollingUpdate },
      };
      return { apiVersion: 'apps/v1', kind: 'Deployment', spec, example: given };
    }
  }
}

function flawed(flaw: Flaw): unknown {
  switch (flaw) {
    case 'class-instance':
      return new Map([['a', 1]]);
    case 'function':
      return () => 1;
    case 'null-prototype':
      return Object.create(null);
    case 'lazy-throws':
      return Lazy.any({
        produce: () => {
          throw new Error('cannot be produced');
        },
      });
    default:
      return undefined;
  }
}

function patch(object: ApiObject, { patch: kind, flaw }: Part): void {
  if (kind === 'add') object.addJsonPatch(JsonPatch.add('/added', { z: 1, a: ['x'] }));
  if (kind === 'rename') object.addJsonPatch(JsonPatch.replace('/metadata/name', 'renamed'));
  if (kind === 'remove') object.addJsonPatch(JsonPatch.remove('/spec'));
  if (kind === 'kind') object.addJsonPatch(JsonPatch.replace('/kind', 'Other'), JsonPatch.copy('/metadata', '/twice'));
  if (flaw === 'bad-patch') object.addJsonPatch(JsonPatch.test('/kind', 'Nothing'));
  if (flaw === 'no-metadata') object.addJsonPatch(JsonPatch.remove('/metadata'));
}

/** Puts the live values in the places that the data marks. */
function enliven(value: unknown, state: { count: number }): unknown {
  switch (value) {
    case '$lazy':
      return Lazy.any({ produce: () => `produced ${++state.count}` });
    case '$lazy-map':
      return Lazy.any({ produce: () => ({ nested: Lazy.any({ produce: () => ++state.count }), gone: undefined }) });
    case '$token':
      return { resolve: () => ['token', ++state.count] };
    case '$number-or-string':
      return new NumberOrString('50%');
    case '$shared':
      return shared;
    default:
  }
  if (Array.isArray(value)) return value.map((item) => enliven(item, state));
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, enliven(item, state)]));
}

const shared = { one: { and: 'the same' } };

class NumberOrString {
  readonly value: string;

  constructor(value: string) {
    this.value = value;
  }
}

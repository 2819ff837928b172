import { ApiObject, App, Chart, JsonPatch, Lazy, type ApiObjectProps, type IResolver } from 'cdk8s';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ObjectRenderer } from '../../lib/app/object-renderer';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

class Instance {
  readonly a = 1;
}

const plain: ApiObjectProps = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { labels: { b: '1', a: '2' } } };

function chartOf(resolvers: IResolver[] = []): Chart {
  return new Chart(new App({ resolvers }), 'chart');
}

/** A renderer that has met a plain object before, and so copies where it may. */
function seasoned(chart: Chart): ObjectRenderer {
  const renderer = new ObjectRenderer(App.of(chart));
  renderer.render(new ApiObject(chart, 'first', plain));
  return renderer;
}

/** Text tells the order of keys, and where an item of a list is missing. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, item: unknown) => (item === undefined ? 'undefined' : item));

const circle: Record<string, unknown> = {};
circle['a'] = circle;

const proto: unknown = JSON.parse('{ "__proto__": { "b": 1 }, "a": 1 }');

describe('an object is rendered as its own toJson does', () => {
  test.each<[what: string, fields: Record<string, unknown>]>([
    ['unsorted keys', { spec: { b: 1, a: { d: true, c: 'x' } }, data: { z: '1', y: '2' } }],
    ['keys like integers', { data: { 10: 'a', 9: 'b', b: 'c' }, 5: 'x' }],
    ['null and undefined', { spec: { a: null, b: undefined, c: [null, undefined, 1, { d: null }] }, data: null }],
    ['empty maps and lists', { spec: { a: {}, b: [], c: [[]] } }],
    ['odd numbers', { spec: { a: -0, b: 1e21, c: 0.1 } }],
    ['lazy values', { spec: Lazy.any({ produce: () => ({ b: 1, a: 2 }) }) }],
    ['what resolves itself', { spec: { a: { resolve: () => ({ b: 1 }) } } }],
    ['what only looks as if it did', { spec: { resolve: 'no' } }],
    ['unions of number and text', { spec: { a: { value: 1 }, b: Object.assign(new Instance(), { value: 'x' }) } }],
    [
      'lists with fields',
      { spec: { a: Object.assign([1], { value: 2 }), b: Object.assign([1], { resolve: () => 2 }) } },
    ],
    ['a map with a constructor', { spec: { constructor: 'x', a: 1 } }],
    ['a constructor of its own', { constructor: 'x' }],
    ['a map with a prototype', { spec: proto }],
    ['lists with holes', { spec: { a: Array.from({ length: 2 }), b: new Array(2) } }],
    ['functions', { spec: { a: () => 1 } }],
    ['instances', { spec: new Instance() }],
    ['dates', { spec: { a: new Date(0) } }],
    ['data in a circle', { spec: circle }],
  ])('with %s', (_, fields) => {
    const chart = chartOf();
    const object = new ApiObject(chart, 'object', { ...plain, ...fields });
    const attempt = (render: () => unknown): string => {
      try {
        return textOf(render());
      } catch (error) {
        return String(error);
      }
    };

    expect(attempt(() => seasoned(chart).render(object).content)).toBe(attempt(() => object.toJson() as unknown));
  });

  test('with patches, and with what was added to its metadata', () => {
    const chart = chartOf();
    const patched = new ApiObject(chart, 'patched', plain);
    patched.addJsonPatch(JsonPatch.add('/data', { a: '1' }));
    const added = new ApiObject(chart, 'added', plain);
    added.metadata.add('extra', { b: 1, a: 2 });
    added.metadata.addAnnotation('z', 'y');
    const renderer = seasoned(chart);

    const emptied = new ApiObject(chart, 'emptied', plain);
    emptied.metadata.add('extra', { b: {}, a: [], c: [[], {}, 1, null], d: { e: {} } });
    emptied.metadata.addFinalizers('example.com/last', 'example.com/first');
    emptied.metadata.addOwnerReference({ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: '1' });

    for (const object of [patched, added, emptied])
      expect(textOf(renderer.render(object).content)).toBe(textOf(object.toJson()));
  });

  test('where keys stay as they are given', () => {
    vi.stubEnv('CDK8S_DISABLE_SORT', '1');
    const chart = chartOf();
    const metadata = { labels: { b: '1', a: '2' }, annotations: { d: '3', c: '4' } };
    const object = new ApiObject(chart, 'object', { ...plain, metadata, spec: { b: 1, a: 2 } });

    expect(textOf(seasoned(chart).render(object).content)).toBe(textOf(object.toJson()));
  });

  test('where the app has a resolver of its own', () => {
    const chart = chartOf([{ resolve: (context) => context.value === 'x' && context.replaceValue('y') }]);
    const object = new ApiObject(chart, 'object', { ...plain, data: { a: 'x' } });

    expect(seasoned(chart).render(object).content).toHaveProperty('data.a', 'y');
  });

  test('where its class answers in its own way', () => {
    class Own extends ApiObject {
      override toJson(): unknown {
        return { own: true };
      }
    }
    const chart = chartOf();

    expect(seasoned(chart).render(new Own(chart, 'own', plain)).content).toEqual({ own: true });
  });
});

test('cdk8s is asked for the first plain object of a kind only', () => {
  const chart = chartOf();
  const renderer = seasoned(chart);
  const object = new ApiObject(chart, 'object', plain);
  const metadata = vi.spyOn(object.metadata, 'toJson');
  renderer.render(object);

  expect(metadata).not.toHaveBeenCalled();

  const other = new ApiObject(chart, 'other', { apiVersion: 'v1', kind: 'Secret' });
  const asked = vi.spyOn(other.metadata, 'toJson');
  renderer.render(other);
  expect(asked).toHaveBeenCalledOnce();
});

test('lazy values are asked once', () => {
  const chart = chartOf();
  const produce = vi.fn(() => 'x');
  const metadata = { annotations: { a: Lazy.any({ produce }) as string } };
  const object = new ApiObject(chart, 'object', { ...plain, metadata, spec: Lazy.any({ produce }) });
  seasoned(chart).render(object);

  expect(produce).toHaveBeenCalledTimes(2);
});

const unsorted = { spec: { template: { b: 1, a: [{ d: null, c: 2 }] }, list: ['x'] }, data: { a: '1', b: '2' } };

test.each([false, true])('what the app was given stays as it is (copies all: %s)', (copiesAll) => {
  const chart = chartOf();
  const renderer = new ObjectRenderer(App.of(chart), copiesAll);
  const given = structuredClone(unsorted);
  for (const id of ['first', 'second']) renderer.render(new ApiObject(chart, id, { ...plain, ...given }));

  expect(textOf(given)).toBe(textOf(unsorted));
});

test('whoever asks for copies may change them', () => {
  const chart = chartOf();
  const renderer = new ObjectRenderer(App.of(chart), true);
  renderer.render(new ApiObject(chart, 'first', plain));
  const object = new ApiObject(chart, 'second', { ...plain, ...structuredClone(unsorted) });
  const before = textOf(object.toJson());
  const { content, isPlain } = renderer.render(object);
  const clear = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    Object.values(value).forEach(clear);
    for (const key of Object.keys(value)) Reflect.deleteProperty(value, key);
  };
  clear(content);

  expect(isPlain).toBe(true);
  expect(textOf(object.toJson())).toBe(before);
});

import { expect, test } from 'vitest';
import { verify, type Manifest } from '../../lib/verify';
import { Inventory } from '../../lib/verify/inventory';
import { autoscaler, configMap, deployment, plain } from './manifests';

const list = (...items: readonly unknown[]): Manifest => ({ apiVersion: 'v1', kind: 'List', items });
const errorsOf = (...manifests: readonly Manifest[]): readonly string[] =>
  verify(manifests).flatMap(({ severity, code, document, path }) =>
    severity === 'error' ? [`${document} ${path} ${code}`] : [],
  );

test('the items of a List are objects like any other, and findings say where they stand', () => {
  const wrong = deployment({ container: { image: '' } });
  expect(verify([deployment({ name: 'first' }), list(configMap('a', {}), wrong)])).toContainEqual({
    code: 'verify/missing-field',
    severity: 'error',
    object: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chat' },
    document: 1,
    path: 'items[1].spec.template.spec.containers[0].image',
    message: 'container server has no image',
    fix: "an image such as 'registry.example/server:1'",
  });
});

test('an item of a typed list is of its kind, where it does not say', () => {
  const items = [{ metadata: { name: 'a' }, data: { a: 1 } }, configMap('A', {})];
  expect(errorsOf({ apiVersion: 'v1', kind: 'ConfigMapList', items })).toEqual([
    '0 items[0].data.a verify/data-unreadable',
    '0 items[1].metadata.name verify/invalid-name',
  ]);
});

test('a List in a List is taken apart too', () => {
  expect(errorsOf(list(list(configMap('A', {}))))).toEqual(['0 items[0].items[0].metadata.name verify/invalid-name']);
});

test('an item that is wrong as a whole is found by its own place', () => {
  expect(errorsOf(list({ metadata: { name: 'a' } }, 'a', null))).toEqual(['0 items[0].kind verify/invalid-name']);
});

test('what has no items is an object', () => {
  expect(new Inventory([plain('example.com/v1', 'AllowList')]).objects.map(({ kind }) => kind)).toEqual(['AllowList']);
});

test('objects in a List are found by others, inside and outside of it', () => {
  const reads = { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'B' } } }] };
  const expected = 'spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef.key verify/missing-key';
  const settings = configMap('settings', { A: '' });
  expect(errorsOf(list(settings), deployment({ container: reads }))).toEqual([`1 ${expected}`]);
  expect(errorsOf(list(deployment({ container: reads }), settings))).toEqual([`0 items[0].${expected}`]);
});

test('two objects of one List that are the same are told apart by their places', () => {
  expect(
    verify([list(configMap('a', {}), configMap('a', {}))]).map(({ path, message }) => `${path}: ${message}`),
  ).toEqual([
    'items[1].metadata.name: documents 0 (items[0]) and 0 (items[1]) are both ConfigMap a, so that one overwrites the other',
  ]);
});

test('objects of one List are compared in its order', () => {
  const rival = (name: string): Manifest => deployment({ name, labels: { app: 'chat' } });
  const found = verify([list(rival('a'), rival('b'), autoscaler({}, { name: 'a' }))]);
  expect(found.filter(({ code }) => code === 'verify/selectors-overlap').map(({ path }) => path)).toEqual([
    'items[1].spec.selector',
  ]);
  expect(found.map(({ path }) => path)).toEqual(found.map(({ path }) => path).sort());
});

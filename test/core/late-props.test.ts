import { output } from '@pulumi/pulumi';
import { expect, test } from 'vitest';
import { lateProps } from '../../lib/core';

const later = output('known later');
const named = (props: object, handedOn: readonly string[] = []): readonly (string | undefined)[] =>
  lateProps(props, handedOn).map(({ property }) => property);

test('names each prop that is known too late', () => {
  expect(named({ a: later, b: { c: [1, later] }, d: 'plain' })).toEqual(['a', 'b.c[1]']);
});

test('lets pass what is handed on', () => {
  expect(named({ args: ['a', later], env: { A: later, B: { value: later } } }, ['args[]', 'env.*'])).toEqual([]);
});

test('lets pass a prop of each in a record, and no other', () => {
  const place = { region: later, kind: later, note: { 'example.com/a.b': later, c: { d: later } } };
  const handedOn = ['in.*.region', 'in.*.note.*'];
  expect(named({ in: { data: place, more: { region: later } } }, handedOn)).toEqual(['in.data.kind']);
  expect(named({ in: { region: later } }, handedOn)).toEqual(['in.region']);
  expect(named({ in: { data: { region: { name: later }, note: later } } }, handedOn)).toEqual([
    'in.data.region.name',
    'in.data.note',
  ]);
});

test('but not all of a list or record at once', () => {
  expect(named({ args: later, env: later }, ['args[]', 'env.*'])).toEqual(['args', 'env']);
});

test('looks into plain data alone', () => {
  class Store {
    readonly bucket: unknown = later;
  }
  expect(named({ store: new Store(), transform: () => later })).toEqual([]);
});

test('says what to write', () => {
  expect(lateProps({ port: later }, [])).toEqual([
    {
      code: 'core/deferred-decides',
      property: 'port',
      message: 'its value is known only when the stack is deployed, and it decides something before',
      fix: 'a value that is known when the program runs',
    },
  ]);
});

import { expect, test } from 'vitest';
import { readDefinition } from '../../../lib/verify/schema/field-type';

test('the notation says types, forms, ranges, versions and what is required', () => {
  const text =
    'a:string! b:[]#core/v1/Container c:{}quantity d:{label-key}label-value e@1.36:boolean f:=A|B@1.35 g:int32(1..9)! h:int64 i:port j:port(0) k:dns-label';
  expect([...readDefinition(text)]).toEqual([
    ['a', { type: { kind: 'string' }, required: true, since: undefined }],
    [
      'b',
      {
        type: { kind: 'list', of: { kind: 'object', definition: 'core/v1/Container' } },
        required: false,
        since: undefined,
      },
    ],
    ['c', { type: { kind: 'map', keys: undefined, of: { kind: 'quantity' } }, required: false, since: undefined }],
    [
      'd',
      {
        type: { kind: 'map', keys: 'label-key', of: { kind: 'text', form: 'label-value' } },
        required: false,
        since: undefined,
      },
    ],
    ['e', { type: { kind: 'boolean' }, required: false, since: '1.36' }],
    [
      'f',
      {
        type: {
          kind: 'one-of',
          values: new Map([
            ['A', undefined],
            ['B', '1.35'],
          ]),
        },
        required: false,
        since: undefined,
      },
    ],
    ['g', { type: { kind: 'int32', least: 1, most: 9 }, required: true, since: undefined }],
    ['h', { type: { kind: 'int64', least: -(2 ** 63), most: 2 ** 63 }, required: false, since: undefined }],
    ['i', { type: { kind: 'port', least: 1 }, required: false, since: undefined }],
    ['j', { type: { kind: 'port', least: 0 }, required: false, since: undefined }],
    ['k', { type: { kind: 'text', form: 'dns-label' }, required: false, since: undefined }],
  ]);
});

test.each([
  ['name', 'not a field and its type: name'],
  [':string', 'not a field and its type: :string'],
  ['name:text', 'not a type of a field: text'],
  ['name:int32(1)', 'not a type of a field: int32(1)'],
  ['name:{no-form}string', 'not a form of keys: {no-form}string'],
])('%s is a mistake of ours', (text, message) => {
  expect(() => readDefinition(text)).toThrow(new Error(message));
});

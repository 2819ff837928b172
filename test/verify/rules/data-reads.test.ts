import { expect, test } from 'vitest';
import type { Manifest } from '../../../lib/verify';
import { dataReads } from '../../../lib/verify/rules/data-reads';
import { check, configMap, plain } from '../manifests';

const secret = (fields: object): Manifest => ({ ...plain('v1', 'Secret'), ...fields });
const bytes = (binaryData: unknown): Manifest => ({ ...plain('v1', 'ConfigMap'), binaryData });

const text = ['not a text, and the API server refuses it', 'the same as text, in quotes'];
const base64 = [
  'not base64, and the API server refuses it',
  'what `base64` makes of it, or stringData for text in a Secret and data for text in a ConfigMap',
];

test.each<{ where: string; manifest: Manifest }>([
  { where: 'all is text', manifest: configMap('a', { a: '', 'b.json': '{}', c: null }) },
  { where: 'all is base64', manifest: bytes({ a: '', b: 'YQ==', c: 'YW\r\nE=\n', d: null }) },
  { where: 'bytes are a list', manifest: secret({ data: { a: [], b: [97, 255] } }) },
  { where: 'a Secret holds both', manifest: secret({ data: { a: 'YQ==' }, stringData: { a: 'YQ' } }) },
  {
    where: 'a Secret of that name is another thing',
    manifest: { ...plain('example.com/v1', 'Secret'), data: { a: 1 } },
  },
])('finds nothing where $where', ({ manifest }) => {
  expect(check(dataReads, [manifest])).toEqual([]);
});

test.each<{ where: string; manifest: Manifest; found: readonly unknown[] }>([
  { where: 'text is a number', manifest: configMap('a', { a: 1 }), found: ['data.a', '1', ...text] },
  { where: 'text is a truth', manifest: configMap('a', { 'a.b': true }), found: ['data["a.b"]', 'true', ...text] },
  { where: 'bytes are plain', manifest: bytes({ a: 'a b' }), found: ['binaryData.a', undefined, ...base64] },
  { where: 'bytes lack their padding', manifest: bytes({ a: 'YQ' }), found: ['binaryData.a', undefined, ...base64] },
  {
    where: 'there are no keys',
    manifest: bytes('YQ=='),
    found: [
      'binaryData',
      undefined,
      'not an object of keys and values, and the API server refuses it',
      'binaryData: { KEY: VALUE }',
    ],
  },
  {
    where: 'a secret number is printed nowhere',
    manifest: secret({ stringData: { pin: 1234 } }),
    found: ['stringData.pin', undefined, ...text],
  },
  {
    where: 'a secret text is printed nowhere',
    manifest: secret({ data: { pin: 'letmein!' } }),
    found: ['data.pin', undefined, ...base64],
  },
])('finds an error where $where', ({ manifest, found }) => {
  const [first, ...rest] = check(dataReads, [manifest]);
  expect([first?.path, first?.given, first?.message, first?.fix]).toEqual(found);
  expect([first?.code, first?.severity, rest]).toEqual(['verify/data-unreadable', 'error', []]);
});

test('a key is text or bytes', () => {
  expect(check(dataReads, [{ ...bytes({ a: 'YQ==', constructor: '' }), data: { a: 'a', toString: '' } }])).toEqual([
    {
      code: 'verify/duplicate-key',
      severity: 'error',
      object: { apiVersion: 'v1', kind: 'ConfigMap', name: 'chat' },
      document: 0,
      path: 'data.a',
      given: '"a"',
      message: 'binaryData has this key too, and the API server refuses that',
      fix: 'another key for one of them',
    },
  ]);
});

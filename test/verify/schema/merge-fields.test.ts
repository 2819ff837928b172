import { expect, test } from 'vitest';
import { fieldsIn, mergeFields, readTable } from '../../../scripts/merge-fields';
import { readOpenApi, type ServedFields } from '../../../scripts/read-openapi';
import { kubernetesFields } from '../../../lib/verify/schema/kubernetes-fields';

const served = (
  version: string,
  fields: Readonly<Record<string, string>>,
  kinds: readonly string[] = ['v1/Box'],
): ServedFields => ({
  version,
  kinds: Object.fromEntries(kinds.map((kind) => [kind, `core/${kind}`])),
  definitions: { 'core/v1/Box': fields },
});

const older = served('v1.34.4', { name: 'string!', size: '=Large|Small', note: 'string', lid: '=Shut' });
const newer = served(
  'v1.36.3',
  { name: 'string!', size: '=Large|Medium|Small', note: '=A|B', lid: '=Shut', color: 'string!' },
  ['v1/Box', 'v1/Crate'],
);

test('what came later is marked with its version, and what one version leaves open is left open', () => {
  expect(mergeFields([older, newer])).toEqual({
    version: 'v1.34.4 v1.36.3',
    kinds: { 'v1/Box': 'core/v1/Box', 'v1/Crate': 'core/v1/Crate@1.36' },
    definitions: {
      'core/v1/Box': {
        name: 'string!',
        size: '=Large|Medium@1.36|Small',
        note: 'string',
        lid: '=Shut',
        'color@1.36': 'string',
      },
    },
  });
});

test('what is required in one version only is not required', () => {
  const merged = mergeFields([served('v1.34.4', { name: 'string!' }), served('v1.36.3', { name: 'string' })]);
  expect(merged.definitions['core/v1/Box']).toEqual({ name: 'string' });
});

test.each([
  ['a field', served('v1.36.3', { size: '=Large|Small', note: 'string', lid: '=Shut' }), 'core/v1/Box name is gone'],
  ['a kind', { ...older, version: 'v1.36.3', kinds: {} }, 'v1/Box is gone'],
  [
    'another type',
    served('v1.36.3', { ...older.definitions['core/v1/Box'], name: 'int32!' }),
    'core/v1/Box name is string! and int32!',
  ],
  [
    'a text less',
    served('v1.36.3', { ...older.definitions['core/v1/Box'], size: '=Large' }),
    'core/v1/Box size is =Large|Small and =Large',
  ],
])('%s cannot be told of a later version', (_, later, message) => {
  expect(() => mergeFields([older, later])).toThrow(new Error(message));
});

test('a merged table tells of each of its versions what that one serves', () => {
  const merged = mergeFields([older, newer]);
  expect(fieldsIn(merged, 'v1.34.4').definitions['core/v1/Box']).toEqual(older.definitions['core/v1/Box']);
  expect(fieldsIn(merged, 'v1.34.4').kinds).toEqual(older.kinds);
  expect(fieldsIn(merged, 'v1.36.3')).toEqual({
    version: 'v1.36.3',
    kinds: newer.kinds,
    definitions: { 'core/v1/Box': { ...newer.definitions['core/v1/Box'], note: 'string', color: 'string' } },
  });
});

test('the table of the library is read as it was written', () => {
  const { kinds, definitions } = readTable(kubernetesFields);
  expect(kinds['apps/v1/Deployment']).toBe('apps/v1/Deployment');
  expect(definitions['core/v1/ContainerPort']).toMatchObject({ containerPort: 'int32!', protocol: '=SCTP|TCP|UDP' });
});

test('OpenAPI documents are read for what can be created', () => {
  const component = (name: string): object => ({ allOf: [{ $ref: `#/components/schemas/${name}` }] });
  const document = {
    paths: {
      '/api/v1/namespaces/{namespace}/boxes': {
        post: { 'x-kubernetes-group-version-kind': { group: '', version: 'v1', kind: 'Box' } },
      },
      '/api/v1/namespaces/{namespace}/boxes/{name}/lid': {
        post: { 'x-kubernetes-group-version-kind': { group: '', version: 'v1', kind: 'Lid' } },
      },
      '/apis/authentication.k8s.io/v1/reviews': {
        post: { 'x-kubernetes-group-version-kind': { group: 'authentication.k8s.io', version: 'v1', kind: 'Review' } },
      },
    },
    components: {
      schemas: {
        'io.k8s.api.core.v1.Box': {
          'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Box' }],
          required: ['parts'],
          properties: {
            parts: { type: 'array', items: component('io.k8s.api.core.v1.Part') },
            status: component('io.k8s.api.core.v1.BoxStatus'),
          },
        },
        'io.k8s.api.core.v1.Part': {
          properties: {
            amount: component('io.k8s.apimachinery.pkg.api.resource.Quantity'),
            amounts: { type: 'object', additionalProperties: { type: 'string' } },
            data: { type: 'string', format: 'byte' },
            long: { type: 'integer', format: 'int64' },
            made: { type: 'string', format: 'date-time' },
            port: component('io.k8s.apimachinery.pkg.util.intstr.IntOrString'),
            raw: component('io.k8s.apimachinery.pkg.runtime.RawExtension'),
            short: { type: 'integer', format: 'int32' },
            within: component('io.k8s.api.core.v1.Part'),
            word: { type: 'string', enum: ['', 'A', 'B'] },
            yes: { type: 'boolean' },
          },
        },
        'io.k8s.apimachinery.pkg.runtime.RawExtension': { type: 'object' },
      },
    },
  };
  expect(readOpenApi('v1.34.4', [document])).toEqual({
    version: 'v1.34.4',
    kinds: { 'v1/Box': 'core/v1/Box' },
    definitions: {
      'core/v1/Box': { parts: '[]#core/v1/Part!', status: 'any' },
      'core/v1/Part': {
        amount: 'quantity',
        amounts: '{}string',
        data: 'bytes',
        long: 'int64',
        made: 'time',
        port: 'int-or-string',
        raw: 'any',
        short: 'int32',
        within: '#core/v1/Part',
        word: '=A|B',
        yes: 'boolean',
      },
    },
  });
});

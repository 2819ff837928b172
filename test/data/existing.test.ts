import { describe, expect, it } from 'vitest';
import { existingClaim, existingConfigMap, existingSecret } from 'modelyard';

describe('what exists in the cluster', () => {
  it.each([
    ['a Secret', existingSecret('keys', { keys: ['a'] }), { name: 'keys', keys: ['a'], declared: true }],
    ['a Secret of unknown keys', existingSecret('keys'), { name: 'keys', keys: undefined, declared: true }],
    ['a ConfigMap', existingConfigMap('settings', { keys: ['a'] }), { name: 'settings', keys: ['a'], declared: true }],
    [
      'a claim',
      existingClaim('models', { accessModes: ['ReadOnlyMany'] }),
      { name: 'models', accessModes: ['ReadOnlyMany'], declared: true },
    ],
  ])('is declared: %s', (_what, reference, declared) => {
    expect(reference).toEqual(declared);
  });
});

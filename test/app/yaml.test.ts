import { Yaml } from 'cdk8s';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YamlWriter } from '../../lib/app/yaml';
import { document } from './documents';

describe('the YAML writer', () => {
  test('writes what the yaml library writes, on 100,000 trees', () => {
    // One writer for all, so that what it remembers of one tree is put to the test by the others.
    const writer = new YamlWriter();
    fc.assert(
      fc.property(document, (tree) => {
        expect(writer.document(tree)).toBe(Yaml.stringify(tree));
      }),
      { numRuns: 100_000 },
    );
  });
});

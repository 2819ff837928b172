import fc from 'fast-check';
import { expect, it, test } from 'vitest';
import { unpinned } from 'modelyard';
import { mirrored, readImage } from '../../lib/image';
import { Notes } from '../../lib/core';

const mirror = {
  'docker.io': 'mirror.example.com/hub',
  'docker.io/library': 'mirror.example.com/official/',
  'ghcr.io/': 'mirror.example.com:5000',
  'localhost:5000': 'mirror.example.com/local',
};

test.each([
  ['nginx', 'mirror.example.com/official/nginx'],
  ['nginx:1.27', 'mirror.example.com/official/nginx:1.27'],
  ['library/nginx', 'mirror.example.com/official/nginx'],
  ['docker.io/nginx', 'mirror.example.com/official/nginx'],
  ['index.docker.io/library/nginx', 'mirror.example.com/official/nginx'],
  ['vllm/vllm-openai:v1', 'mirror.example.com/hub/vllm/vllm-openai:v1'],
  ['docker.io/vllm/vllm-openai:v1', 'mirror.example.com/hub/vllm/vllm-openai:v1'],
  ['ghcr.io/a/b', 'mirror.example.com:5000/a/b'],
  ['localhost:5000/a', 'mirror.example.com/local/a'],
])('%s is pulled as %s', (image, moved) => {
  expect(mirrored(unpinned(image, 'a test'), mirror)).toEqual(unpinned(moved, 'a test'));
});

test.each(['quay.io/a/b', 'ghcr.io.example.com/a', 'localhost/a', 'mirror.example.com/hub/a'])('%s stays', (image) => {
  const given = unpinned(image, 'a test');
  expect(mirrored(given, mirror)).toBe(given);
});

it('moves an image and never what it is: tag and digest stay, and the place is readable', () => {
  const part = fc.stringMatching(/^[a-z0-9]{1,6}$/);
  const digest = fc.stringMatching(/^[a-f0-9]{64}$/);
  fc.assert(
    fc.property(
      fc.constantFrom('', 'docker.io/', 'ghcr.io/', 'quay.io/', 'localhost:5000/'),
      fc.array(part, { minLength: 1, maxLength: 3 }),
      fc.option(part),
      digest,
      (registry, path, tag, hash) => {
        const image = `${registry}${path.join('/')}${tag === null ? '' : `:${tag}`}@sha256:${hash}` as const;
        const notes = new Notes();
        const moved = readImage('', mirrored(image, mirror), notes);
        const given = readImage('', image, notes);
        expect(notes.issues).toEqual([]);
        expect([moved.tag, moved.digest]).toEqual([given.tag, given.digest]);
        expect(moved.repository?.split('/').at(-1)).toBe(path.at(-1));
        expect(String(moved.text).startsWith('mirror.example.com')).toBe(registry !== 'quay.io/');
      },
    ),
    { numRuns: 1000 },
  );
});

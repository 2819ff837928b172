import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { unpinned } from 'modelyard';
import { Notes } from '../../lib/core';
import { movesByConvention, readImage, type ImageRef, type ParsedImage } from '../../lib/image';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function read(image: ImageRef): { readonly image: ParsedImage; readonly codes: string[] } {
  const notes = new Notes();
  const parsed = readImage('image', image, notes);
  return { image: parsed, codes: notes.issues.map(({ code }) => code) };
}

/** A reference by its text, said to be unpinned. */
function byTag(text: string): ReturnType<typeof read> {
  return read(unpinned(text, 'a test'));
}

describe('readImage', () => {
  it.each([
    ['ubuntu', 'ubuntu', undefined],
    ['ubuntu:24.04', 'ubuntu', '24.04'],
    ['myuser/sentiment:v1', 'myuser/sentiment', 'v1'],
    ['registry.example.com/a/b/c:1', 'registry.example.com/a/b/c', '1'],
    ['registry.example.com:5000/a:1', 'registry.example.com:5000/a', '1'],
    ['localhost:5000/a', 'localhost:5000/a', undefined],
    ['[::1]:5000/a:1', '[::1]:5000/a', '1'],
    ['a__b/c-d.e--f:V1_x.y-z', 'a__b/c-d.e--f', 'V1_x.y-z'],
    [`a:${'x'.repeat(128)}`, 'a', 'x'.repeat(128)],
  ])('takes %s apart', (text, repository, tag) => {
    expect(byTag(text)).toEqual({ image: { text, repository, tag, digest: undefined }, codes: [] });
  });

  it('takes a digest apart, with and without a tag', () => {
    expect(read(`a/b@${digest}` as const as `${string}@sha256:${string}`).image).toEqual({
      text: `a/b@${digest}`,
      repository: 'a/b',
      tag: undefined,
      digest,
    });
    expect(byTag(`a/b:v1@${digest}`).image).toMatchObject({ repository: 'a/b', tag: 'v1', digest });
  });

  it.each([
    '',
    ' ',
    'A',
    'a/B:1',
    'a b',
    'a:',
    ':1',
    'a:1:2',
    'a:-1',
    `a:${'x'.repeat(129)}`,
    'a/',
    '/a',
    'a//b',
    '-a',
    'a-',
    'a___b',
    'a..b',
    'https://registry.example.com/a:1',
    'user@registry.example.com/a',
    'a@sha256:',
    'a@sha256:abc',
    `a@sha256:${'A'.repeat(64)}`,
    `a@${digest}0`,
    `a@sha512:${'0'.repeat(64)}`,
    'a\n',
  ])('refuses %j', (text) => {
    expect(byTag(text).codes).toEqual(['image/invalid-reference']);
  });

  it('asks for a digest, or for a reason', () => {
    // The compiler refuses this one; a program in JavaScript may hand it over.
    expect(read('a/b:v1' as never).codes).toEqual(['image/not-pinned']);
    expect(read(unpinned('a/b:v1', '')).codes).toEqual(['core/no-reason']);
    expect(read(unpinned('a/b:v1', ' \n')).codes).toEqual(['core/no-reason']);
  });

  it('says one thing about an image that is wrong in two ways', () => {
    expect(read(unpinned('A B', '')).codes).toEqual(['image/invalid-reference']);
  });

  it('takes apart exactly what is put together', () => {
    const component = fc.stringMatching(/^[a-z0-9]+([._-][a-z0-9]+){0,2}$/);
    const tags = fc.option(fc.stringMatching(/^\w[\w.-]{0,9}$/), { nil: undefined });
    const digests = fc.option(fc.stringMatching(/^sha256:[a-f0-9]{64}$/), { nil: undefined });
    fc.assert(
      fc.property(fc.array(component, { minLength: 1, maxLength: 4 }), tags, digests, (components, tag, hash) => {
        const repository = components.join('/');
        const text = `${repository}${tag === undefined ? '' : `:${tag}`}${hash === undefined ? '' : `@${hash}`}`;
        expect(byTag(text).image).toEqual({ text, repository, tag, digest: hash });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('movesByConvention', () => {
  it.each([
    ['a', true],
    ['a:latest', true],
    ['a:v1', false],
    ['a:latest-cpu', false],
    [`a@${digest}`, false],
    [`a:latest@${digest}`, false],
  ])('of %s is %j', (text, moves) => {
    expect(movesByConvention(byTag(text).image)).toBe(moves);
  });
});

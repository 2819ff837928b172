import { printGiven, type Notes } from '../core';

/** An image that is pinned by its digest, so that every node and every restart runs the same bytes. */
export type PinnedImage = `${string}@sha256:${string}`;

const unpinnedBrand: unique symbol = Symbol.for('modelyard.unpinned');

/** An image named by a tag, which can point elsewhere tomorrow; made by `unpinned`, which asks why. */
export interface UnpinnedImage {
  readonly image: string;
  readonly reason: string;
  readonly [unpinnedBrand]: true;
}

/** A container image: pinned by digest, or said aloud not to be. */
export type ImageRef = PinnedImage | UnpinnedImage;

/**
 * Names an image by its tag, and says why no digest is given.
 *
 * @param image such as `myuser/sentiment:v1`
 * @param reason for the next reader: it stands in reports beside the image
 */
export function unpinned(image: string, reason: string): UnpinnedImage {
  return { image, reason, [unpinnedBrand]: true };
}

/** An image reference taken apart. */
export interface ParsedImage {
  readonly text: string;
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

// The grammar of distribution/reference (github.com/distribution/reference, reference.go, read 2026-11-21):
// lower-case path components, an optional host, a tag of at most 128 characters, a digest.
const grammar =
  /^(?<repository>(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?|\[[a-fA-F0-9:]+\](?::\d+)?)\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?$/;

/** Takes an image reference apart, or notes what is wrong with it. */
export function readImage(property: string, image: ImageRef, notes: Notes): ParsedImage {
  const text = typeof image === 'string' ? image : image.image;
  const { repository, tag, digest } = grammar.exec(text)?.groups ?? {};
  if (repository === undefined) {
    notes.issue({
      code: 'image/invalid-reference',
      property,
      given: printGiven(text),
      message:
        'is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both',
      fix: `${property}: 'REPOSITORY@sha256:DIGEST', or unpinned('REPOSITORY:TAG', 'the reason')`,
    });
    return { text, repository: text };
  }
  if (typeof image === 'string' && digest === undefined) {
    notes.issue({
      code: 'image/not-pinned',
      property,
      given: printGiven(text),
      message: 'has no digest, so it can change under a running service',
      fix: `${property}: '${text}@sha256:DIGEST', or unpinned(${JSON.stringify(text)}, 'the reason')`,
    });
  }
  if (typeof image !== 'string') {
    notes.waive({ field: `${property} without a digest`, value: text, reason: image.reason, override: property });
  }
  return { text, repository, tag, digest };
}

/** Says whether the same reference may name other bytes tomorrow even by the convention of its tag. */
export function movesByConvention(image: ParsedImage): boolean {
  return image.digest === undefined && (image.tag === undefined || image.tag === 'latest');
}

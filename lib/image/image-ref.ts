import { deferrableText, isDeferred, Notes, printGiven, type Deferrable } from '../core';

/** An image that is pinned by its digest, so that every node and every restart runs the same bytes. */
export type PinnedImage = `${string}@sha256:${string}`;

const unpinnedBrand: unique symbol = Symbol.for('modelyard.unpinned');

/** An image named by a tag, which can point elsewhere tomorrow; made by `unpinned`, which asks why. */
export interface UnpinnedImage {
  readonly image: string;
  readonly reason: string;
  readonly [unpinnedBrand]: true;
}

/** What names the bytes of an image: `sha256:` and 64 hexadecimal digits. */
export type ImageDigest = `sha256:${string}`;

/** An image in a registry whose address is known only at deployment; which bytes it is, is known before. */
export interface RegistryImage {
  /** The registry and the repository in it. */
  readonly repository: Deferrable<string>;
  /** The name that people gave the version, by which the release of a server is told. */
  readonly tag?: string | undefined;
  readonly digest: ImageDigest;
}

/** A container image: pinned by digest, or said aloud not to be. */
export type ImageRef = PinnedImage | UnpinnedImage | RegistryImage;

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
  readonly text: Deferrable<string>;
  /** Where that is known when the program runs. */
  readonly repository?: string | undefined;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

// The grammar of distribution/reference (github.com/distribution/reference, reference.go, read 2026-11-21):
// lower-case path components, an optional host, a tag of at most 128 characters, a digest.
const grammar =
  /^(?<repository>(?:(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*(?::\d+)?|\[[a-fA-F0-9:]+\](?::\d+)?)\/)?[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*)(?::(?<tag>\w[\w.-]{0,127}))?(?:@(?<digest>sha256:[a-f0-9]{64}))?$/;

const invalidReference = {
  code: 'image/invalid-reference',
  message: 'is not an image reference: a lower-case repository, then :TAG, @sha256: and 64 hexadecimal digits, or both',
} as const;

/** Takes an image reference apart, or notes what is wrong with it. */
export function readImage(property: string, image: ImageRef, notes: Notes): ParsedImage {
  if (typeof image !== 'string' && 'repository' in image) return readRegistryImage(property, image, notes);
  const text = typeof image === 'string' ? image : image.image;
  const { repository, tag, digest } = grammar.exec(text)?.groups ?? {};
  if (repository === undefined) {
    const fix = `${property}: 'REPOSITORY@sha256:DIGEST', or unpinned('REPOSITORY:TAG', 'the reason')`;
    notes.issue({ ...invalidReference, property, given: printGiven(text), fix });
    return { text };
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

/** What is known of such an image is judged; its repository is made by whoever made the registry. */
function readRegistryImage(property: string, image: RegistryImage, notes: Notes): ParsedImage {
  const { repository, tag, digest } = image;
  const version = tag === undefined ? `@${digest}` : `:${tag}@${digest}`;
  const shown = `${isDeferred(repository) ? '…' : repository}${version}`;
  if (grammar.exec(isDeferred(repository) ? `repository${version}` : shown)?.groups?.['digest'] === undefined) {
    const fix = "a tag such as 'v1.2.3', and a digest: sha256: and 64 hexadecimal digits";
    notes.issue({ ...invalidReference, property, given: printGiven(shown), fix });
  }
  return { text: deferrableText`${repository}${version}`, tag, digest };
}

/** As it is told in messages and decisions, with a mark for what is not known yet. */
export function printImage(image: ImageRef): string {
  if (typeof image === 'string') return image;
  if ('image' in image) return image.image;
  const { text } = readImage('', image, new Notes());
  return isDeferred(text) ? `…${image.tag === undefined ? '' : `:${image.tag}`}@${image.digest}` : text;
}

/** Says whether the same reference may name other bytes tomorrow even by the convention of its tag. */
export function movesByConvention(image: ParsedImage): boolean {
  return image.digest === undefined && (image.tag === undefined || image.tag === 'latest');
}

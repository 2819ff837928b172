import { Notes, printGiven, releaseNumbers } from '../../core';
import { readImage, type ImageRef } from '../../image';

/** The tag of an image; empty where it has none. What is wrong with the image is noted where the container is rendered. */
export function tagOf(image: ImageRef): string {
  return readImage('runtime.image', image, new Notes()).tag ?? '';
}

/** What of a tag is the release, where other words stand before it; a tag far beyond the newest known is somebody's own. */
export interface TagReading {
  readonly inTag?: (tag: string) => string;
  readonly newest?: string;
}

/** The release of a server, by what the user says or by the tag of its image; what cannot be told stays open. */
export function releaseOf(
  server: string,
  { image, version }: { readonly image: ImageRef; readonly version?: string | undefined },
  notes: Notes,
  { inTag = (tag) => tag, newest }: TagReading = {},
): string | undefined {
  if (version !== undefined) {
    if (releaseNumbers(version).length > 0) return version.replace(/^v/, '');
    notes.issue({
      code: 'serving/invalid-version',
      property: 'runtime.version',
      given: printGiven(version),
      message: 'is no release: numbers between dots',
      fix: "version: '1.2.3'",
    });
    return undefined;
  }
  const tag = inTag(tagOf(image));
  // As it is written: `26.07` is not 26.7.
  const [major = 0] = releaseNumbers(tag);
  const isOwn = newest !== undefined && major > (releaseNumbers(newest)[0] ?? 0);
  if (releaseNumbers(tag).length > 0 && !isOwn) return /\d+(?:\.\d+)+/.exec(tag)?.[0];
  notes.notKnown({
    code: 'serving/not-known-release',
    property: 'runtime.version',
    message: `which release of ${server} the image holds is not known, and so neither are its flags`,
    fix: "version: '1.2.3'",
  });
  return undefined;
}

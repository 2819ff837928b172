import { Notes, printGiven, releaseNumbers } from '../../core';
import { readImage, type ImageRef } from '../../image';

/** The release of a server, by what the user says or by the tag of its image; what cannot be told stays open. */
export function releaseOf(
  server: string,
  { image, version }: { readonly image: ImageRef; readonly version?: string | undefined },
  notes: Notes,
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
  // What is wrong with the image is noted where the container is rendered.
  const tag = readImage('runtime.image', image, new Notes()).tag ?? '';
  const numbers = releaseNumbers(tag);
  if (numbers.length > 0) return numbers.join('.');
  notes.notKnown({
    code: 'serving/not-known-release',
    property: 'runtime.version',
    message: `which release of ${server} the image holds is not known, and so neither are its flags`,
    fix: "version: '1.2.3'",
  });
  return undefined;
}

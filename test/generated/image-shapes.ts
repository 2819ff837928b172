import fc from 'fast-check';
import type { ImageDescription } from './app-description';
import { someText } from './hostile-text';
import { some, union, type Shape } from './shape';

/** Why safety is given up: anything but blanks. */
export const reason: Shape<string> = some(someText.filter((text) => text.trim() !== ''));

export const image: Shape<ImageDescription> = union<ImageDescription>('ImageRef', {
  pinned: {
    image: some(
      fc
        .tuple(
          fc.constantFrom(
            'server',
            'myuser/server',
            'example.com/a/b',
            'example.com:5000/a__b/c-d.e',
            'Example.COM/a:v1',
          ),
          fc.stringMatching(/^[a-f0-9]{64}$/),
        )
        .map(([name, digest]): `${string}@sha256:${string}` => `${name}@sha256:${digest}`),
    ),
  },
  unpinned: {
    image: some(
      fc.constantFrom(
        'server',
        'myuser/server:v1',
        'server:latest',
        'example.com/a/b:1.2.3_x',
        `server:${'t'.repeat(128)}`,
      ),
    ),
    reason,
  },
});

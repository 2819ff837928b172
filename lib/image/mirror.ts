import { unpinned, type ImageRef, type PinnedImage } from './image-ref';

/** Where images are pulled from instead: a registry, or a part of one, by the place that mirrors it. */
export type RegistryMirror = Readonly<Record<string, string>>;

/**
 * The same image in a mirror: the place changes, tag and digest do not, so that a digest still names the same bytes.
 *
 * A name without a registry is one of Docker Hub, `docker.io`, and one without a path there is of its `library`. Where
 * several keys would do, the longest one does.
 */
export function mirrored(image: ImageRef, mirror: RegistryMirror): ImageRef {
  // Nobody knows yet where it is; and who makes a registry means that one.
  if (typeof image !== 'string' && 'repository' in image) return image;
  const text = typeof image === 'string' ? image : image.image;
  const full = inFull(text);
  const registry = Object.keys(mirror)
    .filter((key) => full.startsWith(`${trimmed(key)}/`))
    .reduce<string | undefined>(
      (longest, key) => (longest === undefined || key.length > longest.length ? key : longest),
      undefined,
    );
  if (registry === undefined) return image;
  const moved = `${trimmed(mirror[registry] ?? '')}/${full.slice(trimmed(registry).length + 1)}`;
  // The digest, if it has one, is at its end still.
  return typeof image === 'string' ? (moved as PinnedImage) : unpinned(moved, image.reason);
}

/** As container runtimes read it (github.com/distribution/reference, normalize.go, read 2026-11-21). */
function inFull(text: string): string {
  const slash = text.indexOf('/');
  const first = slash === -1 ? '' : text.slice(0, slash);
  const isRegistry = first === 'localhost' || /[.:]|[A-Z]/.test(first);
  const [registry, path] = isRegistry ? [first, text.slice(slash + 1)] : ['docker.io', text];
  const hub = registry === 'index.docker.io' ? 'docker.io' : registry;
  return `${hub}/${hub === 'docker.io' && !path.includes('/') ? `library/${path}` : path}`;
}

function trimmed(place: string): string {
  return place.endsWith('/') ? place.slice(0, -1) : place;
}

import { nearestNames, Notes, printGiven, type IssueDetails } from '../core';
import { readImage, type ImageDigest, type RegistryImage } from '../image';

/** The longest name of a repository that fits with what is put before and after it. */
const longest = 128;

/**
 * Judges the names of repositories, by the grammar of ECR, which is within that of the OCI distribution specification. A
 * page of Azure's that says what its registries take was looked for and not found.
 *
 * Source: Amazon ECR API, `repositoryName` of the type Repository (read 2026-11-22), and of CreateRepository, by which it
 * has to begin with a letter: ECR has 2 to 256 characters for the name of the component, the repository and a random end.
 */
export function judgeRepositories(repositories: readonly string[]): readonly IssueDetails[] {
  if (repositories.length === 0) {
    const message = 'are none: nothing could be pushed';
    return [{ code: 'clouds/no-repository', property: 'repositories', given: '[]', message, fix: "['chat']" }];
  }
  return repositories.flatMap((repository, index) => {
    const message = problemOf(repository, repositories.indexOf(repository) < index);
    if (message === undefined) return [];
    const property = `repositories[${index}]`;
    return [
      { code: 'clouds/invalid-name', property, given: printGiven(repository), message, fix: "a name such as 'chat'" },
    ];
  });
}

function problemOf(repository: string, again: boolean): string | undefined {
  if (!/^[a-z0-9]+(?:[._-][a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-][a-z0-9]+)*)*$/.test(repository)) {
    return 'must be lower-case letters and digits, with one ., _, - or / between them at a time';
  }
  if (repository.length > longest) return `must be no more than ${longest} characters, and has ${repository.length}`;
  return again ? 'stands there twice' : undefined;
}

/** What is wrong with what an image is asked for by. */
export function judgeImage(
  repositories: readonly string[],
  {
    repository,
    digest,
    tag,
  }: { readonly repository: string; readonly digest: ImageDigest; readonly tag?: string | undefined },
): readonly IssueDetails[] {
  const notes = new Notes();
  readImage('digest', { repository: 'repository', tag, digest }, notes);
  if (repositories.includes(repository)) return notes.issues;
  const [nearest = repositories[0]] = nearestNames(repository, repositories);
  const message = `is no repository of the registry, which has ${repositories.join(', ')}`;
  const unknown = { code: 'clouds/no-repository', property: 'repository', given: printGiven(repository) } as const;
  return [{ ...unknown, message, fix: `'${nearest ?? ''}', or the repository among repositories` }, ...notes.issues];
}

/** A registry of images: clusters pull from it, and every prop that names an image takes what `image` gives. */
export interface ImageRegistry {
  /** An image in one of its repositories. */
  image(repository: string, digest: ImageDigest, tag?: string): RegistryImage;
}

import { asArray, asRecord, asString, type Manifest } from '../verify';
import type { PlacedFinding } from './finding';
import type { Places } from './line-of-path';
import type { SourceDocument } from './read-documents';

/** A document that is an object of Kubernetes, or a list of them. */
export interface ManifestDocument extends SourceDocument {
  readonly content: Manifest;
}

/** What a document is: a manifest, or what is wrong with it; empty ones are neither. */
export function manifestIn(
  document: SourceDocument,
  places: Places,
): { readonly manifest?: ManifestDocument | undefined; readonly findings: readonly PlacedFinding[] } {
  const { content } = document;
  if (content === undefined) return { findings: [] };
  const problems = problemsOf(content, '');
  const findings = problems.map(({ path, message }): PlacedFinding => ({
    severity: 'error',
    code: 'cli/not-kubernetes',
    file: document.file,
    line: places.lineOf(document, path),
    ...(path !== '' && { path }),
    message,
    fix: 'an object with apiVersion, kind and metadata.name',
    unusable: true,
  }));
  return isManifest(content) && problems.length === 0 ? { manifest: { ...document, content }, findings } : { findings };
}

/** How many objects a manifest is: those of a list are counted one by one. */
export function countObjects({ content }: ManifestDocument): number {
  return countIn(content);
}

function countIn(manifest: Manifest): number {
  return isList(manifest)
    ? asArray(manifest['items']).reduce((sum: number, item) => sum + (isManifest(item) ? countIn(item) : 0), 0)
    : 1;
}

function isManifest(content: unknown): content is Manifest {
  return asRecord(content) === content;
}

function isList({ kind, items }: Manifest): boolean {
  return typeof kind === 'string' && kind.endsWith('List') && Array.isArray(items);
}

function problemsOf(content: unknown, path: string): readonly { readonly path: string; readonly message: string }[] {
  if (!isManifest(content)) return [{ path, message: `is ${kindOf(content)}, and no object of Kubernetes` }];
  const missing = ['apiVersion', 'kind'].filter((field) => asString(content[field]) === undefined);
  // The items of a ConfigMapList may leave out what they are.
  const isTyped = path === '' || missing.length === 1;
  if (missing.length > 0 && isTyped)
    return [{ path, message: `is no object of Kubernetes: it has no ${missing.join(' and no ')}` }];
  if (!isList(content)) return [];
  const folder = path === '' ? '' : `${path}.`;
  return asArray(content['items']).flatMap((item, index) => problemsOf(item, `${folder}items[${index}]`));
}

function kindOf(content: unknown): string {
  if (Array.isArray(content)) return 'a list';
  return content === null ? 'nothing' : `a ${typeof content}`;
}

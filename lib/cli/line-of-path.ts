import { isAlias, isMap, isScalar, isSeq, type Document } from 'yaml';
import type { Severity } from '../verify';
import { parseKubernetesYaml } from './kubernetes-yaml';
import { lineAt, type SourceDocument } from './read-documents';

/**
 * Finds the lines of fields in documents.
 *
 * Where things stand is asked only of documents in which something is wrong, and of several fields of one after another;
 * so the last document is remembered, parsed with places.
 */
export class Places {
  private readonly ofNotKnown: boolean;
  private last: { readonly source: SourceDocument; readonly parsed: Document.Parsed | undefined } | undefined;

  /**
   * Remembers nothing yet.
   *
   * @param ofNotKnown whether also the places of what is not known are told, of which nearly every document has one
   */
  constructor(ofNotKnown: boolean) {
    this.ofNotKnown = ofNotKnown;
  }

  /** The line of a finding, if that is told. */
  lineOfFinding(source: SourceDocument, severity: Severity, path: string): number | undefined {
    return severity === 'not-known' && !this.ofNotKnown ? undefined : this.lineOf(source, path);
  }

  /** The line of a field, such as `spec.ports[0].name`, or of what there is of the way to it. */
  lineOf(source: SourceDocument, path: string): number {
    if (this.last?.source !== source) this.last = { source, parsed: tryParse(source) };
    const { parsed } = this.last;
    const offset = parsed === undefined ? 0 : offsetOf(parsed, stepsOf(path));
    return source.line + lineAt(source.text, offset) - 1;
  }
}

/** The line of a document of which no field is meant: the first that says something. */
function offsetOf(document: Document.Parsed, steps: readonly (string | number)[]): number {
  let node: unknown = document.contents;
  let offset = document.contents?.range[0] ?? document.range[0];
  for (const step of steps) {
    if (isAlias(node)) node = node.resolve(document);
    let next: unknown;
    if (isMap(node)) {
      // The last of two is the one that counts.
      const pair = node.items.findLast(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (pair === undefined) break;
      offset = (isScalar(pair.key) ? pair.key.range?.[0] : undefined) ?? offset;
      next = pair.value;
    } else if (isSeq(node) && typeof step === 'number') {
      next = node.items[step];
      if (isMap(next) || isSeq(next) || isScalar(next) || isAlias(next)) offset = next.range?.[0] ?? offset;
    }
    if (next === undefined) break;
    node = next;
  }
  return offset;
}

/** Too long a text is not read a second time for the sake of a line. */
const longest = 2 ** 24;

function tryParse({ text, position }: SourceDocument): Document.Parsed | undefined {
  if (text.length > longest) return undefined;
  try {
    return parseKubernetesYaml(text)[position];
  } catch {
    return undefined;
  }
}

/** The steps of a path such as `metadata.labels["a.b/c"]` or `spec.ports[0]`. */
export function stepsOf(path: string): readonly (string | number)[] {
  return [...path.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g)].map(([, index, quoted, name = '']) => {
    if (index !== undefined) return Number(index);
    return quoted === undefined ? name : String(JSON.parse(quoted));
  });
}

import type { Document } from 'yaml';
import type { IssueCode } from '../core';
import type { PlacedFinding } from './finding';
import { inspect } from './inspect-yaml';
import { scanJson } from './json-text';
import { parseKubernetesYaml } from './kubernetes-yaml';

/** A file and its text. */
export interface InputText {
  /** As it was named. */
  readonly file: string;
  readonly text: string;
}

/** A document of a file. */
export interface SourceDocument extends DocumentPlace {
  /** The position among all documents of the file, empty ones included. */
  readonly index: number;
}

interface DocumentPlace {
  readonly file: string;
  /** The text that it stands in, which seldom has another document too. */
  readonly text: string;
  /** The line on which that text begins, counted from one. */
  readonly line: number;
  /** The position of the document in that text. */
  readonly position: number;
  /** What it says; `undefined` where it is empty. */
  readonly content: unknown;
}

/** What reading a text gives: all documents that can be read, and what is wrong with the others. */
export interface ReadText {
  readonly documents: readonly SourceDocument[];
  readonly findings: readonly PlacedFinding[];
}

/** The longest document in YAML that is read: an API server takes less than a fifth of it, and a parser needs memory. */
const longestYaml = 2 ** 24;

/**
 * Reads a text as kubectl does: documents of YAML apart by `---`, each of which may be JSON, also several values of it.
 *
 * It throws nothing, whatever the text is.
 */
export function readDocuments({ file, text }: InputText): ReadText {
  const read = partsOf(text).map((part) => new PartReader(file, part).read());
  return {
    documents: read.flatMap(({ documents }) => documents).map((document, index) => ({ ...document, index })),
    findings: read.flatMap(({ findings }) => findings),
  };
}

/** The number of the line that a position in a text is on, counted from one. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}

/** A document of YAML with the marker that it begins with, or values of JSON. */
interface Part {
  readonly text: string;
  /** The line on which it begins. */
  readonly line: number;
}

function partsOf(text: string): readonly Part[] {
  const body = text.startsWith('\ufeff') ? text.slice(1) : text;
  const parts: Part[] = [];
  let start = 0;
  let line = 1;
  for (const marker of body.matchAll(/^---(?=\s|$)/gm)) {
    const part = body.slice(start, marker.index);
    // What stands before the first marker may belong to the document that begins there.
    if (start === 0 && isPreamble(part)) continue;
    parts.push({ text: part, line });
    line += lineAt(part, part.length) - 1;
    start = marker.index;
  }
  return [...parts, { text: body.slice(start), line }];
}

/** Says whether a text has comments and directives only. */
function isPreamble(text: string): boolean {
  return text.length < 10_000 && text.split('\n').every((line) => /^(?:[#%].*|\s*)$/.test(line));
}

class PartReader {
  private readonly documents: DocumentPlace[] = [];
  private readonly findings: PlacedFinding[] = [];
  private readonly file: string;
  private readonly part: Part;

  constructor(file: string, part: Part) {
    this.file = file;
    this.part = part;
  }

  read(): { readonly documents: readonly DocumentPlace[]; readonly findings: readonly PlacedFinding[] } {
    if (!this.readsJson()) this.readYaml();
    const { documents, findings } = this;
    return { documents, findings };
  }

  /** Reads values of JSON; says whether that is what the part has. */
  private readsJson(): boolean {
    const { text } = this.part;
    const body = text.replace(/^---[ \t\r]*\n/, '');
    if (!/^\s*[[{]/.test(body)) return false;
    const json = scanJson(body);
    const contents = json?.values.map(({ start, end }) => tryParseJson(body.slice(start, end)));
    if (json === undefined || contents?.includes(undefined) !== false) return false;
    const before = text.length - body.length;
    let line = this.lineOf(before);
    let last = 0;
    for (const [index, { start, end }] of json.values.entries()) {
      line += lineAt(body.slice(last, start), start - last) - 1;
      last = start;
      const place = { text: body.slice(start, end), line, position: 0 };
      this.documents.push({ file: this.file, ...place, content: contents[index] });
    }
    for (const { offset, key } of json.duplicateKeys) this.findDuplicate(before + offset, key);
    return true;
  }

  private readYaml(): void {
    const { text, line } = this.part;
    if (text.length > longestYaml) {
      this.refuse('cli/too-large', 0, {
        message: `a document of ${text.length} characters is more than any API server takes, and is not read`,
        fix: 'documents of their own for its objects, or JSON',
      });
      return;
    }
    for (const [position, document] of tryParseYaml(text).entries()) {
      const content = this.contentOf(document);
      this.documents.push({ file: this.file, text, line, position, content });
    }
  }

  /** What a document says; nothing where that cannot be told, which is then a finding. */
  private contentOf(document: Document.Parsed | RangeError): unknown {
    const mistake = document instanceof RangeError ? tooDeep(0) : mistakeIn(document);
    if (mistake !== undefined) this.refuseMistake(mistake);
    if (mistake !== undefined || document instanceof RangeError) return undefined;
    const { duplicateKeys, refusal } = inspect(document);
    for (const { offset, key } of duplicateKeys) this.findDuplicate(offset, key);
    if (refusal !== undefined) {
      this.refuse(refusal.code, refusal.offset, { message: refusal.message, fix: refusal.fix });
      return undefined;
    }
    try {
      // Who repeats what was looked at before: how much it comes to is bounded.
      const content: unknown = document.toJS({ maxAliasCount: -1 });
      return content === null ? undefined : content;
    } catch (thrown) {
      this.refuseMistake({ offset: 0, message: wordsOf(thrown) });
      return undefined;
    }
  }

  private findDuplicate(offset: number, key: string): void {
    this.findings.push({
      severity: 'error',
      code: 'cli/duplicate-key',
      file: this.file,
      line: this.lineOf(offset),
      given: JSON.stringify(key),
      message: 'is a key of this map already, and only the last one counts',
      fix: 'the key once',
    });
  }

  private refuseMistake({ offset, message }: Mistake): void {
    this.refuse('cli/invalid-yaml', offset, { message, fix: 'YAML or JSON' });
  }

  private refuse(code: IssueCode, offset: number, says: { readonly message: string; readonly fix: string }): void {
    const line = this.lineOf(offset);
    this.findings.push({ severity: 'error', code, file: this.file, line, ...says, unusable: true });
  }

  private lineOf(offset: number): number {
    return this.part.line + lineAt(this.part.text, offset) - 1;
  }
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tryParseYaml(text: string): readonly (Document.Parsed | RangeError)[] {
  try {
    return parseKubernetesYaml(text);
  } catch (error) {
    if (error instanceof RangeError) return [error];
    throw error;
  }
}

interface Mistake {
  readonly offset: number;
  readonly message: string;
}

function mistakeIn({ errors: [first] }: Document.Parsed): Mistake | undefined {
  if (first === undefined) return undefined;
  const [offset] = first.pos;
  return first.code === 'RESOURCE_EXHAUSTION' ? tooDeep(offset) : { offset, message: wordsOf(first) };
}

function tooDeep(offset: number): Mistake {
  return { offset, message: 'is nested too deep to be read' };
}

/** What an error says, as part of a sentence. */
function wordsOf(error: unknown): string {
  const [words = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
  return words.charAt(0).toLowerCase() + words.slice(1);
}

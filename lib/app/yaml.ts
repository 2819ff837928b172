import { Yaml } from 'cdk8s';

/** Strings kept with their rendering: image names and ports come again and again, texts do not. */
const longestKept = 200;

/** Longest key that stays on one line; the `yaml` library writes longer ones as `? key`. */
const longestKey = 1024;

/** What is written at one depth: maps and lists stand two blanks deeper than what holds them. */
interface Level {
  readonly indent: string;
  /** How an item of a list begins: a new line and a dash. */
  readonly item: string;
  /** The keys of maps, each with what begins its line: the map in an item of a list begins beside the dash. */
  readonly keys: Map<string, string>;
  readonly keysBesideDash: Map<string, string>;
}

/**
 * Writes YAML, byte for byte as cdk8s's `Yaml.stringify` does, but for texts that kubectl would read as numbers.
 *
 * Plain maps, lists, and scalars that no reader of YAML 1.1 can mistake are written here. An odd scalar is asked of the
 * library once and remembered; a document that is anything but a plain tree goes to the library whole.
 */
export class YamlWriter {
  private readonly values = new Map<string, string>();
  private readonly levels: Level[] = [];
  /** The objects met so far in a document which may have one in two places. */
  private readonly seen = new Set<object>();
  private isPlain = false;
  private odd = false;
  /** Joined in the end: strings that grow piece by piece live on as trees of pieces, and keep the collector busy. */
  private parts: string[] = [];

  /** Writes documents as one file. */
  stringify(documents: readonly unknown[]): string {
    return documents.map((document) => this.document(document)).join('---\n');
  }

  /** Writes one document. */
  document(document: unknown): string {
    return this.write(document, false);
  }

  /** Writes a document that is plain data: what stands in two places is written twice. */
  plainDocument(document: unknown): string {
    return this.write(document, true);
  }

  private write(document: unknown, isPlain: boolean): string {
    this.begin(isPlain);
    if (isMap(document) && Object.keys(document).length > 0) {
      this.node(document, 0, false);
      // The line break that begins each line ends the one before.
      this.parts[0] = (this.parts[0] ?? '').slice(1);
      this.parts.push('\n');
      if (!this.odd) return this.parts.join('');
    }
    return Yaml.stringify(isPlain ? unshared(document) : document);
  }

  private begin(isPlain: boolean): void {
    this.isPlain = isPlain;
    this.odd = false;
    this.parts = [];
    this.seen.clear();
  }

  /**
   * Writes what follows `key:` or `-`: a scalar on the same line, or a collection on the lines below.
   *
   * One function for all of them: V8 would compile each of several that call one another together with all the others.
   */
  private node(value: unknown, depth: number, isBesideDash: boolean): void {
    const level = (this.levels[depth] ??= levelAt(depth));
    if (typeof value !== 'object' || value === null) {
      this.parts.push(' ', this.scalar(value, level.indent));
      return;
    }
    if (!this.isPlain && !this.isNewTree(value)) this.odd = true;
    if (this.odd) return;
    if (Array.isArray(value)) {
      if (value.length === 0) this.parts.push(' []');
      for (let index = 0; index < value.length; index += 1) {
        this.parts.push(isBesideDash && index === 0 ? ' -' : level.item);
        this.node(value[index], depth + 1, true);
      }
      return;
    }
    const keys = Object.keys(value);
    if (keys.length === 0) this.parts.push(' {}');
    for (let index = 0; index < keys.length; index += 1) {
      const key = keys[index] ?? '';
      const known = isBesideDash && index === 0 ? level.keysBesideDash : level.keys;
      this.parts.push(
        known.get(key) ?? this.key(key, depth, known, isBesideDash && index === 0 ? ' ' : `\n${level.indent}`),
      );
      // Object.keys gave it, so it is there: and what it holds is looked at before it is trusted.
      this.node(value[key as keyof typeof value], depth + 1, false);
    }
  }

  /** Whether a map or list is a plain one that was not met before: the library writes an anchor for one that was. */
  private isNewTree(value: object): boolean {
    if (this.seen.has(value) || hasSymbols(value) || !(Array.isArray(value) ? isList(value) : isMap(value)))
      return false;
    this.seen.add(value);
    return true;
  }

  private scalar(value: unknown, indent: string): string {
    if (typeof value === 'string') {
      if (isPlain(value)) return value;
      return value.includes('\n') ? this.text(value, indent) : this.remembered(value);
    }
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'number') {
      return Number.isFinite(value) && !Object.is(value, -0) ? String(value) : asked(value);
    }
    if (value !== null) this.odd = true;
    return 'null';
  }

  private remembered(value: string): string {
    const known = this.values.get(value);
    if (known !== undefined) return known;
    const text = asked(value);
    if (value.length <= longestKept) this.values.set(value, text);
    return text;
  }

  /** Text of several lines. */
  private text(value: string, indent: string): string {
    if (isPlainText(value)) {
      const body = value.replace(/\n+(?!$)/g, (breaks) => breaks + indent);
      return value.endsWith('\n') ? `|\n${indent}${body.slice(0, -1)}` : `|-\n${indent}${body}`;
    }
    // The library indents by two here; what hangs deeper is shifted, except for lines that are wholly empty.
    const shift = indent.slice(2);
    return asked(value).replace(/\n(?=[^\n])/g, `\n${shift}`);
  }

  private key(key: string, depth: number, known: Map<string, string>, lead: string): string {
    // A document marker is quoted in keys of the document itself, and nowhere else.
    const text = key.length < longestKey && isPlain(key) ? key : askedForKey(key, depth === 0);
    const line = `${lead}${text}:`;
    if (text.length > longestKey) this.odd = true;
    else known.set(key, line);
    return line;
  }
}

function levelAt(depth: number): Level {
  const indent = '  '.repeat(depth);
  return { indent, item: `\n${indent}-`, keys: new Map(), keysBesideDash: new Map() };
}

/** The same data without a map or list that stands in two places, of which the library would write one as a reference. */
function unshared(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(unshared);
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unshared(member)]));
}

/**
 * Texts that are numbers once their underscores are gone, which is how kubectl reads them wherever these stand
 * (go.yaml.in/yaml/v2 resolve.go): the library knows them in fewer places, and leaves `0_x7` as it is.
 */
function isNumberToKubectl(value: unknown): value is string {
  if (typeof value !== 'string' || !value.includes('_') || !/^[-+.0-9]/.test(value)) return false;
  const bare = value.replaceAll('_', '');
  return (
    /^[-+]?0(?:x[\da-f]+|b[01]+|o[0-7]+)$/i.test(bare) || /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?$/i.test(bare)
  );
}

/** The library's rendering of a key: of the document, or of a map in it. */
function askedForKey(key: string, outer: boolean): string {
  if (isNumberToKubectl(key)) return JSON.stringify(key);
  return outer ? Yaml.stringify({ [key]: 0 }).slice(0, -4) : Yaml.stringify({ a: { [key]: 0 } }).slice(5, -4);
}

/** The library's rendering of one scalar, as the value of a key at the margin. */
function asked(value: unknown): string {
  if (isNumberToKubectl(value)) return JSON.stringify(value);
  return Yaml.stringify({ k: value }).slice(3, -1);
}

const longestWord = 'false'.length;

/** Words that YAML 1.1 reads as null, true or false. */
const word = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

// It starts with what starts no number, date or indicator; no space stands before a hash, after a colon, or at the end.
const plain = /^(?:[A-Za-z_/]|--[A-Za-z])(?:[!-9;-~]| +(?=[!"$-~])|:(?=[!-~]))*$/;

/** Says whether a string stands for itself, as a key and as a value, at any depth. */
function isPlain(value: string): boolean {
  return plain.test(value) && (value.length > longestWord || !word.test(value));
}

// Printable text without surrogates, that starts on its first line and ends with at most one line break.
const plainText = /^(?!\s)[\t\n -~\u00a0-\ud7ff\ue000-\uffff]+(?<!\s)\n?$/;

function isPlainText(value: string): boolean {
  return plainText.test(value);
}

function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isList(value: object): boolean {
  return Object.getPrototypeOf(value) === Array.prototype;
}

function hasSymbols(value: object): boolean {
  return Object.getOwnPropertySymbols(value).length > 0;
}

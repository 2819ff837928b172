import { Yaml } from 'cdk8s';

/** Strings kept with their rendering: image names and ports come again and again, texts do not. */
const longestKept = 200;

/** Longest key that stays on one line; the `yaml` library writes longer ones as `? key`. */
const longestKey = 1024;

/**
 * Writes YAML, byte for byte as cdk8s's `Yaml.stringify` does.
 *
 * Plain maps, lists, and scalars that no reader of YAML 1.1 can mistake are written here. An odd scalar is asked of the
 * library once and remembered; a document that is anything but a plain tree goes to the library whole.
 */
export class YamlWriter {
  private readonly values = new Map<string, string>();
  private readonly keys = new Map<string, string>();
  private readonly outerKeys = new Map<string, string>();
  private readonly seen = new Set<object>();
  /** Joined in the end: strings that grow piece by piece live on as trees of pieces, and keep the collector busy. */
  private parts: string[] = [];
  private odd = false;

  /** Writes documents as one file. */
  stringify(documents: readonly unknown[]): string {
    return documents.map((document) => this.document(document)).join('---\n');
  }

  /** Writes one document. */
  document(document: unknown): string {
    if (!isMap(document)) return Yaml.stringify(document);
    const keys = Object.keys(document);
    if (keys.length === 0) return Yaml.stringify(document);
    this.seen.clear();
    this.odd = hasSymbols(document);
    this.seen.add(document);
    this.parts = [];
    this.map(document, keys, '', '');
    return this.odd ? Yaml.stringify(document) : this.parts.join('');
  }

  /** Writes a map, the first line of which has an indent of its own: in a list it stands beside the dash. */
  private map(value: object, keys: readonly string[], indent: string, first: string): void {
    const deeper = `${indent}  `;
    let lead = first;
    for (const key of keys) {
      if (this.odd) return;
      this.parts.push(lead, this.key(key, indent), ':');
      // Object.keys gave it, so it is there: and what it holds is looked at before it is trusted.
      this.node(value[key as keyof typeof value], deeper, `\n${deeper}`);
      lead = indent;
    }
  }

  /** Writes a list, the first line of which has an indent of its own. */
  private list(value: readonly unknown[], indent: string, first: string): void {
    const deeper = `${indent}  `;
    let lead = first;
    for (const item of value) {
      if (this.odd) return;
      this.parts.push(lead, '-');
      this.node(item, deeper, ' ');
      lead = indent;
    }
  }

  /** Writes what follows `key:` or `-`: a scalar on the same line, or a collection after its own lead. */
  private node(value: unknown, indent: string, lead: string): void {
    if (typeof value !== 'object' || value === null) {
      this.parts.push(' ', this.scalar(value, indent), '\n');
      return;
    }
    const keys = this.enter(value);
    if (Array.isArray(value)) {
      if (value.length === 0) this.parts.push(' []\n');
      else this.list(value, indent, lead);
    } else if (keys.length === 0) this.parts.push(' {}\n');
    else this.map(value, keys, indent, lead);
  }

  /** The keys of a map; one that is not plain, or met before (an anchor), makes the document odd, and a list too. */
  private enter(value: object): readonly string[] {
    const list = Array.isArray(value);
    if (this.seen.has(value) || hasSymbols(value) || !(list ? isList(value) : isMap(value))) {
      this.odd = true;
    }
    if (this.odd) return [];
    this.seen.add(value);
    return list ? [] : Object.keys(value);
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

  private key(key: string, indent: string): string {
    // A document marker is quoted in keys of the document itself, and nowhere else.
    const remembered = indent === '' ? this.outerKeys : this.keys;
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const text = key.length < longestKey && isPlain(key) ? key : askedForKey(key, indent === '');
    if (text.length > longestKey) this.odd = true;
    else remembered.set(key, text);
    return text;
  }
}

/** The library's rendering of a key: of the document, or of a map in it. */
function askedForKey(key: string, outer: boolean): string {
  return outer ? Yaml.stringify({ [key]: 0 }).slice(0, -4) : Yaml.stringify({ a: { [key]: 0 } }).slice(5, -4);
}

/** The library's rendering of one scalar, as the value of a key at the margin. */
function asked(value: unknown): string {
  return Yaml.stringify({ k: value }).slice(3, -1);
}

/** Words that YAML 1.1 reads as null, true or false. */
const word = /^(?:y|yes|n|no|on|off|true|false|null)$/i;

// It starts with what starts no number, date or indicator; no space stands before a hash, after a colon, or at the end.
const plain = /^(?:[A-Za-z_/]|--[A-Za-z])(?:[!-9;-~]| +(?=[!"$-~])|:(?=[!-~]))*$/;

/** Says whether a string stands for itself, as a key and as a value, at any depth. */
function isPlain(value: string): boolean {
  return plain.test(value) && !word.test(value);
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

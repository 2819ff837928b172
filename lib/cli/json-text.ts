/** A value in a text of JSON. */
export interface JsonPlace {
  readonly start: number;
  readonly end: number;
}

/** What a text of JSON has: several values may follow one another, as kubectl writes and reads them. */
export interface JsonText {
  readonly values: readonly JsonPlace[];
  /** Keys that their map has already: the last one counts. */
  readonly duplicateKeys: readonly { readonly offset: number; readonly key: string }[];
}

/** A map or list that is being read: the keys that a map has so far. */
interface Open {
  readonly keys: Set<string> | undefined;
  /** Whether the next string of a map is a key. */
  expectsKey: boolean;
}

/**
 * Finds the values in a text that follow one another, and the keys that are there twice, in one pass.
 *
 * It does not judge the values, which `JSON.parse` does; `undefined` where the text has something between them that is none.
 */
export function scanJson(text: string): JsonText | undefined {
  const values: JsonPlace[] = [];
  const duplicateKeys: { readonly offset: number; readonly key: string }[] = [];
  const opened: Open[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    const inner = opened.at(-1);
    switch (letter) {
      case '{':
      case '[':
        if (inner === undefined) start = at;
        opened.push({ keys: letter === '{' ? new Set() : undefined, expectsKey: letter === '{' });
        break;
      case '}':
      case ']':
        if (opened.pop() === undefined) return undefined;
        if (opened.length === 0) values.push({ start, end: at + 1 });
        break;
      case ',':
        if (inner?.keys !== undefined) inner.expectsKey = true;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (end === undefined || inner === undefined) return undefined;
        if (inner.keys !== undefined && inner.expectsKey) {
          const key = text.slice(at + 1, end);
          if (inner.keys.has(key)) duplicateKeys.push({ offset: at, key });
          inner.keys.add(key);
          inner.expectsKey = false;
        }
        at = end;
        break;
      }
      case undefined:
      default:
        if (inner === undefined && !/\s/.test(letter ?? '')) return undefined;
    }
  }
  return opened.length === 0 ? { values, duplicateKeys } : undefined;
}

/** The position of the quote that closes a string. */
function endOfString(text: string, start: number): number | undefined {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"') return at;
  }
  return undefined;
}

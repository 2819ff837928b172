import { isAlias, isMap, isScalar, isSeq, type Document, type Node } from 'yaml';

/** Why a document is not taken, and where in the text that is. */
export interface Refusal {
  readonly code: 'cli/invalid-yaml' | 'cli/too-large';
  readonly offset: number;
  readonly message: string;
  readonly fix: string;
}

/** What a document has that YAML allows, and a reader cannot take or takes otherwise than it was meant. */
export interface Inspection {
  /** Keys that their map has already: the last one counts. */
  readonly duplicateKeys: readonly { readonly offset: number; readonly key: string }[];
  /** Why what it says cannot be made plain data. */
  readonly refusal?: Refusal | undefined;
}

/** How many values a document may say by aliases: far beyond what an object can have, and still quickly read. */
const mostByAliases = 1_000_000;

/** Looks through a document, in time linear in what is written there, however much that stands for. */
export function inspect(document: Document.Parsed): Inspection {
  const walk = new Walk();
  walk.sizeOf(document.contents);
  return { duplicateKeys: walk.duplicateKeys, refusal: walk.refusal };
}

class Walk {
  readonly duplicateKeys: { readonly offset: number; readonly key: string }[] = [];
  refusal: Refusal | undefined;
  /** How many values stand under each anchor; none yet where it is still being read. */
  private readonly anchors = new Map<string, number | undefined>();
  private byAliases = 0;

  /** How many values a node stands for, those that it repeats by aliases included. */
  sizeOf(node: unknown): number {
    if (isAlias(node)) return this.sizeOfAlias(node.source, offsetOf(node));
    if (!isMap(node) && !isSeq(node) && !isScalar(node)) return 0;
    const { anchor } = node;
    if (anchor !== undefined) this.anchors.set(anchor, undefined);
    let size = 1;
    if (isScalar(node) && typeof node.value === 'number' && !Number.isFinite(node.value)) {
      const message = `JSON has no number such as ${String(node.source)}`;
      this.refusal ??= {
        code: 'cli/invalid-yaml',
        offset: offsetOf(node),
        message,
        fix: 'a number, or a text in quotes',
      };
    }
    if (isSeq(node)) {
      for (const item of node.items) size += this.sizeOf(item);
    } else if (isMap(node)) {
      const keys = new Set<string>();
      for (const { key, value } of node.items) {
        this.look(key, keys);
        size += this.sizeOf(key) + this.sizeOf(value);
      }
    }
    if (anchor !== undefined) this.anchors.set(anchor, size);
    return size;
  }

  private look(key: unknown, keys: Set<string>): void {
    if (!isScalar(key)) return;
    const name = String(key.value);
    // A map may be merged from several.
    if (keys.has(name) && key.source !== '<<') this.duplicateKeys.push({ offset: offsetOf(key), key: name });
    keys.add(name);
  }

  private sizeOfAlias(anchor: string, offset: number): number {
    const size = this.anchors.get(anchor);
    this.byAliases += size ?? 0;
    if (size === undefined) {
      const message = this.anchors.has(anchor)
        ? `the alias *${anchor} stands within what it repeats, which has no end`
        : `the alias *${anchor} repeats nothing that stands before it`;
      this.refusal ??= { code: 'cli/invalid-yaml', offset, message, fix: 'what is meant, without an alias' };
    } else if (this.byAliases > mostByAliases) {
      const message = `its aliases stand for more than ${mostByAliases} values`;
      this.refusal ??= { code: 'cli/too-large', offset, message, fix: 'what is meant, without aliases' };
    }
    return size ?? 0;
  }
}

function offsetOf({ range }: Node): number {
  return range?.[0] ?? 0;
}

import { parseAllDocuments, type Document, type ScalarTag, type Tags } from 'yaml';

/** Octals as YAML 1.1 and as YAML 1.2 writes them. */
const octal: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?0o?[0-7_]+$/,
  resolve: (text: string) => (text.startsWith('-') ? -1 : 1) * Number.parseInt(text.replace(/[-+o_]/g, ''), 8),
};

/** Numbers that are no integers as Go writes them: the library takes `e4` for one as well. */
const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^(?:\.[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|(?<=[-+])\.[0-9][0-9_]*)(?:[eE][-+]?[0-9][0-9_]*)?)$/,
  resolve: (text: string) => Number(text.replaceAll('_', '')),
};

/** Bytes become the text that they are. */
const binary: ScalarTag = {
  tag: 'tag:yaml.org,2002:binary',
  resolve: (text: string) => Buffer.from(text, 'base64').toString('utf8'),
};

/** What kubectl reads as text, or as plain maps and lists: numbers to the base of 60 among them. */
const unlikeKubectl: ReadonlySet<unknown> = new Set([
  'TIME',
  'tag:yaml.org,2002:timestamp',
  'tag:yaml.org,2002:binary',
  'tag:yaml.org,2002:omap',
  'tag:yaml.org,2002:pairs',
  'tag:yaml.org,2002:set',
]);

/** The tags that kubectl knows, in the order in which scalars are held against them. */
function tagsOfKubectl(tags: Tags): Tags {
  const kept = tags.filter((tag) => {
    if (typeof tag === 'string') return true;
    const { format, test }: { readonly format?: unknown; readonly test?: unknown } = tag;
    const isFloat = tag.tag === float.tag && test instanceof RegExp && (test.test('1.5') || test.test('1e5'));
    return !isFloat && !unlikeKubectl.has(tag.tag) && !unlikeKubectl.has(format);
  });
  return [octal, binary, ...kept, float];
}

/**
 * Parses a text as kubectl reads YAML: that is YAML 1.1 in its booleans, octals and merge keys, and 1.2 in the rest.
 *
 * Keys that are there twice are no error of it. It throws nothing for what is no YAML, which the documents carry as
 * errors; a text nested too deep for it throws a `RangeError`.
 */
export function parseKubernetesYaml(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'yaml-1.1',
    customTags: tagsOfKubectl,
    // It compares each key with each; whoever wants to know looks for itself, in linear time.
    uniqueKeys: false,
    logLevel: 'silent',
    prettyErrors: false,
  });
  return Array.isArray(documents) ? documents : [];
}

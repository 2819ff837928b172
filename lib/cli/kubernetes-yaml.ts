import { parseAllDocuments, type Document, type ScalarTag, type Tags } from 'yaml';

const integer = 'tag:yaml.org,2002:int';

/** With an 8 or 9 in it, a number that begins with a zero is no octal. */
const leadingZero: ScalarTag = {
  tag: integer,
  default: true,
  test: /^[-+]?0[0-7]*[89][0-9]*$/,
  resolve: Number,
};

/** YAML 1.2 writes octals so, and is read as well. */
const octal: ScalarTag = {
  tag: integer,
  default: true,
  test: /^0o[0-7]+$/,
  resolve: Number,
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
    const format: unknown = 'format' in tag ? tag.format : undefined;
    return !unlikeKubectl.has(tag.tag) && !unlikeKubectl.has(format);
  });
  return [leadingZero, octal, binary, ...kept];
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

/** A metric's name as PromQL takes it outside of quotes. */
const plainMetric = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;

/** A label's name as every version of Prometheus takes it. */
const plainLabel = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Says whether every version of Prometheus takes a text for the name of a label. */
export function isLabelName(name: string): boolean {
  return plainLabel.test(name);
}

/** A text as a string of PromQL, which reads escapes as Go does. */
export function promQlString(text: string): string {
  // JSON's escapes are among Go's, but for half of a surrogate pair, which no UTF-8 can hold.
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD'));
}

/** A text as a regular expression of RE2 that matches it and nothing else. */
export function literally(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&');
}

/** What a label must be: the text itself, or a match of a regular expression, which Prometheus anchors. */
export type Matcher = { readonly equals: string } | { readonly matches: string };

/** Selects the series of a metric by their labels. */
export function selectSeries(metric: string, labels: Readonly<Record<string, Matcher>>): string {
  const isPlain = plainMetric.test(metric);
  const matchers = [
    ...(isPlain ? [] : [`__name__=${promQlString(metric)}`]),
    ...Object.entries(labels).map(([label, matcher]) =>
      'equals' in matcher ? `${label}=${promQlString(matcher.equals)}` : `${label}=~${promQlString(matcher.matches)}`,
    ),
  ];
  return `${isPlain ? metric : ''}{${matchers.join(',')}}`;
}

const strings = /"(?:[^"\\]|\\[^])*"|'(?:[^'\\]|\\[^])*'|`[^`]*`/g;
const comments = /#.*/g;
const matchersAndRanges = /\{[^{}]*\}|\[[^[\]]*\]/g;
const groupings = /\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^()]*\)/gi;
const names = /(?<![\w:.])[a-zA-Z_:][a-zA-Z0-9_:]*(?!\s*\(|[\w:])/g;
const words = new Set(
  'and or unless by without on ignoring group_left group_right offset bool inf nan start end atan2'.split(' '),
);

/** The metrics that a query names outside of quotes. */
export function metricsOf(query: string): readonly string[] {
  const bare = query
    .replace(strings, '""')
    .replace(comments, '')
    .replace(matchersAndRanges, '')
    .replace(groupings, ' ');
  const found = [...bare.matchAll(names)].map(([name]) => name);
  return [...new Set(found.filter((name) => !words.has(name.toLowerCase()) && !/^\d/.test(name)))];
}

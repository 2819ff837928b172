import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLabelName, literally, metricsOf, promQlString, selectSeries } from '../../lib/serving/promql';
import { anyText } from '../generated/hostile-text';

/** Reads a string of PromQL at the start of a text, as Go reads its own; and says what is left. */
function readString(text: string): { readonly value: string; readonly rest: string } {
  let value = '';
  for (let at = 1; at < text.length; at += 1) {
    const one = text.charAt(at);
    if (one === '"') return { value, rest: text.slice(at + 1) };
    if (one === '\n') throw new Error('a string of Go ends on its line');
    if (one !== '\\') {
      value += one;
      continue;
    }
    at += 1;
    const escape = text.charAt(at);
    const plain = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', a: '\x07', '\\': '\\', '"': '"' }[escape];
    if (plain !== undefined) {
      value += plain;
    } else if (escape === 'u') {
      const code = Number.parseInt(text.slice(at + 1, at + 5), 16);
      if (code >= 0xd800 && code < 0xe000) throw new Error('half of a surrogate pair is no character of Go');
      value += String.fromCharCode(code);
      at += 4;
    } else {
      throw new Error(`Go knows no escape \\${escape}`);
    }
  }
  throw new Error('the string does not end');
}

/** What no string of UTF-8 can hold is replaced. */
function held(text: string): string {
  return Buffer.from(text, 'utf8').toString('utf8');
}

const runs = { numRuns: 2000 };

describe('a text in a query', () => {
  it('is read back as the same text, and nothing of it as PromQL', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(readString(promQlString(text))).toEqual({ value: held(text), rest: '' });
      }),
      runs,
    );
  });

  it('stays where it belongs, whatever it is', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (metric, namespace, pod) => {
        const series = selectSeries(metric, { namespace: { equals: namespace }, pod: { matches: literally(pod) } });
        const [name = ''] = /^[a-zA-Z_:][a-zA-Z0-9_:]*(?=\{)/.exec(series) ?? [];
        let rest = series.slice(name.length);
        const seen: [string, string, string][] = [];
        while (rest !== '}') {
          const [start = '', label = '', operator = ''] = /^[{,]([a-zA-Z_]+)(=~?)(?=")/.exec(rest) ?? [];
          const { value, rest: after } = readString(rest.slice(start.length));
          seen.push([label, operator, value]);
          rest = after;
        }
        expect(seen).toEqual([
          ...(name === '' ? [['__name__', '=', held(metric)]] : []),
          ['namespace', '=', held(namespace)],
          ['pod', '=~', held(literally(pod))],
        ]);
        if (name !== '') expect(name).toBe(metric);
      }),
      runs,
    );
  });

  it('is matched literally, by itself alone', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const pattern = new RegExp(`^(?:${literally(text)})$`);
        expect(pattern.test(text)).toBe(true);
        if (other !== text) expect(pattern.test(other)).toBe(false);
      }),
      runs,
    );
  });
});

describe('the name of a label', () => {
  it.each(['namespace', '_pod', 'k8s_namespace_name', 'A1'])('may be %s', (name) => {
    expect(isLabelName(name)).toBe(true);
  });

  it.each(['', '1pod', 'k8s.pod', 'pod name', 'pod"', 'a-b'])('is not %j', (name) => {
    expect(isLabelName(name)).toBe(false);
  });
});

describe('the metrics that a query names', () => {
  it.each<[string, string, readonly string[]]>([
    ['one', 'sum(vllm:num_requests_waiting)', ['vllm:num_requests_waiting']],
    ['none in matchers', 'up{job="node_load1", pod=~"x"}', ['up']],
    ['none in ranges', 'rate(requests_total[5m:1m] offset 1h)', ['requests_total']],
    ['no labels of groups', 'sum by (pod) (a) / on(node, pod) group_left(zone) b', ['a', 'b']],
    ['no words of the language', 'a and b or c unless d', ['a', 'b', 'c', 'd']],
    ['no numbers', 'a > 1e3 or vector(Inf) + NaN', ['a']],
    ['none of comments', 'a # b\n+ c', ['a', 'c']],
    ['each once', 'a + a', ['a']],
    ['nothing', '', []],
  ])('are %s', (_what, query, metrics) => {
    expect(metricsOf(query)).toEqual(metrics);
  });
});

import type { FieldType } from './field-type';

/** What a field takes, as a message says it after `must be`. */
export function describeType(type: FieldType): string {
  switch (type.kind) {
    case 'boolean':
      return 'true or false';
    case 'int32':
    case 'int64':
      return `a whole number from ${type.least} to ${type.most}`;
    case 'number':
      return 'a number';
    case 'int-or-string':
    case 'integer-or-string':
      return 'a whole number or a text';
    case 'quantity':
      return 'an amount, as a text or a number';
    case 'time':
      return "a time such as '2026-01-31T12:00:00Z'";
    case 'string':
    case 'bytes':
    case 'text':
      return 'a text';
    case 'port':
      return `a whole number from ${type.least} to 65535, or the name of a port`;
    case 'one-of':
      return alternatives([...type.values.keys()]);
    case 'list':
      return 'a list';
    case 'map':
    case 'object':
      return 'an object';
    case 'any':
      return 'anything';
  }
}

const mostListed = 8;

/** Some texts as a message lists them: `A, B or C`. */
export function alternatives(texts: readonly string[]): string {
  if (texts.length > mostListed) return `${texts.slice(0, mostListed).join(', ')} or another`;
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} or ${texts.at(-1) ?? ''}`;
}

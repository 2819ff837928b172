import { isDeferred, type Deferrable, type Deferred } from './deferred';
import { originsOf, withOrigin } from './deferred-origin';

/**
 * A text with values in it that may be known only at deployment; it is then known no sooner, and else is a plain one.
 *
 * Used as the tag of a template: an Output in a plain template is a text about itself.
 */
export function deferrableText(
  strings: TemplateStringsArray,
  ...values: readonly Deferrable<string>[]
): Deferrable<string> {
  const [first = '', ...rest] = strings;
  return values.reduce<Deferrable<string>>(
    (text, value, index) => joined(joined(text, value), rest[index] ?? ''),
    first,
  );
}

function joined(first: Deferrable<string>, second: Deferrable<string>): Deferrable<string> {
  if (!isDeferred(first) && !isDeferred(second)) return first + second;
  const from = [first, second].flatMap((part) => (isDeferred(part) ? originsOf(part) : []));
  return withOrigin(joinedDeferred(first, second), ...from);
}

function joinedDeferred(first: Deferrable<string>, second: Deferrable<string>): Deferred<string> {
  const begin = (beginning: string): Deferrable<string> =>
    isDeferred(second) ? second.apply((end) => beginning + end) : beginning + second;
  // A cast, as Pulumi makes one Output of an Output within another, which the shape does not say.
  return (isDeferred(first) ? first.apply(begin) : begin(first)) as Deferred<string>;
}

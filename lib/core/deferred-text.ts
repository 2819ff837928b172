import { isDeferred, type Deferrable, type Deferred } from './deferred';

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
  if (!isDeferred(first)) return isDeferred(second) ? second.apply((end) => first + end) : first + second;
  if (!isDeferred(second)) return first.apply((beginning) => beginning + second);
  // A cast, as Pulumi makes one Output of an Output within another, which the shape does not say.
  return first.apply((beginning) => second.apply((end) => beginning + end)) as unknown as Deferred<string>;
}

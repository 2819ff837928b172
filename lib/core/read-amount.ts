import { printGiven, type Code, type IssueDetails } from './issue';
import type { Reading } from './notes';
import { parseQuantity } from './quantity';

/** The least amount that makes sense for a prop. */
export type Least = 'positive' | 'zero';

/** What a text is judged to be: a value, or wrong, with texts that may have been meant. */
export type Judgement<T> = { readonly value: T } | { readonly message: string; readonly candidates: readonly string[] };

/** How one kind of amount is read. */
export interface AmountReader<T> {
  readonly code: Code;
  /** What to write where nothing better is known. */
  readonly example: string;
  readonly judge: (text: string) => Judgement<T>;
  /** Words the suggestions; each is quoted and printed as it is to be written unless given. */
  readonly phrase?: ((accepted: readonly string[]) => string) | undefined;
}

/** Reads a prop: its value, or an issue that suggests only what would be accepted. */
export function readAmount<T>(reader: AmountReader<T>, property: string, given: string | number): Reading<T> {
  const judgement = reader.judge(String(given));
  if ('value' in judgement) return judgement;
  const accepted = judgement.candidates.filter((candidate) => 'value' in reader.judge(candidate));
  const issue: IssueDetails = {
    code: reader.code,
    property,
    // JSON has no NaN and no Infinity.
    given: typeof given === 'number' ? String(given) : printGiven(given),
    message: judgement.message,
    fix: accepted.length === 0 ? reader.example : (reader.phrase ?? anyOf)(accepted),
  };
  return { issue };
}

/** Quotes suggestions and joins them. */
export function anyOf(suggestions: readonly string[]): string {
  return suggestions.map((suggestion) => `'${suggestion}'`).join(' or ');
}

/** An amount as people write it. */
export interface WrittenAmount {
  /** The number in plain decimals: no sign, no exponent, no trailing zeros. */
  readonly number: string;
  readonly negative: boolean;
  /** Whatever stands behind the number. */
  readonly unit: string;
}

/** Takes an amount apart, generously: what it finds serves to suggest, never to accept. */
export function takeApart(text: string): WrittenAmount | undefined {
  const pattern = /^\s*([+-]?)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$/s;
  const [, sign, digits = '', unit = ''] = pattern.exec(text) ?? [];
  const quantity = digits === '' ? undefined : parseQuantity(digits);
  return quantity && { number: plainDecimal(quantity.nanos), negative: sign === '-', unit };
}

/** Writes billionths as a number without an exponent. */
export function plainDecimal(nanos: bigint): string {
  const digits = String(nanos).padStart(10, '0');
  return `${digits.slice(0, -9)}.${digits.slice(-9)}`.replace(/\.?0+$/, '');
}

/** Says what is wrong with the way an amount is written, where nothing is wrong with its size. */
export function misspelling(text: string, unit: string, parses: (text: string) => boolean, units: string): string {
  if (parses(text.replace(/\s/g, ''))) return 'must have no blanks';
  if (unit === '' || parses(`1${unit}`)) return 'must be a number in plain digits';
  return /^[a-z%]+$/i.test(unit) ? `${unit} is not ${units}` : 'must be one number and one unit';
}

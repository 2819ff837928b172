/** What a terminal acts on instead of showing it, or shows elsewhere: control characters, and changes of direction. */
const acting = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** A text on one line, with what a terminal would act on written as in JSON. */
export function printable(text: string): string {
  return text.replace(acting, escape);
}

/** A text of several lines, with all else that a terminal would act on written as in JSON. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** JSON of a value, also without the control characters that JSON allows. */
export function printableJson(value: unknown): string {
  return printableLines(JSON.stringify(value, undefined, 2));
}

function escape(letter: string): string {
  if (letter === '\n') return '\\n';
  if (letter === '\t') return '\\t';
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A number in the text of a network file, changed by one of its last digits: its spelling stays what it is. */

/** Where a number stands in a line of text. */
export interface NumberInLine {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Strings and line comments are passed over whole, and what is no number of JSON is none. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|\/\/.*|[-+.\w]+/g;

/** The number that `column` is in, or touches; null where there is none: in strings, in comments, beside names. */
export function numberAt(line: string, column: number): NumberInLine | null {
  for (const { index, 0: text } of line.matchAll(TOKEN)) {
    const end = index + text.length;
    if (index <= column && column <= end && NUMBER.test(text)) return { start: index, end, text };
    if (index > column) break;
  }
  return null;
}

/**
 * A number of JSON with `steps` times the place value of its last digit added: 0.15 and 1 give 0.16, 9.9e-3 and 1
 * give 10.0e-3. Digits after the point and the exponent are kept; the arithmetic is exact. What is 0 has no sign.
 */
export function nudged(number: string, steps: number): string {
  const [, sign = '', whole = '', fraction = '', exponent = ''] =
    /^(-?)(\d+)(?:\.(\d+))?([eE][+-]?\d+)?$/.exec(number) ?? [];
  if (whole === '') throw new RangeError(`${number} is no number of JSON`);
  const before = BigInt(`${sign}${whole}${fraction}`);
  const after = before + BigInt(steps);
  const digits = (after < 0n ? -after : after).toString().padStart(fraction.length + 1, '0');
  const point = digits.length - fraction.length;
  const decimals = fraction === '' ? '' : `.${digits.slice(point)}`;
  return `${after < 0n ? '-' : ''}${digits.slice(0, point)}${decimals}${exponent}`;
}

/**
 * Numbers and foreign text as people read them. Six significant digits; the full double where a number is
 * copied or compared.
 */

const THIN_SPACE = '\u2009';
const FIGURE_SPACE = '\u2007';
const PUNCTUATION_SPACE = '\u2008';
const MINUS = '\u2212';
const SUPERSCRIPTS = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];

/** Below this a number is written with an exponent: 0.000188256 is still read at a glance, 0.0000188 is not. */
const SMALLEST_EXPONENT = -4;
const SIGNIFICANT_DIGITS = 6;

/** `−12` as `⁻¹²`. */
export function formatSuperscript(exponent: number): string {
  const digits = String(Math.abs(exponent)).replace(/\d/g, (digit) => SUPERSCRIPTS[Number(digit)] ?? digit);
  return exponent < 0 ? `⁻${digits}` : digits;
}

function trimZeros(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

/** Six significant digits at most: `0.4`, `−0.0000123457` as `−1.23457 × 10⁻⁵`, `0` for −0, `NaN`, `∞`, `−∞`. */
export function formatNumber(value: number, digits = SIGNIFICANT_DIGITS): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === 0) return '0';
  const sign = value < 0 ? MINUS : '';
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}∞`;
  const [mantissa = '', power = '0'] = size.toExponential(digits - 1).split('e');
  const exponent = Number(power);
  if (exponent >= SMALLEST_EXPONENT && exponent < digits) return sign + trimZeros(size.toPrecision(digits));
  return `${sign}${trimZeros(mantissa)}${THIN_SPACE}×${THIN_SPACE}10${formatSuperscript(exponent)}`;
}

/** A tick of an axis: as any number, but a bare power of ten without its 1. */
export function formatTick(value: number): string {
  return formatNumber(value).replace(/^(−?)1\u2009×\u2009/, '$1');
}

/** The shortest text that reads back as the same double: `0.1`, `5e-324`, `NaN`, `-Infinity`. */
export function formatExact(value: number): string {
  return Object.is(value, -0) ? '0' : String(value);
}

/** A count, in groups of three from five digits on: `1000`, `10 000`. */
export function formatCount(count: number): string {
  const text = String(count);
  return text.length < 5 ? text : text.replace(/\B(?=(?:\d{3})+$)/g, THIN_SPACE);
}

/**
 * The numbers of one column, padded on the right with spaces as wide as a digit or a point, so that in a
 * right-aligned column of tabular figures the decimal points stand under each other.
 */
export function formatColumn(values: readonly number[]): string[] {
  const texts = values.map((value) => formatNumber(value));
  const fractions = texts.map((text) => /^−?\d+\.(\d+)$/.exec(text)?.[1]?.length ?? 0);
  const longest = Math.max(0, ...fractions);
  return texts.map((text, index) => {
    if (!/^−?[\d.]+$/.test(text)) return text;
    const fraction = fractions[index] ?? 0;
    const point = fraction === 0 && longest > 0 ? PUNCTUATION_SPACE : '';
    return text + point + FIGURE_SPACE.repeat(longest - fraction);
  });
}

/**
 * Control characters (Cc) but tab and line feed, format characters (Cf: zero-width ones and those that turn the
 * direction of writing), separators of lines and paragraphs, lone surrogates.
 */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a file with every character that would not show, or would reorder the rest, made visible. */
export function visibleText(text: string): string {
  return text.replace(HIDDEN, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return `⟨${code.toString(16).toUpperCase().padStart(4, '0')}⟩`;
  });
}

/** At most `length` characters of a name, the last of them an ellipsis where some are left out. */
export function shortened(text: string, length: number): string {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

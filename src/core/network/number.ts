/** How many digits a number carries on screen; copies and exports carry all of them. */
const shownDigits = 6;

/**
 * A number as people see it: six significant digits without trailing zeros, `2.5e-9` beyond the range
 * 1e-6 … 1e6, −0 as 0, and NaN, ∞ and -∞ by name.
 */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '-∞';
  if (value === 0) return '0';
  const [digits = '', exponent] = value.toPrecision(shownDigits).split('e');
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits;
  return exponent === undefined ? short : `${short}e${exponent.replace('+', '')}`;
}

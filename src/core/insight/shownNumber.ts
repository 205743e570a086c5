import { formatNumber } from '../network/number';

/** Six significant digits with a true minus sign, as sentences carry numbers. */
export function shownNumber(value: number): string {
  return formatNumber(value).replace(/^-/, '−');
}

/** The same with its sign in front, for what adds to something; 0 has none. */
export function signedNumber(value: number): string {
  const text = shownNumber(value);
  return value > 0 ? `+${text}` : text;
}

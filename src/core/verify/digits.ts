/** Numbers as written: how far the digits of a written number leave its value open. */

import type { Span, Written } from './written';

const DECIMAL = /^[+-]?(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/**
 * Half a unit in the last digit of a decimal number's text: 0.05 for 1.5, 0.005 for 1.50, ½ for 12. Null for a text
 * that is no decimal number.
 */
export function halfUnit(text: string): number | null {
  const match = DECIMAL.exec(text);
  if (!match || (match[1] ?? '') + (match[2] ?? '') === '') return null;
  return 0.5 * 10 ** (Number(match[3] ?? 0) - (match[2] ?? '').length);
}

/** How many significant digits a decimal number's text has; null for a text that is none. */
export function significantDigits(text: string): number | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const digits = ((match[1] ?? '') + (match[2] ?? '')).replace(/^0+/, '');
  return digits.length;
}

/** `value` rounded to the place where the digits of `text` end, in the manner of `text`. */
export function roundedLike(value: number, text: string): string {
  const match = DECIMAL.exec(text);
  if (!match) return String(value);
  if (match[3] !== undefined) return value.toExponential((match[2] ?? '').length);
  return Math.abs(value) < 1e21 ? value.toFixed(Math.min(100, (match[2] ?? '').length)) : String(value);
}

/** Whether a side is made of numbers alone. */
export function isNumeric(node: Written): boolean {
  if (node.kind === 'number') return true;
  return node.kind === 'apply' && node.operands.every(isNumeric);
}

/** What stands in the document at a span; empty for what stands nowhere. */
export function textAt(text: string, { start, end }: Span): string {
  return start < 0 ? '' : text.slice(start, end);
}

/**
 * How far a written number may be from its exact value: half a unit in its last digit. Whole numbers of one digit
 * mean themselves: ∂a/∂b = 1, and no gradient of 0.3 is "0".
 */
export function openness(node: Extract<Written, { kind: 'number' }>, text: string): number {
  const spelled = textAt(text, node.span).trim();
  if (/^[+-]?\d$/.test(spelled)) return 0;
  return halfUnit(spelled) ?? halfUnit(String(node.value)) ?? 0;
}

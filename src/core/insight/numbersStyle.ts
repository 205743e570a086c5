import { evaluateExpression, quantityValue, type SampleValues } from '../math/evaluate';
import { apply, quantity, type Quantity } from '../math/expression';
import { latexNumber, latexStyle } from '../math/latex';
import type { Names } from '../math/names';
import type { Style } from '../math/printer';
import type { Network } from '../network/network';
import { formatNumber } from '../network/number';

/**
 * LaTeX with each symbol's number under it. A factor 1 − y of a saturated unit, whose y would show as 1, has the
 * factor's own value under it, so that it never reads as 0.
 */
export function numbersStyle(network: Network, names: Names, values: SampleValues): Style {
  const style = latexStyle(names.latex);
  const under = (symbol: string, value: number): string => `\\underset{${shownLatex(value)}}{${symbol}}`;
  return {
    ...style,
    quantity: (of) => {
      if (hasLetter(of)) return style.quantity(of);
      return under(style.quantity(of), quantityValue(network, values, of));
    },
    complement: (of, isSquare) => {
      if (hasLetter(of)) return null;
      const own = quantityValue(network, values, of);
      if (formatNumber(isSquare ? own * own : own) !== '1') return null;
      const symbol = style.quantity(of);
      const base = style.hasSuperscript(of) && isSquare ? style.parentheses(symbol, 'round') : symbol;
      const text = style.parentheses(`1 - ${isSquare ? style.power(base, '2') : base}`, 'round');
      const factor = apply(isSquare ? 'oneMinusSquare' : 'oneMinus', quantity(of));
      return under(text, evaluateExpression(network, values, factor));
    },
  };
}

/** Six significant digits as LaTeX. */
export function shownLatex(value: number): string {
  const text = formatNumber(value);
  if (text === '∞') return '\\infty';
  if (text === '-∞') return '-\\infty';
  return text === 'NaN' ? '\\text{NaN}' : latexNumber(Number(text));
}

/** True where an index is a letter bound by a sum: such a symbol stands for many numbers. */
function hasLetter(of: Quantity): boolean {
  return Object.entries(of).some(([key, value]) => key !== 'kind' && typeof value === 'string');
}

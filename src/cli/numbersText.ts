import { sampleValues } from '../core/insight/sampleValues';
import { evaluateExpression, quantityValue } from '../core/math/evaluate';
import { apply, quantity, type Quantity } from '../core/math/expression';
import { print, type Style } from '../core/math/printer';
import { unicodeStyle } from '../core/math/unicode';
import { formatNumber } from '../core/network/number';
import type { ShownDerivation } from './shownDerivation';

/** The right side of each step of a derivation with its numbers in place of the symbols, where they are shown. */
export function numbersTexts({ ready, explanation }: ShownDerivation): (string | null)[] {
  const { network, model, dataset, parameters, names } = ready;
  const values = sampleValues(model, dataset, parameters, explanation.sample);
  const base = unicodeStyle(names.unicode);
  const style: Style = {
    ...base,
    quantity: (of) => (isGeneral(of) ? base.quantity(of) : held(quantityValue(network, values, of))),
    hasSuperscript: () => false,
    // 1 − y of a saturated unit, whose y would show as 1, is shown itself: it must not read as 0.
    complement: (of, isSquare) => {
      if (isGeneral(of)) return null;
      const own = quantityValue(network, values, of);
      if (formatNumber(isSquare ? own * own : own) !== '1') return null;
      return held(
        evaluateExpression(network, values, apply(isSquare ? 'oneMinusSquare' : 'oneMinus', quantity(of))),
      );
    },
    juxtapose: (left, right) => `${left} · ${right}`,
  };
  return explanation.steps.map(({ numbersLatex, equation }) => {
    const right = equation?.at(-1);
    return numbersLatex === null || !right ? null : print(right, style);
  });
}

/** A number as a factor: a negative one in parentheses. */
function held(value: number): string {
  const text = formatNumber(value).replace(/^-/, '−');
  return text.startsWith('−') ? `(${text})` : text;
}

/** True where an index is a letter bound by a sum: such a symbol stands for many numbers. */
function isGeneral(of: Quantity): boolean {
  return Object.entries(of).some(([key, value]) => key !== 'kind' && typeof value === 'string');
}

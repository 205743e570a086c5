import { isMathematical, symbolToUnicode } from '../../core/network/spelling';
import type { Subject } from '../../core/network/subject';
import type { Symbols } from '../../core/network/symbols';
import { visibleText } from './visibleText';

/** The symbol of a quantity as the file spells it. */
export function symbolOf(symbols: Symbols, subject: Subject): string {
  switch (subject.kind) {
    case 'weight':
      return symbols.weight(subject.layer, subject.i, subject.j);
    case 'bias':
      return symbols.bias(subject.layer, subject.j);
    case 'preActivation':
      return symbols.preActivation(subject.layer, subject.j);
    case 'activation':
      return symbols.activation(subject.layer, subject.j);
    case 'delta':
      return symbols.delta(subject.layer, subject.j);
    case 'input':
      return symbols.input(subject.i);
    case 'target':
      return symbols.target(subject.k);
    case 'lossTerm':
      return symbols.lossTerm(subject.k);
    case 'loss':
      return symbols.loss;
  }
}

const font = /\\(?:mathrm|mathbf|text)(?![A-Za-z])/g;
const accented = /\\(?:hat|bar|tilde|dot|vec)\{[^{}\\]*\}/g;
const greek = /\\[A-Za-z]+/g;
/** A group whose content reads as one thing without braces: a word, a number, something in parentheses. */
const plainGroup = /\{([\p{L}\p{M}\p{N}]*|\([\p{L}\p{N},]*\))\}/gu;
/** A group that is neither a subscript nor a superscript. */
const looseGroup = /(^|[^_^])\{([^{}]*)\}/g;

/**
 * A symbol in one line of text, close to how the file spells it and searchable: E_{total} → E_total, w_5 → w_5,
 * \delta_1 → δ_1, w^{(2)}_{31} → w^(2)_31. Braces stay where the reading depends on them: w_{3,17}, a_{h_1}. A
 * name that is no mathematics stays as it is, what cannot be seen in it made visible.
 */
export function lensSymbol(symbol: string): string {
  if (!isMathematical(symbol)) return visibleText(symbol);
  const text = symbol
    .replace(font, '')
    .replace(accented, symbolToUnicode)
    .replace(greek, symbolToUnicode)
    .replace(plainGroup, '$1')
    .replace(looseGroup, '$1$2');
  return visibleText(text.normalize('NFC'));
}

/** What the name on the left of an assignment says, by itself. */

import type { Quantity } from '../math/expression';
import type { Network } from '../network/network';
import { derivativeName } from './namesDerivative';
import { programKey } from './namesSpelled';
import { markedParameter } from './readPython';
import { Scope } from './readScope';
import type { Span, Written } from './written';

export type Gradient =
  | { readonly kind: 'gradient'; readonly of: Quantity; readonly by: Quantity }
  | { readonly kind: 'gradient'; readonly of: Quantity; readonly by: null };

export interface Parameter {
  readonly kind: 'parameter' | 'marked';
  readonly quantity: Quantity;
}

export type Meaning =
  | Gradient
  | Parameter
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'none' };

export function ownQuantity(meaning: Meaning): Quantity | null {
  return meaning.kind === 'quantity' ? meaning.quantity : null;
}

export function isUnit({ kind }: Quantity): boolean {
  return kind === 'preActivation' || kind === 'activation';
}

export function isForward(meaning: Meaning): boolean {
  return meaning.kind === 'quantity' && isUnit(meaning.quantity);
}

export function leftOf({ of, by }: Gradient, span: Span): Written {
  return by
    ? { kind: 'partial', of, by, span, ofSpan: span, bySpan: span }
    : { kind: 'quantity', quantity: of, span };
}

/** What the left side says: a derivative, a quantity, a parameter's new value, or nothing. */
export function leftMeaning(network: Network, text: string, name: string): Meaning {
  const { names, letter } = new Scope(network, text);
  const key = programKey(name);
  const find = (part: string): readonly Quantity[] => names.find({ key: part, layer: null }, letter, true);
  const [quantity, ...others] = find(key);
  if (quantity && others.length === 0) {
    const isParameter = quantity.kind === 'weight' || quantity.kind === 'bias';
    if (quantity.kind === 'delta') return { kind: 'gradient', of: quantity, by: null };
    return { kind: isParameter ? 'parameter' : 'quantity', quantity };
  }
  const marked = markedParameter(name, find);
  if (marked?.isNew) return { kind: 'marked', quantity: marked.quantity };
  const derivative = derivativeName(key, (part) => names.find({ key: part, layer: null }, letter));
  return derivative ? { kind: 'gradient', ...derivative } : { kind: 'none' };
}

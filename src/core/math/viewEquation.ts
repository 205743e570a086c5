import type { Expression } from './expression';
import type { MatrixExpression } from './matrix';
import type { Unfolding } from './unfold';

/** How far a gradient is taken apart; `numbers` puts one sample's numbers in place of the symbols. */
export type Level = Unfolding | 'numbers';

/**
 * `terms`: this quantity, every sum written out. `summation`: this quantity, sums with Σ. `index`: every quantity of
 * its kind in its layer, by letters. `matrix`: the whole layer in matrices.
 */
export type Form = 'terms' | 'summation' | 'index' | 'matrix';

export type ViewEquation =
  /** Expressions that are equal; index letters that no Σ binds stand for every unit. */
  | { readonly kind: 'units'; readonly sides: readonly Expression[] }
  | { readonly kind: 'matrices'; readonly sides: readonly MatrixExpression[] }
  /** What the name φ of a layer, or φ′, stands for. */
  | { readonly kind: 'function'; readonly layer: number; readonly isDerivative: boolean };

/** The equations of one level and form, or the first half of a sentence that says why they are not shown. */
export type Attempt =
  { readonly equations: readonly ViewEquation[]; readonly remark?: string } | { readonly reason: string };

/** Names that say a derivative in one word: dw5, grad_w5, dE_dw5, da_o1_do1. */

import type { Quantity } from '../math/expression';
import { programKey } from './namesSpelled';

interface Derivative {
  readonly of: Quantity;
  readonly by: Quantity;
}

/** A word in front of, or after, what the loss is differentiated by. */
const GRADIENT = /^(?:grad(?:ient)?|nabla|∇)|(?:grad(?:ient)?)$/u;
const BY = /(?:by|wrt|over)$/;

/** The letters of the by-part start here: after the d of dE|d|w5. */
const LONGEST = 60;

/**
 * The derivative that the key of a name says (see namesSpelled.ts); null if it says none. `find` gives the quantities
 * that a key may mean. One part alone is what the loss is differentiated by: dw5 is ∂L/∂w_5.
 */
export function derivativeName(key: string, find: (key: string) => readonly Quantity[]): Derivative | null {
  if (key.length > LONGEST) return null;
  const only = (part: string): Quantity | null => {
    // Greek letters are told by their whole word only: the omega of domega.
    const found = find(programKey(part));
    return found.length === 1 ? found[0]! : null;
  };
  const isGradient = GRADIENT.test(key);
  if (!isGradient && !/^[d∂]/u.test(key)) return null;
  const rest = isGradient ? key.replace(GRADIENT, '') : key.slice(1);
  const by = only(rest);
  if (by && isVariable(by)) return { of: { kind: 'loss' }, by };
  for (let at = rest.search(/[d∂]/u); at > 0 && at < rest.length - 1; at++) {
    if (rest[at] !== 'd' && rest[at] !== '∂') continue;
    const of = only(rest.slice(0, at).replace(BY, ''));
    const other = of && only(rest.slice(at + 1));
    if (of && other && isVariable(other)) return { of, by: other };
  }
  return null;
}

/** What something can be differentiated by. */
function isVariable({ kind }: Quantity): boolean {
  return (
    kind !== 'loss' && kind !== 'lossTerm' && kind !== 'target' && kind !== 'delta' && kind !== 'learningRate'
  );
}

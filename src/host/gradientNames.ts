import { createNames } from '../core/math/names';
import { differentiatedBy, type Subject } from '../core/network/subject';
import type { GoodNetwork } from './documents';

/** ∂L/∂subject, LaTeX and Unicode. */
export function gradientNames(
  { network, symbols }: Pick<GoodNetwork, 'network' | 'symbols'>,
  subject: Subject,
): { readonly gradientSymbol: string; readonly gradientText: string } {
  const names = createNames(network, symbols);
  const by = differentiatedBy(subject);
  const loss: Subject = { kind: 'loss' };
  return {
    gradientSymbol: `\\frac{\\partial ${names.latex(loss)}}{\\partial ${names.latex(by)}}`,
    gradientText: `∂${names.unicode(loss)}/∂${names.unicode(by)}`,
  };
}

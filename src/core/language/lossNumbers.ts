import type { Evaluation } from '../engine/evaluate';
import { createNames } from '../math/names';
import { formatNumber } from '../network/number';
import type { Network } from '../network/network';
import type { Symbols } from '../network/symbols';
import { counted } from '../network/wording';
import { say } from '../words/say';

/** Terms that are told one by one. */
const MOST_TERMS = 8;

/** What a loss is the sum of, in lines of text: its terms, the penalty beside it, and over which samples. */
export function lossLines(
  { network, symbols }: { readonly network: Network; readonly symbols: Symbols },
  { loss, penalty, lossTerms }: Pick<Evaluation, 'loss' | 'penalty' | 'lossTerms'>,
  samples: number,
): readonly string[] {
  const names = createNames(network, symbols);
  const terms = Array.from(lossTerms.subarray(0, MOST_TERMS), (term, k) => {
    const percent = loss > 0 && term >= 0 ? `   ${Math.round((100 * term) / loss)} %` : '';
    return `${names.unicode({ kind: 'lossTerm', k })} = ${formatNumber(term)}${percent}`;
  });
  const more = lossTerms.length - terms.length;
  return [
    ...terms,
    ...(more > 0 ? [say('and {0} more', more)] : []),
    ...(penalty === 0
      ? []
      : [say('penalty = {0}, beside {1}', formatNumber(penalty), names.unicode({ kind: 'loss' }))]),
    network.reduction === 'sum'
      ? say('sum over {0}', counted(samples, 'sample'))
      : say('mean over {0}', counted(samples, 'sample')),
  ];
}

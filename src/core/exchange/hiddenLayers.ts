import { LIMITS } from '../network/limits';
import { counted, grouped, quoted } from '../network/wording';
import type { Ends } from './newNetwork';

/** Longest answer that is read, in UTF-16 units. */
const longestAnswer = 1_000;

/**
 * The hidden layers that a person wrote as `4, 4`: whole numbers between commas or spaces, nothing for none. Or what
 * is wrong with it, in a sentence or two with the remedy.
 */
export function readHiddenLayers(
  text: string,
  { inputs, outputs }: Ends,
): { readonly hidden: readonly number[] } | { readonly problem: string } {
  if (text.length > longestAnswer) {
    return { problem: `At most ${LIMITS.layers - 1} hidden layers are possible. Write fewer numbers.` };
  }
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (wrong !== undefined) {
    return {
      problem: `${quoted(wrong)} is not a whole number. Write the units of each hidden layer, such as 4, 4.`,
    };
  }
  if (words.length > LIMITS.layers - 1) {
    const problem = `These are ${counted(words.length, 'hidden layer')}; at most ${LIMITS.layers - 1} are possible.`;
    return { problem };
  }
  const hidden = words.map(Number);
  const none = hidden.findIndex((units) => units < 1);
  if (none >= 0)
    return { problem: `Hidden layer ${none + 1} has no unit. Give it one at least, or leave it out.` };
  const large = hidden.findIndex((units) => units > LIMITS.units);
  if (large >= 0) {
    return {
      problem: `Hidden layer ${large + 1} has more than ${grouped(LIMITS.units)} units. Give it fewer.`,
    };
  }
  const sizes = [inputs, ...hidden, outputs];
  const weights = sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l]!, 0);
  if (weights > LIMITS.weights) {
    const problem = `That makes ${grouped(weights)} weights; at most ${grouped(LIMITS.weights)} are possible. Write smaller layers.`;
    return { problem };
  }
  return { hidden };
}

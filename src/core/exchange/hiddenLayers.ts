import { LIMITS } from '../network/limits';
import { counted, grouped, quoted } from '../network/wording';
import type { Ends } from './newNetwork';
import { say } from '../words/say';

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
    return {
      problem: say('At most {0} hidden layers are possible. Write fewer numbers.', LIMITS.layers - 1),
    };
  }
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  const wrong = words.find((word) => !/^\d+$/.test(word));
  if (wrong !== undefined) {
    return {
      problem: say(
        '{0} is not a whole number. Write the units of each hidden layer, such as 4, 4.',
        quoted(wrong),
      ),
    };
  }
  if (words.length > LIMITS.layers - 1) {
    const problem = say(
      'These are {0}; at most {1} are possible.',
      counted(words.length, 'hidden layer'),
      LIMITS.layers - 1,
    );
    return { problem };
  }
  const hidden = words.map(Number);
  const none = hidden.findIndex((units) => units < 1);
  if (none >= 0)
    return { problem: say('Hidden layer {0} has no unit. Give it one at least, or leave it out.', none + 1) };
  const large = hidden.findIndex((units) => units > LIMITS.units);
  if (large >= 0) {
    return {
      problem: say(
        'Hidden layer {0} has more than {1} units. Give it fewer.',
        large + 1,
        grouped(LIMITS.units),
      ),
    };
  }
  const sizes = [inputs, ...hidden, outputs];
  const weights = sizes.slice(1).reduce((sum, units, l) => sum + units * sizes[l]!, 0);
  if (weights > LIMITS.weights) {
    const problem = say(
      'That makes {0} weights; at most {1} are possible. Write smaller layers.',
      grouped(weights),
      grouped(LIMITS.weights),
    );
    return { problem };
  }
  return { hidden };
}

import type { Explanation, ExplanationContext } from '../../core/insight/explanation';
import type { PathLedger } from '../../core/insight/pathLedger';
import type { Level } from '../../core/math/viewEquation';
import { counted } from '../../core/network/wording';
import { say } from '../../core/words/say';

/* One formula stands for every sample and its numbers are those of one, while the gradient is that of the batch:
   beside each such formula it is said, or a product would seem to equal a number that it does not. */

/** What the formula of one sample leaves out of the gradient at the top; null where it is all of it. */
export function formulaScope(
  { network, dataset }: ExplanationContext,
  { subject, sample, steps }: Explanation,
  level: Level,
): string | null {
  const isOfBatch = steps.some(({ isOfSample }) => !isOfSample);
  if (!isOfBatch) return null;
  const { l1, l2 } = network.training;
  const hasPenalty = subject.kind === 'weight' && (l1 > 0 || l2 > 0);
  const count = dataset.trainingIndices.length;
  if (count === 1) return hasPenalty ? say('Without the penalty, which the gradient has on top.') : null;
  const what =
    level === 'numbers'
      ? say('The numbers are those of sample {0}', sample + 1)
      : say('This is the formula of one sample');
  return hasPenalty
    ? say('{0}; the gradient is the {1}, and the penalty on top.', what, reduced(network, count))
    : say('{0}; the gradient is the {1}.', what, reduced(network, count));
}

/** Of which samples the parts of a ledger are, where its factors are those of one; null where they are the same. */
export function ledgerScope(
  { network, dataset }: ExplanationContext,
  { sample, shown }: PathLedger,
): string | null {
  const count = dataset.trainingIndices.length;
  if (sample !== null || count === 1) return null;
  return say(
    'Each part is the {0}; the product under it is that of sample {1}.',
    reduced(network, count),
    shown + 1,
  );
}

function reduced({ reduction }: ExplanationContext['network'], count: number): string {
  const samples = counted(count, 'training sample');
  return reduction === 'mean' ? say('mean over {0}', samples) : say('sum over {0}', samples);
}

import type { Dataset } from '../engine/dataset';
import type { Loss, Network } from '../network/network';
import { formatNumber } from '../network/number';
import { counted } from '../network/wording';
import { say } from '../words/say';

/** The convention of the loss and of its batch: what the number beside it is. */
export function lossWords(
  { loss, reduction, symbols }: Network,
  { trainingIndices, testIndices }: Dataset,
): string {
  const count = trainingIndices.length;
  const held =
    testIndices.length === 0 ? '' : ` ${say('({0} held out)', counted(testIndices.length, 'sample'))}`;
  const batch =
    count === 1
      ? say('one sample')
      : reduction === 'sum'
        ? say('sum over {0}', counted(count, 'sample'))
        : say('mean over {0}', counted(count, 'sample'));
  return `${sampleLossWords(loss, symbols.residual === 'targetMinusOutput' ? 't − y' : 'y − t')}; ${batch}${held}`;
}

/** @param residual as the file writes it. */
function sampleLossWords(loss: Loss, residual: string): string {
  switch (loss.type) {
    case 'halfSquaredError':
      return say('half squared error ½ Σ ({0})²', residual);
    case 'meanSquaredError':
      return say('mean squared error 1/n Σ ({0})² over the n outputs', residual);
    case 'meanAbsoluteError':
      return say('mean absolute error 1/n Σ |{0}| over the n outputs', residual);
    case 'huber':
      return say('Huber loss with δ = {0}, mean over the outputs', formatNumber(loss.delta));
    case 'binaryCrossEntropy':
      return say('binary cross-entropy, mean over the outputs');
    case 'categoricalCrossEntropy':
      return say('categorical cross-entropy −Σ t ln y');
  }
}

/** The penalty and where it is counted; null for a network without one. */
export function penaltyWords({ training: { l1, l2 } }: Network): string | null {
  const terms = [
    ...(l1 === 0 ? [] : [`${formatNumber(l1)} Σ|w|`]),
    ...(l2 === 0 ? [] : [`½ ${formatNumber(l2)} Σw²`]),
  ];
  if (terms.length === 0) return null;
  return say('{0} over the weights; not in the loss, but in the gradients', terms.join(' + '));
}

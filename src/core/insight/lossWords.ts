import type { Dataset } from '../engine/dataset';
import type { Loss, Network } from '../network/network';
import { formatNumber } from '../network/number';
import { counted } from '../network/wording';

/** The convention of the loss and of its batch: what the number beside it is. */
export function lossWords(
  { loss, reduction, symbols }: Network,
  { trainingIndices, testIndices }: Dataset,
): string {
  const count = trainingIndices.length;
  const held = testIndices.length === 0 ? '' : ` (${counted(testIndices.length, 'sample')} held out)`;
  const batch = count === 1 ? 'one sample' : `${reduction} over ${counted(count, 'sample')}`;
  return `${sampleLossWords(loss, symbols.residual === 'targetMinusOutput' ? 't − y' : 'y − t')}; ${batch}${held}`;
}

/** @param residual as the file writes it. */
function sampleLossWords(loss: Loss, residual: string): string {
  switch (loss.type) {
    case 'halfSquaredError':
      return `half squared error ½ Σ (${residual})²`;
    case 'meanSquaredError':
      return `mean squared error 1/n Σ (${residual})² over the n outputs`;
    case 'meanAbsoluteError':
      return `mean absolute error 1/n Σ |${residual}| over the n outputs`;
    case 'huber':
      return `Huber loss with δ = ${formatNumber(loss.delta)}, mean over the outputs`;
    case 'binaryCrossEntropy':
      return 'binary cross-entropy, mean over the outputs';
    case 'categoricalCrossEntropy':
      return 'categorical cross-entropy −Σ t ln y';
  }
}

/** The penalty and where it is counted; null for a network without one. */
export function penaltyWords({ training: { l1, l2 } }: Network): string | null {
  const terms = [
    ...(l1 === 0 ? [] : [`${formatNumber(l1)} Σ|w|`]),
    ...(l2 === 0 ? [] : [`½ ${formatNumber(l2)} Σw²`]),
  ];
  if (terms.length === 0) return null;
  return `${terms.join(' + ')} over the weights; not in the loss, but in the gradients`;
}

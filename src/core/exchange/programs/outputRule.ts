import { fusedLossPrograms } from '../../math/fusedLosses';
import type { Network } from '../../network/network';

/**
 * How the last layer and the loss are computed: where a cross-entropy meets a sigmoid or softmax, the two in one piece
 * from the pre-activations, as the engine does; else each by itself.
 */
export type OutputRule =
  'apart' | 'sigmoidBinary' | 'sigmoidCategorical' | 'softmaxCategorical' | 'softmaxBinary' | 'softmaxApart';

export function outputRule({ layers, loss }: Network): OutputRule {
  const last = layers.at(-1)!.activation;
  const isSoftmax = last.type === 'softmax';
  if (!fusedLossPrograms(loss, last)) return isSoftmax ? 'softmaxApart' : 'apart';
  if (loss.type === 'binaryCrossEntropy') return isSoftmax ? 'softmaxBinary' : 'sigmoidBinary';
  return isSoftmax ? 'softmaxCategorical' : 'sigmoidCategorical';
}

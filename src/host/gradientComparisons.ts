import type { Evaluation } from '../core/engine/evaluate';
import { compareGradients, type GradientComparison } from '../core/insight/gradientCheck';
import type { Steps } from '../core/network/steps';
import type { GoodNetwork } from './networkState';
import { numericGradientSteps } from './slicedEngine';

/**
 * The gradients of `which` at the file's numbers beside their central differences over the training samples; a pause
 * after each at least. A network without samples has none.
 *
 * @param evaluation of the network at its own parameters.
 * @param told how many are done, after each.
 */
export function* comparisonSteps(
  { model, parameters, dataset }: Pick<GoodNetwork, 'model' | 'parameters' | 'dataset'>,
  { gradient }: Pick<Evaluation, 'gradient'>,
  which: Uint32Array,
  told: (done: number, all: number) => void = () => undefined,
): Steps<readonly GradientComparison[]> {
  if (!dataset) return [];
  const found: GradientComparison[] = [];
  for (const [n, parameter] of which.entries()) {
    const numeric = yield* numericGradientSteps(
      model,
      parameters,
      dataset,
      dataset.trainingIndices,
      parameter,
    );
    found.push(compareGradients(parameter, gradient[parameter]!, numeric));
    told(n + 1, which.length);
    yield;
  }
  return found;
}

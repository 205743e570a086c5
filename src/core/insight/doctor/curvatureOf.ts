import { createHessian } from '../../engine/hessian';
import { frozenParameters } from '../../engine/optimizers';
import type { Steps } from '../../network/steps';
import { largestCurvature, type LargestCurvature } from '../curvature';
import { isAffordable } from './affordable';
import type { SampledPatient } from './patient';

/** The iteration ends after so many products: what it has by then is never above λ, so 2/λ is not below the limit told. */
const productLimit = 60;

/**
 * The largest curvature at the file's parameters where a limit 2/λ of the learning rate follows from it: for plain
 * sgd on the full batch. Null for any other training, and where it takes too long.
 */
export function* sgdCurvatureSteps(
  chart: Pick<SampledPatient, 'network' | 'model' | 'dataset' | 'parameters'>,
): Steps<LargestCurvature | null> {
  const { network, model, dataset, parameters } = chart;
  if (!isFullBatchSgd(chart) || !isAffordable(chart, curvatureProducts(chart))) return null;
  const hessian = createHessian(model, parameters, dataset, dataset.trainingIndices);
  const found = yield* largestCurvature(hessian, frozenParameters(network, model.layout), { productLimit });
  return found && Number.isFinite(found.value) ? found : null;
}

export function isFullBatchSgd({ network, dataset }: Pick<SampledPatient, 'network' | 'dataset'>): boolean {
  const { optimizer, batchSize } = network.training;
  const isFull = batchSize === 'full' || batchSize >= dataset.trainingIndices.length;
  return optimizer.type === 'sgd' && isFull;
}

/** The work in gradients: each product is two. */
export function curvatureProducts({ model }: Pick<SampledPatient, 'model'>): number {
  return 2 * (Math.min(productLimit, model.layout.parameterCount) + 1);
}

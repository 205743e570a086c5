import type { Dataset } from './dataset';
import { createTrace, type Model, type Trace } from './model';
import { VectorSum } from './pairwise';
import { addGradient, backward, forward, sampleLoss } from './propagate';

/** The part of a dataset that the engine computes with; which samples, a list of indices says. */
export type SampleMatrices = Pick<Dataset, 'inputs' | 'targets'>;

/** Work arrays for sums over batches, reused from batch to batch; made for one model. */
export interface BatchScratch {
  readonly trace: Trace;
  readonly sum: VectorSum;
}

export function createBatchScratch(model: Model): BatchScratch {
  return { trace: createTrace(model), sum: new VectorSum(model.layout.parameterCount) };
}

/**
 * The gradient of the reduced data loss of a batch, and through `onSample` what each sample gave. The sum
 * over samples has the order of pairwise.ts; the factor 1/n comes last.
 *
 * @param batch indices of samples, in the order in which they are summed.
 * @param gradient receives ∂L/∂parameter.
 * @param onSample called for each sample in the order of the batch, with its place in the batch and its own
 *   loss; `scratch.trace` holds the rest until it returns.
 */
export function batchGradient(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  batch: Uint32Array,
  scratch: BatchScratch,
  gradient: Float64Array,
  onSample: (position: number, loss: number) => void,
): void {
  const { inputUnits, outputUnits } = model;
  const { trace, sum } = scratch;
  for (let position = 0; position < batch.length; position++) {
    const sample = batch[position]!;
    forward(model, parameters, samples.inputs, sample * inputUnits, trace);
    const loss = sampleLoss(model, samples.targets, sample * outputUnits, trace);
    backward(model, parameters, trace);
    addGradient(model, samples.inputs, sample * inputUnits, trace, sum.next());
    onSample(position, loss);
  }
  sum.finish(gradient, batchShare(model, batch.length));
}

/** What the sum over `samples` samples is multiplied by: 1/n for the mean, 1 for the sum and for no samples. */
export function batchShare({ reduction }: Model, samples: number): number {
  return reduction === 'mean' && samples > 1 ? 1 / samples : 1;
}

import type { Dataset } from './dataset';
import { createTrace, type Model, type Trace } from './model';
import { leafTerms } from './pairwise';
import { addGradient, backward, forward, sampleLoss } from './propagate';

/** The part of a dataset that the engine computes with; which samples, a list of indices says. */
export type SampleMatrices = Pick<Dataset, 'inputs' | 'targets'>;

/** Work arrays for sums over batches, reused from batch to batch; made for one model. */
export interface BatchScratch {
  readonly trace: Trace;
  /** The gradient of a second half, one for each level of the pairwise sum; grown on demand. */
  readonly halves: Float64Array[];
}

export function createBatchScratch(model: Model): BatchScratch {
  return { trace: createTrace(model), halves: [] };
}

/**
 * The gradient of the reduced data loss of a batch, and through `onSample` what each sample gave. The sum
 * over samples is pairwise, see pairwise.ts; the division by the batch comes last.
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
  const { trace, halves } = scratch;

  const sumInto = (sum: Float64Array, from: number, to: number, level: number): void => {
    if (to - from > leafTerms) {
      const middle = from + Math.floor((to - from) / 2);
      sumInto(sum, from, middle, level);
      const half = (halves[level] ??= new Float64Array(sum.length));
      sumInto(half, middle, to, level + 1);
      for (let p = 0; p < sum.length; p++) sum[p] = sum[p]! + half[p]!;
      return;
    }
    sum.fill(0);
    for (let position = from; position < to; position++) {
      const sample = batch[position]!;
      forward(model, parameters, samples.inputs, sample * inputUnits, trace);
      const loss = sampleLoss(model, samples.targets, sample * outputUnits, trace);
      backward(model, parameters, trace);
      addGradient(model, samples.inputs, sample * inputUnits, trace, sum);
      onSample(position, loss);
    }
  };

  sumInto(gradient, 0, batch.length, 0);
  if (model.reduction === 'mean' && batch.length > 1) {
    for (let p = 0; p < gradient.length; p++) gradient[p] = gradient[p]! / batch.length;
  }
}

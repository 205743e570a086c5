import { batchShare, type SampleMatrices } from './batchGradient';
import { completed } from './completed';
import type { Model } from './model';
import { VectorSum } from './pairwise';
import { backward, forward, sampleLoss } from './propagate';
import { addGradientTangent, backwardTangent, createTangent, forwardTangent } from './tangent';

/**
 * The matrix H of the second derivatives of loss and penalty at one set of parameters, known by its products
 * with vectors. A product costs about twice a gradient, in time and memory, and is exact but for rounding. Frozen
 * parameters are parameters like the others here. One product at a time: they share their work arrays.
 */
export interface Hessian {
  /** Rows and columns: the number of parameters. */
  readonly size: number;
  /**
   * H v, in pieces of one sample each, for whoever must not be held up.
   *
   * @param direction v, in the layout's order; not to be changed before the end.
   * @param product receives H v; another array than `direction`.
   */
  productSteps(direction: Float64Array, product: Float64Array): Generator<undefined, void>;
  /** The same in one go. */
  product(direction: Float64Array, product: Float64Array): void;
}

/**
 * H of the reduced loss over the samples named by `indices`, plus λ₂ for every weight; the penalty λ₁|w| has no
 * curvature. At a kink the second derivative is that of the side whose slope the engine takes.
 *
 * @param parameters are read by every product: hand in a copy of what changes meanwhile.
 */
export function createHessian(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
): Hessian {
  const size = model.layout.parameterCount;
  const tangent = createTangent(model);
  const sum = new VectorSum(size);

  function addSample(sample: number, direction: Float64Array, sum: Float64Array): void {
    const { inputUnits, outputUnits } = model;
    const { inputs, targets } = samples;
    forward(model, parameters, inputs, sample * inputUnits, tangent.trace);
    sampleLoss(model, targets, sample * outputUnits, tangent.trace);
    backward(model, parameters, tangent.trace);
    forwardTangent(model, parameters, direction, inputs, sample * inputUnits, tangent);
    backwardTangent(model, parameters, direction, tangent);
    addGradientTangent(model, inputs, sample * inputUnits, tangent, sum);
  }

  /** The sum over samples in the order that all sums over samples have, see pairwise.ts. */
  function* productSteps(direction: Float64Array, product: Float64Array): Generator<undefined, void> {
    for (const sample of indices) {
      addSample(sample, direction, sum.next());
      yield;
    }
    sum.finish(product, batchShare(model, indices.length));
    addPenaltyProduct(model, direction, product);
  }

  return {
    size,
    productSteps,
    product: (direction, product) => {
      completed(productSteps(direction, product));
    },
  };
}

function addPenaltyProduct({ l2, layers }: Model, direction: Float64Array, product: Float64Array): void {
  if (l2 === 0) return;
  for (const { inputs, units, weightOffset } of layers) {
    for (let p = weightOffset; p < weightOffset + inputs * units; p++) {
      product[p] = product[p]! + l2 * direction[p]!;
    }
  }
}

import type { Network } from '../network/network';
import type { SampleMatrices } from './batchGradient';
import { parameterAt } from './layout';
import { createTrace, type Model, type Trace } from './model';
import { addGradient, backward, forward, sampleLoss } from './propagate';
import { say, saying } from '../words/say';

/** Where a computation left the finite numbers. All counts are from 0; null: no single one is to blame. */
export interface NonFinitePlace {
  /** What became infinite or not a number first; `activation` stands for pre-activations too. */
  readonly what: 'activation' | 'loss' | 'gradient' | 'weight';
  readonly layer: number | null;
  /** Unit of the layer; of a weight or its gradient, the unit that the weight leads to. */
  readonly unit: number | null;
  /** Row of the dataset. Null where finite samples have an infinite sum, and for weights. */
  readonly sample: number | null;
  /** Index in the flat vector, of a weight, a bias or its gradient. */
  readonly parameter: number | null;
}

/** Why a run stopped as `diverged`. */
export interface Divergence extends NonFinitePlace {
  /** The epoch in which it happened. */
  readonly epoch: number;
  /** The update that could not be made or kept: how many were made before it. */
  readonly step: number;
}

/**
 * The index of the first entry that is infinite or not a number, −1 if all are finite.
 *
 * @param largest numbers of larger magnitude count as infinite.
 */
export function firstNonFinite(values: Float64Array, largest = Number.MAX_VALUE): number {
  for (let index = 0; index < values.length; index++) {
    if (!(Math.abs(values[index]!) <= largest)) return index;
  }
  return -1;
}

/**
 * Finds what makes the loss, or the gradient, of a batch not finite: the first sample of the batch whose own
 * loss or gradient is not finite, and in it the first number in the order of computation. Null if each
 * sample by itself is finite.
 *
 * @param withGradient whether gradients were computed too; false for a loss measured alone.
 */
export function locateNonFinite(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  batch: Uint32Array,
  withGradient: boolean,
): NonFinitePlace | null {
  const trace = createTrace(model);
  const gradient = new Float64Array(withGradient ? model.layout.parameterCount : 0);
  for (const sample of batch) {
    forward(model, parameters, samples.inputs, sample * model.inputUnits, trace);
    const loss = sampleLoss(model, samples.targets, sample * model.outputUnits, trace);
    let parameter = -1;
    if (withGradient) {
      backward(model, parameters, trace);
      gradient.fill(0);
      addGradient(model, samples.inputs, sample * model.inputUnits, trace, gradient);
      parameter = firstNonFinite(gradient, model.largest);
    }
    if (Number.isFinite(loss) && parameter < 0) continue;
    return { ...placeInSample(model, trace, loss, parameter), sample };
  }
  return null;
}

function placeInSample(model: Model, trace: Trace, loss: number, parameter: number): NonFinitePlace {
  for (let l = 0; l < trace.layers.length; l++) {
    const { preActivations, activations } = trace.layers[l]!;
    for (let j = 0; j < activations.length; j++) {
      const isFinite = (value: number) => Math.abs(value) <= model.largest;
      if (isFinite(preActivations[j]!) && isFinite(activations[j]!)) continue;
      return { what: 'activation', layer: l, unit: j, sample: null, parameter: null };
    }
  }
  if (!Number.isFinite(loss)) {
    const k = firstNonFinite(trace.lossTerms);
    const unit = k < 0 ? null : k;
    return { what: 'loss', layer: model.layers.length - 1, unit, sample: null, parameter: null };
  }
  for (let l = trace.layers.length - 1; l >= 0; l--) {
    const unit = firstNonFinite(trace.layers[l]!.deltas, model.largest);
    if (unit >= 0) return { what: 'gradient', layer: l, unit, sample: null, parameter: null };
  }
  return placeOfParameter(model, 'gradient', parameter);
}

/** The place of one parameter, or of its gradient. */
export function placeOfParameter(
  model: Model,
  what: 'gradient' | 'weight',
  parameter: number,
): NonFinitePlace {
  const { layer, j } = parameterAt(model.layout, parameter);
  return { what, layer, unit: j, sample: null, parameter };
}

const nouns: Readonly<Record<NonFinitePlace['what'], () => string>> = {
  activation: saying('an activation'),
  loss: saying('the loss'),
  gradient: saying('a gradient'),
  weight: saying('a weight'),
};

/** One sentence for people on what stopped the run and where, with counts from 1, and one on what helps. */
export function describeDivergence(network: Network, divergence: Divergence): string {
  const { what, layer, unit, sample, epoch, step } = divergence;
  const place = [
    ...(unit === null ? [] : [say('unit {0}', unit + 1)]),
    ...(layer === null ? [] : [say('layer "{0}"', network.layers[layer]!.name)]),
    ...(sample === null ? [] : [say('sample {0}', sample + 1)]),
  ];
  return place.length === 0
    ? say(
        'Training diverged in step {0} (epoch {1}): {2} is no longer a finite number. The last finite weights are kept. Try a smaller learning rate, smaller weights or scaled inputs.',
        step + 1,
        epoch + 1,
        nouns[what](),
      )
    : say(
        'Training diverged in step {0} (epoch {1}): {2} is no longer a finite number at {3}. The last finite weights are kept. Try a smaller learning rate, smaller weights or scaled inputs.',
        step + 1,
        epoch + 1,
        nouns[what](),
        place.join(', '),
      );
}

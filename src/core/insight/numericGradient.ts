import type { SampleMatrices } from '../engine/batchGradient';
import { parameterAt } from '../engine/layout';
import { createTrace, type Model, type Trace } from '../engine/model';
import { weightPenalty } from '../engine/penalty';
import { activate, forward, preActivate, sampleLoss, unitPreActivation } from '../engine/propagate';
import { crossesZero, kinksOf, type Kinks } from './kinks';

/*
 * The numeric gradient of a parameter w is the central difference of loss + penalty over w ± h. Only the
 * layers from the parameter's own on are computed again for each side, and the per-sample differences are
 * summed rather than the losses: the same number with less rounding.
 */

/** A central difference, and what is needed to judge a gradient by it. */
export interface NumericGradient {
  /** (L(w + h) − L(w − h)) / 2h of loss + penalty. */
  readonly gradient: number;
  /** The step h = 1e-5 · max(1, |w|). */
  readonly step: number;
  /** |L|, the larger of both sides: what rounding grows with. */
  readonly loss: number;
  /** Between w − h and w + h something changes its side of a kink, so the difference measures no derivative. */
  readonly isAtKink: boolean;
}

/**
 * The numeric gradient of one parameter over the samples named by `indices`: one forward pass and two from
 * the parameter's layer on, a sample.
 *
 * @param parameter index in the flat vector.
 * @param step h, by default 1e-5 · max(1, |w|).
 */
export function numericGradient(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
  parameter: number,
  step = stepOf(parameters[parameter]!),
): NumericGradient {
  return numericGradients(model, parameters, samples, indices, Uint32Array.of(parameter), () => step)[0]!;
}

function stepOf(weight: number): number {
  return 1e-5 * Math.max(1, Math.abs(weight));
}

/** What the central difference of one parameter needs while the samples go by. */
interface Difference {
  readonly parameter: number;
  /** The layer whose pre-activations the parameter enters, counted from 0. */
  readonly layer: number;
  /** The unit that it leads to. */
  readonly unit: number;
  readonly isWeight: boolean;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  /** Σ (L_s(w + h) − L_s(w − h)) and its Neumaier compensation. */
  sum: number;
  lost: number;
  lowLoss: number;
  highLoss: number;
  isAtKink: boolean;
}

/** `numericGradient` of each of `which`, with one forward pass a sample for all of them. */
export function numericGradients(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
  which: Uint32Array,
  stepFor: (weight: number) => number = stepOf,
): NumericGradient[] {
  const differences = Array.from(which, (parameter) =>
    startDifference(model, parameters, parameter, stepFor),
  );
  const moved = parameters.slice();
  const base = createTrace(model);
  const low = createTrace(model);
  const high = createTrace(model);
  const kinks = kinksOf(model);
  for (const sample of indices) {
    forward(model, parameters, samples.inputs, sample * model.inputUnits, base);
    for (const difference of differences) {
      const measure = (value: number, trace: Trace): number => {
        moved[difference.parameter] = value;
        forwardFrom(model, moved, samples, sample, difference, base, trace);
        return sampleLoss(model, samples.targets, sample * model.outputUnits, trace);
      };
      addDifference(difference, measure(difference.low, low), measure(difference.high, high));
      moved[difference.parameter] = parameters[difference.parameter]!;
      difference.isAtKink ||= crossesKink(kinks, difference.layer, low, high);
    }
  }
  const count = model.reduction === 'mean' ? Math.max(1, indices.length) : 1;
  return differences.map((difference) => finishDifference(model, difference, count));
}

function startDifference(
  model: Model,
  parameters: Float64Array,
  parameter: number,
  stepFor: (weight: number) => number,
): Difference {
  const { kind, layer, j } = parameterAt(model.layout, parameter);
  const weight = parameters[parameter]!;
  const step = stepFor(weight);
  const isWeight = kind === 'weight';
  return {
    parameter,
    layer,
    unit: j,
    isWeight,
    low: weight - step,
    high: weight + step,
    step,
    sum: 0,
    lost: 0,
    lowLoss: 0,
    highLoss: 0,
    // The penalty λ₁|w| has a kink at 0.
    isAtKink: isWeight && model.l1 > 0 && Math.abs(weight) <= step,
  };
}

function addDifference(difference: Difference, lowLoss: number, highLoss: number): void {
  const term = highLoss - lowLoss;
  const sum = difference.sum + term;
  difference.lost +=
    Math.abs(difference.sum) >= Math.abs(term) ? difference.sum - sum + term : term - sum + difference.sum;
  difference.sum = sum;
  difference.lowLoss += lowLoss;
  difference.highLoss += highLoss;
}

function finishDifference(model: Model, difference: Difference, count: number): NumericGradient {
  const { low, high, sum, lost, step, lowLoss, highLoss, isAtKink } = difference;
  // w ± h as they were rounded, which is not quite 2h apart.
  const width = high - low;
  const penalty = difference.isWeight ? weightPenalty(model, high) - weightPenalty(model, low) : 0;
  return {
    gradient: (sum + lost) / count / width + penalty / width,
    step,
    loss: Math.max(Math.abs(lowLoss), Math.abs(highLoss)) / count,
    isAtKink,
  };
}

/** Like `forward` where only the parameter of `difference` has changed since `base` was computed. */
function forwardFrom(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  sample: number,
  { layer: first, unit }: Difference,
  base: Trace,
  trace: Trace,
): void {
  const layer = model.layers[first]!;
  const { preActivations, activations } = trace.layers[first]!;
  const previous = first === 0 ? samples.inputs : base.layers[first - 1]!.activations;
  const start = first === 0 ? sample * model.inputUnits : 0;
  preActivations.set(base.layers[first]!.preActivations);
  preActivations[unit] = unitPreActivation(layer, parameters, previous, start, unit);
  activate(layer, preActivations, activations);
  for (let l = first + 1; l < model.layers.length; l++) {
    const { activations: inputs } = trace.layers[l - 1]!;
    const { preActivations, activations } = trace.layers[l]!;
    preActivate(model.layers[l]!, parameters, inputs, 0, preActivations);
    activate(model.layers[l]!, preActivations, activations);
  }
}

/** Whether a pre-activation from layer `first` on, or a residual, is on different sides of a kink. */
function crossesKink(kinks: Kinks, first: number, low: Trace, high: Trace): boolean {
  for (let l = first; l < low.layers.length; l++) {
    const { preActivations } = low.layers[l]!;
    for (const kink of kinks.layers[l]!) {
      for (let j = 0; j < preActivations.length; j++) {
        if (crossesZero(kink, preActivations[j]!, high.layers[l]!.preActivations[j]!)) return true;
      }
    }
  }
  const { activations: outputs } = low.layers.at(-1)!;
  const { activations: others } = high.layers.at(-1)!;
  for (const kink of kinks.residual) {
    for (let k = 0; k < outputs.length; k++) {
      const target = low.targets[k]!;
      if (Math.sign(outputs[k]! - target - kink) !== Math.sign(others[k]! - target - kink)) return true;
    }
  }
  return false;
}

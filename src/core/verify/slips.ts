/**
 * Backpropagation with one slip in it: the numbers that a person gets who makes a known mistake. The forward pass is
 * right; what goes wrong on the way back is said by a `Slip`.
 */

import type { Model } from '../engine/model';
import { softmaxDeltas } from '../math/softmax';
import type { SampleValues } from '../math/evaluate';
import type { Subject } from '../network/subject';

export interface Slip {
  /** The layer whose φ′ is left out. */
  readonly withoutSlope?: number;
  /** The layer whose φ′ is taken once more, or where the loss has cancelled it. */
  readonly withExtraSlope?: number;
  /** The layer whose φ′, known by the output, is taken of the pre-activation instead: a (1 − a). */
  readonly slopeOfPreActivation?: number;
  /** The layer whose weights are used the wrong way round; it has as many units as the one before. */
  readonly transposed?: number;
  /** Weights for the way back in place of those of the forward pass. */
  readonly weights?: Float64Array;
  /** For an output the one whose error is taken. */
  readonly errorOf?: ReadonlyMap<number, number>;
  /** For an output the one whose target is taken. */
  readonly targetOf?: ReadonlyMap<number, number>;
  /** δ of the last layer in place of its own. */
  readonly lastDelta?: (values: SampleValues) => Float64Array;
}

/** ∂L/∂h and ∂L/∂a of every layer of one sample, with the slip; `inputs` is ∂L/∂x. */
export interface SlippedErrors {
  readonly errors: readonly Float64Array[];
  readonly deltas: readonly Float64Array[];
  readonly inputs: Float64Array;
}

export function backwardWith(
  model: Model,
  parameters: Float64Array,
  values: SampleValues,
  slip: Slip,
): SlippedErrors {
  const errors = model.layers.map(({ units }) => new Float64Array(units));
  const deltas = model.layers.map(({ units }) => new Float64Array(units));
  const inputs = new Float64Array(model.inputUnits);
  const last = model.layers.length - 1;
  errors[last]!.set(outputErrors(model, values, slip));
  for (let l = last; l >= 0; l--) {
    if (l === last && slip.lastDelta) deltas[l]!.set(slip.lastDelta(values));
    else throughActivation(model, values, l, slip, errors[l]!, deltas[l]!);
    const layer = model.layers[l]!;
    const before = l === 0 ? inputs : errors[l - 1]!;
    const weights = slip.weights ?? parameters;
    for (let i = 0; i < layer.inputs; i++) {
      for (let j = 0; j < layer.units; j++) {
        const place = slip.transposed === l ? j * layer.units + i : i * layer.units + j;
        before[i]! += weights[layer.weightOffset + place]! * deltas[l]![j]!;
      }
    }
  }
  return { errors, deltas, inputs };
}

/** ∂L_k/∂y_k of each output, or of the one taken for it. */
function outputErrors(model: Model, values: SampleValues, { errorOf, targetOf }: Slip): Float64Array {
  const y = values.activations.at(-1)!;
  return Float64Array.from({ length: model.outputUnits }, (_, k) => {
    const own = errorOf?.get(k) ?? k;
    return model.lossFunction.derivative(y[own]!, values.targets[targetOf?.get(own) ?? own]!);
  });
}

function throughActivation(
  model: Model,
  values: SampleValues,
  l: number,
  slip: Slip,
  errors: Float64Array,
  deltas: Float64Array,
): void {
  const phi = model.layers[l]!.activationFunction;
  const [a, h] = [values.preActivations[l]!, values.activations[l]!];
  if (!phi) {
    softmaxDeltas(Float64Array.from(h), errors, deltas);
    if (slip.withoutSlope === l) deltas.set(errors);
    for (let j = 0; slip.withExtraSlope === l && j < deltas.length; j++) deltas[j]! *= h[j]! * (1 - h[j]!);
    return;
  }
  for (let j = 0; j < deltas.length; j++) {
    const slope =
      slip.slopeOfPreActivation === l
        ? slopeByOutput(model, l, a[j]!, phi.derivative(a[j]!))
        : phi.derivative(a[j]!);
    const times = slip.withoutSlope === l ? 0 : slip.withExtraSlope === l ? 2 : 1;
    deltas[j] = errors[j]! * slope ** times;
  }
}

/** φ′ as the textbook has it by the output, with another number put in for the output. */
function slopeByOutput(model: Model, l: number, output: number, slope: number): number {
  switch (model.layers[l]!.activation.type) {
    case 'sigmoid':
      return output * (1 - output);
    case 'tanh':
      return 1 - output * output;
    default:
      return slope;
  }
}

/** ∂L/∂subject of one sample from the errors; NaN for what has no gradient. */
export function gradientFrom(values: SampleValues, errors: SlippedErrors, subject: Subject): number {
  switch (subject.kind) {
    case 'weight': {
      const before = subject.layer === 0 ? values.inputs : values.activations[subject.layer - 1]!;
      return errors.deltas[subject.layer]![subject.j]! * before[subject.i]!;
    }
    case 'bias':
    case 'preActivation':
    case 'delta':
      return errors.deltas[subject.layer]![subject.j]!;
    case 'activation':
      return errors.errors[subject.layer]![subject.j]!;
    case 'input':
      return errors.inputs[subject.i]!;
    default:
      return NaN;
  }
}

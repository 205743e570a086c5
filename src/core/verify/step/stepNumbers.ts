/** The step as Backprop makes it, and parts of it as programs with a mistake make them. */

import type { SampleMatrices } from '../../engine/batchGradient';
import { batchShare } from '../../engine/batchGradient';
import { evaluate } from '../../engine/evaluate';
import { createModel, type Model } from '../../engine/model';
import { frozenParameters } from '../../engine/optimizers';
import { addPenaltyGradient } from '../../engine/penalty';
import { learningRateAt } from '../../engine/schedule';
import { sampleValues } from '../../insight/sampleValues';
import type { SampleValues } from '../../math/evaluate';
import type { Network } from '../../network/network';
import { backwardWith, type Slip } from '../slips';
import type { RecordedStep } from './recording';
import { updatedBy, type UpdateContext, type UpdateForm } from './updateForms';

/** Everything that a step is made from, with the numbers of the recording in place of the file's where it has any. */
export interface StepNumbers extends UpdateContext {
  readonly model: Model;
  readonly samples: SampleMatrices;
  readonly indices: Uint32Array;
  /** The data loss at the start. */
  readonly loss: number;
  readonly penalty: number;
  /** ∂(loss + penalty)/∂parameter, and the penalty's part of it. */
  readonly gradient: Float64Array;
  readonly penaltyGradient: Float64Array;
  readonly updated: Float64Array;
}

/** What is evaluated for a recording. */
export interface StepSource {
  readonly network: Network;
  readonly model: Model;
  readonly samples: SampleMatrices;
  readonly indices: Uint32Array;
  readonly start: Float64Array;
  readonly step: RecordedStep;
}

/** What a program has made of the batch; what it does not say is as it should be. */
export interface Outcome {
  readonly loss?: number;
  readonly gradient?: Float64Array;
  readonly updated?: Float64Array;
}

/** @param evaluation of the source's samples at its start. */
export function stepNumbers(
  { network, model, samples, indices, start, step }: StepSource,
  {
    loss,
    penalty,
    gradient,
  }: { readonly loss: number; readonly penalty: number; readonly gradient: Float64Array },
): StepNumbers {
  const penaltyGradient = new Float64Array(start.length);
  addPenaltyGradient(model, start, penaltyGradient);
  const { layout } = model;
  const isBias = new Uint8Array(start.length);
  for (const { units, biasOffset } of layout.layers) {
    if (biasOffset !== null) isBias.fill(1, biasOffset, biasOffset + units);
  }
  const context: UpdateContext = {
    network,
    layout,
    optimizer: step.optimizer ?? network.training.optimizer,
    learningRate: step.learningRate ?? learningRateAt(network.training, 0),
    memory: step.memory,
    start,
    frozen: frozenParameters(network, layout),
    isBias,
  };
  const updated = updatedBy(context, gradient, penaltyGradient);
  return { ...context, model, samples, indices, loss, penalty, gradient, penaltyGradient, updated };
}

/** The new parameters from other gradients than the right ones. */
export function moved(numbers: StepNumbers, gradient: Float64Array, form: UpdateForm = {}): Float64Array {
  return updatedBy(numbers, gradient, numbers.penaltyGradient, form);
}

/** The step of a network that differs from the file's in a function, or at other parameters. */
export function stepOf(
  numbers: StepNumbers,
  network: Network,
  parameters: Float64Array = numbers.start,
  indices: Uint32Array = numbers.indices,
): Required<Outcome> {
  const { loss, gradient } = evaluate(createModel(network), parameters, numbers.samples, indices);
  return { loss, gradient, updated: moved(numbers, gradient) };
}

/** The numbers of every sample of the batch on its way through the network. */
export function valuesOf({ model, samples, indices, start }: StepNumbers): readonly SampleValues[] {
  return Array.from(indices, (sample) => sampleValues(model, samples, start, sample));
}

/** The gradient that backpropagation with a slip yields, the penalty in it. */
export function slippedGradient(
  { model, start, penaltyGradient }: StepNumbers,
  values: readonly SampleValues[],
  slip: Slip,
): Float64Array {
  const gradient = new Float64Array(start.length);
  for (const one of values) {
    const { deltas } = backwardWith(model, start, one, slip);
    model.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
      const before = l === 0 ? one.inputs : one.activations[l - 1]!;
      const delta = deltas[l]!;
      for (let i = 0; i < inputs; i++) {
        for (let j = 0; j < units; j++) gradient[weightOffset + i * units + j]! += before[i]! * delta[j]!;
      }
      for (let j = 0; biasOffset !== null && j < units; j++) gradient[biasOffset + j]! += delta[j]!;
    });
  }
  const share = batchShare(model, values.length);
  return gradient.map((sum, p) => sum * share + penaltyGradient[p]!);
}

/** The gradient without the penalty, times a factor; the penalty is added as it is. */
export function scaledGradient({ gradient, penaltyGradient }: StepNumbers, factor: number): Float64Array {
  return gradient.map((g, p) => (g - penaltyGradient[p]!) * factor + penaltyGradient[p]!);
}

/** The first and the last place of a layer's weights and biases in the vector. */
export function layerRange({ model }: StepNumbers, l: number): readonly [from: number, to: number] {
  const { inputs, units, weightOffset, biasOffset } = model.layers[l]!;
  return [weightOffset, weightOffset + inputs * units + (biasOffset === null ? 0 : units)];
}

/** The parameters with the matrix of a layer the other way round, which has as many units as the one before. */
export function withTurned(
  { model }: Pick<StepNumbers, 'model'>,
  values: Float64Array,
  layers: readonly number[],
): Float64Array {
  const turned = values.slice();
  for (const l of layers) {
    const { units, weightOffset } = model.layers[l]!;
    for (let i = 0; i < units; i++) {
      for (let j = 0; j < units; j++) {
        turned[weightOffset + j * units + i] = values[weightOffset + i * units + j]!;
      }
    }
  }
  return turned;
}

import type { SampleMatrices } from '../../engine/batchGradient';
import type { Dataset } from '../../engine/dataset';
import { createTrace, type Model, type Trace } from '../../engine/model';
import { backward, forward, sampleLoss } from '../../engine/propagate';
import type { Steps } from '../../network/steps';

/** What the training samples do to one layer; the arrays have one number for each unit. */
export interface LayerSurvey {
  /** The least and the largest pre-activation over the training samples. */
  readonly lowest: Float64Array;
  readonly highest: Float64Array;
  /** The largest |φ′(a)| over the training samples; NaN for softmax, which has no slope of one unit. */
  readonly steepest: Float64Array;
  /** √ of the mean of δ² over units and training samples; δ of each sample's own loss. */
  readonly deltaSize: number;
}

/** One pass of all training samples through a network and back. */
export interface Survey {
  readonly layers: readonly LayerSurvey[];
  /** The largest |y − t| of each output over the training samples. */
  readonly residuals: Float64Array;
  /** Whether every number of it is finite; nothing is concluded from one that is not. */
  readonly isFinite: boolean;
}

interface Collected extends LayerSurvey {
  deltaSize: number;
}

/** The survey at `parameters`, with a pause after each sample. */
export function* surveySteps(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices & Pick<Dataset, 'trainingIndices'>,
): Steps<Survey> {
  const { inputUnits, outputUnits } = model;
  const trace = createTrace(model);
  const residuals = new Float64Array(outputUnits);
  const layers = model.layers.map(({ units, activationFunction }): Collected => ({
    lowest: new Float64Array(units).fill(Infinity),
    highest: new Float64Array(units).fill(-Infinity),
    steepest: new Float64Array(units).fill(activationFunction ? 0 : NaN),
    deltaSize: 0,
  }));
  for (const sample of samples.trainingIndices) {
    forward(model, parameters, samples.inputs, sample * inputUnits, trace);
    sampleLoss(model, samples.targets, sample * outputUnits, trace);
    backward(model, parameters, trace);
    layers.forEach((layer, l) => {
      collect(model, trace, l, layer);
    });
    const { activations } = trace.layers.at(-1)!;
    for (let k = 0; k < outputUnits; k++) {
      residuals[k] = Math.max(residuals[k]!, Math.abs(activations[k]! - trace.targets[k]!));
    }
    yield;
  }
  for (const layer of layers) {
    layer.deltaSize = Math.sqrt(layer.deltaSize / (samples.trainingIndices.length * layer.lowest.length));
  }
  return { layers, residuals, isFinite: areFinite(layers, residuals) };
}

/** Adds a sample; `deltaSize` is a sum of squares until the last. Of NaN everything it meets becomes NaN. */
function collect(model: Model, trace: Trace, l: number, layer: Collected): void {
  const { preActivations, deltas } = trace.layers[l]!;
  const { lowest, highest, steepest } = layer;
  const phi = model.layers[l]!.activationFunction;
  for (let j = 0; j < deltas.length; j++) {
    const a = preActivations[j]!;
    lowest[j] = Math.min(lowest[j]!, a);
    highest[j] = Math.max(highest[j]!, a);
    if (phi) steepest[j] = Math.max(steepest[j]!, Math.abs(phi.derivative(a)));
    layer.deltaSize += deltas[j]! * deltas[j]!;
  }
}

function areFinite(layers: readonly Collected[], residuals: Float64Array): boolean {
  const isFinite = (values: Float64Array): boolean => values.every((value) => Number.isFinite(value));
  return (
    isFinite(residuals) &&
    layers.every(
      ({ lowest, highest, steepest, deltaSize }) =>
        isFinite(lowest) &&
        isFinite(highest) &&
        Number.isFinite(deltaSize) &&
        (Number.isNaN(steepest[0]) || isFinite(steepest)),
    )
  );
}

import { parameterIndex } from '../engine/layout';
import { createTrace, type Model } from '../engine/model';
import { backward, forward, sampleLoss } from '../engine/propagate';
import type { Dataset } from '../engine/dataset';
import type { SampleValues } from '../math/evaluate';

/** Every number of one sample (an index into the dataset, from 0) at `parameters`; arrays are fresh. */
export function sampleValues(
  model: Model,
  dataset: Pick<Dataset, 'inputs' | 'targets'>,
  parameters: Float64Array,
  sample: number,
): SampleValues {
  const trace = createTrace(model);
  const { inputUnits, outputUnits } = model;
  forward(model, parameters, dataset.inputs, sample * inputUnits, trace);
  sampleLoss(model, dataset.targets, sample * outputUnits, trace);
  backward(model, parameters, trace);
  return {
    inputs: dataset.inputs.subarray(sample * inputUnits, (sample + 1) * inputUnits),
    targets: trace.targets,
    preActivations: trace.layers.map((layer) => layer.preActivations),
    activations: trace.layers.map((layer) => layer.activations),
    deltas: trace.layers.map((layer) => layer.deltas),
    lossTerms: trace.lossTerms,
    parameter: (subject) => parameters[parameterIndex(model.layout, subject)]!,
  };
}

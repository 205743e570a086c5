import { batchShare, type SampleMatrices } from '../batchGradient';
import type { Evaluation } from '../evaluate';
import type { Model } from '../model';
import { pairwiseSum } from '../pairwise';
import { addPenaltyGradient, penaltyAt } from '../penalty';
import type { Instantiate } from './instance';
import { compileEvaluation } from './program';

/** Evaluates a network at any parameters, over the same samples; the same numbers, bit for bit, as `evaluate`. */
export type CompiledEvaluation = (parameters: Float64Array) => Evaluation;

/**
 * @param indices the samples, as one batch; at least one.
 * @param instantiate runs WebAssembly; what it throws is thrown.
 */
export function createCompiledEvaluation(
  model: Model,
  samples: SampleMatrices,
  indices: Uint32Array,
  instantiate: Instantiate,
): CompiledEvaluation {
  const count = indices.length;
  const { outputUnits } = model;
  const program = compileEvaluation(model, count);
  const { map } = program;
  const instance = instantiate(program);
  const numbers = (at: number, length: number) => new Float64Array(instance.memory, at, length);
  gather(samples.inputs, model.inputUnits, indices, numbers(map.inputs, count * model.inputUnits));
  gather(samples.targets, outputUnits, indices, numbers(map.targets, count * outputUnits));
  new Uint32Array(instance.memory, map.trainingIndices, count).forEach((_, n, list) => {
    list[n] = n;
  });
  const losses = numbers(map.measuredLosses, count);
  const terms = numbers(map.terms, count * outputUnits);
  const share = batchShare(model, count);
  const reduced = (term: (position: number) => number): number => pairwiseSum(0, count, term) * share;
  return (parameters) => {
    numbers(map.parameters, parameters.length).set(parameters);
    instance.evaluate(map.trainingIndices, count);
    const gradient = numbers(map.gradient, parameters.length).map((sum) => sum * share);
    addPenaltyGradient(model, parameters, gradient);
    return {
      loss: reduced((position) => losses[position]!),
      penalty: penaltyAt(model, parameters),
      gradient,
      lossTerms: Float64Array.from({ length: outputUnits }, (_, k) =>
        reduced((position) => terms[position * outputUnits + k]!),
      ),
      outputs: numbers(map.results, count * outputUnits).slice(),
    };
  };
}

/** Puts the rows of the samples that are evaluated, in their order and no others, into `rows`. */
function gather(matrix: Float64Array, columns: number, indices: Uint32Array, rows: Float64Array): void {
  indices.forEach((sample, n) => {
    rows.set(matrix.subarray(sample * columns, (sample + 1) * columns), n * columns);
  });
}

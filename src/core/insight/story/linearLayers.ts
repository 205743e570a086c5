import type { Dataset } from '../../engine/dataset';
import type { LayerLayout } from '../../engine/layout';
import { createTrace, type Model } from '../../engine/model';
import { forward } from '../../engine/propagate';
import { activationFormula, isSoftmax } from '../../math/activations';
import { isSame, variable } from '../../math/expression';
import type { Activation, Network } from '../../network/network';
import { shownLatex } from '../numbersStyle';
import { shownNumber } from '../shownNumber';
import { say } from '../../words/say';

/*
 * A layer that hands its sums on as they are adds nothing: (x W₁ + b₁) W₂ + b₂ = x (W₁ W₂) + (b₁ W₂ + b₂).
 */

/** Two layers that equal one, as numbers. */
export interface MergedLayers {
  /** The first of the two, from 0. */
  readonly layer: number;
  /** W₁ W₂, row-major [inputs of the first, units of the second] */
  readonly weights: Float64Array;
  /** b₁ W₂ + b₂; null where neither has biases. [units of the second] */
  readonly biases: Float64Array | null;
  /** The largest difference to the pre-activations of the second layer over some samples; null without samples. */
  readonly difference: number | null;
}

/** Samples on which the two are compared. */
const comparedSamples = 64;

/** φ(a) = a, by its name or by a formula. */
export function isIdentity(activation: Activation): boolean {
  return !isSoftmax(activation) && isSame(activationFormula(activation), variable('a'));
}

/** The first layers of all pairs in which the first is the identity; the second may have any activation. */
export function linearPairs(network: Network): number[] {
  return network.layers.flatMap(({ activation }, l) =>
    l + 1 < network.layers.length && isIdentity(activation) ? [l] : [],
  );
}

/** The one layer that layers `layer` and `layer` + 1 equal. */
export function mergeLayers(
  model: Model,
  parameters: Float64Array,
  layer: number,
  dataset: Pick<Dataset, 'inputs' | 'sampleCount'> | null,
): MergedLayers {
  const [first, second] = [model.layers[layer]!, model.layers[layer + 1]!];
  const weights = new Float64Array(first.inputs * second.units);
  for (let i = 0; i < first.inputs; i++) {
    for (let k = 0; k < second.units; k++) {
      let sum = 0;
      for (let j = 0; j < first.units; j++)
        sum += weightOf(parameters, first, i, j) * weightOf(parameters, second, j, k);
      weights[i * second.units + k] = sum;
    }
  }
  const hasBiases = first.biasOffset !== null || second.biasOffset !== null;
  const biases = hasBiases ? new Float64Array(second.units) : null;
  for (let k = 0; biases && k < second.units; k++) {
    let sum = biasOf(parameters, second, k);
    for (let j = 0; j < first.units; j++)
      sum += biasOf(parameters, first, j) * weightOf(parameters, second, j, k);
    biases[k] = sum;
  }
  const merged = { layer, weights, biases };
  return { ...merged, difference: dataset && differenceOf(model, parameters, merged, dataset) };
}

function weightOf(
  parameters: Float64Array,
  { weightOffset, units }: LayerLayout,
  i: number,
  j: number,
): number {
  return parameters[weightOffset + i * units + j]!;
}

function biasOf(parameters: Float64Array, { biasOffset }: LayerLayout, j: number): number {
  return biasOffset === null ? 0 : parameters[biasOffset + j]!;
}

function differenceOf(
  model: Model,
  parameters: Float64Array,
  { layer, weights, biases }: Omit<MergedLayers, 'difference'>,
  { inputs, sampleCount }: Pick<Dataset, 'inputs' | 'sampleCount'>,
): number {
  const trace = createTrace(model);
  const { units } = model.layers[layer + 1]!;
  let largest = 0;
  for (let s = 0; s < Math.min(sampleCount, comparedSamples); s++) {
    forward(model, parameters, inputs, s * model.inputUnits, trace);
    const before =
      layer === 0
        ? inputs.subarray(s * model.inputUnits, (s + 1) * model.inputUnits)
        : trace.layers[layer - 1]!.activations;
    for (let k = 0; k < units; k++) {
      const sum = before.reduce((all, x, i) => all + x * weights[i * units + k]!, biases?.[k] ?? 0);
      largest = Math.max(largest, Math.abs(sum - trace.layers[layer + 1]!.preActivations[k]!));
    }
  }
  return largest;
}

/** Two layers that equal one, as they are shown. */
export interface MergedView {
  readonly sentence: string;
  /** W₁ W₂ = W and b₁ W₂ + b₂ = b with their numbers; fewer where matrices are too large to be read. */
  readonly latex: readonly string[];
}

/** Rows and columns up to which a matrix is written out. */
const mostShown = 6;

/** How the two layers are shown to equal one. */
export function mergedView(
  network: Network,
  model: Model,
  parameters: Float64Array,
  merged: MergedLayers,
): MergedView {
  const { layer, weights, biases, difference } = merged;
  const [first, second] = [model.layers[layer]!, model.layers[layer + 1]!];
  const [name, next] = [network.layers[layer]!.name, network.layers[layer + 1]!.name];
  const same =
    difference === null
      ? ''
      : difference === 0
        ? ` ${say('On the samples both give the same numbers.')}`
        : ` ${say('On the samples both give the same numbers, up to {0} of rounding.', shownNumber(difference))}`;
  const sentence = say(
    'Layer {0} hands its sums on as they are, so {1} and {2} together are one layer: multiplying by W₁ and then by W₂ is multiplying by their product.{3}',
    name,
    name,
    next,
    same,
  );
  const isShown = Math.max(first.inputs, first.units, second.units) <= mostShown;
  if (!isShown) return { sentence, latex: ['(x W_1 + b_1) W_2 + b_2 = x (W_1 W_2) + (b_1 W_2 + b_2)'] };
  const part = (from: number, rows: number, columns: number): Float64Array =>
    parameters.subarray(from, from + rows * columns);
  const secondWeights = bmatrix(part(second.weightOffset, second.inputs, second.units), second.units);
  const product = [
    braced(bmatrix(part(first.weightOffset, first.inputs, first.units), first.units), 'W_1'),
    braced(secondWeights, 'W_2'),
  ].join(' \\; ');
  const latex = [`${product} = ${braced(bmatrix(weights, second.units), 'W_1 W_2')}`];
  if (biases) {
    const row = (of: LayerLayout): Float64Array =>
      of.biasOffset === null ? new Float64Array(of.units) : part(of.biasOffset, 1, of.units);
    latex.push(
      `${braced(bmatrix(row(first), first.units), 'b_1')} \\; ${braced(secondWeights, 'W_2')} + ${braced(bmatrix(row(second), second.units), 'b_2')} = ${braced(bmatrix(biases, second.units), 'b_1 W_2 + b_2')}`,
    );
  }
  return { sentence, latex };
}

function bmatrix(values: Float64Array, columns: number): string {
  const rows: string[] = [];
  for (let from = 0; from < values.length; from += columns)
    rows.push([...values.subarray(from, from + columns)].map(shownLatex).join(' & '));
  return `\\begin{bmatrix} ${rows.join(' \\\\ ')} \\end{bmatrix}`;
}

function braced(matrix: string, name: string): string {
  return `\\underset{${name}}{${matrix}}`;
}

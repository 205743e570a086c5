import type { Evaluation } from '../../core/engine/evaluate';
import type { ParameterLayout } from '../../core/engine/layout';
import { createTrace, type Trace } from '../../core/engine/model';
import { backward, forward, sampleLoss } from '../../core/engine/propagate';
import type { Quantity } from '../../core/math/expression';
import { createNames, type Names } from '../../core/math/names';
import { activationLabel, counted } from '../../core/network/wording';
import type { Loss, Network } from '../../core/network/network';
import { formatNumber } from '../../core/network/number';
import type { LayerView, NetworkView, OutputView, UnitView } from '../../protocol/panel';
import type { GoodNetwork } from '../documents';
import { say, saying } from '../../core/words/say';

/** Layers of more units are folded: the first few are shown, the rest is a sentence. */
export const foldAbove = 24;
const shownWhenFolded = 6;

/** What the panel shows a network at: parameters, and what was measured there over all training samples. */
export interface ShownState {
  readonly parameters: Float64Array;
  readonly evaluation: Pick<Evaluation, 'gradient'> | null;
  /** NaN where it was not measured. */
  readonly loss: number;
  readonly penalty: number;
}

interface Spelled {
  readonly symbol: string;
  readonly text: string;
}

interface LayerNames {
  readonly preActivations: readonly Spelled[];
  readonly activations: readonly Spelled[];
  readonly weightTexts: readonly string[] | null;
  /** Null without biases. */
  readonly biasTexts: readonly string[] | null;
}

/** Draws one network as data for the panel, again and again: what does not change is spelled once. */
export class NetworkPicture {
  readonly #good: GoodNetwork;
  readonly #names: Names;
  readonly #inputs: readonly Spelled[];
  readonly #layers: readonly LayerNames[];
  readonly #outputs: readonly { readonly target: Spelled; readonly term: Spelled }[];
  readonly #layout: ParameterLayout;
  /** The numbers of the sample shown; null where there is none. */
  readonly #trace: Trace | null;

  constructor(good: GoodNetwork) {
    const { network, symbols, model, dataset } = good;
    this.#good = good;
    this.#layout = model.layout;
    this.#trace = dataset && createTrace(model);
    this.#names = createNames(network, symbols);
    this.#inputs = spellings(shownCount(network.inputs.units), (i) => this.#spell({ kind: 'input', i }));
    this.#layers = network.layers.map((_, layer) => this.#nameLayer(layer));
    const outputUnits = network.layers.at(-1)?.units ?? 0;
    this.#outputs = spellings(this.#trace ? shownCount(outputUnits) : 0, (k) => ({
      target: this.#spell({ kind: 'target', k }),
      term: this.#spell({ kind: 'lossTerm', k }),
    }));
  }

  /** How many samples there are to show. */
  get sampleCount(): number {
    return this.#good.dataset?.sampleCount ?? 0;
  }

  /** @param sample row of the dataset, from 0; numbers of a network without data are NaN. */
  view(state: ShownState, sample: number): NetworkView {
    const { network, dataset } = this.#good;
    const inputs = this.#compute(state.parameters, sample);
    const { learningRate, optimizer, epochs } = network.training;
    return {
      name: network.name ?? '',
      inputs: this.#inputs.map((spelled, i) => ({
        ...spelled,
        preActivation: null,
        value: inputs?.[i] ?? Number.NaN,
        delta: null,
      })),
      inputCount: network.inputs.units,
      layers: this.#layers.map((_, l) => this.#layerView(l, state)),
      outputs: this.#outputs.map(({ target, term }, k): OutputView => ({
        target: { ...target, value: this.#trace?.targets[k] ?? Number.NaN },
        term: { ...term, value: this.#trace?.lossTerms[k] ?? Number.NaN },
      })),
      loss: { ...this.#spell({ kind: 'loss' }), value: state.loss, penalty: state.penalty },
      lossConvention: lossConvention(network, dataset?.trainingIndices.length ?? 0),
      sample: dataset ? sample + 1 : 0,
      sampleCount: this.sampleCount,
      learningRate,
      optimizer: optimizer.type,
      epochs,
    };
  }

  /** Fills the trace with the sample's numbers; its inputs, or null without data. */
  #compute(parameters: Float64Array, sample: number): Float64Array | null {
    const { dataset, model } = this.#good;
    const trace = this.#trace;
    if (!dataset || !trace) return null;
    const { inputUnits, outputUnits } = model;
    forward(model, parameters, dataset.inputs, sample * inputUnits, trace);
    sampleLoss(model, dataset.targets, sample * outputUnits, trace);
    backward(model, parameters, trace);
    return dataset.inputs.subarray(sample * inputUnits, (sample + 1) * inputUnits);
  }

  #layerView(l: number, { parameters, evaluation }: ShownState): LayerView {
    const { name, activation } = this.#good.network.layers[l]!;
    const { inputs, units, weightOffset, biasOffset } = this.#layout.layers[l]!;
    const { preActivations, activations, weightTexts, biasTexts } = this.#layers[l]!;
    const trace = this.#trace?.layers[l];
    const gradient = evaluation?.gradient;
    const shown = activations.length;
    const weightEnd = weightOffset + inputs * units;
    const biasesOf = (values: Float64Array | undefined): Float64Array | null =>
      biasOffset === null || !values ? null : values.slice(biasOffset, biasOffset + shown);
    return {
      name,
      activation: activationLabel(activation),
      units: activations.map((spelled, j): UnitView => ({
        ...spelled,
        preActivation: { ...preActivations[j]!, value: trace?.preActivations[j] ?? Number.NaN },
        value: trace?.activations[j] ?? Number.NaN,
        delta: trace?.deltas[j] ?? null,
      })),
      unitCount: units,
      weights: weightTexts && parameters.slice(weightOffset, weightEnd),
      gradients: weightTexts && gradient ? gradient.slice(weightOffset, weightEnd) : null,
      weightTexts,
      biases: biasesOf(parameters),
      biasGradients: biasesOf(gradient),
      biasTexts,
      summary: shown === units ? null : foldedSentence(name, shown, units, trace?.activations),
    };
  }

  #nameLayer(layer: number): LayerNames {
    const { inputs, units, biasOffset } = this.#layout.layers[layer]!;
    const shown = shownCount(units);
    const isWhole = shown === units && shownCount(inputs) === inputs;
    return {
      preActivations: spellings(shown, (j) => this.#spell({ kind: 'preActivation', layer, j })),
      activations: spellings(shown, (j) => this.#spell({ kind: 'activation', layer, j })),
      biasTexts:
        biasOffset === null ? null : spellings(shown, (j) => this.#names.unicode({ kind: 'bias', layer, j })),
      weightTexts: isWhole
        ? spellings(inputs * units, (index) =>
            this.#names.unicode({
              kind: 'weight',
              layer,
              i: Math.floor(index / units),
              j: index % units,
            }),
          )
        : null,
    };
  }

  #spell(quantity: Quantity): Spelled {
    return { symbol: this.#names.latex(quantity), text: this.#names.unicode(quantity) };
  }
}

/** What the units that are not shown do. */
function foldedSentence(
  name: string,
  shown: number,
  units: number,
  activations: Float64Array | undefined,
): string {
  const head = say('{0}: {1} of {2} units are shown', name, shown, units);
  if (!activations) return `${head}.`;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let zeros = 0;
  for (const activation of activations) {
    least = Math.min(least, activation);
    greatest = Math.max(greatest, activation);
    if (activation === 0) zeros++;
  }
  const range = say(
    'activations of this sample from {0} to {1}',
    formatNumber(least),
    formatNumber(greatest),
  );
  return `${head}; ${range}${zeros === 0 ? '' : say(', {0} of them 0', zeros)}.`;
}

/** How many of so many units are shown. */
export function shownCount(units: number): number {
  return units > foldAbove ? shownWhenFolded : units;
}

function spellings<T>(count: number, spell: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => spell(index));
}

const lossNames: Readonly<Record<Loss['type'], () => string>> = {
  halfSquaredError: saying('half squared error'),
  meanSquaredError: saying('squared error, mean over the outputs'),
  meanAbsoluteError: saying('absolute error, mean over the outputs'),
  huber: saying('Huber loss, mean over the outputs'),
  binaryCrossEntropy: saying('binary cross-entropy, mean over the outputs'),
  categoricalCrossEntropy: saying('categorical cross-entropy'),
};

/** "half squared error ½Σ(y − t)², mean over 4 samples": what the number beside it is. */
export function lossConvention({ loss, reduction, training, symbols }: Network, samples: number): string {
  const residual = symbols.residual === 'targetMinusOutput' ? 't − y' : 'y − t';
  const formula = loss.type === 'halfSquaredError' ? ` ½Σ(${residual})²` : '';
  const all = counted(samples, 'sample');
  const batch =
    samples === 1
      ? say('one sample')
      : reduction === 'mean'
        ? say('mean over {0}', all)
        : say('sum over {0}', all);
  const hasPenalty = training.l1 > 0 || training.l2 > 0;
  const penalty = hasPenalty
    ? say('; the penalty on the weights stands beside it, gradients are of their sum')
    : '';
  return `${lossNames[loss.type]()}${formula}, ${batch}${penalty}`;
}

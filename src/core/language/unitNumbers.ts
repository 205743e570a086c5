import type { Dataset } from '../engine/dataset';
import { parameterIndex } from '../engine/layout';
import { createTrace, type Model } from '../engine/model';
import { backward, forward, sampleLoss } from '../engine/propagate';
import { createNames, type Names } from '../math/names';
import { formatNumber } from '../network/number';
import type { Network } from '../network/network';
import type { ParameterSubject, Subject } from '../network/subject';
import type { Symbols } from '../network/symbols';
import { counted } from '../network/wording';
import { say } from '../words/say';

/** The numbers of one unit in lines of text: what it computes, and what leads to it and from it. */

export interface UnitPlace {
  readonly network: Network;
  readonly symbols: Symbols;
  readonly model: Model;
  /** Null: no samples, so weights alone can be told. */
  readonly dataset: Dataset | null;
  readonly parameters: Float64Array;
}

type UnitSubject = Extract<Subject, { kind: 'input' | 'activation' | 'preActivation' }>;

/** Means over the samples are taken up to so much work, in parameters times samples: some milliseconds. */
const MOST_WORK = 2_000_000;
/** What a sample costs beside its parameters, in parameters. */
const WORK_OF_SAMPLE = 500;
/** Weights that are told one by one: those that weigh most. */
const MOST_WEIGHTS = 6;

/**
 * @param sample whose numbers are shown, from 0; null: those of the first sample to train on, and the means over all.
 * @returns lines of plain text.
 */
export function unitLines(place: UnitPlace, subject: UnitSubject, sample: number | null): readonly string[] {
  const names = createNames(place.network, place.symbols);
  const { layer, j } = subject.kind === 'input' ? { layer: -1, j: subject.i } : subject;
  return [
    ...(layer < 0 ? [] : valueLines(place, names, layer, j, sample)),
    ...(layer < 0 ? [] : [incoming(place, names, layer, j)]),
    ...(layer === place.network.layers.length - 1 ? [] : [outgoing(place, names, layer, j)]),
  ];
}

function valueLines(
  { model, dataset, parameters }: UnitPlace,
  names: Names,
  layer: number,
  j: number,
  sample: number | null,
): readonly string[] {
  if (!dataset) return [];
  const shown = sample ?? dataset.trainingIndices[0] ?? 0;
  const [own] = valuesOf(model, dataset, parameters, layer, j, [shown]);
  const texts = (['preActivation', 'activation', 'delta'] as const).map((kind) =>
    names.unicode({ kind, layer, j }),
  );
  const line = (values: readonly number[], what: string): string =>
    `${texts.map((text, index) => `${text} = ${formatNumber(values[index]!)}`).join('   ')}   ${what}`;
  const lines = own ? [line(own, say('sample {0}', shown + 1))] : [];
  const count = dataset.trainingIndices.length;
  const work = (model.layout.parameterCount + WORK_OF_SAMPLE) * count;
  if (sample === null && count > 1 && work <= MOST_WORK) {
    const all = valuesOf(model, dataset, parameters, layer, j, dataset.trainingIndices);
    const sums = [0, 0, 0];
    for (const values of all) values.forEach((value, index) => (sums[index]! += value));
    lines.push(
      line(
        sums.map((sum) => sum / count),
        say('mean of {0}', counted(count, 'sample')),
      ),
    );
  }
  return lines;
}

/** Pre-activation, activation and error of a unit for each sample. */
function valuesOf(
  model: Model,
  { inputs, targets }: Dataset,
  parameters: Float64Array,
  layer: number,
  j: number,
  samples: Iterable<number>,
): readonly (readonly [number, number, number])[] {
  const trace = createTrace(model);
  const found: [number, number, number][] = [];
  for (const sample of samples) {
    forward(model, parameters, inputs, sample * model.inputUnits, trace);
    sampleLoss(model, targets, sample * model.outputUnits, trace);
    backward(model, parameters, trace);
    const own = trace.layers[layer]!;
    found.push([own.preActivations[j]!, own.activations[j]!, own.deltas[j]!]);
  }
  return found;
}

function incoming({ network, model, parameters }: UnitPlace, names: Names, layer: number, j: number): string {
  const { inputs } = model.layout.layers[layer]!;
  const valueOf = (subject: ParameterSubject): number => parameters[parameterIndex(model.layout, subject)]!;
  const weights = Array.from({ length: inputs }, (_, i) => valueOf({ kind: 'weight', layer, i, j }));
  const heaviest = listed(weights, (i) => names.unicode({ kind: 'weight', layer, i, j }));
  const bias = { kind: 'bias', layer, j } as const;
  const rest = network.layers[layer]!.hasBiases
    ? `${names.unicode(bias)} = ${formatNumber(valueOf(bias))}`
    : say('no bias');
  return say('in: {0}, {1}; {2}', counted(inputs, 'weight'), heaviest, rest);
}

function outgoing({ model, parameters }: UnitPlace, names: Names, layer: number, j: number): string {
  const next = layer + 1;
  const { units, weightOffset } = model.layout.layers[next]!;
  const from = weightOffset + j * units;
  const weights = Array.from(parameters.subarray(from, from + units));
  const heaviest = listed(weights, (k) => names.unicode({ kind: 'weight', layer: next, i: j, j: k }));
  return say('out: {0}, {1}', counted(units, 'weight'), heaviest);
}

/** All of a few weights, or the heaviest of many, in the order of the file. */
function listed(weights: readonly number[], nameOf: (index: number) => string): string {
  const kept = weights
    .map((value, index) => ({ value, index }))
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value) || a.index - b.index)
    .slice(0, MOST_WEIGHTS)
    .sort((a, b) => a.index - b.index)
    .map(({ value, index }) => `${nameOf(index)} = ${formatNumber(value)}`);
  return weights.length > MOST_WEIGHTS ? say('heaviest {0}', kept.join(', ')) : kept.join(', ');
}

import type { DataSource, Matrix, Network } from '../network/network';
import { formatNumber } from '../network/number';
import { counted, quoted } from '../network/wording';
import { dataFilePath } from '../network/dataPath';
import { readFileSamples } from './fileSamples';
import { generatedInputUnits, generateSamples } from './generators';
import { createRandom, splitStream } from './random';
import type { DataProblem, JsonPath, Samples } from './samples';
import { shuffle } from './shuffle';
import { standardize, type Standardization } from './standardize';

/** The samples a network is trained and tested on, ready for the engine. Matrices are row-major. */
export interface Dataset {
  readonly inputUnits: number;
  readonly targetUnits: number;
  readonly sampleCount: number;
  /** [sample][input], standardized where the file asks for it */
  readonly inputs: Float64Array;
  /** [sample][target] */
  readonly targets: Float64Array;
  /** Samples to train on, ascending: file order, which shuffling starts from. Never empty. */
  readonly trainingIndices: Uint32Array;
  /** Samples held out, ascending. */
  readonly testIndices: Uint32Array;
  /** What the inputs were standardized with; null: they are as the source gives them. */
  readonly standardization: Standardization | null;
  /** Names of the columns of a file, one-hot columns written out as `column=value`; null for other sources. */
  readonly inputColumns: readonly string[] | null;
  readonly targetColumns: readonly string[] | null;
}

/** At most this many problems with targets are told one by one. */
const toldTargets = 10;

/**
 * The samples of `network.data`, split by `testFraction` and the seed, and standardized after that. Problems
 * mean that the network cannot be trained on them; warnings do not, and tell only what reading the file brought
 * to light: `parse` has told the rest.
 *
 * @param fileText the decoded CSV file where `network.data` names one, else null. Null for a file that could
 *   not be read, whose reader tells why.
 */
export function prepareDataset(
  network: Network,
  fileText: string | null,
):
  | { readonly dataset: Dataset; readonly warnings: readonly DataProblem[] }
  | { readonly problems: readonly DataProblem[] } {
  const samples = readSamples(network, fileText);
  if ('problems' in samples) return samples;
  if (samples.sampleCount === 0) {
    return problem('data.empty', 'There are no samples. Add at least one to "data".', ['data']);
  }
  const problems: DataProblem[] = [];
  const warnings: DataProblem[] = [];
  const { loss, data } = network;
  if (loss.type === 'binaryCrossEntropy') checkBinaryTargets(samples, problems);
  if (problems.length > 0) return { problems };
  if (loss.type === 'categoricalCrossEntropy' && data?.kind === 'file') checkDistributions(samples, warnings);

  const { trainingIndices, testIndices } = split(
    samples.sampleCount,
    network.testFraction,
    network.training.seed,
  );
  const { inputUnits, targetUnits, sampleCount, inputs, targets, inputColumns, targetColumns } = samples;
  const dataset: Dataset = {
    inputUnits,
    targetUnits,
    sampleCount,
    inputs,
    targets,
    trainingIndices,
    testIndices,
    standardization:
      samples.standardizedInputs && standardize(inputs, samples.standardizedInputs, trainingIndices),
    inputColumns,
    targetColumns,
  };
  if (dataset.standardization && !inputs.every(Number.isFinite)) {
    const message =
      'The inputs are too large to be standardized. Set "standardize" to false, or scale the columns.';
    return problem('data.standardize', message, ['data', 'standardize']);
  }
  return { dataset, warnings };
}

/**
 * Which samples are held out: ⌈fraction · count⌉ of them, at least one left to train. All are permuted by
 * stream 0 of the seed and the first are the test samples. Both lists are ascending: the permutation says
 * who is in a list, file order says in what order.
 */
export function split(
  count: number,
  fraction: number,
  seed: number,
): { readonly trainingIndices: Uint32Array; readonly testIndices: Uint32Array } {
  const order = Uint32Array.from({ length: count }, (_, sample) => sample);
  const testCount = Math.min(Math.ceil(fraction * count), count - 1);
  if (testCount > 0) shuffle(order, createRandom(seed, splitStream));
  return { testIndices: order.slice(0, testCount).sort(), trainingIndices: order.slice(testCount).sort() };
}

function readSamples(
  network: Network,
  fileText: string | null,
): Samples | { readonly problems: readonly DataProblem[] } {
  const source = network.data;
  switch (source?.kind) {
    case undefined:
      return problem('data.missing', 'The network has no samples. Add "data" to train it.', []);
    case 'inline':
      return inlineSamples(network, source.inputs, source.targets);
    case 'generator':
      return generatedSamples(network, source);
    case 'file': {
      const path = dataFilePath(source.path);
      if ('refused' in path) {
        const message = `The data file ${quoted(source.path)} is not read: ${path.refused}.`;
        return problem('data.path', message, ['data', 'file']);
      }
      if (fileText !== null) return readFileSamples(network, source, fileText);
      return problem('data.file', `${source.path} was not read, so there are no samples.`, ['data', 'file']);
    }
  }
}

function inlineSamples(
  network: Network,
  inputs: Matrix,
  targets: Matrix,
): Samples | { readonly problems: readonly DataProblem[] } {
  const inputUnits = network.inputs.units;
  const targetUnits = outputsOf(network);
  const problems: DataProblem[] = [];
  checkRows('inputs', inputs, inputUnits, `the network has ${counted(inputUnits, 'input')}`, problems);
  checkRows('targets', targets, targetUnits, `the last layer has ${counted(targetUnits, 'unit')}`, problems);
  if (inputs.length !== targets.length) {
    const message = `There are ${counted(inputs.length, 'row')} of inputs and ${counted(targets.length, 'row')} of targets. Give each sample one of both.`;
    problems.push({ code: 'data.samples', message, path: ['data', 'targets'] });
  }
  if (problems.length > 0) return { problems };
  return {
    sampleCount: inputs.length,
    inputUnits,
    targetUnits,
    inputs: Float64Array.from(inputs.flat()),
    targets: Float64Array.from(targets.flat()),
    inputColumns: null,
    targetColumns: null,
    standardizedInputs: null,
    samplePlace: (sample) => `of sample ${sample + 1}`,
    targetPlace: (sample, k) => ({
      place: `of sample ${sample + 1}`,
      path: ['data', 'targets', sample, k],
    }),
  };
}

function checkRows(
  key: 'inputs' | 'targets',
  rows: Matrix,
  width: number,
  expected: string,
  problems: DataProblem[],
): void {
  const bad = rows.findIndex((row) => row.length !== width);
  if (bad < 0) return;
  const message = `Row ${bad + 1} of "${key}" has ${counted(rows[bad]!.length, 'number')}, but ${expected}. Make them equal.`;
  problems.push({ code: `data.${key}`, message, path: ['data', key, bad] });
}

function generatedSamples(
  network: Network,
  source: Extract<DataSource, { kind: 'generator' }>,
): Samples | { readonly problems: readonly DataProblem[] } {
  const inputUnits = generatedInputUnits(source.generator);
  const path = ['data', 'generator'];
  const problems: DataProblem[] = [];
  if (network.inputs.units !== inputUnits) {
    const message = `The generator "${source.generator}" gives ${counted(inputUnits, 'input')}, but the network has ${counted(network.inputs.units, 'input')}. Make them equal.`;
    problems.push({ code: 'data.inputs', message, path });
  }
  if (outputsOf(network) !== 1) {
    const message = `The generator "${source.generator}" gives 1 target, but the last layer has ${counted(outputsOf(network), 'unit')}. Give it one unit.`;
    problems.push({ code: 'data.targets', message, path });
  }
  if (problems.length > 0) return { problems };
  return {
    ...generateSamples(source),
    sampleCount: source.samples,
    inputUnits,
    targetUnits: 1,
    inputColumns: null,
    targetColumns: null,
    standardizedInputs: null,
    samplePlace: (sample) => `of sample ${sample + 1}`,
    targetPlace: (sample) => ({ place: `of sample ${sample + 1}`, path }),
  };
}

/** Targets that binary cross-entropy has no meaning for. */
function checkBinaryTargets({ targets, targetUnits, targetPlace }: Samples, problems: DataProblem[]): void {
  for (let index = 0; index < targets.length && problems.length < toldTargets; index++) {
    const target = targets[index]!;
    if (target >= 0 && target <= 1) continue;
    const { place, path } = targetPlace(Math.floor(index / targetUnits), index % targetUnits);
    const message = `binaryCrossEntropy needs targets from 0 to 1, not ${formatNumber(target)}. Change the target ${place}, or the loss.`;
    problems.push({ code: 'targets.binary', message, path });
  }
}

/** By how much the targets of a sample may miss the sum 1. */
const sumTolerance = 1e-9;

/** Samples whose targets are no distribution. */
function checkDistributions(samples: Samples, warnings: DataProblem[]): void {
  const { targets, targetUnits, samplePlace } = samples;
  for (let start = 0; start < targets.length && warnings.length < toldTargets; start += targetUnits) {
    const sum = targets.subarray(start, start + targetUnits).reduce((total, target) => total + target, 0);
    if (Math.abs(sum - 1) <= sumTolerance) continue;
    const message = `The targets ${samplePlace(start / targetUnits)} sum to ${formatNumber(sum)}; categoricalCrossEntropy expects them to sum to 1.`;
    warnings.push({ code: 'targets.sum', message, path: ['data', 'targets'] });
  }
}

function outputsOf(network: Network): number {
  return network.layers.at(-1)?.units ?? 0;
}

function problem(code: string, message: string, path: JsonPath): { readonly problems: DataProblem[] } {
  return { problems: [{ code, message, path }] };
}

import type { DataSource, Matrix, Network } from '../network/network';
import { formatNumber } from '../network/number';
import { runToEnd, type Steps } from '../network/steps';
import { counted, quoted } from '../network/wording';
import { dataFilePath } from '../network/dataPath';
import { fileSampleSteps } from './fileSamples';
import { generatedInputUnits, generateSampleSteps } from './generators';
import { createRandom, splitStream } from './random';
import type { DataProblem, JsonPath, Samples } from './samples';
import { shuffle } from './shuffle';
import { standardizeSteps, type Standardization } from './standardize';
import { say } from '../words/say';

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

/** Numbers between two pauses: less than a millisecond of work. */
const numbersPerStep = 32_768;

interface Problems {
  readonly problems: readonly DataProblem[];
}

/** Samples that are ready, with what is to be said about them; or what keeps them from it. */
export type PreparedDataset =
  { readonly dataset: Dataset; readonly warnings: readonly DataProblem[] } | Problems;

/**
 * The samples of `network.data`, split by `testFraction` and the seed, and standardized after that. Problems
 * mean that the network cannot be trained on them; warnings do not, and tell only what reading the file brought
 * to light: `parse` has told the rest.
 *
 * @param fileText the decoded CSV file where `network.data` names one, else null. Null for a file that could
 *   not be read, whose reader tells why.
 */
export function prepareDataset(network: Network, fileText: string | null): PreparedDataset {
  return runToEnd(prepareDatasetSteps(network, fileText));
}

/**
 * The same in pieces of a millisecond or two, so that no file holds its caller up; the same bits. A file of 64 MB
 * has some thousands of them.
 */
export function* prepareDatasetSteps(network: Network, fileText: string | null): Steps<PreparedDataset> {
  const samples = yield* readSamples(network, fileText);
  if ('problems' in samples) return samples;
  if (samples.sampleCount === 0) {
    return problem('data.empty', say('There are no samples. Add at least one to "data".'), ['data']);
  }
  const { loss, data } = network;
  if (loss.type === 'binaryCrossEntropy') {
    const problems = yield* binaryTargetProblems(samples);
    if (problems.length > 0) return { problems };
  }
  const isUnchecked = loss.type === 'categoricalCrossEntropy' && data?.kind === 'file';
  const warnings = isUnchecked ? yield* distributionWarnings(samples) : [];
  const { sampleCount, inputs, standardizedInputs } = samples;
  const { trainingIndices, testIndices } = yield* splitSteps(
    sampleCount,
    network.testFraction,
    network.training.seed,
  );
  const standardization =
    standardizedInputs && (yield* standardizeSteps(inputs, standardizedInputs, trainingIndices));
  if (standardization && !(yield* areFinite(inputs))) {
    const message = say(
      'The inputs are too large to be standardized. Set "standardize" to false, or scale the columns.',
    );
    return problem('data.standardize', message, ['data', 'standardize']);
  }
  const { inputUnits, targetUnits, targets, inputColumns, targetColumns } = samples;
  const dataset: Dataset = {
    inputUnits,
    targetUnits,
    sampleCount,
    inputs,
    targets,
    trainingIndices,
    testIndices,
    standardization,
    inputColumns,
    targetColumns,
  };
  return { dataset, warnings };
}

function* areFinite(numbers: Float64Array): Steps<boolean> {
  for (let n = 0; n < numbers.length; n++) {
    if (!Number.isFinite(numbers[n])) return false;
    if (n % numbersPerStep === 0) yield;
  }
  return true;
}

/** Which samples are held out, and which are left to train on; both ascending. */
interface Split {
  readonly trainingIndices: Uint32Array;
  readonly testIndices: Uint32Array;
}

/**
 * Which samples are held out: ⌈fraction · count⌉ of them, at least one left to train. All are permuted by
 * stream 0 of the seed and the first are the test samples. Both lists are ascending: the permutation says
 * who is in a list, file order says in what order.
 */
export function split(count: number, fraction: number, seed: number): Split {
  return runToEnd(splitSteps(count, fraction, seed));
}

function* splitSteps(count: number, fraction: number, seed: number): Steps<Split> {
  const testCount = Math.min(Math.ceil(fraction * count), count - 1);
  const isHeldOut = new Uint8Array(count);
  if (testCount > 0) {
    const order = yield* permutation(count, seed);
    for (let n = 0; n < testCount; n++) {
      isHeldOut[order[n]!] = 1;
      if (n % numbersPerStep === 0) yield;
    }
  }
  const testIndices = new Uint32Array(Math.max(testCount, 0));
  const trainingIndices = new Uint32Array(count - testIndices.length);
  for (let sample = 0, test = 0; sample < count; sample++) {
    if (isHeldOut[sample] === 1) testIndices[test++] = sample;
    else trainingIndices[sample - test] = sample;
    if (sample % numbersPerStep === 0) yield;
  }
  return { trainingIndices, testIndices };
}

function* permutation(count: number, seed: number): Steps<Uint32Array> {
  const order = new Uint32Array(count);
  for (let n = 0; n < count; n++) {
    order[n] = n;
    if (n % numbersPerStep === 0) yield;
  }
  const random = createRandom(seed, splitStream);
  for (let from = count - 1; from > 0; from -= numbersPerStep) {
    shuffle(order, random, from, Math.max(0, from - numbersPerStep));
    yield;
  }
  return order;
}

function* readSamples(network: Network, fileText: string | null): Steps<Samples | Problems> {
  const source = network.data;
  switch (source?.kind) {
    case undefined:
      return problem('data.missing', say('The network has no samples. Add "data" to train it.'), []);
    case 'inline':
      return yield* inlineSamples(network, source.inputs, source.targets);
    case 'generator':
      return yield* generatedSamples(network, source);
    case 'file': {
      const path = dataFilePath(source.path);
      if ('refused' in path) {
        const message = say('The data file {0} is not read: {1}.', quoted(source.path), path.refused);
        return problem('data.path', message, ['data', 'file']);
      }
      if (fileText !== null) return yield* fileSampleSteps(network, source, fileText);
      return problem('data.file', say('{0} was not read, so there are no samples.', source.path), [
        'data',
        'file',
      ]);
    }
  }
}

function* inlineSamples(network: Network, inputs: Matrix, targets: Matrix): Steps<Samples | Problems> {
  const inputUnits = network.inputs.units;
  const targetUnits = outputsOf(network);
  const problems: DataProblem[] = [];
  checkRows('inputs', inputs, inputUnits, say('the network has {0}', counted(inputUnits, 'input')), problems);
  checkRows(
    'targets',
    targets,
    targetUnits,
    say('the last layer has {0}', counted(targetUnits, 'unit')),
    problems,
  );
  if (inputs.length !== targets.length) {
    const message = say(
      'There are {0} of inputs and {1} of targets. Give each sample one of both.',
      counted(inputs.length, 'row'),
      counted(targets.length, 'row'),
    );
    problems.push({ code: 'data.samples', message, path: ['data', 'targets'] });
  }
  if (problems.length > 0) return { problems };
  return {
    sampleCount: inputs.length,
    inputUnits,
    targetUnits,
    inputs: yield* flat(inputs, inputUnits),
    targets: yield* flat(targets, targetUnits),
    inputColumns: null,
    targetColumns: null,
    standardizedInputs: null,
    samplePlace: (sample) => say('of sample {0}', sample + 1),
    targetPlace: (sample, k) => ({
      place: say('of sample {0}', sample + 1),
      path: ['data', 'targets', sample, k],
    }),
  };
}

/** The rows one after the other. */
function* flat(rows: Matrix, width: number): Steps<Float64Array> {
  const numbers = new Float64Array(rows.length * width);
  const rowsPerStep = Math.ceil(numbersPerStep / width);
  for (const [index, row] of rows.entries()) {
    numbers.set(row, index * width);
    if (index % rowsPerStep === 0) yield;
  }
  return numbers;
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
  const message = say(
    'Row {0} of "{1}" has {2}, but {3}. Make them equal.',
    bad + 1,
    key,
    counted(rows[bad]!.length, 'number'),
    expected,
  );
  problems.push({ code: `data.${key}`, message, path: ['data', key, bad] });
}

function* generatedSamples(
  network: Network,
  source: Extract<DataSource, { kind: 'generator' }>,
): Steps<Samples | Problems> {
  const inputUnits = generatedInputUnits(source.generator);
  const path = ['data', 'generator'];
  const problems: DataProblem[] = [];
  if (network.inputs.units !== inputUnits) {
    const message = say(
      'The generator "{0}" gives {1}, but the network has {2}. Make them equal.',
      source.generator,
      counted(inputUnits, 'input'),
      counted(network.inputs.units, 'input'),
    );
    problems.push({ code: 'data.inputs', message, path });
  }
  if (outputsOf(network) !== 1) {
    const message = say(
      'The generator "{0}" gives 1 target, but the last layer has {1}. Give it one unit.',
      source.generator,
      counted(outputsOf(network), 'unit'),
    );
    problems.push({ code: 'data.targets', message, path });
  }
  if (problems.length > 0) return { problems };
  return {
    ...(yield* generateSampleSteps(source)),
    sampleCount: source.samples,
    inputUnits,
    targetUnits: 1,
    inputColumns: null,
    targetColumns: null,
    standardizedInputs: null,
    samplePlace: (sample) => say('of sample {0}', sample + 1),
    targetPlace: (sample) => ({ place: say('of sample {0}', sample + 1), path }),
  };
}

/** Targets that binary cross-entropy has no meaning for. */
function* binaryTargetProblems({ targets, targetUnits, targetPlace }: Samples): Steps<DataProblem[]> {
  const problems: DataProblem[] = [];
  for (let index = 0; index < targets.length && problems.length < toldTargets; index++) {
    if (index % numbersPerStep === 0) yield;
    const target = targets[index]!;
    if (target >= 0 && target <= 1) continue;
    const { place, path } = targetPlace(Math.floor(index / targetUnits), index % targetUnits);
    const message = say(
      'binaryCrossEntropy needs targets from 0 to 1, not {0}. Change the target {1}, or the loss.',
      formatNumber(target),
      place,
    );
    problems.push({ code: 'targets.binary', message, path });
  }
  return problems;
}

/** By how much the targets of a sample may miss the sum 1. */
const sumTolerance = 1e-9;

/** Samples whose targets are no distribution. */
function* distributionWarnings(samples: Samples): Steps<DataProblem[]> {
  const { sampleCount, targets, targetUnits, samplePlace } = samples;
  const warnings: DataProblem[] = [];
  const samplesPerStep = Math.ceil(numbersPerStep / targetUnits);
  for (let sample = 0; sample < sampleCount && warnings.length < toldTargets; sample++) {
    if (sample % samplesPerStep === 0) yield;
    let sum = 0;
    for (let k = 0; k < targetUnits; k++) sum += targets[sample * targetUnits + k]!;
    if (Math.abs(sum - 1) <= sumTolerance) continue;
    const message = say(
      'The targets {0} sum to {1}; categoricalCrossEntropy expects them to sum to 1.',
      samplePlace(sample),
      formatNumber(sum),
    );
    warnings.push({ code: 'targets.sum', message, path: ['data', 'targets'] });
  }
  return warnings;
}

function outputsOf(network: Network): number {
  return network.layers.at(-1)?.units ?? 0;
}

function problem(code: string, message: string, path: JsonPath): Problems {
  return { problems: [{ code, message, path }] };
}

import { split } from '../../../engine/dataset';
import type { Steps } from '../../../network/steps';
import { textOfUtf8 } from '../../files/utf8';
import { refuse, type ImportedLayer, type ImportedNetwork, type ImportSource } from '../imported';
import { classData, features, regressionData, shuffle, type Point } from './samples';
import { seededRandom } from './seededRandom';
import { readState, type PlaygroundState } from './state';
import { say } from '../../../words/say';

/** The seed of the file: it decides who of the samples is held out, and the samples are put in an order that fits. */
const FILE_SEED = 1;

/** An address that is longer says more than the Playground has. */
const LONGEST_ADDRESS = 10_000;

/** Whether the bytes are what an address of the Playground looks like; only its text is read. */
export function isPlaygroundAddress(bytes: Uint8Array): boolean {
  const text = bytes.length > LONGEST_ADDRESS ? '' : (textOfUtf8(bytes) ?? '');
  return (
    /^\s*https?:\/\/[^#\s]*playground[^#\s]*#\S*\s*$/i.test(text) || /^\s*#activation=\S*\s*$/.test(text)
  );
}

/**
 * The network of an address of the TensorFlow Playground: the samples that it draws from the seed there, the training ones in
 * their order and the others held out, the weights that it draws after them, and its settings, so that training goes
 * update by update as it does there.
 */
// eslint-disable-next-line require-yield -- an address is short
export function* readPlayground({ bytes }: ImportSource): Steps<ImportedNetwork> {
  if (!isPlaygroundAddress(bytes)) {
    refuse(
      null,
      say('This is no address of the TensorFlow Playground: nothing of a network stands behind its #.'),
      say('Change something on its page, such as the learning rate, and copy the address again.'),
    );
  }
  const notes: string[] = [];
  const state = readState(textOfUtf8(bytes)!.trim(), notes);
  if (state.inputs.length === 0) {
    refuse(
      say('the inputs'),
      say('Every input is off.'),
      say('Turn one on in the Playground, and copy the address again.'),
    );
  }
  if (state.seed === null) {
    notes.push(
      say(
        'The address has no seed, so the Playground draws other samples each time; these are of the seed 0.',
      ),
    );
  }
  const random = seededRandom(state.seed ?? '0');
  const { inputs, targets, testCount, trainingCount } = samplesOf(state, random);
  const layers = layersOf(state, random);
  notes.push(...settingNotes(state, trainingCount));
  return {
    name: `TensorFlow Playground, ${state.dataset}`,
    inputs: { units: state.inputs.length, names: state.inputs.map((key) => features[key]!.symbol) },
    layers,
    loss: { type: 'halfSquaredError' },
    data: {
      kind: 'inline',
      inputs,
      targets,
      ...(testCount > 0 ? { testFraction: testShare(testCount, trainingCount) } : {}),
    },
    training: {
      learningRate: state.learningRate,
      batchSize: state.batchSize,
      shuffle: false,
      seed: FILE_SEED,
      ...penalty(state),
    },
    notes,
  };
}

function penalty({ regularization, regularizationRate }: PlaygroundState) {
  if (regularization === 'none' || regularizationRate === 0) return {};
  return regularization === 'L1' ? { l1: regularizationRate } : { l2: regularizationRate };
}

/** What ⌈share · count⌉ makes the number of test samples. */
function testShare(testCount: number, trainingCount: number): number {
  const count = testCount + trainingCount;
  const share = testCount / count;
  return Math.ceil(share * count) === testCount ? share : (testCount - 0.5) / count;
}

interface PlaygroundSamples {
  readonly inputs: number[][];
  readonly targets: number[][];
  readonly testCount: number;
  readonly trainingCount: number;
}

/** Samples in such an order that the file's seed holds out those that the Playground holds out. */
function samplesOf(state: PlaygroundState, random: () => number): PlaygroundSamples {
  const generator = (state.isRegression ? regressionData : classData)[state.dataset]!;
  const points = generator(random, state.isRegression ? 1200 : 500, state.noise / 100);
  shuffle(points, random);
  const trainingCount = Math.max(1, Math.floor((points.length * state.percTrainData) / 100));
  const testCount = points.length - trainingCount;
  const ordered: Point[] = points.slice();
  if (testCount > 0) {
    const { trainingIndices, testIndices } = split(
      points.length,
      testShare(testCount, trainingCount),
      FILE_SEED,
    );
    trainingIndices.forEach((place, n) => (ordered[place] = points[n]!));
    testIndices.forEach((place, n) => (ordered[place] = points[trainingCount + n]!));
  }
  return {
    inputs: ordered.map(({ x, y }) => state.inputs.map((key) => features[key]!.of(x, y))),
    targets: ordered.map(({ label }) => [label]),
    testCount,
    trainingCount,
  };
}

/** Weights from −½ to ½, unit by unit, and biases of 0.1, as src/nn.ts makes them. */
function layersOf(state: PlaygroundState, random: () => number): ImportedLayer[] {
  const { hidden, inputs, activation, isRegression, initZero } = state;
  let before = inputs.length;
  return [...hidden, 1].map((units, l) => {
    const fanIn = before;
    before = units;
    const weights = new Float64Array(fanIn * units);
    for (let j = 0; j < units; j++) {
      for (let i = 0; i < fanIn; i++) {
        const drawn = random() - 0.5;
        weights[i * units + j] = initZero ? 0 : drawn;
      }
    }
    const isLast = l === hidden.length;
    return {
      name: isLast ? 'output' : hidden.length === 1 ? 'hidden' : `hidden ${l + 1}`,
      fanIn,
      units,
      activation: isLast ? { type: isRegression ? 'linear' : 'tanh' } : activation,
      weights,
      biases: new Float64Array(units).fill(initZero ? 0 : 0.1),
    };
  });
}

function settingNotes(state: PlaygroundState, trainingCount: number): string[] {
  const { batchSize, regularization, regularizationRate } = state;
  return [
    say(
      'Samples and weights are those that the Playground draws from its seed, so that training goes as it does there.',
    ),
    ...(trainingCount % batchSize === 0
      ? []
      : [
          say(
            'The last {0} training samples are no whole batch: the Playground keeps their gradients for the next epoch, Backprop makes an update of them.',
            trainingCount % batchSize,
          ),
        ]),
    ...(regularization === 'L1' && regularizationRate > 0
      ? [
          say(
            'A weight that its L1 penalty brings past 0 stays at 0 for good in the Playground; Backprop trains it on.',
          ),
        ]
      : []),
  ];
}

import { say } from '../../../words/say';
import { quoted } from '../../../network/wording';
import { refuse } from '../imported';
import { activationCalled } from '../../notations/notation';
import { playgroundNotation } from '../../notations/playgroundNotation';
import type { Activation } from '../../../network/network';
import { classData, features, regressionData } from './samples';

/** What an address of the TensorFlow Playground says, with its defaults (src/state.ts of tensorflow/playground). */
export interface PlaygroundState {
  readonly activation: Activation;
  readonly regularization: 'none' | 'L1' | 'L2';
  readonly regularizationRate: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly isRegression: boolean;
  /** The word of the samples. */
  readonly dataset: string;
  /** In hundredths. */
  readonly noise: number;
  readonly percTrainData: number;
  /** Units of the hidden layers. */
  readonly hidden: readonly number[];
  /** Null: the Playground draws another one each time. */
  readonly seed: string | null;
  readonly initZero: boolean;
  /** The inputs that are on, by their words, in the order of the Playground. */
  readonly inputs: readonly string[];
}

/** Words of an address that change the look of the page alone. */
const looks = ['showTestData', 'discretize', 'collectStats', 'tutorial', 'hideText', 'cosX', 'cosY'];

/** Most hidden layers and units that its page can make. */
const MOST_LAYERS = 6;

/**
 * The state behind the # of an address. What the Playground would not take either is refused, but for words that it passes
 * over: those come as notes.
 */
export function readState(address: string, notes: string[]): PlaygroundState {
  const written = new Map<string, string>();
  for (const pair of address.slice(address.indexOf('#') + 1).split('&')) {
    const [key = '', value] = pair.split('=');
    if (value !== undefined) written.set(key, value.trim());
  }
  const known: string[] = [];
  const given = (key: string): string | null => {
    known.push(key);
    const value = written.get(key);
    return value === undefined || value === '' ? null : value;
  };
  const number = (key: string, otherwise: number, low: number, high: number): number => {
    const text = given(key);
    if (text === null) return otherwise;
    const value = Number(text);
    if (Number.isFinite(value) && value >= low && value <= high) return value;
    return refuse(
      key,
      say('It must be a number from {0} to {1}, not {2}.', low, high, quoted(text)),
      say('Copy the address from the page once more.'),
    );
  };
  const word = <Word extends string>(key: string, words: readonly Word[], otherwise: Word): Word => {
    const text = given(key);
    const found = words.find((one) => one === text);
    if (text !== null && found === undefined) {
      notes.push(
        say('The Playground has no {0} {1} and takes {2}; so does this file.', key, quoted(text), otherwise),
      );
    }
    return found ?? otherwise;
  };
  const isOn = (key: string, otherwise: boolean): boolean => {
    const text = given(key);
    return text === null ? otherwise : text !== 'false';
  };
  const isRegression = word('problem', ['classification', 'regression'], 'classification') === 'regression';
  const classes = word('dataset', Object.keys(classData), 'circle');
  const values = word('regDataset', Object.keys(regressionData), 'reg-plane');
  const activations = Object.values(playgroundNotation.activations).flat();
  const state: PlaygroundState = {
    activation: activationCalled(playgroundNotation, word('activation', activations, 'tanh'))!,
    regularization: word('regularization', ['none', 'L1', 'L2'], 'none'),
    regularizationRate: number('regularizationRate', 0, 0, 1_000),
    batchSize: wholeOf('batchSize', number('batchSize', 10, 1, 100_000)),
    learningRate: number('learningRate', 0.03, 0, 1_000),
    isRegression,
    dataset: isRegression ? values : classes,
    noise: number('noise', 0, 0, 100),
    percTrainData: number('percTrainData', 50, 1, 100),
    hidden: hiddenOf(given('networkShape'), written.has('networkShape')),
    seed: given('seed'),
    initZero: isOn('initZero', false),
    inputs: Object.keys(features).filter(
      (key) => isOn(key, key === 'x' || key === 'y') && !isHidden(key, written),
    ),
  };
  known.push(...looks);
  const unknown = [...written.keys()].filter((key) => !known.includes(key) && !key.endsWith('_hide'));
  if (unknown.length > 0) {
    notes.push(
      say(
        'What the address says of {0} is not known to Backprop and left out.',
        unknown.map(quoted).join(', '),
      ),
    );
  }
  return state;
}

/** An input that the page does not offer is not there, whether it is on or off. */
function isHidden(key: string, written: ReadonlyMap<string, string>): boolean {
  return written.get(`${key}_hide`) === 'true';
}

function wholeOf(key: string, value: number): number {
  if (Number.isInteger(value)) return value;
  return refuse(
    key,
    say('It must be a whole number, not {0}.', value),
    say('Copy the address from the page once more.'),
  );
}

function hiddenOf(text: string | null, isGiven: boolean): number[] {
  if (text === null) return isGiven ? [] : [4, 2];
  const hidden = text.split(',').map(Number);
  if (
    hidden.length <= MOST_LAYERS &&
    hidden.every((units) => Number.isInteger(units) && units >= 1 && units <= 64)
  )
    return hidden;
  return refuse(
    'networkShape',
    say('It must be the units of at most {0} layers, such as 4,2, not {1}.', MOST_LAYERS, quoted(text)),
    say('Copy the address from the page once more.'),
  );
}

import { LIMITS } from '../../network/limits';
import type { Steps } from '../../network/steps';
import { grouped } from '../../network/wording';
import { say } from '../../words/say';
import { refuse } from '../imports/imported';
import { tensorWord } from './damaged';
import { dataTypes, type DataTypeName } from './dataTypes';

/** A named array as a file keeps it: its numbers are made only when its shape is one that is wanted. */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: DataTypeName;
  /** As many as shape and type ask for. */
  readonly bytes: Uint8Array;
  readonly isBigEndian?: boolean;
  /** Fortran's order: the first index goes fastest. */
  readonly isColumnMajor?: boolean;
}

/** Weights and biases of the largest network. */
const MOST_NUMBERS = LIMITS.weights + LIMITS.layers * LIMITS.units;
const MOST_DIMENSIONS = 32;

/**
 * How many numbers a shape has, which may come from a stranger; null for one that no network has: too many numbers or
 * dimensions, or sizes that are no whole numbers from 0.
 */
export function countOf(shape: readonly number[]): number | null {
  if (shape.length > MOST_DIMENSIONS) return null;
  let count = 1;
  for (const length of shape) {
    if (!Number.isSafeInteger(length) || length < 0) return null;
    count *= length;
    if (!Number.isSafeInteger(count)) return null;
  }
  return count;
}

/** A shape as people write it: 3 × 4. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? say('a single number') : shape.slice(0, 8).map(grouped).join(' × ');
}

/** Refuses a file with more numbers than a network has, before any of them is looked at. */
export function refuseTooMany(counts: readonly number[]): void {
  const count = counts.reduce((sum, one) => sum + one, 0);
  if (count <= MOST_NUMBERS) return;
  refuse(
    null,
    say(
      'The file holds {0} numbers; a network has at most {1} weights.',
      grouped(count),
      grouped(LIMITS.weights),
    ),
    say('Save the weights of the dense layers alone.'),
  );
}

const NUMBERS_PER_STEP = 50_000;

/** The numbers in row-major order; refuses one that is not finite, since a network file has none. */
export function* numberSteps(tensor: StoredTensor): Steps<Float64Array> {
  const { shape, type, bytes, isBigEndian = false, isColumnMajor = false, name } = tensor;
  const { read, bytes: size } = dataTypes[type];
  const values = new Float64Array(bytes.length / size);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let n = 0; n < values.length; n++) {
    values[n] = read(view, n * size, !isBigEndian);
    if (n % NUMBERS_PER_STEP === NUMBERS_PER_STEP - 1) yield undefined;
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    return refuse(
      tensorWord(name),
      say('Its number {0} is not finite, or has more digits than a double.', grouped(bad + 1)),
      say('A network file holds finite doubles only: save the weights of another epoch, or as float64.'),
    );
  }
  return isColumnMajor && shape.length > 1 ? rowMajor(values, shape) : values;
}

function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const turned = new Float64Array(values.length);
  const index = new Array<number>(shape.length).fill(0);
  for (const value of values) {
    turned[shape.reduce((at, length, d) => at * length + index[d]!, 0)] = value;
    for (let d = 0; d < shape.length; d++) {
      index[d] = (index[d]! + 1) % shape[d]!;
      if (index[d] !== 0) break;
    }
  }
  return turned;
}

import type { Training } from '../../network/network';
import type { Code } from './code';
import type { Value } from './writtenCode';
import type { InstructionName, LaneInstructionName, MemoryInstructionName } from './instructions';

/**
 * How numbers stand in memory, and what multiplies and adds them in products. Losses and most activations are always
 * computed in doubles, two at a time, and rounded when they are stored.
 */
export interface Precision {
  readonly name: Training['precision'];
  /** Bytes of a number. */
  readonly bytes: 4 | 8;
  /** Numbers of a vector. */
  readonly lanes: 2 | 4;
  readonly add: InstructionName;
  readonly multiply: InstructionName;
  /** Both in one where they may be rounded once; null: each is rounded. */
  readonly multiplyAdd: InstructionName | null;
  readonly loadSplat: MemoryInstructionName;
  readonly loadLane: LaneInstructionName;
  readonly storeLane: LaneInstructionName;
}

export const doublePrecision: Precision = {
  name: 'float64',
  bytes: 8,
  lanes: 2,
  add: 'f64x2.add',
  multiply: 'f64x2.mul',
  multiplyAdd: null,
  loadSplat: 'v128.load64_splat',
  loadLane: 'v128.load64_lane',
  storeLane: 'v128.store64_lane',
};

export const singlePrecision: Precision = {
  name: 'float32',
  bytes: 4,
  lanes: 4,
  add: 'f32x4.add',
  multiply: 'f32x4.mul',
  multiplyAdd: null,
  loadSplat: 'v128.load32_splat',
  loadLane: 'v128.load32_lane',
  storeLane: 'v128.store32_lane',
};

const fusedSinglePrecision: Precision = { ...singlePrecision, multiplyAdd: 'f32x4.relaxed_madd' };

/** @param isFused whether sums of products in single precision may be computed by instructions that do both. */
export function precisionOf({ precision }: Training, isFused: boolean): Precision {
  if (precision === 'float64') return doublePrecision;
  return isFused ? fusedSinglePrecision : singlePrecision;
}

/** Vectors that so many numbers fill, the last of them not always whole. */
export const vectorsOf = ({ lanes }: Precision, numbers: number): number => Math.ceil(numbers / lanes);

/** Bytes of two numbers. */
export const pairBytes = ({ bytes }: Precision): number => 2 * bytes;

/** Two numbers from memory as doubles. */
export function loadPair(code: Code, precision: Precision, address: Value, offset = 0): Value {
  if (precision.bytes === 8) return code.load('v128.load', address, offset);
  return code.op('f64x2.promote_low_f32x4', [code.load('v128.load64_zero', address, offset)]);
}

/** One number from memory as a double in both lanes. */
export function loadBoth(code: Code, precision: Precision, address: Value, offset = 0): Value {
  const splat = code.load(precision.loadSplat, address, offset);
  return precision.bytes === 8 ? splat : code.op('f64x2.promote_low_f32x4', [splat]);
}

/** The same of a number that does not change while the function runs. */
export function constantBoth(code: Code, precision: Precision, address: number): Value {
  const splat = code.constantInMemory(precision.loadSplat, address);
  return precision.bytes === 8 ? splat : code.op('f64x2.promote_low_f32x4', [splat]);
}

/** Puts two doubles into memory, rounded where numbers are smaller. */
export function storePair(code: Code, precision: Precision, address: Value, value: Value, offset = 0): void {
  if (precision.bytes === 8) code.store('v128.store', address, value, offset);
  else code.storeLane('v128.store64_lane', 0, address, rounded(code, value), offset);
}

/** Puts the first of two doubles into memory. */
export function storeFirst(code: Code, precision: Precision, address: Value, value: Value, offset = 0): void {
  const number = precision.bytes === 8 ? value : rounded(code, value);
  code.storeLane(precision.storeLane, 0, address, number, offset);
}

/** Two doubles as they come back from memory. */
export function asStored(code: Code, precision: Precision, value: Value): Value {
  if (precision.bytes === 8) return value;
  return code.op('f64x2.promote_low_f32x4', [rounded(code, value)]);
}

/** The first of two doubles, rounded, in all four lanes. */
export function asSingles(code: Code, value: Value): Value {
  return shuffled(code, singlePrecision, rounded(code, value), rounded(code, value), [0, 0, 0, 0]);
}

/**
 * A vector of `count` numbers from memory, as many as fill it or fewer: one double then stands in both lanes, and beside
 * singles stand zeros.
 */
export function loadNumbers(
  code: Code,
  precision: Precision,
  address: Value,
  offset: number,
  count: number,
): Value {
  if (count === precision.lanes) return code.load('v128.load', address, offset);
  if (precision.bytes === 8) return code.load('v128.load64_splat', address, offset);
  const first = code.load(count === 1 ? 'v128.load32_zero' : 'v128.load64_zero', address, offset);
  return count === 3 ? code.loadLane('v128.load32_lane', 2, address, first, offset + 8) : first;
}

/** Puts the first `count` numbers of a vector into memory. */
export function storeNumbers(
  code: Code,
  { lanes, bytes, storeLane }: Precision,
  address: Value,
  offset: number,
  value: Value,
  count: number,
): void {
  if (count === lanes) {
    code.store('v128.store', address, value, offset);
    return;
  }
  if (count > 1) code.storeLane('v128.store64_lane', 0, address, value, offset);
  if (count !== 2) code.storeLane(storeLane, count - 1, address, value, offset + bytes * (count - 1));
}

const rounded = (code: Code, value: Value): Value => code.op('f32x4.demote_f64x2_zero', [value]);

/** The first lanes or the second lanes of two vectors, by their numbers in both. */
export function shuffled(
  code: Code,
  { bytes }: Precision,
  first: Value,
  second: Value,
  lanes: readonly number[],
): Value {
  const chosen: number[] = [];
  for (const lane of lanes) for (let byte = 0; byte < bytes; byte++) chosen.push(bytes * lane + byte);
  return code.op('i8x16.shuffle', [first, second], chosen);
}

/**
 * For vectors as many as there are lanes, the sum of the lanes of each, side by side; for one vector the sum in
 * every lane. Neighbouring lanes are added first.
 */
export function sumsOfLanes(code: Code, precision: Precision, vectors: readonly Value[]): Value {
  const { lanes, add } = precision;
  const pick = (left: Value, right: Value, from: number): Value =>
    shuffled(
      code,
      precision,
      left,
      right,
      Array.from({ length: lanes }, (_, n) => from + 2 * n),
    );
  let sums = vectors.length === 1 ? new Array<Value>(lanes).fill(vectors[0]!) : vectors;
  while (sums.length > 1) {
    sums = Array.from({ length: sums.length / 2 }, (_, n) => {
      const [left, right] = [sums[2 * n]!, sums[2 * n + 1]!];
      return code.op(add, [pick(left, right, 0), pick(left, right, 1)]);
    });
  }
  return sums[0]!;
}

import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes } from './constants';
import { unitBytes, zeroVector } from './memory';
import { sumsOfLanes, type Precision } from './precision';
import { forBlocks, past, times, type BlockSizes } from './products';

/*
 * Sums over the samples of panels: ∂L/∂w_ij = Σ_s h_i δ_j and ∂L/∂b_j = Σ_s δ_j. One vector sums the even and
 * the odd samples of a leaf in its two lanes, so that the order is that of pairwise.ts (in four lanes those of
 * single precision); a block of inputs by units keeps eight such vectors in registers: four inputs by two units,
 * or two by four. Panels hold one leaf at most.
 *
 * What a block reads is copied side by side first, vector by vector of samples: the errors once for a layer, the
 * inputs of a block once for all units. The loop over the samples then walks two lists.
 */

/**
 * What is done with the finished sums of a block: functions for blocks of one column and of as many as a vector
 * has lanes, that find the sums of each row in the totals. Parameters: place of the first parameter of the block in
 * bytes from the first parameter of all, bytes from row to row, rows.
 */
export interface Sink {
  readonly single: Callable;
  readonly whole: Callable;
}

/** The blocks that come up. */
export interface GradientSizes {
  readonly rows: BlockSizes;
  readonly columns: BlockSizes;
}

/** Of a whole block a vector holds the sums of its columns side by side; of a single one, every lane has its sum. */
export type Columns = 'single' | 'whole';

/**
 * A function of a `Sink`: writes what `take` does with the sums of each row.
 *
 * @param take `at`: place of the row's parameters in bytes from the first parameter of all.
 */
export function writeSink(code: Code, totals: number, take: (at: Value, sums: Value) => void): void {
  const at = code.variable(code.parameter(0));
  const rows = code.op('i32.shl', [code.parameter(2), code.i32(4)]);
  code.countOnce(code.i32(0), rows, vectorBytes, (row) => {
    const place = at.get();
    take(place, code.load('v128.load', row, totals));
    at.set(past(code, place, code.parameter(1)));
  });
}

/** Inputs of a block: eight sums in all. */
export const blockRows = ({ lanes }: Precision): number => 8 / lanes;

/** Where gradients keep what they work with, in bytes. */
export interface GradientScratch {
  /** A vector for each row of a block: in registers they would push out others. */
  readonly totals: number;
  /** The inputs of a block, and the errors of a layer, side by side. */
  readonly packedRows: number;
  readonly packedDeltas: number;
}

/** Copies the errors of a layer. Parameters: deltas, their panel stride, panels, units. */
export function writePackedDeltas(code: Code, { packedDeltas }: GradientScratch, sizes: GradientSizes): void {
  const [deltas, stride, panels, units] = [0, 1, 2, 3].map((n) => code.parameter(n)) as [
    Value,
    Value,
    Value,
    Value,
  ];
  const unitSize = times(code, panels, unitBytes);
  forBlocks(code, units, sizes.columns, (first, columns) => {
    const target = past(code, code.i32(packedDeltas), code.op('i32.mul', [first, unitSize]));
    pack(code, past(code, deltas, times(code, first, unitBytes)), stride, panels, columns, target);
  });
  code.leave();
}

/** Copies `width` neighbouring units: for each vector of samples the units side by side. */
function pack(code: Code, from: Value, stride: Value, panels: Value, width: number, target: Value): void {
  const [panel, to] = [code.variable(from), code.variable(target)];
  const end = past(code, from, code.op('i32.mul', [panels, stride]));
  code.repeat(() => {
    const [at, place] = [panel.get(), to.get()];
    for (let vector = 0; vector < 2; vector++) {
      for (let unit = 0; unit < width; unit++) {
        const numbers = code.load('v128.load', at, unit * unitBytes + vectorBytes * vector);
        code.store('v128.store', place, numbers, vectorBytes * (vector * width + unit));
      }
    }
    const next = past(code, at, stride);
    panel.set(next);
    to.set(past(code, place, code.i32(2 * vectorBytes * width)));
    return code.op('i32.lt_u', [next, end]);
  });
}

/**
 * Gradients of the weights of a layer, whose errors have been packed.
 * Parameters: outputs of the previous layer, their panel stride, panels, place of the first weight among the
 * parameters in bytes, inputs, units.
 */
export function writeWeightGradient(
  code: Code,
  precision: Precision,
  scratch: GradientScratch,
  sizes: GradientSizes,
  sink: Sink,
): void {
  const [source, stride, panels, place, inputs, units] = Array.from({ length: 6 }, (_, n) =>
    code.parameter(n),
  ) as [Value, Value, Value, Value, Value, Value];
  const rowBytes = times(code, units, precision.bytes);
  const unitSize = times(code, panels, unitBytes);
  forBlocks(code, inputs, sizes.rows, (firstInput, rows) => {
    const packed = code.i32(scratch.packedRows);
    pack(code, past(code, source, times(code, firstInput, unitBytes)), stride, panels, rows, packed);
    const rowPlace = past(code, place, code.op('i32.mul', [firstInput, rowBytes]));
    forBlocks(code, units, sizes.columns, (firstUnit, columns) => {
      const deltas = past(code, code.i32(scratch.packedDeltas), code.op('i32.mul', [firstUnit, unitSize]));
      sumBlock(code, precision, scratch, panels, rows, columns, deltas);
      const at = past(code, rowPlace, times(code, firstUnit, precision.bytes));
      code.call(columns === 1 ? sink.single : sink.whole, [at, rowBytes, code.i32(rows)]);
    });
  });
  code.leave();
}

/**
 * Gradients of the biases of a layer, whose errors have been packed.
 * Parameters: panels, place of the first bias among the parameters in bytes, units.
 */
export function writeBiasGradient(
  code: Code,
  precision: Precision,
  scratch: GradientScratch,
  sizes: GradientSizes,
  sink: Sink,
): void {
  const [panels, place, units] = [0, 1, 2].map((n) => code.parameter(n)) as [Value, Value, Value];
  const unitSize = times(code, panels, unitBytes);
  forBlocks(code, units, sizes.columns, (first, columns) => {
    const deltas = past(code, code.i32(scratch.packedDeltas), code.op('i32.mul', [first, unitSize]));
    sumBlock(code, precision, scratch, panels, null, columns, deltas);
    const at = past(code, place, times(code, first, precision.bytes));
    code.call(columns === 1 ? sink.single : sink.whole, [at, code.i32(0), code.i32(1)]);
  });
  code.leave();
}

/**
 * Leaves for each row the sums of its columns, side by side, in the totals.
 *
 * @param rows of packed inputs; null: the errors themselves are summed up, as one row.
 */
function sumBlock(
  code: Code,
  precision: Precision,
  { totals, packedRows }: GradientScratch,
  panels: Value,
  rows: number | null,
  columns: number,
  deltas: Value,
): void {
  const sumRows = rows ?? 1;
  const sums = Array.from({ length: sumRows * columns }, () => code.variable(zeroVector(code)));
  const [rowStep, deltaStep] = [vectorBytes * (rows ?? 0), vectorBytes * columns];
  const [row, delta] = [code.variable(code.i32(packedRows)), code.variable(deltas)];
  const end = past(code, deltas, times(code, panels, 2 * deltaStep));
  code.repeat(() => {
    const [rowAt, deltaAt] = [row.get(), delta.get()];
    const right = Array.from({ length: columns }, (_, c) => code.load('v128.load', deltaAt, vectorBytes * c));
    for (let r = 0; r < sumRows; r++) {
      const left = rows === null ? null : code.load('v128.load', rowAt, vectorBytes * r);
      right.forEach((error, c) => {
        const sum = sums[r * columns + c]!;
        const term = left ? code.op(precision.multiply, [left, error]) : error;
        sum.set(code.op(precision.add, [sum.get(), term]));
      });
    }
    row.set(past(code, rowAt, code.i32(rowStep)));
    const next = past(code, deltaAt, code.i32(deltaStep));
    delta.set(next);
    return code.op('i32.lt_u', [next, end]);
  });
  for (let r = 0; r < sumRows; r++) {
    const ofRow = sums.slice(r * columns, (r + 1) * columns).map((sum) => sum.get());
    code.store('v128.store', code.i32(0), sumsOfLanes(code, precision, ofRow), totals + 16 * r);
  }
}

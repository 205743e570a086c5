import type { Callable, Code } from './code';
import type { Value } from './writtenCode';
import { vectorBytes } from './constants';
import type { Functions } from './functions';
import { laneRows } from './blocks';
import { unitBytes, zeroVector, type MemoryMap } from './memory';
import { doublePrecision, sumsOfLanes } from './precision';
import { past, times } from './places';
import { blocksAndSingles, forBlocks, type BlockSizes } from './products';

/*
 * Sums over the samples of panels: ∂L/∂w_ij = Σ_s h_i δ_j and ∂L/∂b_j = Σ_s δ_j. One vector sums the even and
 * the odd samples of a leaf in its two lanes, so that the order is that of pairwise.ts; a block of four inputs by two units
 * keeps eight such vectors in registers. Panels hold one leaf at most. What is here of doubles alone has its like for
 * single precision in singleGradients.ts.
 *
 * What a block reads is copied side by side first, vector by vector of samples: the errors once for a layer, the
 * inputs of a block once for all units. The loop over the samples then walks two lists.
 */

/**
 * What is done with the finished sums of a block of so many columns: a function that finds the sums of each row in the
 * totals. Parameters: place of the first parameter of the block in bytes from the first parameter of all, bytes from
 * row to row, rows.
 *
 * @param rows written out: where a row is a single vector, a loop costs as much as what is in it. Null: in a loop, for any
 *   number of rows.
 */
export type Sink = (rows: number | null, columns: number) => Callable;

/** The blocks that come up. */
export interface GradientSizes {
  readonly rows: BlockSizes;
  readonly columns: BlockSizes;
}

/**
 * A function of a `Sink`: writes what `take` does with the sums of each row, vector by vector.
 *
 * @param take `at`: place of the vector's parameters in bytes from the first parameter of all; `count`: how many there
 *   are. Where they do not fill the vector, a double stands in both lanes, and singles stand in the first ones.
 */
export function writeSink(
  code: Code,
  { precision, totals }: MemoryMap,
  rows: number | null,
  columns: number,
  take: (at: Value, sums: Value, count: number) => void,
): void {
  const { lanes } = precision;
  const vectors = Math.ceil(columns / lanes);
  const takeRow = (place: Value, row: Value, offset: number): Value => {
    for (let v = 0; v < vectors; v++) {
      const count = Math.min(lanes, columns - lanes * v);
      const sums = code.load('v128.load', row, totals + offset + vectorBytes * v);
      take(past(code, place, code.i32(vectorBytes * v)), sums, count);
    }
    return past(code, place, code.parameter(1));
  };
  const rowBytes = vectorBytes * vectors;
  if (rows === null) {
    const at = code.variable(code.parameter(0));
    code.countOnce(code.i32(0), times(code, code.parameter(2), rowBytes), rowBytes, (row) => {
      at.set(takeRow(at.get(), row, 0));
    });
    return;
  }
  let place = code.parameter(0);
  for (let row = 0; row < rows; row++) place = takeRow(place, code.i32(0), rowBytes * row);
}

/** The functions of sums in one precision. */
export interface GradientSums {
  /** Inputs of a block, at most. */
  readonly rows: number;
  /** Blocks of columns for layers of so many units. */
  readonly columns: (units: readonly number[]) => BlockSizes;
  /** Copies the errors of a layer. Parameters: deltas, their panel stride, panels, units. */
  readonly packedDeltas: (code: Code, sizes: GradientSizes) => void;
  /**
   * Gradients of the weights of a layer, whose errors have been packed. Parameters: outputs of the previous layer, their
   * panel stride, panels, place of the first weight among the parameters in bytes, inputs, units.
   */
  readonly weights: (code: Code, sizes: GradientSizes, sink: Sink) => void;
  /**
   * Gradients of the biases of a layer, whose errors have been packed. Parameters: panels, place of the first bias among
   * the parameters in bytes, units.
   */
  readonly biases: (code: Code, sizes: GradientSizes, sink: Sink) => void;
}

/** Where gradients keep what they work with, in bytes. */
export interface GradientScratch {
  /** A vector for each row of a block: in registers they would push out others. */
  readonly totals: number;
  /** The inputs of a block, and the errors of a layer, side by side. */
  readonly packedRows: number;
  readonly packedDeltas: number;
  /** In single precision, the inputs of a block where kernels.ts finds them. */
  readonly packed: number;
}

/** Sums of doubles. */
export function sumsByLanes(functions: Functions, scratch: GradientScratch): GradientSums {
  const sums = functions.family(2, (code, rows: number, columns: number) => {
    writeBlockSums(code, scratch, rows, columns);
  });
  return {
    rows: laneRows,
    columns: (units) => blocksAndSingles(units, doublePrecision.lanes),
    packedDeltas(code, sizes) {
      writePackedDeltas(code, scratch, sizes);
    },
    weights(code, sizes, sink) {
      writeWeightGradient(code, scratch, sizes, sums, sink);
    },
    biases(code, sizes, sink) {
      writeBiasGradient(code, scratch, sizes, sums, sink);
    },
  };
}

function writePackedDeltas(code: Code, { packedDeltas }: GradientScratch, sizes: GradientSizes): void {
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

function writeWeightGradient(
  code: Code,
  scratch: GradientScratch,
  sizes: GradientSizes,
  sums: BlockSums,
  sink: Sink,
): void {
  const [source, stride, panels, place, inputs, units] = Array.from({ length: 6 }, (_, n) =>
    code.parameter(n),
  ) as [Value, Value, Value, Value, Value, Value];
  const rowBytes = times(code, units, doublePrecision.bytes);
  const unitSize = times(code, panels, unitBytes);
  forBlocks(code, inputs, sizes.rows, (firstInput, rows) => {
    const packed = code.i32(scratch.packedRows);
    pack(code, past(code, source, times(code, firstInput, unitBytes)), stride, panels, rows, packed);
    const rowPlace = past(code, place, code.op('i32.mul', [firstInput, rowBytes]));
    forBlocks(code, units, sizes.columns, (firstUnit, columns) => {
      const deltas = past(code, code.i32(scratch.packedDeltas), code.op('i32.mul', [firstUnit, unitSize]));
      const end = past(code, deltas, times(code, panels, 2 * vectorBytes * columns));
      code.call(sums(rows, columns), [deltas, end]);
      const at = past(code, rowPlace, times(code, firstUnit, doublePrecision.bytes));
      code.call(sink(rows, columns), [at, rowBytes, code.i32(rows)]);
    });
  });
  code.leave();
}

function writeBiasGradient(
  code: Code,
  scratch: GradientScratch,
  sizes: GradientSizes,
  sums: BlockSums,
  sink: Sink,
): void {
  const [panels, place, units] = [0, 1, 2].map((n) => code.parameter(n)) as [Value, Value, Value];
  const unitSize = times(code, panels, unitBytes);
  forBlocks(code, units, sizes.columns, (first, columns) => {
    const deltas = past(code, code.i32(scratch.packedDeltas), code.op('i32.mul', [first, unitSize]));
    const end = past(code, deltas, times(code, panels, 2 * vectorBytes * columns));
    code.call(sums(0, columns), [deltas, end]);
    const at = past(code, place, times(code, first, doublePrecision.bytes));
    code.call(sink(1, columns), [at, code.i32(0), code.i32(1)]);
  });
  code.leave();
}

/**
 * The sums of a block of so many rows by so many columns, which it leaves side by side in the totals, row by row. Rows
 * are those of packed inputs; 0: the errors themselves are summed up, as one row. Parameters: packed errors, their end.
 * Functions of their own for the reason that kernels.ts gives.
 */
type BlockSums = (rows: number, columns: number) => Callable;

function writeBlockSums(
  code: Code,
  { totals, packedRows }: GradientScratch,
  rows: number,
  columns: number,
): void {
  const [deltas, end] = code.parameters(2);
  const sumRows = Math.max(rows, 1);
  const sums = Array.from({ length: sumRows * columns }, () => code.variable(zeroVector(code)));
  const [rowStep, deltaStep] = [vectorBytes * rows, vectorBytes * columns];
  const [row, delta] = [code.variable(code.i32(packedRows)), code.variable(deltas)];
  code.repeat(() => {
    const [rowAt, deltaAt] = [row.get(), delta.get()];
    const right = Array.from({ length: columns }, (_, c) => code.load('v128.load', deltaAt, vectorBytes * c));
    for (let r = 0; r < sumRows; r++) {
      const left = rows === 0 ? null : code.load('v128.load', rowAt, vectorBytes * r);
      right.forEach((error, c) => {
        const sum = sums[r * columns + c]!;
        const term = left ? code.op(doublePrecision.multiply, [left, error]) : error;
        sum.set(code.op(doublePrecision.add, [sum.get(), term]));
      });
    }
    row.set(past(code, rowAt, code.i32(rowStep)));
    const next = past(code, deltaAt, code.i32(deltaStep));
    delta.set(next);
    return code.op('i32.lt_u', [next, end]);
  });
  for (let r = 0; r < sumRows; r++) {
    const ofRow = sums.slice(r * columns, (r + 1) * columns).map((sum) => sum.get());
    code.store('v128.store', code.i32(0), sumsOfLanes(code, doublePrecision, ofRow), totals + 16 * r);
  }
  code.leave();
}

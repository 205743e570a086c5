import { leafTerms } from '../pairwise';
import type { Callable, Code, Value } from './code';
import { vectorBytes } from './constants';
import { panelSamples, unitBytes, zeroVector } from './memory';
import { sumsOfLanes, type Precision } from './precision';
import { forBlocks, past, times, type BlockSizes } from './products';

/*
 * Sums over the samples of panels: ∂L/∂w_ij = Σ_s h_i δ_j and ∂L/∂b_j = Σ_s δ_j. One vector sums the even and
 * the odd samples of a leaf in its two lanes, so that the order is that of pairwise.ts (in four lanes those of
 * single precision); a block of inputs by units keeps eight such vectors in registers: four inputs by two units,
 * or two by four. Panels hold two leaves at most.
 */

/**
 * What is done with the finished sums of a block: functions for blocks of one column and of as many as a vector
 * has lanes, that find the sums of each row in `map.totals`. Parameters: place of the first parameter of the block in bytes from the first
 * parameter of all, bytes from row to row, rows.
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

const leafPanels = (precision: Precision): number => leafTerms / panelSamples(precision);

/**
 * Gradients of the weights of a layer.
 * Parameters: outputs of the previous layer, their panel stride, deltas, theirs, panels, place of the first
 * weight among the parameters in bytes, inputs, units.
 *
 * @param totals address of a vector for each row of a block: in registers they would push out others.
 */
export function writeWeightGradient(
  code: Code,
  precision: Precision,
  totals: number,
  sizes: GradientSizes,
  sink: Sink,
): void {
  const [source, sourceStride, deltas, deltaStride, panels, place, inputs, units] = Array.from(
    { length: 8 },
    (_, n) => code.parameter(n),
  ) as [Value, Value, Value, Value, Value, Value, Value, Value];
  const end = past(code, source, code.op('i32.mul', [panels, sourceStride]));
  const leafBytes = times(code, sourceStride, leafPanels(precision));
  const rowBytes = times(code, units, precision.bytes);
  forBlocks(code, inputs, sizes.rows, (firstInput, rows) => {
    const inputOffset = times(code, firstInput, unitBytes);
    const from = past(code, source, inputOffset);
    const to = past(code, end, inputOffset);
    const rowPlace = past(code, place, code.op('i32.mul', [firstInput, rowBytes]));
    forBlocks(code, units, sizes.columns, (firstUnit, columns) => {
      const deltasFrom = past(code, deltas, times(code, firstUnit, unitBytes));
      sumBlock(code, precision, totals, rows, columns, {
        from,
        to,
        stride: sourceStride,
        leafBytes,
        deltas: deltasFrom,
        deltaStride,
      });
      finishBlock(
        code,
        sink,
        rows,
        columns,
        past(code, rowPlace, times(code, firstUnit, precision.bytes)),
        rowBytes,
      );
    });
  });
  code.leave();
}

/**
 * Gradients of the biases of a layer. Parameters: deltas, their panel stride, panels, place of the first bias
 * among the parameters in bytes, units.
 *
 * @param totals as above.
 */
export function writeBiasGradient(
  code: Code,
  precision: Precision,
  totals: number,
  sizes: GradientSizes,
  sink: Sink,
): void {
  const [deltas, stride, panels, place, units] = Array.from({ length: 5 }, (_, n) => code.parameter(n)) as [
    Value,
    Value,
    Value,
    Value,
    Value,
  ];
  const end = past(code, deltas, code.op('i32.mul', [panels, stride]));
  const leafBytes = times(code, stride, leafPanels(precision));
  forBlocks(code, units, sizes.columns, (first, columns) => {
    const offset = times(code, first, unitBytes);
    sumBlock(code, precision, totals, 1, columns, {
      from: past(code, deltas, offset),
      to: past(code, end, offset),
      stride,
      leafBytes,
      deltas: null,
      deltaStride: stride,
    });
    finishBlock(code, sink, 1, columns, past(code, place, times(code, first, precision.bytes)), code.i32(0));
  });
  code.leave();
}

interface Panels {
  /** The first unit of the block in the first panel, and past the last. */
  readonly from: Value;
  readonly to: Value;
  readonly stride: Value;
  readonly leafBytes: Value;
  /** Null: the panels are those of the deltas themselves, and their columns are summed up. */
  readonly deltas: Value | null;
  readonly deltaStride: Value;
}

function finishBlock(
  code: Code,
  { single, whole }: Sink,
  rows: number,
  columns: number,
  place: Value,
  rowBytes: Value,
): void {
  code.call(columns === 1 ? single : whole, [place, rowBytes, code.i32(rows)]);
}

/** Leaves for each row the sums of its columns, side by side, in `totals`. */
function sumBlock(
  code: Code,
  precision: Precision,
  totals: number,
  rows: number,
  columns: number,
  panels: Panels,
): void {
  const { from, to, stride, leafBytes, deltas, deltaStride } = panels;
  const nowhere = code.i32(0);
  for (let r = 0; r < rows; r++) code.store('v128.store', nowhere, zeroVector(code), totals + 16 * r);
  const leaf = Array.from({ length: rows * columns }, () => code.variable(zeroVector(code)));
  // Vector by vector: to the other one of the panel, then to the first one of the next, and so on.
  const [panel, deltaPanel] = [walk(code, from, stride), walk(code, deltas ?? from, deltaStride)];
  code.repeat(() => {
    for (const sum of leaf) sum.set(zeroVector(code));
    const leafEnd = code.variable(past(code, panel.get(), leafBytes));
    code.when(code.op('i32.lt_u', [to, leafEnd.get()]), () => {
      leafEnd.set(to);
    });
    code.repeat(() => {
      const [at, deltaAt] = [panel.get(), deltaPanel.get()];
      const load = (address: Value, unit: number): Value => code.load('v128.load', address, unit * unitBytes);
      const right = Array.from({ length: columns }, (_, c) => load(deltaAt, c));
      for (let r = 0; r < rows; r++) {
        const left = deltas === null ? null : load(at, r);
        right.forEach((delta, c) => {
          const sum = leaf[r * columns + c]!;
          const term = left ? code.op(precision.multiply, [left, delta]) : delta;
          sum.set(code.op(precision.add, [sum.get(), term]));
        });
      }
      const next = panel.advance();
      deltaPanel.advance();
      return code.op('i32.lt_u', [next, leafEnd.get()]);
    });
    for (let r = 0; r < rows; r++) {
      const sums = leaf.slice(r * columns, (r + 1) * columns).map((sum) => sum.get());
      const before = code.load('v128.load', nowhere, totals + 16 * r);
      const total = code.op(precision.add, [before, sumsOfLanes(code, precision, sums)]);
      code.store('v128.store', nowhere, total, totals + 16 * r);
    }
    return code.op('i32.lt_u', [panel.get(), to]);
  });
}

/** A place that goes from vector to vector of a unit, through its panels. */
function walk(code: Code, from: Value, stride: Value) {
  const place = code.variable(from);
  const within = code.i32(vectorBytes);
  const step = code.variable(within);
  const steps = code.op('i32.xor', [within, code.op('i32.sub', [stride, within])]);
  return {
    get: () => place.get(),
    /** Gives the next place. */
    advance(): Value {
      const now = step.get();
      const next = past(code, place.get(), now);
      place.set(next);
      step.set(code.op('i32.xor', [now, steps]));
      return next;
    },
  };
}

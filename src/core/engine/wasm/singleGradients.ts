import type { Code, CodeVariable } from './code';
import type { Value } from './writtenCode';
import { vectorBytes } from './constants';
import type { GradientScratch, GradientSizes, GradientSums, Sink } from './gradients';
import { blockRows, blockVectors } from './blocks';
import type { Kernels } from './kernels';
import { panelSamples, unitBytes, zeroVector } from './memory';
import { singlePrecision, vectorsOf } from './precision';
import { past, times } from './places';
import { blockSizes, forBlocks } from './products';
import { writeUnitsOfSamples } from './transpose';

/*
 * The sums of gradients.ts in single precision, where their order is free: a lane sums up a weight of its own, so
 * that nothing is left to be added up across lanes, and a block is a product by the kernels of products.ts, whose terms
 * are samples: inputs by two vectors of units. For that the errors of a layer and the inputs of a block are turned, so
 * that units of a sample stand side by side.
 */

const perPanel = panelSamples(singlePrecision);

/** Sums of singles. */
export function sumsInLanes(scratch: GradientScratch, kernels: Kernels): GradientSums {
  return {
    rows: blockRows,
    columns: (units) => blockSizes(units, singlePrecision.lanes * blockVectors),
    packedDeltas(code, sizes) {
      writePackedDeltas(code, scratch, sizes);
    },
    weights(code, sizes, sink) {
      writeWeightGradient(code, scratch, sizes, kernels, sink);
    },
    biases(code, sizes, sink) {
      writeBiasGradient(code, scratch, sizes, sink);
    },
  };
}

function writePackedDeltas(code: Code, { packedDeltas }: GradientScratch, sizes: GradientSizes): void {
  const [deltas, stride, panels, units] = code.parameters(4);
  forBlocks(code, units, sizes.columns, (first, width) => {
    const from = past(code, deltas, times(code, first, unitBytes));
    writeUnitsOfSamples(code, from, stride, panels, width, deltasAt(code, packedDeltas, panels, first));
  });
  code.leave();
}

function deltasAt(code: Code, packedDeltas: number, panels: Value, first: Value): Value {
  return past(code, code.i32(packedDeltas), code.op('i32.mul', [first, times(code, panels, unitBytes)]));
}

function writeWeightGradient(
  code: Code,
  scratch: GradientScratch,
  sizes: GradientSizes,
  kernels: Kernels,
  sink: Sink,
): void {
  const [source, stride, panels, place, inputs, units] = code.parameters(6);
  const { bytes } = singlePrecision;
  const rowBytes = times(code, units, bytes);
  forBlocks(code, inputs, sizes.rows, (firstInput, rows) => {
    const packed = code.i32(scratch.packed);
    const from = past(code, source, times(code, firstInput, unitBytes));
    writeUnitsOfSamples(code, from, stride, panels, rows, packed);
    const rowPlace = past(code, place, code.op('i32.mul', [firstInput, rowBytes]));
    forBlocks(code, units, sizes.columns, (firstUnit, width) => {
      const vectors = vectorsOf(singlePrecision, width);
      const lanes = deltasAt(code, scratch.packedDeltas, panels, firstUnit);
      const end = past(code, lanes, times(code, panels, perPanel * vectorBytes * vectors));
      code.call(kernels(rows, vectors), [lanes, end, code.i32(scratch.totals), code.i32(0)]);
      const at = past(code, rowPlace, times(code, firstUnit, bytes));
      code.call(sink(null, width), [at, rowBytes, code.i32(rows)]);
    });
  });
  code.leave();
}

function writeBiasGradient(code: Code, scratch: GradientScratch, sizes: GradientSizes, sink: Sink): void {
  const [panels, place, units] = code.parameters(3);
  const { add, bytes } = singlePrecision;
  forBlocks(code, units, sizes.columns, (first, width) => {
    const vectors = vectorsOf(singlePrecision, width);
    const sums = Array.from({ length: vectors }, () => code.variable(zeroVector(code)));
    const deltas = deltasAt(code, scratch.packedDeltas, panels, first);
    const step = vectorBytes * vectors;
    const end = past(code, deltas, times(code, panels, perPanel * step));
    code.countOnce(deltas, end, step, (sample) => {
      sums.forEach((sum, n) => {
        sum.set(code.op(add, [sum.get(), code.load('v128.load', sample, vectorBytes * n)]));
      });
    });
    storeTotals(code, scratch, sums);
    const at = past(code, place, times(code, first, bytes));
    code.call(sink(null, width), [at, code.i32(0), code.i32(1)]);
  });
  code.leave();
}

function storeTotals(code: Code, { totals }: GradientScratch, sums: readonly CodeVariable[]): void {
  sums.forEach((sum, n) => {
    code.store('v128.store', code.i32(0), sum.get(), totals + vectorBytes * n);
  });
}

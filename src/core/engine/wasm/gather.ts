import type { Code } from './code';
import type { Value } from './writtenCode';
import { panelSamples, unitBytes } from './memory';
import type { Precision } from './precision';
import { transposed } from './transpose';
import { past, smaller, times } from './places';
import { forBlocks, type BlockSizes } from './products';

/**
 * Puts rows of a matrix of samples into panels, by a list of their numbers. Where the list ends within a panel
 * its last sample stands again: such places are computed like the others, and what comes of them is left out.
 *
 * Parameters: address of the list, its length, the matrix, its columns, the panels, their stride.
 *
 * @param sizes blocks of the columns: as wide as a vector, or of one.
 */
export function writeGather(code: Code, precision: Precision, sizes: BlockSizes): void {
  const [list, count, matrix, columns, panels, stride] = Array.from({ length: 6 }, (_, n) =>
    code.parameter(n),
  ) as [Value, Value, Value, Value, Value, Value];
  const rowBytes = times(code, columns, precision.bytes);
  const last = code.op('i32.sub', [count, code.i32(1)]);
  const panel = code.variable(panels);
  code.countOnce(code.i32(0), count, panelSamples(precision), (first) => {
    const rows = Array.from({ length: panelSamples(precision) }, (_, n) => {
      const place = smaller(code, past(code, first, code.i32(n)), last);
      const sample = code.load('i32.load', past(code, list, times(code, place, 4)));
      return past(code, matrix, code.op('i32.mul', [sample, rowBytes]));
    });
    forBlocks(code, columns, sizes, (column, width) => {
      const offset = times(code, column, precision.bytes);
      const target = past(code, panel.get(), times(code, column, unitBytes));
      const sources = rows.map((row) => past(code, row, offset));
      if (width === 1) gatherColumn(code, precision, sources, target);
      else gatherColumns(code, precision, sources, target);
    });
    panel.set(past(code, panel.get(), stride));
  });
  code.leave();
}

/** As many columns at a time as a vector has lanes. */
function gatherColumns(code: Code, precision: Precision, sources: readonly Value[], target: Value): void {
  const { lanes, bytes } = precision;
  for (let n = 0; n < sources.length; n += lanes) {
    const rows = sources.slice(n, n + lanes).map((source) => code.load('v128.load', source));
    transposed(code, precision, rows).forEach((column, c) => {
      code.store('v128.store', target, column, unitBytes * c + bytes * n);
    });
  }
}

function gatherColumn(
  code: Code,
  { lanes, bytes, loadSplat, loadLane }: Precision,
  sources: readonly Value[],
  target: Value,
): void {
  for (let n = 0; n < sources.length; n += lanes) {
    let vector = code.load(loadSplat, sources[n]!);
    for (let lane = 1; lane < lanes; lane++) {
      vector = code.loadLane(loadLane, lane, sources[n + lane]!, vector);
    }
    code.store('v128.store', target, vector, bytes * n);
  }
}

import type { Code, Value } from './code';
import { firstLanes, secondLanes } from './gradients';
import { panelSamples, unitBytes } from './memory';
import { forBlocks, past, smaller, times, type BlockSizes } from './products';

/**
 * Puts rows of a matrix of samples into panels, by a list of their numbers. Where the list ends within a panel
 * its last sample stands again: such places are computed like the others, and what comes of them is left out.
 *
 * Parameters: address of the list, its length, the matrix, its columns, the panels, their stride.
 */
export function writeGather(code: Code, sizes: BlockSizes): void {
  const [list, count, matrix, columns, panels, stride] = Array.from({ length: 6 }, (_, n) =>
    code.parameter(n),
  ) as [Value, Value, Value, Value, Value, Value];
  const rowBytes = times(code, columns, 8);
  const last = code.op('i32.sub', [count, code.i32(1)]);
  const panel = code.variable(panels);
  code.countOnce(code.i32(0), count, panelSamples, (first) => {
    const rows = Array.from({ length: panelSamples }, (_, n) => {
      const place = smaller(code, past(code, first, code.i32(n)), last);
      const sample = code.load('i32.load', past(code, list, times(code, place, 4)));
      return past(code, matrix, code.op('i32.mul', [sample, rowBytes]));
    });
    forBlocks(code, columns, sizes, (column, width) => {
      const offset = times(code, column, 8);
      const target = past(code, panel.get(), times(code, column, unitBytes));
      for (let pair = 0; pair < panelSamples; pair += 2) {
        const [left, right] = [rows[pair]!, rows[pair + 1]!].map((row) => past(code, row, offset)) as [
          Value,
          Value,
        ];
        if (width === 2) {
          const [a, b] = [code.load('v128.load', left), code.load('v128.load', right)];
          code.store('v128.store', target, firstLanes(code, a, b), 8 * pair);
          code.store('v128.store', target, secondLanes(code, a, b), unitBytes + 8 * pair);
        } else {
          const single = code.load('v128.load64_splat', left);
          const both = code.loadLane('v128.load64_lane', 1, right, single);
          code.store('v128.store', target, both, 8 * pair);
        }
      }
    });
    panel.set(past(code, panel.get(), stride));
  });
  code.leave();
}

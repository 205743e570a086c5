import type { Code } from './code';
import { vectorBytes } from './constants';
import { unitBytes, zeroVector } from './memory';
import { shuffled, singlePrecision, vectorsOf, type Precision } from './precision';
import { past } from './places';
import type { Value } from './writtenCode';

/** As many vectors as each has lanes, with rows and columns exchanged. */
export function transposed(code: Code, precision: Precision, rows: readonly Value[]): readonly Value[] {
  const mixed = (left: Value, right: Value, lanes: readonly number[]): Value =>
    shuffled(code, precision, left, right, lanes);
  const [a, b] = rows as [Value, Value];
  if (precision.lanes === 2) return [mixed(a, b, [0, 2]), mixed(a, b, [1, 3])];
  const [c, d] = rows.slice(2) as [Value, Value];
  return [
    { left: mixed(a, b, [0, 4, 1, 5]), right: mixed(c, d, [0, 4, 1, 5]) },
    { left: mixed(a, b, [2, 6, 3, 7]), right: mixed(c, d, [2, 6, 3, 7]) },
  ].flatMap(({ left, right }) => [mixed(left, right, [0, 1, 4, 5]), mixed(left, right, [2, 3, 6, 7])]);
}

/**
 * Copies `width` neighbouring units out of panels in single precision: for each sample the units side by side, with
 * zeros up to a whole vector.
 */
export function writeUnitsOfSamples(
  code: Code,
  from: Value,
  stride: Value,
  panels: Value,
  width: number,
  target: Value,
): void {
  const [panel, to] = [code.variable(from), code.variable(target)];
  const end = past(code, from, code.op('i32.mul', [panels, stride]));
  const vectors = vectorsOf(singlePrecision, width);
  code.repeat(() => {
    const [at, place] = [panel.get(), to.get()];
    for (let four = 0; four < 2; four++) {
      for (let vector = 0; vector < vectors; vector++) {
        const units = [0, 1, 2, 3].map((n) => {
          const unit = 4 * vector + n;
          if (unit >= width) return zeroVector(code);
          return code.load('v128.load', at, unitBytes * unit + vectorBytes * four);
        });
        transposed(code, singlePrecision, units).forEach((sample, n) => {
          code.store('v128.store', place, sample, vectorBytes * (vectors * (4 * four + n) + vector));
        });
      }
    }
    const next = past(code, at, stride);
    panel.set(next);
    to.set(past(code, place, code.i32(8 * vectorBytes * vectors)));
    return code.op('i32.lt_u', [next, end]);
  });
}

/** What the programs over one sample's outputs have in common. */

import type { RowArithmetic, Variable } from './arithmetic';

/** One sample at the outputs; one number for each output. */
export interface OutputRows<R> {
  readonly preActivations: R;
  /** The outputs y that the last activation makes of the pre-activations; only softmax's programs read them. */
  readonly outputs: R;
  readonly targets: R;
}

/** Fills `out`, a row of its own, with one number for each of `count` outputs. */
export type OutputProgram = <V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  rows: OutputRows<R>,
  out: R,
) => void;

/** The programs of a fused loss: L_k and δ_k. */
export interface FusedLossPrograms {
  readonly terms: OutputProgram;
  readonly delta: OutputProgram;
}

/** True at the first place of a loop whose value is `sought`; `isSeen` is the loop's, and 0 at first. */
export function firstEqual<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  value: V,
  sought: V,
  isSeen: Variable<V>,
): M {
  const isFirst = m.and(m.isEqual(value, sought), m.isEqual(isSeen.get(), m.constant(0)));
  isSeen.set(m.select(isFirst, m.constant(1), isSeen.get()));
  return isFirst;
}

/** For each entry the sum of those after it: with the sum of those before, all others without a subtraction. */
export function storeSumsAfter<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  values: R,
  out: R,
): void {
  const after = m.variable(m.constant(0));
  m.forEachBackwards(count, (k) => {
    m.store(out, k, after.get());
    after.set(m.add(after.get(), m.load(values, k)));
  });
}

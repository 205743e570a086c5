/**
 * Softmax with binary cross-entropy. With m the largest output, the first of several, Y_k the sum of the other y,
 * and q_k the softmax among the outputs other than m:
 *
 *     −ln y_k = ln(1 + Y_m/y_m) + a_m − a_k        −ln(1 − y_k) = ln(1 + y_k/Y_k)
 *
 * Y_k is at least y_m for k ≠ m; −ln(1 − y_m) is taken from ln Σ_{k≠m} e^{a_k}, against the second largest output.
 */

import type { Arithmetic, RowArithmetic, Variable } from './arithmetic';
import { expOfNegative } from './exponential';
import { log, log1p } from './logarithm';
import { firstEqual, storeSumsAfter, type FusedLossPrograms, type OutputRows } from './outputProgram';

/** What a sample's largest output and the others are; set by `survey`. */
interface Survey<V> {
  /** a_m and the second largest pre-activation, −∞ where there is one output alone. */
  readonly largest: Variable<V>;
  readonly second: Variable<V>;
  /** Σ_{k≠m} of e^{a_k − a_m} and of e^{a_k − second}. */
  readonly others: Variable<V>;
  readonly amongOthers: Variable<V>;
  /** y_m and t_m */
  readonly output: Variable<V>;
  readonly target: Variable<V>;
}

function survey<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  { preActivations, outputs, targets }: OutputRows<R>,
): Survey<V> {
  const zero = m.constant(0);
  const [largest, second] = [m.variable(m.constant(-Infinity)), m.variable(m.constant(-Infinity))];
  const [others, amongOthers] = [m.variable(zero), m.variable(zero)];
  const [output, target] = [m.variable(zero), m.variable(zero)];
  m.forEach(count, (k) => {
    const a = m.load(preActivations, k);
    const isLarger = m.isLess(largest.get(), a);
    second.set(m.select(isLarger, largest.get(), m.maximum(second.get(), a)));
    largest.set(m.select(isLarger, a, largest.get()));
    output.set(m.select(isLarger, m.load(outputs, k), output.get()));
    target.set(m.select(isLarger, m.load(targets, k), target.get()));
  });
  const isSeen = m.variable(zero);
  m.forEach(count, (k) => {
    const a = m.load(preActivations, k);
    const isLargest = firstEqual(m, a, largest.get(), isSeen);
    const addOther = (sum: Variable<V>, reference: V): void => {
      const power = expOfNegative(m, m.subtract(a, reference));
      sum.set(m.add(sum.get(), m.select(isLargest, zero, power)));
    };
    addOther(others, largest.get());
    addOther(amongOthers, second.get());
  });
  return { largest, second, others, amongOthers, output, target };
}

/**
 * Calls `body` for each output with y_k, t_k, Y_k and whether k is m. The row `out` holds sums in between; `body`
 * may store into it at its own place.
 */
function forEachOutput<V, M, R, I>(
  m: RowArithmetic<V, M, R, I>,
  count: number,
  { preActivations, outputs, targets }: OutputRows<R>,
  out: R,
  largest: Variable<V>,
  body: (output: {
    readonly place: I;
    readonly a: V;
    readonly y: V;
    readonly target: V;
    readonly others: V;
    readonly isLargest: M;
  }) => void,
): void {
  const isSeen = m.variable(m.constant(0));
  const before = m.variable(m.constant(0));
  m.forEach(count, (place) => {
    const a = m.load(preActivations, place);
    const y = m.load(outputs, place);
    const others = m.add(before.get(), m.load(out, place));
    const isLargest = firstEqual(m, a, largest.get(), isSeen);
    body({ place, a, y, target: m.load(targets, place), others, isLargest });
    before.set(m.add(before.get(), y));
  });
}

/** (1 − t_k) y_k / Y_k, and 0 for the largest output, whose odds overflow. */
function odds<V, M>(m: Arithmetic<V, M>, y: V, target: V, others: V, isLargest: M): V {
  const miss = m.multiply(m.subtract(m.constant(1), target), y);
  return m.select(isLargest, m.constant(0), m.divide(miss, others));
}

export const softmaxBinaryCrossEntropy: FusedLossPrograms = {
  terms(m, count, rows, out) {
    const { largest, second, others: othersOfLargest, amongOthers } = survey(m, count, rows);
    const [zero, one] = [m.constant(0), m.constant(1)];
    const logSum = m.variable(log1p(m, othersOfLargest.get()));
    const gap = m.subtract(second.get(), largest.get());
    const missOfLargest = m.variable(m.subtract(logSum.get(), m.add(gap, log(m, amongOthers.get()))));
    storeSumsAfter(m, count, rows.outputs, out);
    forEachOutput(m, count, rows, out, largest, ({ place, a, y, target, others, isLargest }) => {
      const hitLoss = m.add(logSum.get(), m.subtract(largest.get(), a));
      const missLoss = m.select(isLargest, missOfLargest.get(), log1p(m, m.divide(y, others)));
      // 0 · ln 0 is 0.
      const hit = m.select(m.isEqual(target, zero), zero, m.multiply(target, hitLoss));
      const missShare = m.subtract(one, target);
      const miss = m.select(m.isEqual(target, one), zero, m.multiply(missShare, missLoss));
      m.store(out, place, m.divide(m.add(hit, miss), m.constant(count)));
    });
  },
  /**
   * n δ_j = y_j (Σ_{k≠j} t_k + (1 − t_j) − Σ_{k≠j} (1 − t_k) y_k / Y_k) − t_j Y_j
   *
   * The term k = m of the second sum, times y_j, is (1 − t_m) q_j y_m.
   */
  delta(m, count, rows, out) {
    const { largest, second, amongOthers, output, target: targetOfLargest } = survey(m, count, rows);
    const [zero, one] = [m.constant(0), m.constant(1)];
    const allTargets = m.variable(zero);
    const allOdds = m.variable(zero);
    storeSumsAfter(m, count, rows.outputs, out);
    forEachOutput(m, count, rows, out, largest, ({ y, target, others, isLargest }) => {
      allTargets.set(m.add(allTargets.get(), target));
      allOdds.set(m.add(allOdds.get(), odds(m, y, target, others, isLargest)));
    });
    const missOfLargest = m.variable(
      m.divide(m.multiply(m.subtract(one, targetOfLargest.get()), output.get()), amongOthers.get()),
    );
    forEachOutput(m, count, rows, out, largest, ({ place, a, y, target, others, isLargest }) => {
      const otherTargets = m.add(m.subtract(allTargets.get(), target), m.subtract(one, target));
      const otherOdds = m.subtract(allOdds.get(), odds(m, y, target, others, isLargest));
      const pull = m.multiply(y, m.subtract(otherTargets, otherOdds));
      const own = m.subtract(pull, m.multiply(target, others));
      const crossing = m.multiply(missOfLargest.get(), expOfNegative(m, m.subtract(a, second.get())));
      const delta = m.subtract(own, m.select(isLargest, zero, crossing));
      m.store(out, place, m.divide(delta, m.constant(count)));
    });
  },
};

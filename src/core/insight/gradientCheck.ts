import type { SampleMatrices } from '../engine/batchGradient';
import { evaluate } from '../engine/evaluate';
import type { Model } from '../engine/model';
import { numericGradients, type NumericGradient } from './numericGradient';

/**
 * - `agrees`, `disagrees`: the analytic gradient is, or is not, the numeric one within rounding.
 * - `atKink`: there is a kink within h.
 * - `uncheckable`: the gradient is too small against the rounding of the loss, or the loss is not finite.
 */
export type GradientVerdict = 'agrees' | 'disagrees' | 'atKink' | 'uncheckable';

/** One parameter's analytic gradient beside its numeric one. */
export interface GradientComparison {
  /** Index in the flat vector of parameters. */
  readonly parameter: number;
  readonly analytic: number;
  readonly numeric: number;
  readonly verdict: GradientVerdict;
}

export interface GradientCheck {
  /** How many parameters were looked at. */
  readonly checked: number;
  /** The largest |analytic − numeric| / max(1, |analytic|) of those that agree or disagree; 0 if none does. */
  readonly maxRelativeError: number;
  /** The parameters whose gradients disagree, in order. */
  readonly disagreements: readonly GradientComparison[];
  /** How many were at a kink, and how many could not be checked for rounding. */
  readonly atKink: number;
  readonly uncheckable: number;
}

/** Networks of more parameters are checked at this many of them, evenly spaced. */
const maxCheckedParameters = 10_000;

/**
 * Compares analytic gradients with central differences over the samples named by `indices` as one batch.
 *
 * @param which the parameters to check; by default all up to 10,000 of them, evenly spaced beyond.
 * @param analytic the gradients to judge, in the order of the layout; by default the engine's.
 */
export function checkGradients(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
  which: Uint32Array = checkedParameters(model.layout.parameterCount),
  analytic: Float64Array = evaluate(model, parameters, samples, indices).gradient,
): GradientCheck {
  const numeric = numericGradients(model, parameters, samples, indices, which);
  return gradientCheckOf(
    numeric.map((difference, n) => compareGradients(which[n]!, analytic[which[n]!]!, difference)),
  );
}

/** What comparisons come to together. */
export function gradientCheckOf(comparisons: readonly GradientComparison[]): GradientCheck {
  const of = (verdict: GradientVerdict): readonly GradientComparison[] =>
    comparisons.filter((one) => one.verdict === verdict);
  const disagreements = of('disagrees');
  const judged = [...of('agrees'), ...disagreements];
  return {
    checked: comparisons.length,
    maxRelativeError: judged.reduce((largest, one) => Math.max(largest, relativeError(one)), 0),
    disagreements,
    atKink: of('atKink').length,
    uncheckable: of('uncheckable').length,
  };
}

/** All parameters up to 10,000; beyond, ⌊n · count / 10,000⌋ for n = 0 … 9,999. */
export function checkedParameters(parameterCount: number): Uint32Array {
  const length = Math.min(parameterCount, maxCheckedParameters);
  return Uint32Array.from({ length }, (_, n) => Math.floor((n * parameterCount) / length));
}

/**
 * Judges an analytic gradient by a central difference. They agree when |a − n| ≤ 1e-8 · max(1, |g|) +
 * 8 · 2⁻⁵² · |L| / h. Where the second term, the rounding of the losses, exceeds 1e-3 · |g|, nothing can be
 * said. |g| is the larger of |a| and |n|, so that a derivative that is wrongly 0 is judged like any other.
 */
export function compareGradients(
  parameter: number,
  analytic: number,
  { gradient: numeric, step, loss, isAtKink }: NumericGradient,
): GradientComparison {
  const size = Math.max(Math.abs(analytic), Math.abs(numeric));
  const rounding = (8 * Number.EPSILON * loss) / step;
  const judge = (): GradientVerdict => {
    if (isAtKink) return 'atKink';
    if (!Number.isFinite(numeric) || !Number.isFinite(loss) || rounding > 1e-3 * Math.abs(size)) {
      return 'uncheckable';
    }
    return Math.abs(analytic - numeric) <= 1e-8 * Math.max(1, size) + rounding ? 'agrees' : 'disagrees';
  };
  return { parameter, analytic, numeric, verdict: judge() };
}

function relativeError({ analytic, numeric }: GradientComparison): number {
  return Math.abs(analytic - numeric) / Math.max(1, Math.abs(analytic));
}

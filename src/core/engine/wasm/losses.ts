import type { RowArithmetic } from '../../math/arithmetic';
import { fusedLossPrograms } from '../../math/fusedLosses';
import { lossSlope, lossTerm } from '../../math/losses';
import { softmaxDeltaProgram, softmaxProgram } from '../../math/softmax';
import type { Model } from '../model';

/** The rows that a loss reads and writes, one entry for each output. */
export interface LossRows<R> {
  /** a of the last layer, where the loss is taken from it. */
  readonly preActivations: R;
  /** y and φ′(a) where the loss is taken from the outputs; y is worked out of a for softmax. */
  readonly outputs: R;
  readonly slopes: R;
  readonly targets: R;
  /** Receive L_k and δ_k. */
  readonly terms: R;
  readonly deltas: R;
}

/** Whether the loss is taken from the pre-activations of the last layer, all of them together. */
export function isTakenFromPreActivations({ fusedLoss, layers }: Model): boolean {
  return fusedLoss !== null || layers.at(-1)!.activation.type === 'softmax';
}

/** L_k and δ_k of a sample, as `sampleLoss` and `backward` of propagate.ts compute them. */
export function writeLoss<V, M, R, I>(m: RowArithmetic<V, M, R, I>, model: Model, rows: LossRows<R>): void {
  const { loss, layers, outputUnits: count } = model;
  const last = layers.at(-1)!.activation;
  const isSoftmax = last.type === 'softmax';
  if (isSoftmax) softmaxProgram(m, count, rows.preActivations, rows.outputs);
  const fused = fusedLossPrograms(loss, last);
  if (fused) {
    fused.terms(m, count, rows, rows.terms);
    fused.delta(m, count, rows, rows.deltas);
    return;
  }
  m.forEach(count, (k) => {
    const [y, t] = [m.load(rows.outputs, k), m.load(rows.targets, k)];
    m.store(rows.terms, k, lossTerm(m, loss, count, y, t));
    const slope = lossSlope(m, loss, count, y, t);
    m.store(rows.deltas, k, isSoftmax ? slope : m.multiply(slope, m.load(rows.slopes, k)));
  });
  if (isSoftmax) softmaxDeltaProgram(m, count, rows.outputs, rows.deltas, rows.deltas);
}

/**
 * The next step foretold and measured: what the gradient alone says the loss will change by, what gradient and
 * curvature say, and what it does change by, each shared out among the parameters that move.
 */

import type { SampleMatrices } from '../engine/batchGradient';
import type { Evaluation } from '../engine/evaluate';
import { evaluateInSlices } from '../engine/evaluateInSlices';
import { createHessian } from '../engine/hessian';
import type { Model } from '../engine/model';
import { createOptimizer, frozenParameters, type OptimizerState } from '../engine/optimizers';
import { weightPenalty } from '../engine/penalty';
import type { Network } from '../network/network';
import { gaussLegendre } from './gaussLegendre';

/** A change of loss and penalty, and each parameter's share of it. */
export interface SharedChange {
  readonly total: number;
  /** In the layout's order; they add up to `total` but for rounding. */
  readonly parts: Float64Array;
}

/** The change as measured. */
export interface RealChange {
  /** (L + penalty) after the step less before it; rounded in the last digits of L. */
  readonly total: number;
  /** ∫ ∂L/∂w_p Δ_p along the straight line of the step; NaN where the loss after it is not finite. */
  readonly parts: Float64Array;
  /** `total` less the sum of the parts. */
  readonly remainder: number;
  /**
   * The remainder is at most 1e-9 of `total`, or within the rounding of the losses. Else the line crosses more
   * kinks than the integral had evaluations for.
   */
  readonly isShared: boolean;
  /** Gradients that the integral took. */
  readonly evaluations: number;
}

export interface StepPrediction {
  /** Loss and penalty. */
  readonly before: number;
  readonly after: number;
  /** Σ g_p Δ_p */
  readonly firstOrder: SharedChange;
  /** ½ Σ Δ_p (H Δ)_p: what the curvature adds. */
  readonly curvature: SharedChange;
  /** The sum of the two totals. */
  readonly secondOrder: number;
  readonly real: RealChange;
}

const sharedTolerance = 1e-9;
/** How far the parts of one interval may add up to something else than its change of the loss, of the whole change. */
const sumTolerance = 2e-11;
/** How far they may be from smooth, of all parts' sizes; their error is far smaller. */
const smoothTolerance = 1e-8;

/** Gradients that an integral may take: as many as this much work, in parameters times samples. */
const workLimit = 200_000_000;
const workOfSample = 500;
const evaluationLimits = { least: 100, most: 20_000 } as const;

/** In wide intervals and in narrow ones, which are only about finding the place of a kink. */
const rules = { wide: gaussLegendre(8), narrow: gaussLegendre(3), narrowBelow: 2 ** -8 } as const;

/**
 * Δ of the optimizer's own update, as the numbers round: parameters after less parameters before. Frozen
 * parameters have 0.
 *
 * @param gradient of the batch that the update sees, penalty included.
 * @param learningRate η of this update.
 * @param state what the optimizer remembers so far, not changed; null: nothing yet.
 */
export function nextStep(
  network: Network,
  model: Model,
  parameters: Float64Array,
  gradient: Float64Array,
  learningRate: number,
  state: OptimizerState | null,
): Float64Array {
  const { parameterCount } = model.layout;
  const frozen = frozenParameters(network, model.layout);
  const optimizer = createOptimizer(network.training.optimizer, parameterCount, frozen);
  if (state) {
    if (state.mean) optimizer.state.mean?.set(state.mean);
    if (state.square) optimizer.state.square?.set(state.square);
    optimizer.state.beta1Power = state.beta1Power;
    optimizer.state.beta2Power = state.beta2Power;
  }
  const moved = parameters.slice();
  optimizer.update(moved, gradient, learningRate);
  return moved.map((w, p) => w - parameters[p]!);
}

/**
 * What the step `change` from `parameters` does to loss and penalty over the samples named by `indices`, in pieces
 * of one sample each. The real change is shared out exactly, because along the straight line
 * L(w + Δ) − L(w) = Σ_p ∫₀¹ ∂L/∂w_p(w + sΔ) Δ_p ds: by Gauss–Legendre, in halves of halves until the parts of each
 * are smooth and add up to its change of the loss. The penalty needs no integral.
 *
 * @param parameters and `change` are read until the end.
 */
export function* predictStep(
  model: Model,
  parameters: Float64Array,
  samples: SampleMatrices,
  indices: Uint32Array,
  change: Float64Array,
  evaluationLimit: number = limitFor(model, indices.length),
): Generator<undefined, StepPrediction> {
  const at = (s: number): Float64Array => parameters.map((w, p) => w + s * change[p]!);
  const start = yield* evaluateInSlices(model, parameters, samples, indices);
  const product = new Float64Array(change.length);
  yield* createHessian(model, parameters, samples, indices).productSteps(change, product);
  const end = yield* evaluateInSlices(model, at(1), samples, indices);

  const firstOrder = shared(change.map((step, p) => start.gradient[p]! * step));
  const curvature = shared(change.map((step, p) => 0.5 * step * product[p]!));
  const [before, after] = [start.loss + start.penalty, end.loss + end.penalty];
  const dataModel: Model = { ...model, l1: 0, l2: 0 };
  const real = yield* lineIntegral(
    (s) => evaluateInSlices(dataModel, at(s), samples, indices),
    change,
    start.loss,
    end.loss,
    evaluationLimit,
  );
  if (Number.isFinite(after)) addPenaltyChange(model, parameters, change, real.parts);
  return {
    before,
    after,
    firstOrder,
    curvature,
    secondOrder: firstOrder.total + curvature.total,
    real: judged(real, before, after),
  };
}

function limitFor(model: Model, samples: number): number {
  const work = (model.layout.parameterCount + workOfSample) * Math.max(1, samples);
  return Math.min(evaluationLimits.most, Math.max(evaluationLimits.least, Math.floor(workLimit / work)));
}

function shared(parts: Float64Array): SharedChange {
  return { total: sumOf(parts), parts };
}

function sumOf(parts: Float64Array): number {
  return parts.reduce((sum, part) => sum + part, 0);
}

function sizeOf(parts: Float64Array): number {
  return parts.reduce((sum, part) => sum + Math.abs(part), 0);
}

interface Integral {
  readonly parts: Float64Array;
  readonly evaluations: number;
}

/** A piece of the line: its ends, the data loss there, and the parts of its change as far as they are known. */
interface Interval {
  readonly from: number;
  readonly to: number;
  readonly lossFrom: number;
  readonly lossTo: number;
  readonly parts: Float64Array;
  /** Σ |divided difference| of the parts. */
  readonly roughness: number;
}

/** The parts of the data loss along the line, from its loss at either end. */
function* lineIntegral(
  evaluateAt: (s: number) => Generator<undefined, Evaluation>,
  change: Float64Array,
  lossFrom: number,
  lossTo: number,
  evaluationLimit: number,
): Generator<undefined, Integral> {
  const parts = new Float64Array(change.length);
  if (!Number.isFinite(lossTo)) return { parts: parts.fill(NaN), evaluations: 0 };
  let evaluations = 0;

  function* interval(
    from: number,
    to: number,
    ends: Pick<Interval, 'lossFrom' | 'lossTo'>,
  ): Generator<undefined, Interval> {
    const { nodes, weights, differences } = to - from < rules.narrowBelow ? rules.narrow : rules.wide;
    const own = new Float64Array(change.length);
    const rough = new Float64Array(change.length);
    for (let n = 0; n < nodes.length; n++) {
      const { gradient } = yield* evaluateAt(from + (to - from) * nodes[n]!);
      evaluations++;
      for (let p = 0; p < own.length; p++) {
        const value = (to - from) * gradient[p]! * change[p]!;
        own[p] = own[p]! + weights[n]! * value;
        rough[p] = rough[p]! + differences[n]! * value;
      }
    }
    return { from, to, ...ends, parts: own, roughness: sizeOf(rough) };
  }

  const whole = yield* interval(0, 1, { lossFrom, lossTo });
  const scale = sizeOf(whole.parts);
  if (!Number.isFinite(scale)) return { parts: parts.fill(NaN), evaluations };
  // Intervals still to be looked at; the last is the next, so that there are never more than it has been halved.
  const waiting = [whole];
  for (let piece = waiting.pop(); piece; piece = waiting.pop()) {
    if (isExact(piece, Math.abs(lossTo - lossFrom), scale) || evaluations >= evaluationLimit) {
      for (let p = 0; p < parts.length; p++) parts[p] = parts[p]! + piece.parts[p]!;
      continue;
    }
    const middle = piece.from + (piece.to - piece.from) / 2;
    const { loss } = yield* evaluateAt(middle);
    evaluations++;
    const right = yield* interval(middle, piece.to, { lossFrom: loss, lossTo: piece.lossTo });
    const left = yield* interval(piece.from, middle, { lossFrom: piece.lossFrom, lossTo: loss });
    waiting.push(right, left);
  }
  return { parts, evaluations };
}

function isExact({ parts, lossFrom, lossTo, roughness }: Interval, change: number, scale: number): boolean {
  const rounding = 8 * Number.EPSILON * (Math.abs(lossFrom) + Math.abs(lossTo));
  const error = Math.abs(sumOf(parts) - (lossTo - lossFrom));
  return roughness <= smoothTolerance * scale && error <= sumTolerance * change + rounding;
}

function addPenaltyChange(
  model: Model,
  parameters: Float64Array,
  change: Float64Array,
  parts: Float64Array,
): void {
  for (const { inputs, units, weightOffset } of model.layers) {
    for (let p = weightOffset; p < weightOffset + inputs * units; p++) {
      const moved = parameters[p]! + change[p]!;
      parts[p] = parts[p]! + (weightPenalty(model, moved) - weightPenalty(model, parameters[p]!));
    }
  }
}

function judged({ parts, evaluations }: Integral, before: number, after: number): RealChange {
  const total = after - before;
  const remainder = total - sumOf(parts);
  const rounding = 16 * Number.EPSILON * (Math.abs(before) + Math.abs(after));
  const isShared = Math.abs(remainder) <= sharedTolerance * Math.abs(total) + rounding;
  return { total, parts, remainder, isShared, evaluations };
}

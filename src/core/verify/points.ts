/**
 * Where formulas are compared: random points of the network. A point is a parameter vector, a learning rate and
 * a few samples, every number of them drawn from a seed in the range where functions are tame, away from kinks.
 */

import { createRandom, type Random } from '../engine/random';
import type { Model } from '../engine/model';
import { kinksOf } from '../insight/kinks';
import { sampleValues } from '../insight/sampleValues';
import type { SamplePoint, Tangent } from './tangents';

export interface Point {
  readonly parameters: Float64Array;
  /** η. */
  readonly learningRate: number;
  readonly samples: readonly SamplePoint[];
}

/** Points of a network of smooth functions. */
const SMOOTH_POINTS = 3;

/**
 * Points where a layer or the loss has pieces. At the first half every unit is on the upper piece, so that no
 * factor hides behind a slope of 0; the others mix the pieces.
 */
const PIECEWISE_POINTS = 6;

/** Of more parameters than this fewer points are drawn. */
const LARGE_NETWORK = 20_000;

/**
 * How near to a kink a number may come, and how often a better point is looked for. The slopes are exact on both
 * sides, so only the kink itself is to be avoided.
 */
const CLEARANCE = 1e-9;
const DRAWS = 5;

const POINT_SEED = 20_261_122;

/** The points at which formulas are compared, each with `sampleCount` samples; a step for each point. */
export function* drawPoints(model: Model, sampleCount: number): Generator<undefined, readonly Point[]> {
  const kinks = kinksOf(model);
  const hasPieces = kinks.layers.some((layer) => layer.length > 0) || kinks.residual.length > 0;
  const isLarge = model.layout.parameterCount > LARGE_NETWORK;
  const count = hasPieces && !isLarge ? PIECEWISE_POINTS : SMOOTH_POINTS;
  const random = createRandom(POINT_SEED);
  const points: Point[] = [];
  for (let n = 0; n < count; n++) {
    const isUpper = hasPieces && n < count / 2;
    let point = drawPoint(model, sampleCount, isUpper, random);
    for (let draw = 1; draw < DRAWS && !isClear(model, point); draw++) {
      point = drawPoint(model, sampleCount, isUpper, random);
    }
    points.push(point);
    yield;
  }
  return points;
}

/** The point at given numbers: samples row by row, as a dataset has them. */
export function pointAt(
  model: Model,
  parameters: Float64Array,
  learningRate: number,
  samples: { readonly inputs: Float64Array; readonly targets: Float64Array },
  indices: ArrayLike<number>,
): Point {
  return {
    parameters,
    learningRate,
    samples: Array.from(indices, (sample) => ({
      values: sampleValues(model, samples, parameters, sample),
      tangents: new Map<string, Tangent>(),
    })),
  };
}

function drawPoint(model: Model, sampleCount: number, isUpper: boolean, random: Random): Point {
  const sign = (): number => (isUpper || random.uniform() < 0.5 ? 1 : -1);
  const parameters = new Float64Array(model.layout.parameterCount);
  for (const { inputs, units, weightOffset, biasOffset } of model.layers) {
    // Many inputs of one sign add up; of mixed signs they grow with the root.
    const scale = Math.min(1, isUpper ? 4 / inputs : 2 / Math.sqrt(inputs));
    for (let p = weightOffset; p < weightOffset + inputs * units; p++) {
      parameters[p] = sign() * scale * (0.3 + 0.9 * random.uniform());
    }
    for (let j = 0; biasOffset !== null && j < units; j++) {
      parameters[biasOffset + j] = sign() * (0.1 + 0.4 * random.uniform());
    }
  }
  const inputs = Float64Array.from(
    { length: sampleCount * model.inputUnits },
    () => sign() * (0.2 + 0.9 * random.uniform()),
  );
  const targets = new Float64Array(sampleCount * model.outputUnits);
  for (let s = 0; s < sampleCount; s++) {
    drawTargets(model, random, targets.subarray(s * model.outputUnits, (s + 1) * model.outputUnits));
  }
  const learningRate = 0.21 + 0.5 * random.uniform();
  return pointAt(
    model,
    parameters,
    learningRate,
    { inputs, targets },
    Array.from({ length: sampleCount }, (_, s) => s),
  );
}

/** Targets that the loss has a meaning for: in (0, 1), as a distribution, or on both sides of the outputs. */
function drawTargets({ loss }: Model, random: Random, targets: Float64Array): void {
  const isProbability = loss.type === 'binaryCrossEntropy' || loss.type === 'categoricalCrossEntropy';
  for (let k = 0; k < targets.length; k++) {
    targets[k] = isProbability ? 0.1 + 0.8 * random.uniform() : 4 * random.uniform() - 2;
  }
  if (loss.type !== 'categoricalCrossEntropy') return;
  const sum = targets.reduce((total, target) => total + target, 0);
  for (let k = 0; k < targets.length; k++) targets[k] = targets[k]! / sum;
}

function isClear(model: Model, { samples }: Point): boolean {
  const kinks = kinksOf(model);
  return samples.every(({ values: { preActivations, activations, targets } }) => {
    const isLayerClear = kinks.layers.every((layer, l) =>
      layer.every((distance) =>
        Array.from(preActivations[l]!).every((a) => Math.abs(distance(a)) > CLEARANCE),
      ),
    );
    const outputs = Array.from(activations.at(-1)!);
    return (
      isLayerClear &&
      outputs.every((y, k) => kinks.residual.every((kink) => Math.abs(y - targets[k]! - kink) > CLEARANCE))
    );
  });
}

/**
 * Runs from different starts, sorted by where they end: the basins of the landscape, as far as runs have found them.
 */

import type { SampleMatrices } from '../engine/batchGradient';
import { createTrace, type Model } from '../engine/model';
import { forward } from '../engine/propagate';
import type { Steps } from '../network/steps';

/** Where a run has ended. */
export interface RunEnding {
  readonly loss: number;
  /** Outputs on the training samples, sample by sample; null of a run that has none, since it diverged or failed. */
  readonly outputs: Float64Array | null;
}

/** Runs that ended alike. */
export interface Basin {
  /** Which runs, ascending. */
  readonly members: readonly number[];
  /** The member with the least loss. */
  readonly leader: number;
  /** Least and greatest loss of a member. */
  readonly least: number;
  readonly greatest: number;
}

/** Outputs that differ by no more than this part of the targets' range are alike. */
export const alikePart = 0.05;

/**
 * Two runs have ended alike where they compute nearly the same function on the training samples: no output of any
 * sample differs by more than `tolerance`. So runs count as one that differ in nothing but the order or the signs of
 * hidden units, which are many points of the landscape with one loss; parameters are not compared. Each run joins the
 * first basin, in order of losses, whose best member it is like. Runs that are still on their way when their epochs
 * end count where they stand. The lowest basin comes first; runs without outputs are in none.
 */
export function basinsOf(runs: readonly RunEnding[], tolerance: number): Basin[] {
  const order = runs
    .map((_, n) => n)
    .filter((n) => runs[n]!.outputs !== null)
    .sort((a, b) => runs[a]!.loss - runs[b]!.loss || a - b);
  const groups: number[][] = [];
  for (const n of order) {
    const outputs = runs[n]!.outputs!;
    const group = groups.find(([leader]) => areAlike(runs[leader!]!.outputs!, outputs, tolerance));
    if (group) group.push(n);
    else groups.push([n]);
  }
  return groups.map((group) => ({
    members: [...group].sort((a, b) => a - b),
    leader: group[0]!,
    least: runs[group[0]!]!.loss,
    greatest: runs[group.at(-1)!]!.loss,
  }));
}

function areAlike(a: Float64Array, b: Float64Array, tolerance: number): boolean {
  // NaN is like nothing.
  return a.every((value, n) => Math.abs(value - b[n]!) <= tolerance);
}

/** How far outputs may differ and be alike: 5 % of what the training targets range over, or of 1 where they are all the same. */
export function alikeTolerance(
  { outputUnits }: Model,
  { targets }: SampleMatrices,
  indices: Uint32Array,
): number {
  let [low, high] = [Infinity, -Infinity];
  for (const sample of indices) {
    for (let k = 0; k < outputUnits; k++) {
      const target = targets[sample * outputUnits + k]!;
      low = Math.min(low, target);
      high = Math.max(high, target);
    }
  }
  return alikePart * (high > low ? high - low : 1);
}

/** The outputs of the samples named by `indices`, in their order, in pieces of one sample. [indices × outputs] */
export function* outputSteps(
  model: Model,
  parameters: Float64Array,
  { inputs }: SampleMatrices,
  indices: Uint32Array,
): Steps<Float64Array> {
  const trace = createTrace(model);
  const outputs = new Float64Array(indices.length * model.outputUnits);
  for (const [n, sample] of indices.entries()) {
    forward(model, parameters, inputs, sample * model.inputUnits, trace);
    outputs.set(trace.layers.at(-1)!.activations, n * model.outputUnits);
    yield undefined;
  }
  return outputs;
}

/**
 * Total derivatives of any quantity by any other, along every path of the network: forward mode through the
 * engine's own slopes. Where no path leads the derivative is exactly 0.
 */

import type { Model } from '../engine/model';
import { compile } from '../math/compile';
import { differentiate } from '../math/differentiate';
import { isSameQuantity, type Quantity } from '../math/expression';
import { lossTermFormula } from '../math/losses';
import type { SampleValues } from '../math/evaluate';
import { quantityKey } from './places';

/** All numbers of one sample at a point, and the tangents that were asked for so far. */
export interface SamplePoint {
  readonly values: SampleValues;
  readonly tangents: Map<string, Tangent>;
}

/** ∂·/∂by of everything that is computed from `by`; layers from 0, arrays by unit. */
export interface Tangent {
  readonly preActivations: readonly Float64Array[];
  readonly activations: readonly Float64Array[];
  readonly lossTerms: Float64Array;
}

/**
 * ∂of/∂by for one sample, both with numbers as indices in range. NaN where it has no meaning here: by the loss or
 * by a δ, and of a δ, whose derivative is a second one.
 */
export function totalDerivative(
  model: Model,
  parameters: Float64Array,
  sample: SamplePoint,
  of: Quantity,
  by: Quantity,
): number {
  if (isSameQuantity(of, by)) return 1;
  if (of.kind === 'delta' || by.kind === 'delta' || by.kind === 'loss') return NaN;
  if (!isComputed(of)) return 0;
  const tangent = tangentOf(model, parameters, sample, by);
  switch (of.kind) {
    case 'preActivation':
      return tangent.preActivations[of.layer]![of.j as number]!;
    case 'activation':
      return tangent.activations[of.layer]![of.j as number]!;
    case 'lossTerm':
      return tangent.lossTerms[of.k as number]!;
    default:
      return tangent.lossTerms.reduce((sum, term) => sum + term, 0);
  }
}

/** Whether a quantity is made from others; the rest are given, and depend on nothing. */
function isComputed(of: Quantity): boolean {
  return (
    of.kind === 'preActivation' || of.kind === 'activation' || of.kind === 'lossTerm' || of.kind === 'loss'
  );
}

function tangentOf(model: Model, parameters: Float64Array, sample: SamplePoint, by: Quantity): Tangent {
  const key = quantityKey(by);
  const known = sample.tangents.get(key);
  if (known) return known;
  const made = propagate(model, parameters, sample, by);
  sample.tangents.set(key, made);
  return made;
}

function propagate(model: Model, parameters: Float64Array, sample: SamplePoint, by: Quantity): Tangent {
  const { values } = sample;
  const zeros = (): Float64Array[] => model.layers.map(({ units }) => new Float64Array(units));
  const tangent = {
    preActivations: zeros(),
    activations: zeros(),
    lossTerms: new Float64Array(model.outputUnits),
  };
  let previous: Float64Array = new Float64Array(model.inputUnits);
  if (by.kind === 'input') previous[by.i as number] = 1;
  model.layers.forEach((layer, l) => {
    const preActivations = tangent.preActivations[l]!;
    addWeighted(parameters, layer, previous, preActivations);
    const own = 'layer' in by && by.layer === l ? by : null;
    if (own?.kind === 'preActivation' || own?.kind === 'bias') preActivations[own.j as number]! += 1;
    if (own?.kind === 'weight') {
      const before = l === 0 ? values.inputs : values.activations[l - 1]!;
      preActivations[own.j as number]! += before[own.i as number]!;
    }
    const activations = tangent.activations[l]!;
    throughActivation(model, sample, l, preActivations, activations);
    if (own?.kind === 'activation') activations[own.j as number] = 1;
    previous = activations;
  });
  intoLoss(model, sample, previous, by, tangent.lossTerms);
  return tangent;
}

/** da_j += Σ_i dh_i w_ij   [units] = [inputs] [inputs, units] */
function addWeighted(
  parameters: Float64Array,
  { inputs, units, weightOffset }: Model['layers'][number],
  previous: Float64Array,
  preActivations: Float64Array,
): void {
  for (let i = 0; i < inputs; i++) {
    const change = previous[i]!;
    if (change === 0) continue;
    const row = weightOffset + i * units;
    for (let j = 0; j < units; j++) preActivations[j]! += change * parameters[row + j]!;
  }
}

/** dh_j = φ′(a_j) da_j; for softmax y_j (da_j − Σ_m y_m da_m). */
function throughActivation(
  model: Model,
  { values }: SamplePoint,
  l: number,
  preActivations: Float64Array,
  activations: Float64Array,
): void {
  const phi = model.layers[l]!.activationFunction;
  const [a, h] = [values.preActivations[l]!, values.activations[l]!];
  if (phi) {
    for (let j = 0; j < activations.length; j++) {
      const change = preActivations[j]!;
      activations[j] = change === 0 ? 0 : phi.derivative(a[j]!) * change;
    }
    return;
  }
  const mean = preActivations.reduce((sum, change, m) => sum + h[m]! * change, 0);
  for (let j = 0; j < activations.length; j++) activations[j] = h[j]! * (preActivations[j]! - mean);
}

function intoLoss(
  model: Model,
  { values }: SamplePoint,
  outputs: Float64Array,
  by: Quantity,
  lossTerms: Float64Array,
): void {
  const y = values.activations.at(-1)!;
  for (let k = 0; k < lossTerms.length; k++) {
    const change = outputs[k]!;
    if (change !== 0) lossTerms[k] = model.lossFunction.derivative(y[k]!, values.targets[k]!) * change;
  }
  if (by.kind === 'lossTerm') lossTerms[by.k as number] = 1;
  if (by.kind === 'target') {
    const k = by.k as number;
    const slope = compile(differentiate(lossTermFormula(model.loss, model.outputUnits), 't'), ['y', 't']);
    lossTerms[k] = slope(y[k]!, values.targets[k]!);
  }
}

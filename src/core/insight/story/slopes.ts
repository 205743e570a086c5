import type { LayerTrace } from '../../engine/model';
import { activationFunction, isSoftmax } from '../../math/activations';
import type { Names } from '../../math/names';
import type { Network } from '../../network/network';
import { activationLabel } from '../../network/wording';

/** Where a unit stands on the curve of its activation. */
export interface SlopePoint {
  readonly j: number;
  readonly text: string;
  /** a, φ(a) and φ′(a) */
  readonly preActivation: number;
  readonly value: number;
  readonly slope: number;
}

/** The activation of one layer as a curve, with its units on it. */
export interface SlopePicture {
  readonly layer: number;
  readonly layerName: string;
  readonly activation: string;
  /** a, φ(a), φ′(a) at evenly spaced a. */
  readonly xs: Float64Array;
  readonly values: Float64Array;
  readonly slopes: Float64Array;
  readonly units: readonly SlopePoint[];
  /** Units that are not drawn. */
  readonly more: number;
}

const points = 121;
/** How far a curve is drawn at least, to both sides of 0. */
const leastReach = 4;
/** Farther out a unit is left out of the picture, which it would flatten. */
const mostReach = 12;
const mostUnits = 12;

/** The curves of all layers whose activation acts on each unit alone. */
export function slopePictures(network: Network, names: Names, layers: readonly LayerTrace[]): SlopePicture[] {
  return network.layers.flatMap(({ activation, name, units }, layer) => {
    if (isSoftmax(activation)) return [];
    const { value, derivative } = activationFunction(activation);
    const { preActivations } = layers[layer]!;
    const isNear = (a: number): boolean => Math.abs(a) <= mostReach;
    const shown = Array.from(preActivations, (a, j) => ({ a, j }))
      .filter(({ a }) => isNear(a))
      .slice(0, mostUnits);
    const reach = shown.reduce((most, { a }) => Math.max(most, Math.abs(a) * 1.1), leastReach);
    const xs = Float64Array.from({ length: points }, (_, n) => reach * ((2 * n) / (points - 1) - 1));
    return [
      {
        layer,
        layerName: name,
        activation: activationLabel(activation),
        xs,
        values: xs.map((a) => value(a)),
        slopes: xs.map((a) => derivative(a)),
        units: shown.map(({ a, j }) => ({
          j,
          text: names.unicode({ kind: 'activation', layer, j }),
          preActivation: a,
          value: value(a),
          slope: derivative(a),
        })),
        more: units - shown.length,
      },
    ];
  });
}

/**
 * The loss on a plane through the space of the parameters: a slice through a landscape of as many dimensions as there
 * are parameters. Directions are orthonormal, so that distances on the picture are distances between parameters.
 */

import type { Hessian } from '../engine/hessian';
import { createRandom } from '../engine/random';
import type { Steps } from '../network/steps';
import { largestCurvature } from './curvature';
import { euclideanNorm } from './euclideanNorm';
import { largestEigenpair } from './lanczos';

/** The points origin + u · first + v · second; all arrays in the layout's order. */
export interface Plane {
  readonly origin: Float64Array;
  /** Of length 1, and orthogonal to each other. */
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** The plane of two parameters, others as they are: u and v are what is added to them. */
export function parameterPlane(origin: Float64Array, first: number, second: number): Plane {
  const along = (parameter: number): Float64Array => {
    const direction = new Float64Array(origin.length);
    direction[parameter] = 1;
    return direction;
  };
  return { origin, first: along(first), second: along(second) };
}

/**
 * A plane of two directions drawn at random, the same each time for the same seed; null where fewer than two
 * parameters are free.
 *
 * @param frozen one entry for each parameter, as `frozenParameters` gives them: they stay as they are.
 */
export function randomPlane(origin: Float64Array, frozen: Uint8Array, seed: number): Plane | null {
  if (frozen.filter((one) => one === 0).length < 2) return null;
  const random = createRandom(seed);
  const draw = (): Float64Array => Float64Array.from(frozen, (isFrozen) => (isFrozen ? 0 : random.normal()));
  const first = ofLengthOne(draw());
  return { origin, first, second: ofLengthOne(without(draw(), first)) };
}

/** The plane of the two directions in which the loss curves most, with what it curves along them. */
export interface CurvaturePlane {
  readonly plane: Plane;
  /** The two largest eigenvalues of the matrix of second derivatives. */
  readonly curvatures: readonly [number, number];
  /** False: an iteration was cut short. */
  readonly isConverged: boolean;
}

/** ‖H v − λ v‖ relative to λ, and products with the Hessian, at which the search for the second direction ends. */
const tolerance = 1e-7;
const productLimit = 300;
const basisSize = 24;
const startSeed = 2;

/** In short pieces; null where fewer than two parameters are free, or second derivatives are not finite. */
export function* curvaturePlaneSteps(
  origin: Float64Array,
  hessian: Hessian,
  frozen: Uint8Array,
): Steps<CurvaturePlane | null> {
  const largest = yield* largestCurvature(hessian, frozen);
  if (!largest || largest.freeParameters < 2 || !Number.isFinite(largest.value)) return null;
  const first = largest.vector;
  const random = createRandom(startSeed);
  const start = Float64Array.from(frozen, (isFrozen) => (isFrozen ? 0 : random.normal()));
  // Orthogonal to the first direction, the second largest eigenvalue is the largest one.
  const remaining = function* (vector: Float64Array, out: Float64Array): Generator<undefined, void> {
    yield* hessian.productSteps(vector, out);
    for (let p = 0; p < out.length; p++) if (frozen[p]) out[p] = 0;
    without(out, first);
  };
  const dimensions = largest.freeParameters - 1;
  const found = yield* largestEigenpair(remaining, without(start, first), {
    tolerance,
    productLimit: Math.min(productLimit, dimensions),
    basisSize,
  });
  if (!Number.isFinite(found.value)) return null;
  const second = ofLengthOne(without(found.vector, first));
  const isAll = found.products >= dimensions;
  return {
    plane: { origin, first, second },
    curvatures: [largest.value, found.value],
    isConverged: (largest.isExact || largest.isConverged) && (found.isConverged || isAll),
  };
}

/** Where parameters stand on a plane, and how far from it. */
export interface Projection {
  readonly u: number;
  readonly v: number;
  /** ‖parameters − (origin + u · first + v · second)‖. */
  readonly distance: number;
}

/** The point of the plane that is nearest to `parameters`. */
export function projectOn({ origin, first, second }: Plane, parameters: Float64Array): Projection {
  const rest = parameters.map((value, p) => value - origin[p]!);
  const u = dot(rest, first);
  const v = dot(rest, second);
  return { u, v, distance: euclideanNorm(rest.map((value, p) => value - u * first[p]! - v * second[p]!)) };
}

/** A square part of a plane. */
export interface PlaneSquare {
  readonly u: number;
  readonly v: number;
  /** From the middle to each side. */
  readonly half: number;
}

/** Half the least width that a square has. */
const leastHalf = 1;
/** Room around what has to be seen, as a part of its size. */
const room = 0.15;

/** The square around the origin and all of `points`, with some room; `zoom` times as wide. */
export function squareAround(points: readonly Pick<Projection, 'u' | 'v'>[], zoom: number): PlaneSquare {
  const [us, vs] = [points.map(({ u }) => u), points.map(({ v }) => v)];
  const [uLow, uHigh] = [Math.min(0, ...us), Math.max(0, ...us)];
  const [vLow, vHigh] = [Math.min(0, ...vs), Math.max(0, ...vs)];
  const half = (Math.max(uHigh - uLow, vHigh - vLow) / 2) * (1 + room);
  return { u: (uLow + uHigh) / 2, v: (vLow + vHigh) / 2, half: zoom * Math.max(leastHalf, half) };
}

/**
 * The nodes of a grid over a square, u and v of each: `size` rows of `size` nodes, u rising along a row and v from row
 * to row, the sides included. [size² × 2]
 */
export function gridPoints({ u, v, half }: PlaneSquare, size: number): Float64Array {
  const points = new Float64Array(2 * size * size);
  const at = (n: number): number => half * ((2 * n) / (size - 1) - 1);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      points[2 * (row * size + column)] = u + at(column);
      points[2 * (row * size + column) + 1] = v + at(row);
    }
  }
  return points;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < a.length; p++) sum += a[p]! * b[p]!;
  return sum;
}

/** Takes the part along `direction`, of length 1, from a vector; twice, because once leaves rounding behind. */
function without(vector: Float64Array, direction: Float64Array): Float64Array {
  for (let pass = 0; pass < 2; pass++) {
    const part = dot(vector, direction);
    for (let p = 0; p < vector.length; p++) vector[p] = vector[p]! - part * direction[p]!;
  }
  return vector;
}

function ofLengthOne(vector: Float64Array): Float64Array {
  const length = euclideanNorm(vector);
  return vector.map((entry) => entry / length);
}

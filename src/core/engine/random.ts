import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus, xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { JumpableRandomGenerator } from 'pure-rand/types/JumpableRandomGenerator';
import { log } from '../math/logarithm';
import { numbers } from '../math/numbers';
import { cos } from '../math/trigonometry';

/** All that the next number depends on: four 32-bit integers, safe to store as JSON. */
export type RandomState = readonly [number, number, number, number];

/** A stream of random numbers. The same seed and stream give the same numbers on every run. */
export interface Random {
  /** A uniform double in [0, 1), a multiple of 2⁻⁵³. */
  uniform(): number;
  /** A normal number of mean 0 and deviation 1: √(−2 ln(1 − u₁)) cos 2πu₂, two uniform draws. */
  normal(): number;
  /** Where the stream stands; `restoreRandom` goes on from there. */
  state(): RandomState;
}

/**
 * What each stream of `training.seed` is for. Streams are 2⁶⁴ draws apart, so that changing how much one
 * purpose draws changes no other. A data generator has stream 0 of its own seed.
 */
export const splitStream = 0;
export const shuffleStream = 1;

/**
 * The stream of a layer's starting weights: 1 + l, where l counts layers from 1 as the mathematics does, so
 * that the first layer has stream 2 and none has the shuffle's.
 *
 * @param layer counts from 0, as `network.layers` does.
 */
export function weightStream(layer: number): number {
  return 2 + layer;
}

/**
 * xoroshiro128plus(seed) after `stream` jumps of 2⁶⁴ draws. The generator takes the low 32 bits of `seed`.
 */
export function createRandom(seed: number, stream = 0): Random {
  const generator = xoroshiro128plus(seed);
  for (let jump = 0; jump < stream; jump++) generator.jump();
  return randomOf(generator);
}

/** The stream that `state` was taken from, going on with the draw after it. */
export function restoreRandom(state: RandomState): Random {
  return randomOf(xoroshiro128plusFromState(state));
}

function randomOf(generator: JumpableRandomGenerator): Random {
  const uniform = () => uniformFloat64(generator);
  return {
    uniform,
    normal: () => {
      // 1 − u lies in (0, 1] and is exact: the logarithm is always finite.
      const radius = Math.sqrt(-2 * log(numbers, 1 - uniform()));
      return radius * cos(numbers, 2 * Math.PI * uniform());
    },
    state: () => {
      const [a, b, c, d] = generator.getState();
      return [a!, b!, c!, d!];
    },
  };
}

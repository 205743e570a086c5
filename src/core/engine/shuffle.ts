import type { Random } from './random';

/**
 * Fisher–Yates from the end, in place: for i = n − 1 … 1 the entry i changes places with the entry
 * ⌊u(i + 1)⌋. Draws n − 1 numbers.
 *
 * @param from the first i, and `to` the one after the last: a long list can be shuffled in pieces.
 */
export function shuffle(order: Uint32Array, random: Random, from = order.length - 1, to = 0): void {
  for (let i = from; i > to; i--) {
    const other = Math.floor(random.uniform() * (i + 1));
    const entry = order[i]!;
    order[i] = order[other]!;
    order[other] = entry;
  }
}

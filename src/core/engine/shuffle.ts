import type { Random } from './random';

/**
 * Fisher–Yates from the end, in place: for i = n − 1 … 1 the entry i changes places with the entry
 * ⌊u(i + 1)⌋. Draws n − 1 numbers.
 */
export function shuffle(order: Uint32Array, random: Random): void {
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random.uniform() * (i + 1));
    const entry = order[i]!;
    order[i] = order[other]!;
    order[other] = entry;
  }
}

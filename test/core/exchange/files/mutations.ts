import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Chance for the tests of files, the same at every run. */

/** A whole number from 0 to `below` − 1 at each call. */
export type Random = (below: number) => number;

export function randomOf(seed: number): Random {
  const random = xoroshiro128plus(seed);
  return (below) => Math.floor(((random.next() >>> 0) / 2 ** 32) * below);
}

export const randomBytes = (random: Random, length: number): Uint8Array =>
  Uint8Array.from({ length }, () => random(256));

/** Bytes that break numbers, lengths and texts. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5b, 0x7b, 0x2c, 0x30];

/** The same bytes with one to four changes: changed, taken out, put in, doubled, or cut off. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = Array.from(bytes);
  for (let changes = 1 + random(4); changes > 0; changes--) {
    // The front and the end hold what the rest goes by.
    const place = random(3);
    const at =
      place === 0
        ? random(changed.length)
        : place === 1
          ? random(Math.min(changed.length, 200))
          : changed.length - 1 - random(Math.min(changed.length, 200));
    switch (random(7)) {
      case 0:
        changed[at] = random(256);
        break;
      case 1:
        changed[at] = NASTY[random(NASTY.length)]!;
        break;
      case 2:
        changed[at] = (changed[at] ?? 0) ^ (1 << random(8));
        break;
      case 3:
        changed.splice(at, 1 + random(8));
        break;
      case 4:
        changed.splice(at, 0, ...randomBytes(random, 1 + random(8)));
        break;
      case 5:
        changed.splice(at, 0, ...changed.slice(at, at + random(60)));
        break;
      default:
        if (random(8) === 0) changed = changed.slice(0, at);
        else for (let n = 0; n < 8; n++) changed[at + n] = n < 4 ? 0xff : random(2) * 0xff;
    }
    if (changed.length === 0) changed = [random(256)];
  }
  return Uint8Array.from(changed);
}

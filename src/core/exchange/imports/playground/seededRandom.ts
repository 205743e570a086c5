/**
 * The random numbers of the seedrandom library with a text as its seed, which the TensorFlow Playground draws its samples
 * and weights from: the stream of RC4 (key of the seed's UTF-16 units, smeared by 19; its first 256 bytes dropped), from
 * which seven bytes and more make a double of 53 bits. Source: the description in seedrandom 2.4 by David Bau.
 */
export function seededRandom(seed: string): () => number {
  const next = stream(keyOf(seed));
  const bytes = (count: number): number => {
    let value = 0;
    for (let n = 0; n < count; n++) value = value * WIDTH + next();
    return value;
  };
  return () => {
    let numerator = bytes(6);
    let denominator = WIDTH ** 6;
    let rest = 0;
    while (numerator < 2 ** 52) {
      numerator = (numerator + rest) * WIDTH;
      denominator *= WIDTH;
      rest = bytes(1);
    }
    while (numerator >= 2 ** 53) {
      numerator /= 2;
      denominator /= 2;
      rest >>>= 1;
    }
    return (numerator + rest) / denominator;
  };
}

const WIDTH = 256;

function keyOf(seed: string): Uint8Array {
  const key = new Uint8Array(Math.min(WIDTH, Math.max(1, seed.length)));
  let smear = 0;
  for (let n = 0; n < seed.length; n++) {
    const at = n % WIDTH;
    smear ^= key[at]! * 19;
    key[at] = smear + seed.charCodeAt(n);
  }
  return key;
}

/** The bytes of RC4 after the first 256. */
function stream(key: Uint8Array): () => number {
  const state = Uint8Array.from({ length: WIDTH }, (_, n) => n);
  let j = 0;
  for (let i = 0; i < WIDTH; i++) {
    const one = state[i]!;
    j = (j + key[i % key.length]! + one) % WIDTH;
    state[i] = state[j]!;
    state[j] = one;
  }
  let i = 0;
  j = 0;
  const next = (): number => {
    i = (i + 1) % WIDTH;
    const one = state[i]!;
    j = (j + one) % WIDTH;
    state[i] = state[j]!;
    state[j] = one;
    return state[(state[i]! + one) % WIDTH]!;
  };
  for (let n = 0; n < WIDTH; n++) next();
  return next;
}

import assert from 'node:assert/strict';
import { constants, deflateRawSync } from 'node:zlib';
import { DeflateDamage, Inflater } from '../../../../src/core/exchange/files/inflate';
import { randomBytes, randomOf } from './mutations';

function inflated(deflated: Uint8Array, most: number, step = 1_000): Inflater {
  const inflater = new Inflater(deflated, most);
  while (!inflater.run(step));
  return inflater;
}

/** Texts that compress well, badly and not at all, of many lengths. */
function samples(): Uint8Array[] {
  const random = randomOf(7);
  const texts = [0, 1, 2, 3, 257, 258, 259, 1_000, 32_768, 33_000, 100_000].flatMap((length) => [
    new Uint8Array(length),
    randomBytes(random, length),
    Uint8Array.from({ length }, () => 97 + (random(8) & random(8))),
    Uint8Array.from({ length }, (_, n) => (n % 40_000 < 50 ? random(256) : n % 7)),
  ]);
  return texts;
}

describe('DEFLATE', () => {
  it('is read as zlib writes it, at every level and by every strategy', () => {
    for (const text of samples()) {
      for (const level of [0, 1, 6, 9]) {
        for (const strategy of [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED]) {
          const deflated = deflateRawSync(text, { level, strategy });
          const { output, isFull, consumed } = inflated(deflated, text.length);
          assert.equal(isFull, false);
          assert.equal(consumed, deflated.length);
          assert.equal(Buffer.compare(output, text), 0, `${text.length} bytes, level ${level}, ${strategy}`);
        }
      }
    }
  });

  it('stops at the byte that was asked for', () => {
    for (const text of samples().filter(({ length }) => length > 1)) {
      const deflated = deflateRawSync(text);
      for (const most of [0, 1, text.length - 1]) {
        const { output, isFull } = inflated(deflated, most, 7);
        assert.equal(isFull, true);
        assert.equal(Buffer.compare(output, text.subarray(0, most)), 0);
      }
    }
  });

  it('is damaged where it ends too early, at whatever byte', () => {
    const deflated = deflateRawSync(samples()[22]!.subarray(0, 300));
    for (let length = 0; length < deflated.length; length++) {
      assert.throws(() => inflated(deflated.subarray(0, length), 1_000), DeflateDamage);
    }
  });

  it('is damaged or something else where bytes were changed, and always ends', () => {
    const random = randomOf(11);
    const deflated = deflateRawSync(samples()[30]!.subarray(0, 2_000), { level: 9 });
    let damaged = 0;
    for (let n = 0; n < 2_000; n++) {
      const changed = Uint8Array.from(deflated);
      for (let k = 0; k < 3; k++) changed[random(changed.length)] = random(256);
      try {
        inflated(changed, 4_000);
      } catch (error) {
        assert.ok(error instanceof DeflateDamage);
        damaged++;
      }
    }
    assert.ok(damaged > 500, `${damaged} are damaged`);
  });

  it('has no code with more words than fit, and no block of a fourth kind', () => {
    // "A" in a dynamic block whose distances, which nothing uses, have codes of one bit each.
    const block = (distances: number): Uint8Array => {
      const bits: number[] = [];
      const put = (value: number, count: number): void => {
        for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1);
      };
      put(0b101, 3);
      put(0, 5);
      put(distances - 1, 5);
      put(14, 4);
      // Code lengths of 16, 17, 18, 0, 8, 7, …, 1: run of zeros 0, zero 10, one 11.
      for (const length of [0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]) put(length, 3);
      const zeros = (count: number): void => {
        put(0, 1);
        put(count - 11, 7);
      };
      const one = (): void => {
        put(0b11, 2);
      };
      zeros(65);
      one();
      zeros(138);
      zeros(52);
      one();
      for (let n = 0; n < distances; n++) one();
      put(0b10, 2);
      return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, n) =>
        bits.slice(8 * n, 8 * n + 8).reduce((byte, bit, at) => byte + bit * 2 ** at, 0),
      );
    };
    for (const distances of [1, 2]) assert.deepEqual([...inflated(block(distances), 10).output], [65]);
    assert.throws(() => inflated(block(3), 10), DeflateDamage);
    assert.throws(() => inflated(Uint8Array.of(0b111), 100), DeflateDamage);
  });
});

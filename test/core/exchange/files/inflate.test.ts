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

  it('has no code with more words than fit, and none without an end', () => {
    // A dynamic block whose code lengths are all 1: eight codes where two fit.
    const crowded = Uint8Array.of(0b101, 0, 0b01001001, 0b10010010, 0b00100100, 0xff, 0xff, 0xff);
    assert.throws(() => inflated(crowded, 100), DeflateDamage);
    assert.throws(() => inflated(Uint8Array.of(0b111), 100), DeflateDamage);
  });
});

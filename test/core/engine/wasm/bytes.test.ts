import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { Bytes } from '../../../../src/core/engine/wasm/bytes';

const written = (write: (bytes: Bytes) => void): readonly number[] => {
  const bytes = new Bytes();
  write(bytes);
  return bytes.toNumbers();
};

/** LEB128 read by the definition: seven bits a byte, the lowest first, the eighth bit where more follow. */
function read(bytes: readonly number[], isSigned: boolean): number {
  let value = 0n;
  bytes.forEach((byte, n) => {
    value |= BigInt(byte & 0x7f) << BigInt(7 * n);
    assert.equal((byte & 0x80) !== 0, n < bytes.length - 1);
  });
  const isNegative = isSigned && (bytes.at(-1)! & 0x40) !== 0;
  return Number(isNegative ? value - (1n << BigInt(7 * bytes.length)) : value);
}

describe('numbers in a module', () => {
  it('are those of the examples of the specification and its edges', () => {
    for (const [value, bytes] of [
      [0, [0x00]],
      [127, [0x7f]],
      [128, [0x80, 0x01]],
      [624_485, [0xe5, 0x8e, 0x26]],
      [2 ** 31, [0x80, 0x80, 0x80, 0x80, 0x08]],
      [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
    ] as const) {
      assert.deepEqual(
        written((out) => {
          out.unsigned(value);
        }),
        bytes,
      );
    }
    for (const [value, bytes] of [
      [0, [0x00]],
      [63, [0x3f]],
      [64, [0xc0, 0x00]],
      [-1, [0x7f]],
      [-64, [0x40]],
      [-65, [0xbf, 0x7f]],
      [-123_456, [0xc0, 0xbb, 0x78]],
      [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
      [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
    ] as const) {
      assert.deepEqual(
        written((out) => {
          out.signed(value);
        }),
        bytes,
      );
    }
  });

  it('are read back as they were written, in as few bytes as hold them', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat().map((n) => n % 2 ** 32),
        (value) => {
          const bytes = written((out) => {
            out.unsigned(value);
          });
          assert.equal(read(bytes, false), value);
          assert.equal(bytes.length, Math.max(1, Math.ceil(value.toString(2).length / 7)));
        },
      ),
    );
    fc.assert(
      fc.property(fc.integer(), (value) => {
        const bytes = written((out) => {
          out.signed(value);
        });
        assert.equal(read(bytes, true), value);
        const magnitude = value < 0 ? -value - 1 : value;
        assert.equal(bytes.length, Math.ceil((magnitude === 0 ? 1 : magnitude.toString(2).length + 1) / 7));
      }),
    );
  });

  it('that are doubles have their eight bytes, the lowest first', () => {
    for (const value of [0, -0, NaN, Infinity, 5e-324, -1.1]) {
      const bytes = written((out) => {
        out.double(value);
      });
      assert.ok(Object.is(new DataView(Uint8Array.from(bytes).buffer).getFloat64(0, true), value));
    }
  });

  it('stay as they are when the buffer grows', () => {
    const all = Array.from({ length: 5000 }, (_, n) => n & 0xff);
    const half = new Bytes();
    half.write(all.slice(2000));
    const whole = new Bytes();
    whole.write(all.slice(0, 2000));
    whole.append(half);
    assert.deepEqual([...whole.toArray()], all);
  });

  it('are preceded by how many they are, in five bytes', () => {
    for (const count of [0, 1, 127, 128, 300, 16_384, 70_000]) {
      const out = new Bytes(8);
      out.push(7);
      out.sized(() => {
        for (let n = 0; n < count; n++) out.push(n & 0xff);
      });
      const all = [...out.toArray()];
      assert.equal(read(all.slice(1, 6), false), count);
      assert.deepEqual(
        all.slice(6),
        Array.from({ length: count }, (_, n) => n & 0xff),
      );
    }
  });

  it('are appended in part', () => {
    const from = new Bytes(2);
    from.write([1, 2, 3, 4, 5]);
    const to = new Bytes(1);
    to.push(0);
    to.append(from, { start: 1, end: 4 });
    assert.deepEqual([...to.toArray()], [0, 2, 3, 4]);
  });
});

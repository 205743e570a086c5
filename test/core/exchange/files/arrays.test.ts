import assert from 'node:assert/strict';
import { brainFloat, halfFloat } from '../../../../src/core/exchange/files/dataTypes';
import { writeNpz, npzSteps } from '../../../../src/core/exchange/files/npz';
import { safetensorsSteps, writeSafetensors } from '../../../../src/core/exchange/files/safetensors';
import { numberSteps } from '../../../../src/core/exchange/files/storedTensor';
import { runToEnd } from '../../../../src/core/network/steps';
import { allocationsOf } from './allocations';
import { refusalOf, refusalOfSteps } from './refusals';
import { npy } from './arraySketches';
import { zipOf } from './zips';

const npzOf = (array: Uint8Array, isDeflated = false): Uint8Array =>
  zipOf([{ name: 'a.npy', bytes: array, isDeflated }]);

/** Shape and numbers of the array in an archive. */
function read(archive: Uint8Array): {
  readonly shape: readonly number[];
  readonly values: readonly number[];
} {
  const [tensor] = runToEnd(npzSteps(archive)).tensors;
  return { shape: tensor!.shape, values: Array.from(runToEnd(numberSteps(tensor!))) };
}

const doubles = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer);

function safetensors(header: unknown, data: Uint8Array, length?: bigint): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const size = Buffer.alloc(8);
  size.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([size, text, data]);
}

describe('arrays of NumPy', () => {
  const types: readonly [descr: string, data: ArrayBufferLike, values: number[]][] = [
    ["'<f8'", Float64Array.of(0.1, -0, 5e-324).buffer, [0.1, -0, 5e-324]],
    ["'<f4'", Float32Array.of(0.1, -2, 3).buffer, [Math.fround(0.1), -2, 3]],
    ["'<f2'", Uint16Array.of(0x3c00, 0xc000, 0x0001).buffer, [1, -2, 2 ** -24]],
    ["'>f8'", Uint8Array.of(0x3f, 0xf0, 0, 0, 0, 0, 0, 0).buffer, [1]],
    ["'>i2'", Uint8Array.of(0xff, 0xfe).buffer, [-2]],
    ["'|i1'", Int8Array.of(-5, 7).buffer, [-5, 7]],
    ["'|u1'", Uint8Array.of(250).buffer, [250]],
    ["'<i4'", Int32Array.of(-70_000).buffer, [-70_000]],
    ["'<u4'", Uint32Array.of(4_000_000_000).buffer, [4_000_000_000]],
    ["'<i8'", BigInt64Array.of(-3n, 2n ** 60n).buffer, [-3, 2 ** 60]],
    ["'<u8'", BigUint64Array.of(2n ** 63n).buffer, [2 ** 63]],
  ];
  for (const [descr, data, values] of types) {
    it(`of type ${descr} have their numbers, stored and deflated`, () => {
      const array = npy(descr, false, `(${values.length},)`, new Uint8Array(data));
      for (const isDeflated of [false, true]) assert.deepEqual(read(npzOf(array, isDeflated)).values, values);
    });
  }

  it('in columns are turned to rows, in every version of the format', () => {
    for (const version of [1, 2, 3]) {
      const array = npy("'<f8'", true, '(2, 3)', doubles, version);
      assert.deepEqual(read(npzOf(array)), { shape: [2, 3], values: [1, 3, 5, 2, 4, 6] });
    }
    const deep = npy("'<f8'", true, '(1, 2, 3)', doubles);
    assert.deepEqual(read(npzOf(deep)).values, [1, 3, 5, 2, 4, 6]);
    assert.deepEqual(read(npzOf(npy("'<f8'", true, '()', doubles.subarray(0, 8)))).values, [1]);
    assert.deepEqual(read(npzOf(npy("'<f8'", false, '(2L, 3L)', doubles))).shape, [2, 3]);
  });

  it('that are written are read bit for bit', () => {
    const values = Float64Array.of(Math.PI, -0, 1e-310, 1.7976931348623157e308);
    const archive = writeNpz([{ name: 'W1', shape: [2, 2], values }], '{}');
    const { values: found } = read(archive);
    assert.ok(values.every((value, n) => Object.is(value, found[n])));
  });

  it('of text and truth are left out, and so is what is no array', () => {
    const { tensors, leftOut } = runToEnd(
      npzSteps(
        zipOf([
          { name: 'names.npy', bytes: npy("'<U3'", false, '(1,)', new Uint8Array(12)) },
          { name: 'flag.npy', bytes: npy("'|b1'", false, '()', new Uint8Array(1)) },
          { name: 'readme.txt', bytes: doubles },
        ]),
      ),
    );
    assert.deepEqual([tensors.length, leftOut], [0, ['names.npy', 'flag.npy', 'readme.txt']]);
  });

  const bad: readonly [what: string, array: Uint8Array, cause: RegExp][] = [
    ['Python objects', npy("'|O'", false, '(1,)', doubles), /pickle/],
    ['fields', npy("[('x', '<f8')]", false, '(1,)', doubles), /not one that NumPy writes/],
    ['complex numbers', npy("'<c16'", false, '(1,)', doubles), /type is <c16/],
    ['a shape that does not fit', npy("'<f8'", false, '(2, 4)', doubles), /does not fit/],
    ['a negative shape', npy("'<f8'", false, '(-1,)', doubles), /not one that NumPy writes/],
    ['a shape of 10 GB', npy("'<f8'", false, '(1250000000,)', doubles), /does not fit/],
    [
      'a shape beyond all numbers',
      npy("'<f8'", false, '(99999999999, 99999999999)', doubles),
      /no array has/,
    ],
    ['code in the header', npy("__import__('os')", false, '(6,)', doubles), /not one that NumPy writes/],
    ['no array', doubles, /no array of NumPy/],
    ['a version to come', npy("'<f8'", false, '(6,)', doubles, 4), /version 4/],
    ['NaN', npy("'<f8'", false, '(1,)', new Uint8Array(Float64Array.of(Number.NaN).buffer)), /not finite/],
    [
      'a whole number that no double is',
      npy("'<i8'", false, '(1,)', new Uint8Array(BigInt64Array.of(2n ** 60n + 1n).buffer)),
      /more digits/,
    ],
  ];
  for (const [what, array, cause] of bad) {
    it(`are refused: ${what}`, () => {
      const { largest } = allocationsOf(() => {
        assert.match(refusalOf(() => read(npzOf(array))).cause, cause);
      });
      assert.ok(largest <= 16_384, `${largest} bytes at once`);
    });
  }

  it('are refused by their headers where they are too many, before any is made plain', () => {
    const million = new Uint8Array(8_000_000);
    const array = npy("'<f8'", false, '(1000000,)', million);
    const bomb = zipOf(['a', 'b'].map((name) => ({ name: `${name}.npy`, bytes: array, isDeflated: true })));
    assert.ok(bomb.length < 20_000);
    const { largest, milliseconds } = allocationsOf(() => {
      assert.match(refusalOf(() => read(bomb)).cause, /2,000,000 numbers/);
    });
    assert.ok(largest <= 16_384, `${largest} bytes at once`);
    console.log(
      `      an archive of 16 MB in ${bomb.length} bytes is refused in ${milliseconds.toFixed(1)} ms`,
    );
  });
});

describe('safetensors', () => {
  it('that are written are read bit for bit, with their texts', () => {
    const values = Float64Array.of(Math.PI, -0, 1e-310, -1.7976931348623157e308);
    const bytes = writeSafetensors([{ name: 'a.weight', shape: [4, 1], values }], { format: 'pt', x: 'ü' });
    const { tensors, metadata } = runToEnd(safetensorsSteps(bytes));
    assert.deepEqual(
      [...metadata],
      [
        ['format', 'pt'],
        ['x', 'ü'],
      ],
    );
    assert.deepEqual(
      tensors.map(({ name, shape }) => [name, shape]),
      [['a.weight', [4, 1]]],
    );
    const found = runToEnd(numberSteps(tensors[0]!));
    assert.ok(values.every((value, n) => Object.is(value, found[n])));
  });

  it('have halves, brain floats and whole numbers', () => {
    const of = (dtype: string, bytes: Uint8Array): number[] => {
      const file = safetensors({ a: { dtype, shape: [1], data_offsets: [0, bytes.length] } }, bytes);
      return Array.from(runToEnd(numberSteps(runToEnd(safetensorsSteps(file)).tensors[0]!)));
    };
    assert.deepEqual(of('F16', Uint8Array.of(0x00, 0x3e)), [1.5]);
    assert.deepEqual(of('BF16', Uint8Array.of(0xc0, 0x3f)), [1.5]);
    assert.deepEqual(of('F32', new Uint8Array(Float32Array.of(0.1).buffer)), [Math.fround(0.1)]);
    assert.deepEqual(of('I8', Uint8Array.of(0xff)), [-1]);
  });

  it('reads every half and brain float as its bits say', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const exponent = (bits >> 10) & 31;
      const fraction = bits & 1023;
      const size =
        exponent === 0
          ? fraction / 2 ** 24
          : exponent < 31
            ? (1024 + fraction) * 2 ** (exponent - 25)
            : fraction === 0
              ? Infinity
              : Number.NaN;
      assert.ok(Object.is(halfFloat(bits), bits & 0x8000 ? -size : size), String(bits));
      const [float] = new Float32Array(Uint32Array.of(bits * 0x10000).buffer);
      assert.ok(Object.is(brainFloat(bits), float), String(bits));
    }
  });

  const entry = (dtype: string, shape: unknown, offsets: unknown): unknown => ({
    dtype,
    shape,
    data_offsets: offsets,
  });
  const bad: readonly [what: string, file: Uint8Array, cause: RegExp][] = [
    ['nothing', new Uint8Array(), /too short/],
    ['a header of 10 GB', safetensors({}, doubles, 10_000_000_000n), /longer than the file/],
    ['a header of 2⁶⁴ − 1 bytes', safetensors({}, doubles, 2n ** 64n - 1n), /longer than the file/],
    ['a header that is no JSON', safetensors('{"a"', new Uint8Array()), /no JSON/],
    ['a header that is a list', safetensors('[]', new Uint8Array()), /brace/],
    ['a header that is no text', safetensors('{\u0000', new Uint8Array(8), 6n), /UTF-8|no JSON/],
    [
      'one name twice',
      safetensors(
        '{"a":{"dtype":"F64","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F64","shape":[0],"data_offsets":[0,0]}}',
        new Uint8Array(),
      ),
      /no JSON/,
    ],
    ['numbers outside', safetensors({ a: entry('F64', [6], [0, 56]) }, doubles), /outside/],
    ['places that go backwards', safetensors({ a: entry('F64', [6], [48, 0]) }, doubles), /outside/],
    ['a place that is a fraction', safetensors({ a: entry('F64', [6], [0, 47.5]) }, doubles), /lacks/],
    ['a shape that does not fit', safetensors({ a: entry('F64', [7], [0, 48]) }, doubles), /does not fit/],
    [
      'a shape beyond all numbers',
      safetensors({ a: entry('F64', [2 ** 40, 2 ** 40], [0, 48]) }, doubles),
      /does not fit/,
    ],
    [
      'tensors in each other',
      safetensors({ a: entry('F64', [6], [0, 48]), b: entry('F64', [5], [8, 48]) }, doubles),
      /bytes of another/,
    ],
    ['a gap', safetensors({ a: entry('F64', [5], [8, 48]) }, doubles), /of no tensor/],
    ['bytes at the end', safetensors({ a: entry('F64', [5], [0, 40]) }, doubles), /at the end/],
    ['an unknown type', safetensors({ a: entry('F4', [96], [0, 48]) }, doubles), /type is "F4"/],
    ['texts that are none', safetensors({ __metadata__: 3 }, new Uint8Array()), /no list of texts/],
    ['brackets without end', safetensors('{"a":' + '['.repeat(100_000), new Uint8Array()), /no JSON/],
  ];
  for (const [what, file, cause] of bad) {
    it(`are refused: ${what}`, () => {
      const { largest, milliseconds } = allocationsOf(() => {
        assert.match(refusalOfSteps(() => safetensorsSteps(file)).cause, cause);
      });
      assert.ok(largest <= Math.max(16_384, 4 * file.length), `${largest} bytes at once`);
      if (milliseconds > 50) console.log(`      ${milliseconds.toFixed(1)} ms`);
    });
  }

  it('are refused where they are more numbers than a network has, before any is made', () => {
    const file = safetensors({ a: entry('I8', [2_000, 1_000], [0, 2_000_000]) }, new Uint8Array(2_000_000));
    const { total } = allocationsOf(() => {
      assert.match(refusalOfSteps(() => safetensorsSteps(file)).cause, /2,000,000 numbers/);
    });
    assert.ok(total < 100_000, `${total} bytes`);
  });
});

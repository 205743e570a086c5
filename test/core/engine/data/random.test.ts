import assert from 'node:assert/strict';
import {
  createRandom,
  restoreRandom,
  shuffleStream,
  splitStream,
  weightStream,
  type RandomState,
} from '../../../../src/core/engine/random';
import { shuffle } from '../../../../src/core/engine/shuffle';
import { close } from './close';

// The numbers were computed apart from the project: xoroshiro128+ with its published jump polynomial in
// 64-bit integers, on Python.
describe('random numbers', () => {
  const uniforms: readonly [seed: number, stream: number, first: readonly number[]][] = [
    [0, 0, [0.9999999999927239, 0.7500000074513797, 0.9688568065183913]],
    [0, 5, [0.2694263347794874, 0.6260612343458833, 0.08700271348899768]],
    [1, 0, [0.9999999832216382, 0.8125200422980502, 0.644731441288903]],
    [1, 1, [0.5516269059277428, 0.9171766928384073, 0.8382188006730045]],
    [42, 2, [0.9951754173010852, 0.7195788760289057, 0.9184330907409126]],
    [-7, 0, [1.0240184800114349e-7, 0.2500685604920536, 0.3040541597159102]],
    [2 ** 31, 1, [0.34903877995071464, 0.7154728498828061, 0.7821623488079955]],
  ];
  for (const [seed, stream, first] of uniforms) {
    it(`gives the uniform numbers of seed ${seed}, stream ${stream}`, () => {
      const random = createRandom(seed, stream);
      assert.deepEqual(
        first.map(() => random.uniform()),
        first,
      );
    });
  }

  it('makes a normal of two uniforms', () => {
    const random = createRandom(1);
    const normals = Array.from({ length: 4 }, () => random.normal());
    close(normals, [2.2906129259828587, -1.4381865703788914, 0.37821802064628846, 0.6159171583031819]);
    const other = createRandom(1);
    for (let draw = 0; draw < 8; draw++) other.uniform();
    assert.equal(random.uniform(), other.uniform());
  });

  it('has normals of mean 0, variance 1, no skew and the right tails', () => {
    const random = createRandom(5);
    const count = 100_000;
    const normals = Array.from({ length: count }, () => random.normal());
    const moment = (power: number) => normals.reduce((sum, x) => sum + x ** power, 0) / count;
    // Five standard errors each: √(var(n^p) / count), var = 1, 2, 15, 96.
    assert.ok(Math.abs(moment(1)) < 5 * Math.sqrt(1 / count));
    assert.ok(Math.abs(moment(2) - 1) < 5 * Math.sqrt(2 / count));
    assert.ok(Math.abs(moment(3)) < 5 * Math.sqrt(15 / count));
    assert.ok(Math.abs(moment(4) - 3) < 5 * Math.sqrt(96 / count));
    const beyondTwo = normals.filter((x) => Math.abs(x) > 2).length / count;
    assert.ok(Math.abs(beyondTwo - 0.0455) < 5 * Math.sqrt(0.0455 / count));
  });

  it('goes on from a stored state', () => {
    const random = createRandom(9, 3);
    random.normal();
    const stored = JSON.stringify(random.state());
    const expected = [random.uniform(), random.normal(), random.uniform()];
    const again = restoreRandom(JSON.parse(stored) as RandomState);
    assert.deepEqual([again.uniform(), again.normal(), again.uniform()], expected);
  });

  it('keeps split, shuffle and the layers on streams of their own', () => {
    const streams = [splitStream, shuffleStream, weightStream(0), weightStream(1), weightStream(63)];
    assert.deepEqual(streams, [0, 1, 2, 3, 65]);
  });
});

describe('shuffling', () => {
  it('is Fisher–Yates from the end, the stream going on', () => {
    const random = createRandom(1, shuffleStream);
    const epoch = () => {
      const order = Uint32Array.from({ length: 10 }, (_, sample) => sample);
      shuffle(order, random);
      return [...order];
    };
    assert.deepEqual(epoch(), [4, 1, 2, 0, 3, 7, 9, 6, 8, 5]);
    assert.deepEqual(epoch(), [2, 5, 1, 6, 4, 9, 7, 8, 0, 3]);
  });

  it('draws nothing for a single sample', () => {
    const random = createRandom(1);
    const before = random.state();
    shuffle(Uint32Array.of(3), random);
    assert.deepEqual(random.state(), before);
  });

  it('gives each order of three its share', () => {
    const random = createRandom(11);
    const counts = new Map<string, number>();
    for (let round = 0; round < 6000; round++) {
      const order = Uint32Array.of(0, 1, 2);
      shuffle(order, random);
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1);
    }
    assert.equal(counts.size, 6);
    // 1,000 expected each, standard error 29.
    for (const count of counts.values()) assert.ok(Math.abs(count - 1000) < 145, `${count}`);
  });
});

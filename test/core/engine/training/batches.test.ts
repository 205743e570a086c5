import { strict as assert } from 'node:assert';
import { createBatches, type Batches } from '../../../../src/core/engine/batches';
import { createRandom, shuffleStream } from '../../../../src/core/engine/random';
import { shuffle } from '../../../../src/core/engine/shuffle';
import type { Training } from '../../../../src/core/network/network';
import { defaultTraining } from '../reference/networks';

const tenth = Uint32Array.from({ length: 10 }, (_, n) => 2 * n);

describe('batches', () => {
  it('keep a last smaller batch', () => {
    const batches = made({ batchSize: 4, shuffle: false });
    assert.equal(batches.count, 3);
    assert.deepEqual(epochOf(batches), [
      [0, 2, 4, 6],
      [8, 10, 12, 14],
      [16, 18],
    ]);
  });

  it('are one, in file order, when full or larger than the samples, even if shuffle is asked for', () => {
    for (const batchSize of ['full', 10, 11, 1_000_000] as const) {
      for (const isShuffled of [null, true, false]) {
        const batches = made({ batchSize, shuffle: isShuffled });
        assert.equal(batches.count, 1);
        assert.deepEqual(epochOf(batches), [[...tenth]]);
      }
    }
  });

  it('are shuffled by default, each epoch anew from file order by the stream of the seed', () => {
    for (const isShuffled of [null, true]) {
      const batches = made({ batchSize: 3, shuffle: isShuffled, seed: 7 });
      const random = createRandom(7, shuffleStream);
      const orders = new Set<string>();
      for (let epoch = 0; epoch < 5; epoch++) {
        const expected = tenth.slice();
        shuffle(expected, random);
        const order = epochOf(batches).flat();
        assert.deepEqual(order, [...expected]);
        orders.add(order.join());
      }
      assert.equal(orders.size, 5);
    }
  });

  it('stay in file order when shuffle is false', () => {
    const batches = made({ batchSize: 1, shuffle: false });
    epochOf(batches);
    assert.deepEqual(epochOf(batches).flat(), [...tenth]);
  });

  it('leave the indices they were made from as they are', () => {
    const indices = tenth.slice();
    epochOf(createBatches({ ...defaultTraining, batchSize: 3 }, indices));
    assert.deepEqual(indices, tenth);
  });
});

function made(training: Partial<Training>): Batches {
  return createBatches({ ...defaultTraining, ...training }, tenth);
}

function epochOf(batches: Batches): number[][] {
  batches.startEpoch();
  return Array.from({ length: batches.count }, (_, index) => [...batches.batch(index)]);
}

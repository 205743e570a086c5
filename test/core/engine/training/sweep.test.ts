import { strict as assert } from 'node:assert';
import { sweepCombinations } from '../../../../src/core/engine/sweep';
import type { Network } from '../../../../src/core/network/network';
import { defaultTraining, networkOf } from '../reference/networks';

const plain = networkOf({ units: [1, 1], activations: ['linear'], training: { epochs: 7 } });

describe('the combinations of a sweep', () => {
  it('are all, in file order, the first key slowest', () => {
    const network: Network = {
      ...plain,
      sweep: {
        keys: ['optimizer', 'learningRate'],
        values: [
          [{ optimizer: { type: 'sgd' } }, { optimizer: { type: 'momentum', momentum: 0.9 } }],
          [{ learningRate: 0.1 }, { learningRate: 0.2 }, { learningRate: 0.4 }],
        ],
        written: [
          ['sgd', { type: 'momentum' }],
          [0.1, 0.2, 0.4],
        ],
      },
    };
    const combinations = sweepCombinations(network);
    assert.deepEqual(
      combinations.map(({ settings }) => settings),
      [
        { optimizer: 'sgd', learningRate: 0.1 },
        { optimizer: 'sgd', learningRate: 0.2 },
        { optimizer: 'sgd', learningRate: 0.4 },
        { optimizer: { type: 'momentum' }, learningRate: 0.1 },
        { optimizer: { type: 'momentum' }, learningRate: 0.2 },
        { optimizer: { type: 'momentum' }, learningRate: 0.4 },
      ],
    );
    assert.deepEqual(combinations[5]?.training, {
      ...defaultTraining,
      epochs: 7,
      optimizer: { type: 'momentum', momentum: 0.9 },
      learningRate: 0.4,
    });
  });

  it('are none without a sweep, and none for an empty list', () => {
    assert.deepEqual(sweepCombinations(plain), []);
    const empty = { keys: ['epochs'], values: [[]], written: [[]] } as const;
    assert.deepEqual(sweepCombinations({ ...plain, sweep: empty }), []);
  });
});

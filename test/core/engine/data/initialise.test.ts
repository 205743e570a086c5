import assert from 'node:assert/strict';
import { initialParameters } from '../../../../src/core/engine/initialise';
import type { Init } from '../../../../src/core/network/network';
import { close } from './close';
import { networkOf } from './networkOf';

describe('initial parameters', () => {
  it('are the numbers of the file where it gives them', () => {
    const network = networkOf(2, [
      {
        units: 2,
        weights: [
          [0.15, 0.25],
          [0.2, 0.3],
        ],
        hasBiases: false,
      },
      { units: 1, weights: [[0.4], [0.45]], biases: [0.6] },
    ]);
    assert.deepEqual([...initialParameters(network)], [0.15, 0.25, 0.2, 0.3, 0.4, 0.45, 0.6]);
  });

  // Computed apart from the project, for a first layer of 3 units on 2 inputs and seed 42.
  const drawn: readonly [Init, readonly number[]][] = [
    [
      { type: 'xavierUniform' },
      [
        1.084874983911353, 0.4810732142106482, 0.9167409704216154, 0.5254152387813817, -0.08904314565031957,
        0.09469042025019925,
      ],
    ],
    [
      { type: 'heUniform' },
      [
        1.7153379628492007, 0.7606435391018649, 1.4494947454626779, 0.8307544359551988, -0.14078957514056234,
        0.14971870029458012,
      ],
    ],
    [
      { type: 'xavierNormal' },
      [
        -0.39244622909421045, -0.09052626458373972, -0.6757208341921856, 0.13942347255093507,
        0.44495712257874664, 1.0419952541154416,
      ],
    ],
    [
      { type: 'heNormal' },
      [
        -0.6205119715409718, -0.14313459207582602, -1.0684084492381452, 0.2204478662754606,
        0.7035389842317868, 1.6475391570453672,
      ],
    ],
    [
      { type: 'lecunNormal' },
      [
        -0.4387682228840552, -0.10121144067918686, -0.7554788595332957, 0.15588018114148341,
        0.49747718657939205, 1.1649861102171475,
      ],
    ],
    [{ type: 'zeros' }, [0, 0, 0, 0, 0, 0]],
    [
      { type: 'uniform', low: -0.25, high: 0.75 },
      [
        0.7451754173010852, 0.4695788760289057, 0.6684330907409126, 0.48981814861460493, 0.20935755044675164,
        0.2932200659588984,
      ],
    ],
    [
      { type: 'normal', mean: 1, deviation: 0.5 },
      [
        0.6897440142295141, 0.928432703962087, 0.4657957753809274, 1.1102239331377304, 1.3517694921158934,
        1.8237695785226835,
      ],
    ],
  ];
  for (const [init, weights] of drawn) {
    it(`of ${init.type} are drawn row by row, biases 0`, () => {
      const parameters = initialParameters(networkOf(2, [{ units: 3, init }], {}, { seed: 42 }));
      close(parameters, [...weights, 0, 0, 0]);
    });
  }

  it('draw each layer from its own stream', () => {
    const second = [0.5833995508132614, -1.12612203971835, 1.1042495442483808];
    const wide = networkOf(2, [{ units: 3 }, { units: 1 }], {}, { seed: 42 });
    close(initialParameters(wide).subarray(9, 12), second);
    // The second layer stays the same when the first draws nothing.
    const given = networkOf(
      2,
      [
        {
          units: 3,
          weights: [
            [1, 2, 3],
            [4, 5, 6],
          ],
        },
        { units: 1 },
      ],
      {},
      { seed: 42 },
    );
    close(initialParameters(given), [1, 2, 3, 4, 5, 6, 0, 0, 0, ...second, 0]);
  });

  it('have the deviation that the rule says', () => {
    const spread = (init: Init) => {
      const weights = initialParameters(networkOf(400, [{ units: 100, init, hasBiases: false }]));
      assert.equal(weights.length, 40_000);
      return Math.sqrt(weights.reduce((sum, w) => sum + w * w, 0) / weights.length);
    };
    const expected: readonly [
      Init['type'] & ('xavierUniform' | 'xavierNormal' | 'heUniform' | 'heNormal' | 'lecunNormal'),
      number,
    ][] = [
      ['xavierUniform', Math.sqrt(2 / 500)],
      ['xavierNormal', Math.sqrt(2 / 500)],
      ['heUniform', Math.sqrt(2 / 400)],
      ['heNormal', Math.sqrt(2 / 400)],
      ['lecunNormal', Math.sqrt(1 / 400)],
    ];
    for (const [type, deviation] of expected) {
      const ratio = spread({ type }) / deviation;
      assert.ok(Math.abs(ratio - 1) < 0.02, `${type}: ${ratio}`);
    }
  });

  it('are the same bits again for the same seed, others for another', () => {
    const of = (seed: number) => initialParameters(networkOf(3, [{ units: 4 }], {}, { seed }));
    assert.deepEqual(of(3), of(3));
    assert.notDeepEqual(of(3), of(4));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { panelChecks } from '../../src/host/panel/panelMessages';

const weight = { kind: 'weight', layer: 1, i: 0, j: 1 } as const;

describe('messages of the views', () => {
  it('lets through what the views ask, and nothing beside it', () => {
    const good: readonly (readonly [keyof typeof panelChecks, object])[] = [
      ['learnedMap', { size: 24, hasHidden: true }],
      ['learnedMap', { size: 100, hasHidden: false }],
      ['learnedPredictions', { page: 0, key: 'gradient', isDescending: true }],
      ['updateOf', { subject: weight }],
      ['distributions', { epoch: null }],
      ['distributions', { epoch: 20_000_000 }],
      ['setTraining', { kind: 'learningRate', text: '0.5' }],
      ['setTraining', { kind: 'optimizer', type: 'adamw' }],
    ];
    for (const [name, value] of good)
      assert.deepEqual(panelChecks[name]({ ...value, extra: 'x' }), { value }, name);
    assert.deepEqual(panelChecks.story(null), { value: null });
  });

  it('refuses wrong types, ranges and sizes', () => {
    const page = { page: 0, key: 'loss', isDescending: false };
    const bad: readonly (readonly [keyof typeof panelChecks, unknown])[] = [
      ['learnedMap', null],
      ['learnedMap', { size: 24 }],
      ['learnedMap', { size: 1, hasHidden: true }],
      ['learnedMap', { size: 101, hasHidden: true }],
      ['learnedMap', { size: 1e6, hasHidden: true }],
      ['learnedMap', { size: 24.5, hasHidden: true }],
      ['learnedMap', { size: '24', hasHidden: true }],
      ['learnedMap', { size: 24, hasHidden: 1 }],
      ['learnedMap', Object.create({ size: 24, hasHidden: true }) as unknown],
      ['learnedPredictions', { ...page, page: -1 }],
      ['learnedPredictions', { ...page, page: NaN }],
      ['learnedPredictions', { ...page, key: 'toString' }],
      ['learnedPredictions', { ...page, key: ['loss'] }],
      ['learnedPredictions', { ...page, isDescending: null }],
      ['updateOf', null],
      ['updateOf', { subject: 'w_1' }],
      ['updateOf', { subject: { ...weight, i: 1e9 } }],
      ['distributions', null],
      ['distributions', {}],
      ['distributions', { epoch: -1 }],
      ['distributions', { epoch: 0.5 }],
      ['distributions', { epoch: Infinity }],
      ['setTraining', null],
      ['setTraining', { kind: 'learningRate', text: 0.5 }],
      ['setTraining', { kind: 'learningRate', text: '1'.repeat(401) }],
      ['setTraining', { kind: 'optimizer', type: 'toString' }],
      ['setTraining', { kind: 'epochs', text: '5', type: 'sgd' }],
      ['story', {}],
      ['story', undefined],
    ];
    for (const [name, params] of bad) {
      assert.equal(panelChecks[name](params), null, `${name} ${JSON.stringify(params)}`);
    }
  });

  it('never throws, whatever comes', () => {
    const names = [
      'learnedMap',
      'learnedPredictions',
      'updateOf',
      'distributions',
      'story',
      'setTraining',
    ] as const;
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const name of names) panelChecks[name](value);
      }),
      { numRuns: 500 },
    );
  });
});

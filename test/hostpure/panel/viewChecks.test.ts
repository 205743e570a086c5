import { strict as assert } from 'node:assert';
import { viewChecks } from '../../../src/host/panel/views/viewChecks';

describe('what the views of rates and landscape ask', () => {
  it('is let through, without anything that was not asked for', () => {
    assert.deepEqual(viewChecks.ratePlan(null), { value: null });
    assert.deepEqual(viewChecks.studyRates({ rates: [0, 0.5], extra: 1 }), { value: { rates: [0, 0.5] } });
    assert.deepEqual(viewChecks.epochsToThreshold({ threshold: -2 }), { value: { threshold: -2 } });
    assert.deepEqual(viewChecks.adoptRate({ rate: 0.1 }), { value: { rate: 0.1 } });
    const pair = { kind: 'parameters', first: 0, second: 7 };
    for (const axes of [pair, { kind: 'curvature' }, { kind: 'random', seed: 3 }]) {
      const params = { axes: { ...axes, extra: 1 }, zoom: 2 };
      assert.deepEqual(viewChecks.landscapeMap(params), { value: { axes, zoom: 2 } });
    }
    assert.deepEqual(viewChecks.landscapeHeights({ id: 3, size: 64 }), { value: { id: 3, size: 64 } });
    assert.deepEqual(viewChecks.restarts({ count: 20 }), { value: { count: 20 } });
  });

  it('is refused where it is of a wrong kind, range or size', () => {
    const bad: readonly (readonly [keyof typeof viewChecks, unknown])[] = [
      ['ratePlan', {}],
      ['lastStudy', 'x'],
      ['studyRates', null],
      ['studyRates', { rates: [] }],
      ['studyRates', { rates: [0.1, -1] }],
      ['studyRates', { rates: [Number.NaN] }],
      ['studyRates', { rates: [Infinity] }],
      ['studyRates', { rates: ['0.1'] }],
      ['studyRates', { rates: new Array(25).fill(0.1) }],
      ['studyRates', { rates: { length: 1, 0: 0.1 } }],
      ['studyRates', Object.create({ rates: [0.1] })],
      ['epochsToThreshold', { threshold: Infinity }],
      ['adoptRate', { rate: '1' }],
      ['adoptRate', { rate: -0.1 }],
      ['landscapeMap', { axes: { kind: 'parameters', first: 0 }, zoom: 1 }],
      ['landscapeMap', { axes: { kind: 'parameters', first: -1, second: 0 }, zoom: 1 }],
      ['landscapeMap', { axes: { kind: 'parameters', first: 0.5, second: 0 }, zoom: 1 }],
      ['landscapeMap', { axes: { kind: '__proto__' }, zoom: 1 }],
      ['landscapeMap', { axes: { kind: 'random', seed: 1e300 }, zoom: 1 }],
      ['landscapeMap', { axes: { kind: 'curvature' }, zoom: 0 }],
      ['landscapeMap', { axes: { kind: 'curvature' }, zoom: Number.NaN }],
      ['landscapeHeights', { id: 1, size: 100_000 }],
      ['landscapeHeights', { id: 1, size: 1 }],
      ['landscapeHeights', { id: 1.5, size: 16 }],
      ['restarts', { count: 0 }],
      ['restarts', { count: 1e9 }],
      ['restarts', [20]],
    ];
    for (const [name, params] of bad) {
      assert.equal(viewChecks[name](params), null, `${name} ${JSON.stringify(params)}`);
    }
  });
});

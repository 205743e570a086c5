import assert from 'node:assert/strict';
import { createLayout, parameterAt, parameterIndex } from '../../../../src/core/engine/layout';
import { networkOf } from './networkOf';

describe('the layout of parameters', () => {
  const network = networkOf(2, [{ units: 3 }, { units: 2, hasBiases: false }, { units: 1 }]);
  const layout = createLayout(network);

  it('puts a layer after the other, weights row by row, then biases', () => {
    assert.deepEqual(layout, {
      parameterCount: 18,
      layers: [
        { inputs: 2, units: 3, weightOffset: 0, biasOffset: 6 },
        { inputs: 3, units: 2, weightOffset: 9, biasOffset: null },
        { inputs: 2, units: 1, weightOffset: 15, biasOffset: 17 },
      ],
    });
    assert.equal(parameterIndex(layout, { kind: 'weight', layer: 0, i: 1, j: 0 }), 3);
    assert.equal(parameterIndex(layout, { kind: 'weight', layer: 1, i: 2, j: 1 }), 14);
    assert.equal(parameterIndex(layout, { kind: 'bias', layer: 2, j: 0 }), 17);
  });

  it('finds every parameter back from its index', () => {
    const subjects = Array.from({ length: layout.parameterCount }, (_, index) => parameterAt(layout, index));
    assert.deepEqual(
      subjects.map((subject) => parameterIndex(layout, subject)),
      Array.from({ length: 18 }, (_, index) => index),
    );
    assert.deepEqual(subjects[5], { kind: 'weight', layer: 0, i: 1, j: 2 });
    assert.deepEqual(subjects[6], { kind: 'bias', layer: 0, j: 0 });
    assert.deepEqual(subjects[9], { kind: 'weight', layer: 1, i: 0, j: 0 });
    assert.deepEqual(subjects[16], { kind: 'weight', layer: 2, i: 1, j: 0 });
  });

  it('refuses a parameter that the network does not have', () => {
    assert.throws(() => parameterIndex(layout, { kind: 'bias', layer: 1, j: 0 }), RangeError);
    assert.throws(() => parameterIndex(layout, { kind: 'bias', layer: 0, j: 3 }), RangeError);
    assert.throws(() => parameterIndex(layout, { kind: 'weight', layer: 3, i: 0, j: 0 }), RangeError);
    assert.throws(() => parameterIndex(layout, { kind: 'weight', layer: 0, i: 2, j: 0 }), RangeError);
    assert.throws(() => parameterIndex(layout, { kind: 'weight', layer: 0, i: -1, j: 0 }), RangeError);
    assert.throws(() => parameterIndex(layout, { kind: 'weight', layer: 0, i: 0.5, j: 0 }), RangeError);
    assert.throws(() => parameterAt(layout, 18), RangeError);
    assert.throws(() => parameterAt(layout, -1), RangeError);
  });
});

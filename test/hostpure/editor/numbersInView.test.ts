import { strict as assert } from 'node:assert';
import { createLayout } from '../../../src/core/engine/layout';
import { parse } from '../../../src/core/network/parse';
import { heatOf, largestSize } from '../../../src/host/editor/heatLevel';
import { numbersBetween } from '../../../src/host/editor/numbersInView';

const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "biases": [0.7, 0.8], "weights": [[0.1, 0.2], [0.3, 0.4]] },
    { "units": 1 },
    { "units": 1, "weights": [[5.5]], "biases": false }
  ]
}
`;

describe('the numbers of a stretch of text', () => {
  const { network, places } = parse(text);
  const layout = createLayout(network!);
  const between = (from: number, to: number, most = 100): string[] =>
    numbersBetween(places, layout, from, to, most).map(
      ({ index, range: { offset, length } }) => `${index} ${text.slice(offset, offset + length)}`,
    );

  it('are all parameters that the file spells, each at its number', () => {
    // Parameters 6, 7 and 8 are those of the second layer, which the file leaves to the program.
    assert.deepEqual(between(0, text.length), [
      '0 0.1',
      '1 0.2',
      '2 0.3',
      '3 0.4',
      '4 0.7',
      '5 0.8',
      '9 5.5',
    ]);
  });

  it('are those that begin in it', () => {
    const at = (number: string): number => text.indexOf(number);
    assert.deepEqual(between(at('0.2'), at('0.4')), ['1 0.2', '2 0.3']);
    assert.deepEqual(between(at('0.2') + 1, at('0.3') + 1), ['2 0.3']);
    assert.deepEqual(between(at('0.7'), at('0.8')), ['4 0.7']);
    assert.deepEqual(between(at('0.4') + 3, at('5.5')), []);
  });

  it('are no more than asked for', () => {
    assert.deepEqual(between(0, text.length, 5), ['0 0.1', '1 0.2', '2 0.3', '3 0.4', '4 0.7']);
  });

  it('are none where the text has another count than the network', () => {
    const other = parse(text.replace('"units": 2', '"units": 3'));
    assert.deepEqual(
      numbersBetween(other.places, layout, 0, text.length, 100).map(({ index }) => index),
      [0, 1, 2, 3, 4, 5, 9],
    );
    const wider = createLayout({ ...network!, inputs: { ...network!.inputs, units: 3 } });
    assert.deepEqual(
      numbersBetween(places, wider, 0, text.length, 100).map(({ index }) => index),
      [6, 7, 11],
    );
  });
});

describe('the heat of a gradient', () => {
  it('has its sign, and a strength by its part of the largest', () => {
    assert.deepEqual(heatOf(0.5, 1), { sign: 'positive', strength: 3 });
    assert.deepEqual(heatOf(-0.49, 1), { sign: 'negative', strength: 2 });
    assert.deepEqual(heatOf(0.1, 1), { sign: 'positive', strength: 2 });
    assert.deepEqual(heatOf(-0.011, 1), { sign: 'negative', strength: 1 });
  });

  it('is none where the gradient is small beside the largest, or there is no number', () => {
    for (const [gradient, largest] of [
      [0.009, 1],
      [0, 1],
      [0, 0],
      [Number.NaN, 1],
      [Infinity, Infinity],
    ]) {
      assert.equal(heatOf(gradient!, largest!), null);
    }
  });

  it('is measured by the largest size, of finite numbers only', () => {
    assert.equal(largestSize(Float64Array.of(1, -3, 2)), 3);
    assert.equal(largestSize(Float64Array.of(1, Number.NaN)), 0);
    assert.equal(largestSize(new Float64Array(0)), 0);
  });
});

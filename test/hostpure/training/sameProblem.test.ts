import { strict as assert } from 'node:assert';
import { areSameNumbers, isSameFunction, isSameTraining } from '../../../src/host/training/sameProblem';
import { goodNetworkOf } from '../goodNetworkOf';

const text = `{
  "name": "a name",
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.15, 0.25], [0.2, 0.3]] },
    { "units": 1, "weights": [[0.4], [0.45]] }
  ],
  "data": { "inputs": [[1, 2], [3, 4]], "targets": [[0.01], [0.5]] },
  "training": { "epochs": 9 }
}`;

describe('what of an edit matters to a run', () => {
  const before = goodNetworkOf(text);
  const after = (from: string, to: string) => {
    assert.ok(text.includes(from), from);
    return goodNetworkOf(text.replace(from, to));
  };

  for (const [what, from, to] of [
    ['a name', 'a name', 'another'],
    ['names of the inputs', '"inputs": 2', '"inputs": ["u", "v"]'],
    ['a weight (the parameters are compared apart)', '0.15', '0.16'],
    ['the spelling of a number', '0.4]', '4e-1]'],
    ['a symbol', '"units": 1,', '"units": 1, "symbols": { "weight": "v_{ij}" },'],
  ] as const) {
    it(`${what}: the same function and training`, () => {
      const good = after(from, to);
      assert.equal(isSameFunction(before, good), true);
      assert.equal(isSameTraining(before.network, good.network), true);
    });
  }

  for (const [what, from, to] of [
    ['an activation', '"tanh"', '"sigmoid"'],
    ['a sample', '[3, 4]', '[3, 5]'],
    ['a target', '[0.5]', '[0.6]'],
    ['the loss', '"name"', '"loss": "meanSquaredError", "name"'],
    ['the reduction', '"name"', '"reduction": "sum", "name"'],
    ['a penalty', '"epochs": 9', '"epochs": 9, "l2": 0.5'],
    ['a bias term', '"units": 1,', '"units": 1, "biases": false,'],
    ['a held-out share', '"data": {', '"data": { "testFraction": 0.5,'],
    ['no data', /"data".*\n/.exec(text)?.[0] ?? '', ''],
  ] as const) {
    it(`${what}: another function`, () => {
      assert.equal(isSameFunction(before, after(from, to)), false);
    });
  }

  for (const [what, from, to] of [
    ['epochs', '"epochs": 9', '"epochs": 10'],
    ['the optimizer', '"epochs": 9', '"epochs": 9, "optimizer": "adam"'],
    ['the seed', '"epochs": 9', '"epochs": 9, "seed": 2'],
    ['a frozen layer', '"units": 1,', '"units": 1, "frozen": true,'],
  ] as const) {
    it(`${what}: the same function, another training`, () => {
      const good = after(from, to);
      assert.equal(isSameFunction(before, good), true);
      assert.equal(isSameTraining(before.network, good.network), false);
    });
  }

  it('compares numbers by value', () => {
    assert.equal(areSameNumbers(Float64Array.of(1, -0), Float64Array.of(1, 0)), true);
    assert.equal(areSameNumbers(Float64Array.of(1, 2), Float64Array.of(1, 3)), false);
    assert.equal(areSameNumbers(Float64Array.of(1), Float64Array.of(1, 2)), false);
  });
});

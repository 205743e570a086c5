import assert from 'node:assert/strict';
import { createModel } from '../../../../src/core/engine/model';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createSymbols } from '../../../../src/core/network/symbols';
import { checkStep, type CheckedStep } from '../../../../src/core/verify/step/checkStep';
import { datasetOf, networkOf } from '../../engine/reference/networks';
import { plainStep, type PlainNetwork } from './plainStep';

const net: PlainNetwork = {
  weights: [
    [
      [0.1, 0.2, -0.3],
      [0.4, -0.5, 0.6],
    ],
    [[0.7], [-0.8], [0.9]],
  ],
  biases: [[0.1, 0.2, 0.3], [0.4]],
  activations: ['tanh', 'sigmoid'],
  loss: 'halfSquaredError',
  reduction: 'mean',
  inputs: [
    [1, 2],
    [3, -4],
  ],
  targets: [[0.2], [0.7]],
  l2: 0,
  learningRate: 0.1,
  optimizer: { type: 'sgd' },
};

const network = networkOf({
  units: [2, 3, 1],
  activations: net.activations,
  weights: net.weights,
  biases: [[0.1, 0.2, 0.3], [0.4]],
});
const context = {
  network,
  symbols: createSymbols(network),
  model: createModel(network),
  dataset: datasetOf(net.inputs, net.targets),
  parameters: initialParameters(network),
};
const run = (text: string): CheckedStep => checkStep(context, text);
const codes = (value: unknown): string[] => {
  const result = run(JSON.stringify(value));
  return 'problems' in result ? result.problems.map(({ code }) => code) : [result.check.verdict];
};
const right = plainStep(net);
const text = JSON.stringify(right);

describe('what is handed in as a recorded step', () => {
  it('is told what is wrong with it, at its place', () => {
    assert.deepEqual(codes([]), ['step.object']);
    assert.deepEqual(codes('step'), ['step.object']);
    assert.deepEqual(codes({}), ['step.empty']);
    assert.deepEqual(codes({ loss: '1' }), ['step.number', 'step.empty']);
    assert.deepEqual(codes({ ...right, weights: [[[1]]] }), ['step.shape']);
    assert.deepEqual(codes({ ...right, weights: [right.weights[0], [[1], [2]]] }), ['step.shape']);
    assert.deepEqual(codes({ ...right, weights: [right.weights[0], [[1, 2], [3], [4, 5]]] }), ['step.shape']);
    assert.deepEqual(codes({ ...right, biases: [[1, 2], [3]] }), ['step.shape']);
    assert.deepEqual(codes({ ...right, gradients: 7 }), ['step.shape']);
    assert.deepEqual(codes({ ...right, inputs: undefined }), ['step.samples']);
    assert.deepEqual(codes({ ...right, inputs: [] }), ['step.samples']);
    assert.deepEqual(codes({ ...right, inputs: [[1, 2, 3]] }), ['step.shape']);
    assert.deepEqual(codes({ ...right, inputs: [[1, 2]] }), ['step.samples']);
    assert.deepEqual(codes({ ...right, optimizer: { type: 'lion' } }), ['step.optimizer']);
    assert.deepEqual(codes({ ...right, optimizer: { type: '__proto__' } }), ['step.optimizer']);
    assert.deepEqual(codes({ ...right, optimizer: { type: 'adam', beta1: 1 } }), ['step.optimizer']);
    assert.deepEqual(codes({ ...right, optimizer: { learningRate: -1 } }), ['step.optimizer']);
    assert.deepEqual(codes({ ...right, optimizer: { updates: 0.5 } }), ['step.optimizer']);
    const wrong = run(text.replace('"loss":', '"loss":NaN,"los":'));
    assert.ok('problems' in wrong && wrong.problems.length > 0);
    assert.equal(text.slice(wrong.problems[0]!.range.offset - 7, wrong.problems[0]!.range.offset), '"loss":');
  });

  it('has keys without effect named, and nothing else is done with them', () => {
    const result = run(JSON.stringify({ ...right, gradient: 1, ['\u202Eevil']: 2, __proto__x: 3 }));
    assert.ok('check' in result);
    assert.equal(result.check.verdict, 'agrees');
    assert.match(result.check.notes.join(), /"gradient" \(did you mean "gradients"\?\)/);
    const hostile = run(`{"__proto__": {"loss": 1}, "constructor": [], ${text.slice(1)}`);
    assert.ok('check' in hostile && hostile.check.verdict === 'agrees');
  });

  it('may hold numbers at the end of the doubles', () => {
    for (const value of [Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -0]) {
      const result = run(
        JSON.stringify({
          ...right,
          weights: [
            [
              [value, 1, 1],
              [1, value, 1],
            ],
            right.weights[1],
          ],
        }),
      );
      assert.ok('check' in result || result.problems.length > 0);
    }
    const huge = run(JSON.stringify({ ...right, gradients: { weights: [null, [[1e308], [-1e308], [0]]] } }));
    assert.ok('check' in huge);
    assert.equal(huge.check.verdict, 'differs');
  });

  it('is refused in short time where it is large', () => {
    const start = performance.now();
    run(`{"loss": 1, "x": ${'['.repeat(200_000)}`);
    run(JSON.stringify({ loss: 1, inputs: Array.from({ length: 600_000 }, () => [1, 2]), targets: [[1]] }));
    run(`{"loss": 1, ${Array.from({ length: 50_000 }, (_, n) => `"key${n}": ${n}`).join(',')}}`);
    assert.ok(performance.now() - start < 30_000);
  });

  it('may be damaged in any byte: it is read or refused, and never throws', () => {
    let state = 7;
    const next = (below: number): number => {
      state = (state * 1103515245 + 12345) % 2147483648;
      return Math.floor((state / 2147483648) * below);
    };
    const signs = '0123456789-+.eE[]{},:"\\ntrufalse \u0000\u202e\ud800';
    let refused = 0;
    for (let round = 0; round < 8_000; round++) {
      let damaged = text;
      for (let n = next(3); n >= 0; n--) {
        const at = next(damaged.length);
        const sign = signs[next(signs.length)]!;
        damaged = damaged.slice(0, at) + (next(3) === 0 ? '' : sign) + damaged.slice(at + next(2));
      }
      const result = run(damaged);
      if ('problems' in result) {
        refused++;
        for (const { range, message } of result.problems) {
          assert.ok(range.offset >= 0 && range.offset + range.length <= damaged.length, damaged);
          assert.ok(message.length > 10);
        }
      } else {
        const { verdict, difference } = result.check;
        assert.equal(verdict === 'differs', difference !== null, damaged);
      }
    }
    assert.ok(refused > 2_000, `${refused} were refused`);
  });
});

import { strict as assert } from 'node:assert';
import { evaluate, lossAt } from '../../../src/core/engine/evaluate';
import { createModel, createTrace, derivedKernels, type Kernels } from '../../../src/core/engine/model';
import { addGradient, backward, forward, sampleLoss } from '../../../src/core/engine/propagate';
import {
  checkedParameters,
  checkGradients,
  compareGradients,
  type GradientCheck,
} from '../../../src/core/insight/gradientCheck';
import { numericGradient, numericGradients } from '../../../src/core/insight/numericGradient';
import { activationFunction } from '../../../src/core/math/activations';
import { lossFunction } from '../../../src/core/math/losses';
import type { Activation, Loss } from '../../../src/core/network/network';
import { datasetOf, networkOf, type NetworkSketch } from '../engine/reference/networks';
import { allowedPairs, elementwise, randomNetwork, residualLosses } from './randomNetworks';

const first = Uint32Array.of(0);

describe('analytic gradients against central differences', () => {
  const depths = [1, 2, 3, 4];
  const draws = 6;
  let networks = 0;
  let parametersCompared = 0;

  for (const { last, loss } of allowedPairs) {
    it(`${last.type} with ${loss.type}, depth 1 to 4: to 1e-10 by Richardson, and by the self-check's rule`, () => {
      const pair = allowedPairs.findIndex((other) => other.last === last && other.loss === loss);
      for (const depth of depths) {
        for (let n = 0; n < draws; n++) {
          const seed = 1000 * pair + 10 * depth + n;
          // Each hidden activation comes to stand before every pair of last activation and loss.
          const hidden = (l: number) => elementwise[(depth + n * 3 + l) % elementwise.length]!;
          const drawn = randomNetwork(seed, depth, hidden, last, loss, 2e-3);
          const { model, parameters, dataset } = drawn;
          const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
          const all = Uint32Array.from(parameters.keys());
          const wide = numericGradients(model, parameters, dataset, dataset.trainingIndices, all, () => 1e-3);
          const near = numericGradients(model, parameters, dataset, dataset.trainingIndices, all, () => 5e-4);
          all.forEach((p) => {
            const numeric = (4 * near[p]!.gradient - wide[p]!.gradient) / 3;
            const error = Math.abs(gradient[p]! - numeric) / Math.max(1, Math.abs(gradient[p]!));
            assert.ok(error <= 1e-10, `seed ${seed}, parameter ${p}: ${gradient[p]!} and ${numeric}`);
          });
          const check = checkGradients(model, parameters, dataset, dataset.trainingIndices);
          assert.deepEqual(check.disagreements, [], `seed ${seed}`);
          assert.equal(check.checked, parameters.length);
          assert.equal(check.atKink, 0);
          assert.ok(check.maxRelativeError <= 1e-8);
          networks++;
          parametersCompared += parameters.length;
        }
      }
    });
  }

  it('compared 1,152 networks', () => {
    assert.equal(networks, 1152);
    assert.ok(parametersCompared > 15_000, `${parametersCompared} parameters`);
  });
});

describe('a planted wrong derivative', () => {
  for (const activation of elementwise) {
    it(`of ${activation.type} is found, in a hidden and in the last layer`, () => {
      const wrong: Kernels = {
        ...derivedKernels,
        activationFunction: (asked) => {
          const phi = activationFunction(asked);
          if (asked.type !== activation.type) return phi;
          return { value: (a) => phi.value(a), derivative: (a) => phi.derivative(a) * (1 + 1e-5) };
        },
      };
      const square: Loss = { type: 'halfSquaredError' };
      assertCaught(
        wrong,
        () => activation,
        { type: activation.type === 'tanh' ? 'sigmoid' : 'tanh' },
        square,
      );
      assertCaught(wrong, () => ({ type: 'tanh' }), activation, square);
    });
  }

  it('of softmax, taken unit by unit, is found', () => {
    const { model, parameters, dataset } = randomNetwork(
      1,
      2,
      () => ({ type: 'tanh' }),
      { type: 'softmax' },
      { type: 'halfSquaredError' },
      1e-4,
    );
    const trace = createTrace(model);
    forward(model, parameters, dataset.inputs, 0, trace);
    sampleLoss(model, dataset.targets, 0, trace);
    backward(model, parameters, trace);
    const gradient = new Float64Array(parameters.length);
    addGradient(model, dataset.inputs, 0, trace, gradient);
    assert.deepEqual(
      checkGradients(model, parameters, dataset, first, undefined, gradient).disagreements,
      [],
    );

    const { activations: y, deltas } = trace.layers.at(-1)!;
    deltas.forEach((_, k) => {
      deltas[k] = (y[k]! - dataset.targets[k]!) * y[k]! * (1 - y[k]!);
    });
    gradient.fill(0);
    addGradient(model, dataset.inputs, 0, trace, gradient);
    const { disagreements } = checkGradients(model, parameters, dataset, first, undefined, gradient);
    assert.ok(disagreements.length > 0);
  });

  for (const loss of residualLosses) {
    it(`of ${loss.type} is found`, () => {
      const wrong: Kernels = {
        ...derivedKernels,
        lossFunction: (asked, outputs) => {
          const { term, derivative } = lossFunction(asked, outputs);
          return { term, derivative: (y, t) => derivative(y, t) * (1 + 1e-5) };
        },
      };
      assertCaught(wrong, () => ({ type: 'tanh' }), { type: 'sigmoid' }, loss);
    });
  }

  for (const [loss, last] of [
    ['binaryCrossEntropy', 'sigmoid'],
    ['binaryCrossEntropy', 'softmax'],
    ['categoricalCrossEntropy', 'sigmoid'],
    ['categoricalCrossEntropy', 'softmax'],
  ] as const) {
    it(`of ${loss}, fused with ${last}, is found`, () => {
      const wrong: Kernels = {
        ...derivedKernels,
        fusedLoss: (asked, activation, outputs) => {
          const fused = derivedKernels.fusedLoss(asked, activation, outputs)!;
          return {
            terms: fused.terms,
            delta: (preActivations, targets, out) => {
              fused.delta(preActivations, targets, out);
              out[0] = out[0]! * (1 + 1e-5);
            },
          };
        },
      };
      assertCaught(wrong, () => ({ type: 'tanh' }), { type: last }, { type: loss });
    });
  }

  /** The right kernels agree, the wrong ones do not, on the same network. */
  function assertCaught(wrong: Kernels, hidden: () => Activation, last: Activation, loss: Loss): void {
    // A dead relu gives every derivative the same gradient, 0: take a network where the right one moves.
    for (let seed = 1; ; seed++) {
      const { network, model, parameters, dataset } = randomNetwork(seed, 2, hidden, last, loss, 1e-4);
      const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
      const { weightOffset } = model.layers[0]!;
      if (Math.abs(gradient[weightOffset]!) < 0.01) continue;
      const all = dataset.trainingIndices;
      assert.deepEqual(checkGradients(model, parameters, dataset, all).disagreements, []);
      const planted = checkGradients(createModel(network, wrong), parameters, dataset, all);
      assert.ok(planted.disagreements.length > 0, `seed ${seed}`);
      assert.ok(planted.maxRelativeError > 1e-8);
      const { analytic, numeric, verdict } = planted.disagreements[0]!;
      assert.equal(verdict, 'disagrees');
      assert.ok(Math.abs(analytic - numeric) > 1e-8);
      return;
    }
  }
});

describe('the numeric gradient', () => {
  const sketch: NetworkSketch = {
    units: [2, 3, 2, 2],
    activations: ['tanh', 'sigmoid', 'softmax'],
    training: { l1: 0.01, l2: 0.1 },
  };
  const dataset = datasetOf(
    [
      [0.3, -1],
      [2, 0.5],
    ],
    [
      [0, 1],
      [1, 0],
    ],
  );

  it('is the central difference of loss + penalty, for every parameter of every layer', () => {
    const network = networkOf(sketch);
    const model = createModel(network);
    const parameters = Float64Array.from({ length: model.layout.parameterCount }, (_, p) => Math.sin(p + 1));
    parameters.forEach((weight, p) => {
      const { gradient, step } = numericGradient(model, parameters, dataset, dataset.trainingIndices, p);
      assert.equal(step, 1e-5);
      const total = (value: number) => {
        const moved = parameters.with(p, value);
        const { loss, penalty } = evaluate(model, moved, dataset, dataset.trainingIndices);
        assert.equal(lossAt(model, moved, dataset, dataset.trainingIndices), loss);
        return loss + penalty;
      };
      const plain = (total(weight + step) - total(weight - step)) / (2 * step);
      assert.ok(Math.abs(gradient - plain) <= 1e-10, `parameter ${p}: ${gradient} and ${plain}`);
    });
  });

  it('takes a step of 1e-5 · max(1, |w|)', () => {
    const model = createModel(networkOf({ units: [1, 1], activations: ['linear'] }));
    const line = datasetOf([[1]], [[0]]);
    assert.equal(numericGradient(model, Float64Array.of(-4000, 0.5), line, first, 0).step, 0.04);
    assert.equal(numericGradient(model, Float64Array.of(-4000, 0.5), line, first, 1).step, 1e-5);
  });

  it('leaves the parameters as they are', () => {
    const model = createModel(networkOf(sketch));
    const parameters = Float64Array.from({ length: model.layout.parameterCount }, (_, p) => Math.cos(p));
    const before = parameters.slice();
    checkGradients(model, parameters, dataset, dataset.trainingIndices);
    assert.deepEqual(parameters, before);
  });
});

describe('the verdict', () => {
  it('is "at a kink" where a pre-activation changes its side within h', () => {
    for (const activation of [
      'relu',
      { type: 'leakyRelu', slope: 0.01 },
      { type: 'elu', alpha: 1 },
    ] as const) {
      const at = (bias: number) =>
        checkOne({ units: [1, 1], activations: [activation] }, [1, bias], [[1]], [[0.5]]);
      assert.equal(at(-1).atKink, 2, 'at the kink');
      assert.equal(at(-1 + 9e-6).atKink, 2, 'within h');
      assert.equal(at(-1 + 1.1e-5).atKink, 0, 'beyond h');
      assert.deepEqual(at(-1).disagreements, []);
    }
  });

  it('is "at a kink" where only a later layer has one', () => {
    const sketch: NetworkSketch = { units: [1, 1, 1], activations: ['linear', 'relu'] };
    const check = checkOne(sketch, [1, 0, 1, -1], [[1]], [[0.5]]);
    assert.equal(check.atKink, 4);
  });

  it('is "at a kink" where a residual of absolute error or Huber changes its side', () => {
    const at = (loss: Loss, bias: number) =>
      checkOne({ units: [1, 1], activations: ['linear'], loss }, [1, bias], [[1]], [[0]]).atKink;
    assert.equal(at({ type: 'meanAbsoluteError' }, -1), 2);
    assert.equal(at({ type: 'meanAbsoluteError' }, -0.9), 0);
    assert.equal(at({ type: 'huber', delta: 0.5 }, -0.5), 2);
    assert.equal(at({ type: 'huber', delta: 0.5 }, -1.5), 2);
    assert.equal(at({ type: 'huber', delta: 0.5 }, -1), 0);
  });

  it('is "at a kink" where an L1 penalty meets a weight of 0, and not for a bias', () => {
    const sketch: NetworkSketch = { units: [1, 1], activations: ['linear'], training: { l1: 0.1 } };
    const check = checkOne(sketch, [0, 0], [[1]], [[0.5]]);
    assert.equal(check.atKink, 1);
    assert.equal(check.checked, 2);
  });

  it('is "cannot be checked" where the loss is too large for the gradient', () => {
    const judge = (analytic: number, loss: number) =>
      compareGradients(0, analytic, { gradient: 0.5, step: 1e-5, loss, isAtKink: false }).verdict;
    // The rounding of a loss L counts 8 · 2⁻⁵² · L / h = 1.776e-10 · L.
    assert.equal(judge(0.5, 2.8e6), 'agrees');
    assert.equal(judge(0.5, 2.9e6), 'uncheckable');
    assert.equal(judge(0.4, 2.9e6), 'uncheckable');
    assert.equal(judge(0.4, 2.8e6), 'disagrees');
    assert.equal(judge(0, 1), 'disagrees', 'a derivative that is wrongly 0');
  });

  it('is "cannot be checked" where a side overflows', () => {
    const check = checkOne({ units: [1, 1], activations: ['linear'] }, [1e160, 0], [[1]], [[0]]);
    assert.equal(check.uncheckable, 2);
    assert.deepEqual(check.disagreements, []);
  });

  it('allows 1e-8 · max(1, |g|) and the rounding, and no more', () => {
    const judge = (analytic: number, numeric: number, loss: number) =>
      compareGradients(3, analytic, { gradient: numeric, step: 1e-5, loss, isAtKink: false });
    assert.deepEqual(judge(0.5, 0.5 + 0.9e-8, 0), {
      parameter: 3,
      analytic: 0.5,
      numeric: 0.5 + 0.9e-8,
      verdict: 'agrees',
    });
    assert.equal(judge(0.5, 0.5 + 1.1e-8, 0).verdict, 'disagrees');
    assert.equal(judge(0.5, 0.5 + 1.1e-8, 1000).verdict, 'agrees');
    assert.equal(judge(100, 100 + 0.9e-6, 0).verdict, 'agrees');
    assert.equal(judge(100, 100 + 1.1e-6, 0).verdict, 'disagrees');
    assert.equal(judge(NaN, 1, 0).verdict, 'disagrees');
  });

  it('looks at all parameters up to 10,000, evenly spaced beyond', () => {
    assert.deepEqual([...checkedParameters(3)], [0, 1, 2]);
    assert.equal(checkedParameters(10_000).length, 10_000);
    const spaced = checkedParameters(25_000);
    assert.equal(spaced.length, 10_000);
    assert.deepEqual([...spaced.slice(0, 5)], [0, 2, 5, 7, 10]);
    assert.equal(spaced.at(-1), 24_997);
    assert.equal(new Set(spaced).size, 10_000);
  });
});

function checkOne(
  sketch: NetworkSketch,
  parameters: readonly number[],
  inputs: readonly (readonly number[])[],
  targets: readonly (readonly number[])[],
): GradientCheck {
  const dataset = datasetOf(inputs, targets);
  const model = createModel(networkOf(sketch));
  return checkGradients(model, Float64Array.from(parameters), dataset, dataset.trainingIndices);
}

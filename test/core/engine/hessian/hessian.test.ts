import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { prepareDataset, type Dataset } from '../../../../src/core/engine/dataset';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { createHessian } from '../../../../src/core/engine/hessian';
import { initialParameters } from '../../../../src/core/engine/initialise';
import { createModel, type Model } from '../../../../src/core/engine/model';
import { createRandom } from '../../../../src/core/engine/random';
import type { Activation, Loss } from '../../../../src/core/network/network';
import { parse } from '../../../../src/core/network/parse';
import { allowedPairs, elementwise, randomNetwork } from '../../insight/randomNetworks';
import { datasetOf, networkOf } from '../reference/networks';

function productOf(model: Model, parameters: Float64Array, dataset: Dataset, v: Float64Array): Float64Array {
  const product = new Float64Array(v.length);
  createHessian(model, parameters, dataset, dataset.trainingIndices).product(v, product);
  return product;
}

/** All rows, one product with a unit vector each. */
function denseOf(model: Model, parameters: Float64Array, dataset: Dataset): Float64Array[] {
  return Array.from(parameters, (_, p) => {
    const unit = new Float64Array(parameters.length);
    unit[p] = 1;
    return productOf(model, parameters, dataset, unit);
  });
}

function unitVector(seed: number, length: number): Float64Array {
  const random = createRandom(seed);
  const v = Float64Array.from({ length }, () => random.normal());
  const norm = Math.hypot(...v);
  return v.map((x) => x / norm);
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, x, p) => sum + x * b[p]!, 0);
const dotMagnitude = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, x, p) => sum + Math.abs(x * b[p]!), 0);

/** (∇L(w + h v) − ∇L(w − h v)) / 2h by the engine's gradients, extrapolated from h and h/2 (Richardson). */
function gradientDifferences(
  model: Model,
  parameters: Float64Array,
  dataset: Dataset,
  v: Float64Array,
): Float64Array {
  const central = (h: number): Float64Array => {
    const at = (sign: number) =>
      evaluate(
        model,
        parameters.map((w, p) => w + sign * h * v[p]!),
        dataset,
        dataset.trainingIndices,
      ).gradient;
    const low = at(-1);
    return at(1).map((g, p) => (g - low[p]!) / (2 * h));
  };
  const wide = central(1e-3);
  return central(5e-4).map((near, p) => (4 * near - wide[p]!) / 3);
}

function assertNear(actual: Float64Array, expected: Float64Array, tolerance: number, what: string): void {
  const scale = expected.reduce((max, x) => Math.max(max, Math.abs(x)), 1);
  actual.forEach((x, p) => {
    assert.ok(Math.abs(x - expected[p]!) <= tolerance * scale, `${what}, ${p}: ${x}, not ${expected[p]!}`);
  });
}

describe('products with the Hessian', () => {
  const draws = 3;
  let networks = 0;

  for (const [pair, { last, loss }] of allowedPairs.entries()) {
    it(`${last.type} with ${loss.type}, depth 1 to 4, mean and sum: differences of gradients to 1e-10; symmetric`, () => {
      for (const depth of [1, 2, 3, 4]) {
        for (let n = 0; n < draws; n++) {
          const seed = 7000 + 1000 * pair + 10 * depth + n;
          const hidden = (l: number) => elementwise[(pair + depth + n * 3 + l) % elementwise.length]!;
          // So far from kinks that a step of 1e-3 in all parameters at once crosses none.
          const { network, parameters, dataset } = randomNetwork(seed, depth, hidden, last, loss, 2e-2);
          for (const reduction of ['mean', 'sum'] as const) {
            const model = createModel({ ...network, reduction });
            const [u, v] = [unitVector(seed, parameters.length), unitVector(seed + 1, parameters.length)];
            const product = productOf(model, parameters, dataset, v);
            const what = `seed ${seed}, ${reduction}`;
            assertNear(product, gradientDifferences(model, parameters, dataset, v), 1e-10, what);
            const other = productOf(model, parameters, dataset, u);
            const asymmetry = Math.abs(dot(u, product) - dot(v, other));
            const size = Math.max(dotMagnitude(u, product), dotMagnitude(v, other), 1e-3);
            assert.ok(asymmetry <= 1e-12 * size, `${what}: uᵀHv and vᵀHu are ${asymmetry} apart`);
            networks++;
          }
        }
      }
    });
  }

  it('looked at 1,152 networks', () => {
    assert.equal(networks, 1152);
  });

  it('are those of the matrix that unit vectors give column by column', () => {
    for (const [seed, { last, loss }] of allowedPairs.entries()) {
      const hidden = (l: number) => elementwise[(seed + l) % elementwise.length]!;
      const { model, parameters, dataset } = randomNetwork(seed, 3, hidden, last, loss, 1e-3);
      const rows = denseOf(model, parameters, dataset);
      const v = unitVector(seed, parameters.length);
      const expected = Float64Array.from(rows, (row) => dot(row, v));
      assertNear(productOf(model, parameters, dataset, v), expected, 1e-13, `seed ${seed}`);
    }
  });

  it('equal themselves in slices, over more samples than one leaf of the pairwise sum', () => {
    const sketch = { units: [2, 3, 1], activations: ['tanh', 'sigmoid'] } as const;
    const model = createModel(networkOf(sketch));
    const parameters = initialParameters(networkOf(sketch));
    const random = createRandom(5);
    const inputs = Array.from({ length: 300 }, () => [random.normal(), random.normal()]);
    const dataset = datasetOf(
      inputs,
      inputs.map(() => [random.uniform()]),
    );
    const v = unitVector(1, parameters.length);
    const hessian = createHessian(model, parameters, dataset, dataset.trainingIndices);
    const whole = new Float64Array(v.length);
    hessian.product(v, whole);
    const sliced = new Float64Array(v.length);
    assert.equal(Array.from(hessian.productSteps(v, sliced)).length, 300);
    assert.deepEqual(sliced, whole);
    assertNear(whole, gradientDifferences(model, parameters, dataset, v), 1e-10, 'pairwise');
  });
});

describe('Hessians known by hand', () => {
  const one = (activation: Activation, loss: Loss, w: number, x: number, t: number, l2 = 0): number => {
    const network = networkOf({
      units: [1, 1],
      activations: [activation],
      loss,
      weights: [[[w]]],
      biases: [false],
      training: { l2, l1: 0.3 },
    });
    return denseOf(createModel(network), Float64Array.of(w), datasetOf([[x]], [[t]]))[0]![0]!;
  };

  it('½(y − t)² of a linear unit: x xᵀ, bias included', () => {
    const network = networkOf({ units: [2, 1], activations: ['linear'] });
    const rows = denseOf(createModel(network), Float64Array.of(0.3, -0.2, 0.1), datasetOf([[2, 3]], [[1]]));
    assert.deepEqual(
      rows.map((row) => Array.from(row)),
      [
        [4, 6, 2],
        [6, 9, 3],
        [2, 3, 1],
      ],
    );
  });

  it('sigmoid with binary cross-entropy: y(1 − y) x², exact in both tails', () => {
    const [x, w] = [2, 0.35];
    const y = 1 / (1 + Math.exp(-w * x));
    const bce = (a: number) => one({ type: 'sigmoid' }, { type: 'binaryCrossEntropy' }, a, 1, 1);
    const actual = one({ type: 'sigmoid' }, { type: 'binaryCrossEntropy' }, w, x, 1);
    assert.ok(Math.abs(actual - y * (1 - y) * x * x) <= 1e-15);
    for (const a of [-40, 40]) assert.ok(Math.abs(bce(a) / Math.exp(-40) - 1) <= 1e-12, String(a));
  });

  it('softmax with categorical cross-entropy: (diag(y) − y yᵀ) Σ t', () => {
    const network = networkOf({
      units: [1, 3],
      activations: ['softmax'],
      loss: 'categoricalCrossEntropy',
      biases: [false],
    });
    const w = Float64Array.of(0.5, -0.2, 0.1);
    const rows = denseOf(createModel(network), w, datasetOf([[1]], [[0.5, 0.25, 0.75]]));
    const powers = Array.from(w, Math.exp);
    const y = powers.map((power) => power / powers.reduce((sum, p) => sum + p, 0));
    rows.forEach((row, j) => {
      row.forEach((h, k) => {
        assert.ok(Math.abs(h - 1.5 * ((j === k ? y[j]! : 0) - y[j]! * y[k]!)) <= 1e-15);
      });
    });
  });

  it('softmax with binary cross-entropy stays finite and right where an output is sure', () => {
    const network = networkOf({
      units: [1, 2],
      activations: ['softmax'],
      loss: 'binaryCrossEntropy',
      biases: [false],
    });
    // With two outputs L = ½ · 2 · the sigmoid loss of a₁ − a₂: H = y₁ y₂ [[1, −1], [−1, 1]].
    const rows = denseOf(createModel(network), Float64Array.of(60, 0), datasetOf([[1]], [[1, 0]]));
    const curvature = Math.exp(-60);
    rows.forEach((row, j) => {
      row.forEach((h, k) => {
        assert.ok(Math.abs(h / ((j === k ? 1 : -1) * curvature) - 1) <= 1e-12, `${h}`);
      });
    });
    const far = denseOf(createModel(network), Float64Array.of(2000, 0), datasetOf([[1]], [[0, 1]]));
    far.forEach((row) => {
      row.forEach((h) => {
        assert.equal(Math.abs(h), 0);
      });
    });
  });

  it('at kinks it is that of the side whose slope counts, and λ₁ adds nothing, λ₂ itself', () => {
    const square: Loss = { type: 'halfSquaredError' };
    assert.equal(one({ type: 'relu' }, square, 0, 2, -1), 0);
    assert.equal(one({ type: 'leakyRelu', slope: 0.1 }, square, 0, 2, -1), 0.1 ** 2 * 4);
    // ½(y − t)²: φ′² x² + (y − t) φ″ x², with φ′ = φ″ = α from below.
    assert.equal(one({ type: 'elu', alpha: 2 }, square, 0, 1, -1), 4 + 2);
    assert.equal(one({ type: 'linear' }, { type: 'huber', delta: 1 }, 1, 1, 0), 1);
    assert.equal(one({ type: 'linear' }, { type: 'huber', delta: 1 }, 1.5, 1, 0), 0);
    assert.equal(one({ type: 'linear' }, { type: 'meanAbsoluteError' }, 1.5, 1, 0, 0.25), 0.25);
  });

  it('the overshoot example: a_h a_hᵀ for each output, whatever is frozen', () => {
    const { network } = parse(readFileSync('media/examples/overshoot.backprop.json', 'utf8'));
    const prepared = prepareDataset(network!, null);
    assert.ok('dataset' in prepared);
    const rows = denseOf(createModel(network!), initialParameters(network!), prepared.dataset);
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
    const h = [sigmoid(0.0275), sigmoid(0.0425)];
    for (const [i, j, k] of [
      [0, 0, 0],
      [0, 1, 0],
      [1, 1, 1],
    ] as const) {
      const actual = rows[4 + 2 * i + k]![4 + 2 * j + k]!;
      assert.ok(Math.abs(actual - h[i]! * h[j]!) <= 1e-15, `${actual}`);
    }
    assert.equal(rows[4]![5], 0);
  });
});

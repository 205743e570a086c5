import { strict as assert } from 'node:assert';
import { createTrace, createModel } from '../../../../src/core/engine/model';
import { backward, forward, sampleLoss } from '../../../../src/core/engine/propagate';
import { activationFunction } from '../../../../src/core/math/activations';
import { networkOf } from './networks';
import { activationNames, readReference, ulpDistance } from './referenceCases';

const { functions } = readReference('functions.json') as {
  functions: Record<string, readonly (readonly [x: number, value: number, derivative: number])[]>;
};

/** Units in the last place that value and derivative may be off at x, whose value is right at `value`. */
type Allowed = (x: number, value: number) => { readonly value: number; readonly derivative: number };

const exact: Allowed = () => ({ value: 0, derivative: 0 });
const stable: Allowed = () => ({ value: 2, derivative: 4 });
const LEAST_NORMAL = 2 ** -1022;

const allowed: Readonly<Record<string, Allowed>> = {
  linear: exact,
  sigmoid: stable,
  tanh: stable,
  relu: exact,
  leaky_relu: exact,
  elu: stable,
  softplus: stable,
  // The two terms of gelu′ cancel near its zero at −0.75, and so do those of gelu_tanh′.
  gelu: (x) => (x < -5 ? { value: 1500, derivative: 1500 } : { value: 16, derivative: 64 }),
  gelu_tanh: () => ({ value: 4, derivative: 64 }),
  silu: (_x, value) =>
    Math.abs(value) < LEAST_NORMAL ? { value: 400, derivative: 400 } : { value: 4, derivative: 4 },
};

describe('activation functions at 235 points', () => {
  for (const [name, points] of Object.entries(functions)) {
    it(`${name}: value and derivative as near as they can be, and never NaN`, () => {
      assert.equal(points.length, 235);
      const phi = activationFunction(activationNames[name]!);
      for (const [x, value, derivative] of points) {
        const limits = allowed[name]!(x, value);
        const [actual, slope] = [phi.value(x), phi.derivative(x)];
        const off = ulpDistance(actual, value);
        assert.ok(off <= limits.value, `${name}(${x}) = ${actual}, not ${value}: ${off} ulp`);
        const slopeOff = ulpDistance(slope, derivative);
        assert.ok(
          slopeOff <= limits.derivative,
          `${name}′(${x}) = ${slope}, not ${derivative}: ${slopeOff} ulp`,
        );
      }
    });
  }

  it('cover ten functions', () => {
    assert.deepEqual(Object.keys(functions).sort(), Object.keys(allowed).sort());
  });
});

interface LogitCase {
  readonly kind: 'softmax_ce' | 'bce';
  readonly logits: readonly number[];
  readonly target: readonly number[];
  readonly loss: number;
  readonly gradient: readonly number[];
  readonly softmax?: readonly number[];
}

describe('cross-entropies of extreme logits', () => {
  const { cases } = readReference('extreme-logits.json') as { cases: readonly LogitCase[] };
  for (const { kind, logits, target, loss, gradient, softmax } of cases) {
    it(`${kind} of ${logits.join(', ')} for ${target.join(', ')}: loss and gradient to 2 ulp`, () => {
      // The biases are the logits: the input is 0.
      const model = createModel(
        networkOf({
          units: [1, logits.length],
          activations: [kind === 'bce' ? 'sigmoid' : 'softmax'],
          loss: kind === 'bce' ? 'binaryCrossEntropy' : 'categoricalCrossEntropy',
        }),
      );
      const { weightOffset, biasOffset } = model.layout.layers[0]!;
      const parameters = new Float64Array(model.layout.parameterCount);
      parameters.fill(1, weightOffset, weightOffset + logits.length);
      parameters.set(logits, biasOffset!);
      const trace = createTrace(model);
      forward(model, parameters, Float64Array.of(0), 0, trace);
      near(sampleLoss(model, Float64Array.from(target), 0, trace), loss, 'loss');
      backward(model, parameters, trace);
      gradient.forEach((expected, k) => {
        near(trace.layers[0]!.deltas[k]!, expected, `gradient ${k + 1}`);
      });
      softmax?.forEach((expected, k) => {
        near(trace.layers[0]!.activations[k]!, expected, `softmax ${k + 1}`);
      });
    });
  }

  it('are 84', () => {
    assert.equal(cases.length, 84);
  });
});

/** N6: 2 ulp or 1e-300. */
function near(actual: number, expected: number, what: string): void {
  const isNear = ulpDistance(actual, expected) <= 2 || Math.abs(actual - expected) <= 1e-300;
  assert.ok(isNear, `${what} is ${actual}, not ${expected}: ${ulpDistance(actual, expected)} ulp`);
}

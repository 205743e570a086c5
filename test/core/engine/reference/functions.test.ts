import { strict as assert } from 'node:assert';
import { createTrace, createModel } from '../../../../src/core/engine/model';
import { backward, forward, sampleLoss } from '../../../../src/core/engine/propagate';
import { activationFunction } from '../../../../src/core/math/activations';
import { networkOf } from './networks';
import { activationNames, readReference, ulpDistance } from './referenceCases';

const { functions } = readReference('functions.json') as {
  functions: Record<string, readonly (readonly [x: number, value: number, derivative: number])[]>;
};

/** Units in the last place that value and derivative may be off; null: only never NaN. */
const allowed: Readonly<Record<string, { readonly value: number; readonly derivative: number } | null>> = {
  linear: { value: 0, derivative: 0 },
  sigmoid: { value: 2, derivative: 4 },
  tanh: { value: 2, derivative: 4 },
  relu: { value: 0, derivative: 0 },
  leaky_relu: { value: 0, derivative: 0 },
  elu: { value: 2, derivative: 4 },
  softplus: { value: 2, derivative: 4 },
  gelu: null,
  gelu_tanh: null,
  silu: null,
};

describe('activation functions at 235 points', () => {
  for (const [name, points] of Object.entries(functions)) {
    const limits = allowed[name];
    it(`${name}: ${limits ? `value within ${limits.value}, derivative within ${limits.derivative} ulp` : 'never NaN'}`, () => {
      assert.equal(points.length, 235);
      const phi = activationFunction(activationNames[name]!);
      for (const [x, value, derivative] of points) {
        const actual = phi.value(x);
        const slope = phi.derivative(x);
        assert.ok(!Number.isNaN(actual) && !Number.isNaN(slope), `${name} at ${x}`);
        if (!limits) continue;
        assert.ok(ulpDistance(actual, value) <= limits.value, `${name}(${x}) = ${actual}, not ${value}`);
        const off = ulpDistance(slope, derivative);
        assert.ok(off <= limits.derivative, `${name}′(${x}) = ${slope}, not ${derivative}: ${off} ulp`);
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

import { strict as assert } from 'node:assert';
import { evaluate } from '../../../../src/core/engine/evaluate';
import { createModel } from '../../../../src/core/engine/model';
import { createTrainer } from '../../../../src/core/engine/training';
import { fusedLoss } from '../../../../src/core/math/fusedLosses';
import { operation } from '../../../../src/core/math/operations';
import { datasetOf, networkOf } from '../reference/networks';

const { evaluate: sigmoid } = operation('sigmoid');
const { evaluate: softplus } = operation('softplus');

/** With two outputs 1 − y₁ = y₂: the loss is the binary one of y₁ for the mean of t₁ and 1 − t₂. */
describe('softmax with binary cross-entropy', () => {
  const fused = fusedLoss({ type: 'binaryCrossEntropy' }, { type: 'softmax' }, 2)!;
  const targets = [
    [1, 0],
    [0, 1],
    [0.25, 0.5],
    [1, 1],
    [0, 0],
  ] as const;
  const cases = [0, 1, -3, 20, -37, 40, 300, -800, 5000];

  it('has the loss of a sigmoid of the difference', () => {
    for (const gap of cases) {
      for (const [t, u] of targets) {
        const terms = new Float64Array(2);
        fused.terms(Float64Array.of(gap + 1, 1), Float64Array.of(t, u), terms);
        near(terms[0]!, (t * softplus(-gap) + (1 - t) * softplus(gap)) / 2);
        near(terms[1]!, (u * softplus(gap) + (1 - u) * softplus(-gap)) / 2);
      }
    }
  });

  it('has the gradient of a sigmoid of the difference', () => {
    for (const gap of cases) {
      for (const [t, u] of targets) {
        const deltas = new Float64Array(2);
        fused.delta(Float64Array.of(gap - 2, -2), Float64Array.of(t, u), deltas);
        const aim = (t + (1 - u)) / 2;
        near(deltas[0]!, (1 - aim) * sigmoid(gap) - aim * sigmoid(-gap));
        near(deltas[1]!, aim * sigmoid(-gap) - (1 - aim) * sigmoid(gap));
      }
    }
  });

  it('of one output, which is always 1, is 0 for the target 1 and infinite for any other', () => {
    const single = (target: number) => {
      const terms = new Float64Array(1);
      fusedLoss({ type: 'binaryCrossEntropy' }, { type: 'softmax' }, 1)!.terms(
        Float64Array.of(3),
        Float64Array.of(target),
        terms,
      );
      return terms[0];
    };
    assert.equal(single(1), 0);
    assert.equal(single(0.5), Infinity);
  });

  it('trains on when an output has become sure', () => {
    const network = networkOf({
      units: [1, 3],
      activations: ['softmax'],
      loss: 'binaryCrossEntropy',
      training: { learningRate: 30, epochs: 200 },
    });
    const samples = datasetOf(
      [[1], [-1]],
      [
        [1, 0, 0],
        [0, 0, 1],
      ],
    );
    const trainer = createTrainer(network, samples, Float64Array.of(-40, 0, 40, 0, 0, 0));
    assert.equal(trainer.advance(Infinity), 'epochs');
    assert.ok(trainer.history.loss[0]! > 30);
    assert.ok(trainer.finish().loss < 1e-3);
  });
});

describe('sigmoid with categorical cross-entropy', () => {
  it('has the loss and the gradient of −Σ t ln σ(a), at any logit', () => {
    const model = createModel(
      networkOf({ units: [1, 2], activations: ['sigmoid'], loss: 'categoricalCrossEntropy' }),
    );
    assert.notEqual(model.fusedLoss, null);
    const samples = datasetOf([[1]], [[0.75, 0.25]]);
    const at = (a: number, b: number) => {
      const parameters = Float64Array.of(a, b, 0, 0);
      return evaluate(model, parameters, samples, samples.trainingIndices);
    };
    near(at(0.5, -1).loss, -0.75 * Math.log(sigmoid(0.5)) - 0.25 * Math.log(sigmoid(-1)));
    near(at(0.5, -1).gradient[0]!, -0.75 * (1 - sigmoid(0.5)));
    near(at(0.5, -1).gradient[1]!, -0.25 * (1 - sigmoid(-1)));
    near(at(-2000, 40).loss, 1500 + 0.25 * Math.log1p(Math.exp(-40)));
    near(at(-2000, 40).gradient[0]!, -0.75);
    near(at(-2000, 40).gradient[1]!, -0.25 * Math.exp(-40));
  });
});

function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 2e-15 * Math.abs(expected), `${actual}, not ${expected}`);
}

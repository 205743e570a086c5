import { strict as assert } from 'node:assert';
import { numericGradient } from '../../src/core/insight/numericGradient';
import { numericGradientSteps, workInOnePiece, workOf } from '../../src/host/slicedEngine';
import { goodNetworkOf } from './goodNetworkOf';

function finish<T>(steps: Iterator<unknown, T>): { readonly result: T; readonly pauses: number } {
  for (let pauses = 0; ; pauses++) {
    const step: IteratorResult<unknown, T> = steps.next();
    if (step.done) return { result: step.value, pauses };
  }
}

const network = (samples: number, reduction: string, training: string): string => `{
  "inputs": 2,
  "layers": [
    { "units": 5, "activation": "tanh" },
    { "units": 1, "activation": "sigmoid" }
  ],
  "reduction": "${reduction}",
  "data": { "generator": "moons", "samples": ${samples}, "noise": 0.1, "testFraction": 0.1 },
  "training": { ${training} }
}`;

describe('the engine in slices', () => {
  for (const reduction of ['mean', 'sum']) {
    for (const training of ['"seed": 2', '"l1": 0.01, "l2": 0.02']) {
      // 1000 samples: the pairwise sum of the engine has several levels.
      it(`measures the numeric gradient like the engine (${reduction}, ${training})`, () => {
        const { model, dataset, parameters } = goodNetworkOf(network(4_000, reduction, training));
        assert.ok(dataset);
        const indices = dataset.trainingIndices;
        assert.ok(workOf(parameters.length, indices.length) > workInOnePiece, 'more than one piece');
        const parameter = 3;
        const whole = numericGradient(model, parameters, dataset, indices, parameter);
        const { result, pauses } = finish(
          numericGradientSteps(model, parameters, dataset, indices, parameter),
        );
        assert.ok(pauses > 1);
        const scale = reduction === 'sum' ? indices.length : 1;
        assert.ok(
          Math.abs(result.gradient - whole.gradient) < 1e-12 * scale,
          `${result.gradient} ${whole.gradient}`,
        );
        // Only a scale for rounding: of each piece the larger side counts.
        assert.ok(Math.abs(result.loss / whole.loss - 1) < 1e-5);
        assert.equal(result.step, whole.step);
        assert.equal(result.isAtKink, whole.isAtKink);
      });
    }
  }

  it('finds a kink in the last piece', () => {
    const text = network(4_000, 'mean', '"seed": 1').replace('"tanh"', '"relu"');
    const { model, dataset, parameters } = goodNetworkOf(text);
    assert.ok(dataset);
    const indices = dataset.trainingIndices;
    const steps = (inputs: Float64Array): boolean =>
      finish(numericGradientSteps(model, parameters, { ...dataset, inputs }, indices, firstBias)).result
        .isAtKink;
    // Biases start at 0: with inputs 0 every pre-activation of the hidden layer is 0, where relu has its kink.
    const firstBias = 10;
    const inputs = dataset.inputs.slice();
    inputs.fill(0, 2 * indices.at(-1)!, 2 * indices.at(-1)! + 2);
    assert.equal(steps(dataset.inputs), false);
    assert.equal(steps(inputs), true);
  });
});

import { strict as assert } from 'node:assert';
import { evaluate } from '../../src/core/engine/evaluate';
import { numericGradient } from '../../src/core/insight/numericGradient';
import { evaluationSteps, numericGradientSteps, workInOnePiece } from '../../src/host/slicedEngine';
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
      it(`evaluates like the engine, bit for bit (${reduction}, ${training})`, () => {
        const { model, dataset, parameters } = goodNetworkOf(network(1000, reduction, training));
        assert.ok(model && dataset);
        const indices = dataset.trainingIndices;
        const whole = evaluate(model, parameters, dataset, indices);
        const { result, pauses } = finish(evaluationSteps(model, parameters, dataset, indices));
        assert.deepEqual(result, whole);
        assert.equal(pauses, indices.length);
      });

      it(`measures the numeric gradient like the engine (${reduction}, ${training})`, () => {
        const { model, dataset, parameters } = goodNetworkOf(network(40_000, reduction, training));
        assert.ok(model && dataset);
        const indices = dataset.trainingIndices;
        assert.ok(4 * parameters.length * indices.length > workInOnePiece, 'more than one piece');
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
        assert.ok(Math.abs(result.loss - whole.loss) < 1e-12 * scale);
        assert.equal(result.step, whole.step);
        assert.equal(result.isAtKink, whole.isAtKink);
      });
    }
  }

  it('finds a kink in any piece', () => {
    const text = network(40_000, 'mean', '"seed": 1').replace('"tanh"', '"relu"');
    const { model, dataset, parameters } = goodNetworkOf(text);
    assert.ok(model && dataset);
    const indices = dataset.trainingIndices;
    const verdicts = [0, 5, 10].map((parameter) => {
      const whole = numericGradient(model, parameters, dataset, indices, parameter);
      const { result } = finish(numericGradientSteps(model, parameters, dataset, indices, parameter));
      assert.equal(result.isAtKink, whole.isAtKink);
      return result.isAtKink;
    });
    assert.ok(verdicts.includes(true), 'some sample is at a kink');
  });
});

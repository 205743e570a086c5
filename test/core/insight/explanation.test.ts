import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { prepareDataset } from '../../../src/core/engine/dataset';
import { evaluate } from '../../../src/core/engine/evaluate';
import { initialParameters } from '../../../src/core/engine/initialise';
import { parameterAt } from '../../../src/core/engine/layout';
import { createModel } from '../../../src/core/engine/model';
import { createTrainer } from '../../../src/core/engine/training';
import { explain, type Explanation, type ExplanationContext } from '../../../src/core/insight/explanation';
import { findSubject } from '../../../src/core/network/findSubject';
import { parse } from '../../../src/core/network/parse';
import { createSymbols } from '../../../src/core/network/symbols';

function contextOf(text: string): ExplanationContext {
  const { network, diagnostics } = parse(text);
  assert.ok(network, JSON.stringify(diagnostics));
  const prepared = prepareDataset(network, null);
  assert.ok('dataset' in prepared);
  return {
    network,
    symbols: createSymbols(network),
    model: createModel(network),
    dataset: prepared.dataset,
    parameters: initialParameters(network),
  };
}

function explained(context: ExplanationContext, name: string, sample: number | null = null): Explanation {
  const subject = findSubject(context.network, context.symbols, name);
  assert.ok(subject, name);
  return explain(context, subject, sample);
}

const example = (name: string): ExplanationContext =>
  contextOf(readFileSync(`media/examples/${name}.backprop.json`, 'utf8'));

const near = (actual: number, expected: number, tolerance = 1e-12): void => {
  assert.ok(
    Math.abs(actual - expected) <= tolerance * Math.max(1e-3, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
};

describe('explain', () => {
  it('tells of w_5 what the page tells', () => {
    const { gradientText, gradient, place, steps, contributions, scope, update } = explained(
      example('network-b'),
      'w_5',
    );
    assert.equal(gradientText, '∂E_total/∂w₅');
    assert.equal(gradient.toPrecision(6), '0.0721571');
    assert.equal(place, 'from a_h₁ to o₁, layer output');
    assert.match(steps[0]!.sentence, /No path leads from w₅ to E₂/);
    assert.equal(contributions.length, 1);
    assert.equal(scope, 'one training sample');
    near(update!.updatedValue, 0.4 - 0.5 * gradient);
  });

  it('splits the gradient of w_1 by the paths through o_1 and o_2', () => {
    const { gradient, contributions, cancellation } = explained(example('network-b'), 'w1');
    assert.deepEqual(
      contributions.map(({ through, value }) => [through, value.toFixed(8)]),
      [
        ['o₁', '0.00071165'],
        ['o₂', '-0.00052339'],
      ],
    );
    assert.equal(gradient.toFixed(8), '0.00018826');
    assert.equal(cancellation, '+0.00071165 and −0.000523394: 74 % cancels.');
  });

  it('gives the right ∂E_total/∂a_h1, not the slip of the text', () => {
    assert.equal(explained(example('network-b'), 'a_h1').gradient.toFixed(5), '0.01506');
  });

  for (const name of ['network-a', 'xor', 'circles', 'classic-2-2-2', 'overshoot'] as const) {
    it(`${name}: every parameter's gradient, paths and mean of samples are the engine's`, () => {
      const context = example(name);
      const { model, parameters, dataset } = context;
      const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
      for (let index = 0; index < gradient.length; index++) {
        const subject = parameterAt(model.layout, index);
        const whole = explain(context, subject, null);
        near(whole.gradient, gradient[index]!);
        near(
          whole.contributions.reduce((sum, { value }) => sum + value, 0),
          gradient[index]!,
          1e-11,
        );
        const samples = Array.from(dataset.trainingIndices.slice(0, 50));
        if (samples.length < dataset.trainingIndices.length) continue;
        const mean =
          samples.reduce((sum, s) => sum + explain(context, subject, s).gradient, 0) / samples.length;
        near(mean, gradient[index]!, 1e-11);
      }
    });
  }

  const penalised = `{
    "inputs": 2,
    "layers": [{ "units": 1, "activation": "sigmoid", "weights": [[0.5], [-0.25]] }],
    "data": { "inputs": [[1, 2], [0.5, -1]], "targets": [[1], [0]] },
    "training": { "l1": 0.01, "l2": 0.1, "optimizer": "adam", "learningRate": 0.05 }
  }`;

  it('adds the penalty to weights, in a step of its own, and not to biases', () => {
    const context = contextOf(penalised);
    const { model, parameters, dataset } = context;
    const { gradient } = evaluate(model, parameters, dataset, dataset.trainingIndices);
    const weight = explained(context, 'w_{21}');
    near(weight.gradient, gradient[1]!);
    const titles = weight.steps.map(({ title }) => title);
    assert.deepEqual(titles.slice(-3), ['Mean over the samples', 'Penalty', 'Update']);
    near(weight.steps.at(-3)!.value! + 0.1 * -0.25 - 0.01, gradient[1]!);
    assert.ok(!explained(context, 'b_1').steps.some(({ title }) => title === 'Penalty'));
  });

  it('foretells the first update of every optimizer', () => {
    for (const optimizer of ['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'adamw']) {
      const context = contextOf(penalised.replace('"adam"', `"${optimizer}"`));
      const trainer = createTrainer(context.network, context.dataset);
      trainer.stepOnce();
      Array.from(trainer.parameters).forEach((after, index) => {
        const { update } = explain(context, parameterAt(context.model.layout, index), null);
        near(update!.updatedValue, after, 1e-14);
      });
    }
  });

  it('leaves a frozen parameter where it is', () => {
    const { update, value } = explain(example('classic-2-2-2'), { kind: 'bias', layer: 0, j: 0 }, null);
    assert.equal(update!.updatedValue, value);
    assert.match(update!.sentence, /frozen/);
  });

  it('puts the own value of 1 − y under the factor of a saturated unit', () => {
    const context = contextOf(`{
      "inputs": 1,
      "layers": [{ "units": 1, "activation": "sigmoid", "weights": [[40]], "biases": false }],
      "data": { "inputs": [[1]], "targets": [[0]] }
    }`);
    const { gradient, steps } = explained(context, 'w_{11}');
    assert.ok(gradient > 4e-18 && gradient < 5e-18, String(gradient));
    const slope = steps.find(({ title }) => title === 'Derivative of the activation');
    assert.match(slope!.numbersLatex!, /4\.24835 \\times 10\^\{-18\}/);
  });

  it('explains one sample alone, and refuses one that is not there', () => {
    const context = example('xor');
    assert.match(explained(context, 'w_{11}', 2).scope, /^sample 3 of 4 alone/);
    assert.throws(() => explained(context, 'w_{11}', 4), RangeError);
    assert.throws(() => explain(context, { kind: 'loss' }, null), RangeError);
  });

  it('keeps a long sum short', () => {
    const text = `{
      "inputs": 2,
      "layers": [{ "units": 3, "activation": "tanh" }, { "units": 9, "activation": "tanh" },
        { "units": 9, "activation": "tanh" }, { "units": 200, "activation": "softmax" }],
      "loss": "meanSquaredError",
      "data": { "inputs": [[1, 2]], "targets": [[${Array.from({ length: 200 }, (_, n) => n % 2).join()}]] }
    }`;
    const context = contextOf(text);
    const { steps } = explain(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.ok(steps.every(({ latex }) => latex.length < 20_000));
    const output = explain(context, { kind: 'weight', layer: 3, i: 0, j: 0 }, null);
    assert.ok(output.steps.every(({ latex }) => latex.length < 20_000));
    const { gradient } = evaluate(
      context.model,
      context.parameters,
      context.dataset,
      context.dataset.trainingIndices,
    );
    near(output.gradient, gradient[context.model.layout.layers[3]!.weightOffset]!);
  });
});

describe('explain on a large batch', () => {
  const large = contextOf(`{
    "inputs": 2,
    "layers": [{ "units": 8, "activation": "tanh" }, { "units": 1, "activation": "sigmoid" }],
    "loss": "binaryCrossEntropy",
    "data": { "generator": "moons", "samples": 5000 }
  }`);

  it('leaves contributions out, and explains an activation on the sample shown, unless it may take long', () => {
    const weight = explain(large, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    assert.deepEqual(weight.contributions, []);
    const activation = explain(large, { kind: 'activation', layer: 0, j: 0 }, null);
    assert.match(activation.scope, /sample 1 of 5000 alone/);
    const patient = { ...large, mayTakeLong: true };
    const whole = explain(patient, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    near(whole.contributions[0]!.value, weight.gradient, 1e-10);
    assert.match(explain(patient, { kind: 'activation', layer: 0, j: 0 }, null).scope, /mean over 5000/);
  });
});

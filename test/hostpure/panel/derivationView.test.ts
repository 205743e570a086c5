import { strict as assert } from 'node:assert';
import { evaluate } from '../../../src/core/engine/evaluate';
import { createModel, derivedKernels } from '../../../src/core/engine/model';
import type { Subject } from '../../../src/core/network/subject';
import { derivationView } from '../../../src/host/panel/derivationView';
import type { ShownState } from '../../../src/host/panel/networkView';
import type { GoodNetwork } from '../../../src/host/networkState';
import type { FormulaWriting } from '../../../src/protocol/panel';
import { goodNetworkOf } from '../goodNetworkOf';

const text = `{
  "inputs": 2,
  "layers": [
    { "units": 2, "activation": "tanh", "weights": [[0.15, 0.25], [0.2, 0.3]] },
    { "units": 1, "weights": [[0.4], [0.45]] }
  ],
  "data": { "inputs": [[0.05, 0.1], [1, 2], [-1, 0.5]], "targets": [[0.01], [0.5], [1]] },
  "training": { "l2": 0.1 }
}`;

const writing: FormulaWriting = { level: 'activations', form: 'terms', names: 'file' };

const weight: Subject = { kind: 'weight', layer: 0, i: 1, j: 0 };

function stateOf(good: GoodNetwork, parameters = good.parameters): ShownState {
  const { model, dataset } = good;
  assert.ok(dataset);
  const evaluation = evaluate(model, parameters, dataset, dataset.trainingIndices);
  return { parameters, evaluation, loss: evaluation.loss, penalty: evaluation.penalty };
}

describe('the derivation as the panel gets it', () => {
  it("has the gradient that the lens shows, checked, with each step's formula", () => {
    const good = goodNetworkOf(text);
    const state = stateOf(good);
    const view = derivationView(good, state, weight, null, writing);
    assert.ok(view);
    assert.equal(view.gradient, state.evaluation?.gradient[2]);
    assert.equal(view.value, 0.2);
    assert.equal(view.check?.verdict, 'agrees');
    assert.ok(Math.abs(view.check.numeric - view.gradient) < 1e-8);
    assert.match(view.scope, /mean over 3 training samples/);
    assert.ok(view.steps.length > 4);
    assert.ok(view.steps.every(({ latex, title }) => latex !== '' && title !== ''));
    assert.equal(view.gradientText, '∂L/∂w₂₁');
  });

  it('is taken at the parameters of the run', () => {
    const good = goodNetworkOf(text);
    const trained = good.parameters.map((value) => value * 2);
    const view = derivationView(good, stateOf(good, trained), weight, null, writing);
    assert.equal(view?.value, 0.4);
    assert.equal(view.check?.verdict, 'agrees');
  });

  it('is that of one sample alone where one is chosen', () => {
    const good = goodNetworkOf(text);
    const { model, dataset } = good;
    assert.ok(dataset);
    const view = derivationView(good, stateOf(good), weight, 1, writing);
    const alone = evaluate({ ...model, l2: 0 }, good.parameters, dataset, Uint32Array.of(1));
    assert.ok(Math.abs((view?.gradient ?? 0) - alone.gradient[2]!) < 1e-14);
    assert.equal(view?.check?.verdict, 'agrees');
    assert.match(view.scope, /sample 2 of 3/);
  });

  it('says so when the gradient is wrong', () => {
    const good = goodNetworkOf(text);
    const wrong = createModel(good.network, {
      ...derivedKernels,
      activationFunction: (activation) => {
        const { value, derivative } = derivedKernels.activationFunction(activation);
        return { value, derivative: (a) => 1.1 * derivative(a) };
      },
    });
    const planted = { ...good, model: wrong };
    const view = derivationView(planted, stateOf(planted), weight, null, writing);
    assert.equal(view?.check?.verdict, 'disagrees');
    assert.match(view.check.sentence, /disagree/);
  });

  it('checks parameters only', () => {
    const good = goodNetworkOf(text);
    const view = derivationView(good, stateOf(good), { kind: 'activation', layer: 0, j: 0 }, null, writing);
    assert.ok(view);
    assert.equal(view.check, null);
  });

  it('takes one sample where the batch was not measured and is long', () => {
    const inputs = Array.from({ length: 900 }, (_, s) => `[${s}]`).join();
    const targets = Array.from({ length: 900 }, () => '[1]').join();
    const good = goodNetworkOf(
      `{ "inputs": 1, "layers": [{ "units": 800 }, { "units": 1 }], "data": { "inputs": [${inputs}], "targets": [${targets}] } }`,
    );
    const state = { parameters: good.parameters, evaluation: null, loss: Number.NaN, penalty: Number.NaN };
    const view = derivationView(good, state, { kind: 'weight', layer: 0, i: 0, j: 5 }, null, writing);
    assert.match(view?.scope ?? '', /sample 1 of 900 alone/);
  });

  it('is null for what has no gradient, and without data', () => {
    const good = goodNetworkOf(text);
    const state = stateOf(good);
    const none: Subject[] = [
      { kind: 'loss' },
      { kind: 'target', k: 0 },
      { kind: 'lossTerm', k: 0 },
      { kind: 'weight', layer: 0, i: 2, j: 0 },
      { kind: 'bias', layer: 2, j: 0 },
      { kind: 'input', i: 2 },
    ];
    for (const subject of none) assert.equal(derivationView(good, state, subject, null, writing), null);
    const bare = goodNetworkOf('{ "inputs": 2, "layers": [{ "units": 1 }] }');
    assert.equal(
      derivationView(
        bare,
        { ...state, parameters: bare.parameters },
        { kind: 'bias', layer: 0, j: 0 },
        null,
        writing,
      ),
      null,
    );
  });
});

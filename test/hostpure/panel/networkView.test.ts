import { strict as assert } from 'node:assert';
import { evaluate } from '../../../src/core/engine/evaluate';
import {
  foldAbove,
  lossConvention,
  NetworkPicture,
  type ShownState,
} from '../../../src/host/panel/networkView';
import type { GoodNetwork } from '../../../src/host/networkState';
import { goodNetworkOf } from '../goodNetworkOf';

const small = `{
  "inputs": 2,
  "layers": [
    { "name": "hidden", "units": 2, "activation": "sigmoid", "weights": [[0.15, 0.25], [0.2, 0.3]], "biases": [0.1, 0.2],
      "symbols": { "weight": [["w_1", "w_3"], ["w_2", "w_4"]], "preActivation": "h_j", "activation": "a_{h_j}" } },
    { "name": "output", "units": 2, "activation": "sigmoid", "weights": [[0.4, 0.5], [0.45, 0.55]], "biases": false }
  ],
  "symbols": { "loss": "E_{total}", "lossTerm": "E_k" },
  "data": { "inputs": [[0.05, 0.1], [1, 2]], "targets": [[0.01, 0.99], [0, 1]] },
  "training": { "learningRate": 0.5, "epochs": 7, "optimizer": "adam" }
}`;

function stateOf(good: GoodNetwork): ShownState {
  const evaluation = good.evaluation();
  const { loss = Number.NaN, penalty = Number.NaN } = evaluation ?? {};
  return { parameters: good.parameters, evaluation, loss, penalty };
}

describe('the network as the panel gets it', () => {
  it('has every number of the sample shown and every symbol in both notations', () => {
    const good = goodNetworkOf(small);
    const { dataset, model } = good;
    assert.ok(dataset && model);
    const view = new NetworkPicture(good).view(stateOf(good), 1);
    assert.deepEqual(
      view.inputs.map(({ value }) => value),
      [1, 2],
    );
    assert.equal(view.sample, 2);
    assert.equal(view.sampleCount, 2);
    const [hidden, output] = view.layers;
    assert.equal(hidden?.units[0]?.symbol, 'a_{h_1}');
    assert.equal(hidden.units[0].text, 'a_h₁');
    assert.equal(hidden.units[0].preActivation?.symbol, 'h_1');
    // h_1 = 1 · 0.15 + 2 · 0.2 + 0.1
    assert.ok(Math.abs(hidden.units[0].preActivation.value - 0.65) < 1e-15);
    assert.ok(Math.abs(hidden.units[0].value - 1 / (1 + Math.exp(-0.65))) < 1e-15);
    assert.deepEqual(hidden.weightTexts, ['w₁', 'w₃', 'w₂', 'w₄']);
    assert.deepEqual(hidden.weights, Float64Array.of(0.15, 0.25, 0.2, 0.3));
    assert.deepEqual(hidden.biases, Float64Array.of(0.1, 0.2));
    assert.equal(output?.biases, null);
    assert.equal(output.biasGradients, null);
    const { gradient, outputs } = evaluate(model, good.parameters, dataset, Uint32Array.of(1));
    assert.equal(output.units[0]?.value, outputs[0]);
    // Without biases in between, the delta of a bias is its gradient for this sample alone.
    assert.equal(hidden.units[0].delta, gradient[4]);
    assert.equal(view.outputs[1]?.target.value, 1);
    assert.equal(view.outputs[1].term.symbol, 'E_2');
    assert.equal(view.loss.symbol, 'E_{total}');
    assert.equal(view.loss.text, 'E_total');
    assert.equal(view.optimizer, 'adam');
    assert.equal(view.epochs, 7);
  });

  it('shows gradients of the batch, as lenses do', () => {
    const good = goodNetworkOf(small);
    const evaluation = good.evaluation();
    assert.ok(evaluation);
    const [hidden, output] = new NetworkPicture(good).view(stateOf(good), 0).layers;
    assert.deepEqual(hidden?.gradients, evaluation.gradient.slice(0, 4));
    assert.deepEqual(hidden.biasGradients, evaluation.gradient.slice(4, 6));
    assert.deepEqual(output?.gradients, evaluation.gradient.slice(6));
  });

  it('owns its arrays, whole buffers of their own', () => {
    const good = goodNetworkOf(small);
    for (const layer of new NetworkPicture(good).view(stateOf(good), 0).layers) {
      for (const array of [layer.weights, layer.gradients, layer.biases, layer.biasGradients]) {
        if (array) assert.equal(array.byteLength, array.buffer.byteLength);
      }
    }
  });

  it(`folds layers of more than ${foldAbove} units and says what they hide`, () => {
    const layers = `[{ "units": ${foldAbove}, "activation": "relu" }, { "units": ${foldAbove + 1}, "activation": "relu" }, { "units": 1 }]`;
    const good = goodNetworkOf(
      `{ "inputs": 100, "layers": ${layers}, "data": { "inputs": [[${Array(100).fill(0.5).join()}]], "targets": [[1]] } }`,
    );
    const view = new NetworkPicture(good).view(stateOf(good), 0);
    assert.equal(view.inputCount, 100);
    assert.ok(view.inputs.length < foldAbove);
    const [whole, folded, last] = view.layers;
    assert.equal(whole?.units.length, foldAbove);
    assert.equal(whole.summary, null);
    assert.equal(whole.weights, null, 'the inputs are folded');
    assert.equal(whole.biases?.length, foldAbove);
    assert.ok(folded && folded.units.length < foldAbove);
    assert.equal(folded.unitCount, foldAbove + 1);
    assert.equal(folded.weights, null);
    assert.equal(folded.biases?.length, folded.units.length);
    assert.match(
      folded.summary ?? '',
      /^layer 2: 6 of 25 units are shown; activations of this sample from 0 to [\d.]+, \d+ of them 0\.$/,
    );
    assert.equal(last?.weights, null);
    assert.equal(last.units.length, 1);
  });

  it('has shape and weights, and no numbers, without data', () => {
    const good = goodNetworkOf(
      '{ "inputs": 1, "layers": [{ "units": 1, "weights": [[2]], "biases": [3] }] }',
    );
    const view = new NetworkPicture(good).view(stateOf(good), 0);
    assert.equal(view.sampleCount, 0);
    assert.deepEqual(view.outputs, []);
    assert.deepEqual(view.layers[0]?.weights, Float64Array.of(2));
    assert.equal(view.layers[0].gradients, null);
    assert.equal(view.layers[0].units[0]?.delta, null);
    assert.ok(Number.isNaN(view.layers[0].units[0].value));
  });

  it('sets names that are no mathematics as escaped text', () => {
    const good = goodNetworkOf(
      '{ "inputs": ["sepal length (cm)", "50%$\\\\href{x}{y}"], "layers": [{ "units": 1 }] }',
    );
    const [first, second] = new NetworkPicture(good).view(stateOf(good), 0).inputs;
    assert.equal(first?.symbol, '\\text{sepal length (cm)}');
    assert.match(second?.symbol ?? '', /^\\text\{50\\%\\\$\\textbackslash\{\}href\\\{x\\\}/);
  });

  for (const [changes, expected] of [
    ['', 'half squared error ½Σ(y − t)², mean over 2 samples'],
    ['"reduction": "sum",', 'half squared error ½Σ(y − t)², sum over 2 samples'],
    ['"symbols": { "residual": "targetMinusOutput" },', 'half squared error ½Σ(t − y)², mean over 2 samples'],
    ['"loss": "binaryCrossEntropy",', 'binary cross-entropy, mean over the outputs, mean over 2 samples'],
  ] as const) {
    it(`says "${expected}"`, () => {
      const plain = small.replace(/ *"symbols": \{ "loss".*\n/, '');
      const { network } = goodNetworkOf(plain.replace('"inputs": 2,', `"inputs": 2, ${changes}`));
      assert.equal(lossConvention(network, 2), expected);
    });
  }

  it('says where the penalty is', () => {
    const { network } = goodNetworkOf(small.replace('"epochs": 7', '"epochs": 7, "l2": 0.1'));
    assert.match(lossConvention(network, 1), /, one sample; the penalty .* stands beside it/);
  });
});

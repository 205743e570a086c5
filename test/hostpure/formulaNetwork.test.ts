import { strict as assert } from 'node:assert';
import { explain } from '../../src/core/insight/explanation';
import { createSymbols } from '../../src/core/network/symbols';
import { NetworkPicture } from '../../src/host/panel/networkView';
import { goodNetworkOf } from './goodNetworkOf';

describe('a network with a formula activation in the editor', () => {
  const good = goodNetworkOf(`{
    "inputs": 1,
    "layers": [
      { "units": 1, "activation": { "formula": "a / (1\\n + abs(a))" }, "weights": [[2]] },
      { "units": 1, "weights": [[1]] }
    ],
    "data": { "inputs": [[1]], "targets": [[0]] }
  }`);

  it('has gradients, and nothing that keeps it from training', () => {
    const { dataset } = good;
    assert.ok(dataset);
    assert.deepEqual(good.refusals, []);
    // h = 2/3, φ′(2) = 1/9: ∂L/∂w = (2/3) · 1 · (1/9) · 1.
    assert.ok(Math.abs(good.evaluation()!.gradient[0]! - 2 / 27) < 1e-15);
  });

  it('is named by its formula in the diagram, on one line', () => {
    const evaluation = good.evaluation()!;
    const { loss, penalty } = evaluation;
    const view = new NetworkPicture(good).view({ parameters: good.parameters, evaluation, loss, penalty }, 0);
    assert.deepEqual(
      view.layers.map(({ activation }) => activation),
      ['a / (1 + abs(a))', 'linear'],
    );
  });

  it('is defined and differentiated in the card of a weight', () => {
    const { network, model, dataset, parameters } = good;
    assert.ok(dataset);
    const context = { network, symbols: createSymbols(network), model, dataset, parameters };
    const { steps } = explain(context, { kind: 'weight', layer: 0, i: 0, j: 0 }, null);
    const at = steps.findIndex(({ unicode }) => unicode === 'h₁ = a⁽¹⁾₁/(1 + |a⁽¹⁾₁|)');
    assert.ok(at >= 0, steps.map(({ unicode }) => unicode).join('\n'));
    assert.equal(steps[at]!.value, 2 / 3);
    assert.equal(steps[at]!.sentence, 'The formula that the file gives the layer of h₁.');
    assert.match(steps[at + 1]!.unicode, /^∂h₁\/∂a⁽¹⁾₁ = 1\/\(1 \+ \|a⁽¹⁾₁\|\) − /);
    assert.ok(Math.abs(steps[at + 1]!.value! - 1 / 9) < 1e-15);
    // The last layer is linear by name: nobody needs its definition.
    assert.ok(!steps.some(({ unicode }) => unicode.startsWith('y₁ = ')));
  });
});

import assert from 'node:assert/strict';
import { edgeNumbers } from '../../webview/diagram/edgeMeaning';
import { passLength, passStep } from '../../webview/diagram/passSteps';
import { FactorMarks } from '../../webview/derivation/factorMarks';
import { formatNumber } from '../../webview/format';
import { symbolsOf } from '../../src/host/panel/views/symbols';
import { goodNetworkOf } from '../hostpure/goodNetworkOf';
import { example, hostParts } from './hostParts';
import { denseNetwork, networkB } from './snapshots';

describe('what edges tell', () => {
  it('is the value, beside 1 or the largest', () => {
    const { layers, meaning, largest, widest } = edgeNumbers(networkB(), 'value', null);
    assert.equal(meaning, 'value');
    assert.deepEqual(layers[1]?.weights, networkB().layers[1]?.weights);
    assert.equal(largest, 0.55);
    assert.equal(widest, 1, 'small weights look small');
    assert.equal(edgeNumbers(denseNetwork([2, 2]), 'value', null).widest, 1);
  });

  it('is the gradient, beside the largest of them', () => {
    const network = networkB();
    const { layers, largest, widest } = edgeNumbers(network, 'gradient', null);
    assert.deepEqual(layers[0]?.weights, network.layers[0]?.gradients);
    const all = network.layers.flatMap(({ gradients }) => [...(gradients ?? [])].map(Math.abs));
    assert.equal(largest, Math.max(...all));
    assert.equal(widest, largest);
  });

  it('is the update where there is one of this shape, else the value', () => {
    const network = networkB();
    const layers = network.layers.map(({ gradients }) => ({
      weights: gradients?.map((gradient) => -0.5 * gradient) ?? null,
      biases: null,
    }));
    assert.deepEqual(edgeNumbers(network, 'update', { layers }).layers, layers);
    assert.equal(edgeNumbers(network, 'update', null).meaning, 'value');
    assert.equal(edgeNumbers(network, 'update', { layers: layers.slice(1) }).meaning, 'value');
  });

  it('knows no largest among infinities', () => {
    const network = networkB();
    network.layers[0]!.weights![0] = Infinity;
    assert.equal(edgeNumbers(network, 'value', null).largest, 0.55);
  });
});

describe('a pass', () => {
  it('goes forward through every layer to the loss, with the numbers of the units', () => {
    const network = networkB();
    assert.equal(passLength(network), 4);
    assert.deepEqual(passStep(network, 'forward', 0)?.arriving, [0.05, 0.1]);
    const hidden = passStep(network, 'forward', 1);
    assert.ok(hidden);
    assert.deepEqual(
      hidden.arriving,
      network.layers[0]?.units.map(({ preActivation }) => preActivation?.value),
    );
    assert.equal(hidden.along, 0);
    for (const { value } of network.layers[0]!.units)
      assert.ok(hidden.sentence.includes(formatNumber(value)));
    assert.deepEqual(passStep(network, 'forward', 3)?.arriving, [network.loss.value]);
    assert.equal(passStep(network, 'forward', 4), null);
  });

  it('goes backward from the loss to the first layer, with the errors', () => {
    const network = networkB();
    const steps = [0, 1, 2].map((index) => passStep(network, 'backward', index));
    assert.deepEqual(
      steps.map((step) => [step?.layer, step?.along]),
      [
        [2, null],
        [1, null],
        [0, 1],
      ],
    );
    assert.deepEqual(
      steps[2]?.arriving,
      network.layers[0]?.units.map(({ delta }) => delta),
    );
    assert.equal(passStep(network, 'backward', 3), null);
  });

  it('counts what it does not tell one by one', () => {
    const step = passStep(denseNetwork([2, 20, 1]), 'forward', 1);
    assert.match(step?.sentence ?? '', /and 14 more\.$/);
  });
});

describe('quantities in formulas', () => {
  const text = example('network-b');
  const symbols = symbolsOf(goodNetworkOf(text, 'file'));
  const marks = new FactorMarks();
  marks.set(symbols);
  const keys = (latex: string): readonly string[] => marks.mark(latex).keys;

  it('are found whole, and not inside the scripts of others', () => {
    assert.deepEqual(keys('a_{h_1} (1 - a_{h_1}) \\cdot w_5'), ['activation 0 0', 'weight 1 0 0']);
    assert.deepEqual(keys('\\frac{\\partial E}{\\partial w_1}'), ['weight 0 0 0']);
    assert.deepEqual(keys("\\sigma'(h_1)"), ['preActivation 0 0']);
    assert.deepEqual(keys('w_5^2'), [], 'a square of it is another thing');
    assert.deepEqual(keys('w_{55}'), []);
    assert.deepEqual(keys('\\text{w_5}'), []);
    assert.deepEqual(keys('\\underset{0.4}{w_5}'), ['weight 1 0 0']);
  });

  it('are wrapped, and nothing else is touched', () => {
    const latex = '\\left[(a_{o_1} - t_1) w_5\\right] \\cdot i_1';
    const { latex: marked } = marks.mark(latex);
    assert.equal(marked.replace(/\\htmlData\{subject=[^}]*\}\{((?:[^{}]|\{[^{}]*\})*)\}/g, '$1'), latex);
    assert.match(marked, /\\htmlData\{subject=weight 1 0 0\}\{w_5\}/);
  });

  it('are found in every formula of a derivation of an example', () => {
    const { derivation } = hostParts(text, { kind: 'weight', layer: 0, i: 0, j: 0 });
    const found = keys(derivation.formula.equations[0]!.latex);
    for (const key of [
      'weight 0 0 0',
      'activation 1 0',
      'target 0',
      'weight 1 0 0',
      'weight 1 0 1',
      'input 0',
    ])
      assert.ok(found.includes(key), `${key} is not among ${found.join(', ')}`);
  });
});

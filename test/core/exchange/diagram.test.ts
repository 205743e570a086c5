import assert from 'node:assert/strict';
import { initialParameters } from '../../../src/core/engine/initialise';
import { createLayout, parameterIndex } from '../../../src/core/engine/layout';
import { drawNetwork, type Diagram } from '../../../src/core/exchange/diagram';
import { UNIT_RADIUS } from '../../../src/core/exchange/diagramColumns';
import { diagramSvg } from '../../../src/core/exchange/diagramSvg';
import { diagramTikz } from '../../../src/core/exchange/diagramTikz';
import type { Network } from '../../../src/core/network/network';
import { networkOf } from '../engine/reference/networks';
import { networkA, networkB } from '../math/networks';

function drawn(network: Network): Diagram {
  const layout = createLayout(network);
  const parameters = initialParameters(network);
  return drawNetwork(network, (of) => parameters[parameterIndex(layout, of)]!);
}

/** A network whose names are all long, strange or hostile. */
function named(): Network {
  const plain = networkOf({ units: [3, 2, 1], activations: ['tanh', 'linear'] });
  const [hidden, last] = plain.layers;
  return {
    ...plain,
    name: '<script>alert(1)</script> & "names"',
    inputs: { units: 3, names: ['sepal length (cm)', '$\\href{x}{y}$', '</text><img src=x onerror=y>'] },
    layers: [
      { ...hidden!, name: 'a layer with a name that goes on', unitNames: ['the first hidden unit', '温度'] },
      last!,
    ],
  };
}

/** The elements of a document, each closed in its order; text of which no sign is markup. */
function elements(svg: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  for (const [, isEnd, name, isEmpty] of svg.matchAll(/<(\/?)([A-Za-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (isEnd) assert.equal(open.pop(), name);
    else {
      seen.push(name!);
      if (!isEmpty) open.push(name!);
    }
  }
  assert.deepEqual(open, []);
  assert.equal(svg.match(/</g)?.length, svg.match(/>/g)?.length);
  return seen;
}

describe('the diagram of a network', () => {
  it('has every unit, every weight by its sign and size, and names that do not touch', () => {
    for (const network of [networkA(), networkB()]) {
      const { units, weights, lines, biases, width, height } = drawn(network);
      const all = [network.inputs.units, ...network.layers.map((layer) => layer.units)];
      const count = all.slice(1).reduce((sum, here, l) => sum + here * all[l]!, 0);
      assert.equal(
        units.length,
        all.reduce((sum, here) => sum + here, 0),
      );
      assert.equal(weights.length, count);
      assert.equal(lines.filter((line) => line.width > 0).length, count + biases.length);
      for (const [n, one] of weights.entries()) {
        for (const other of weights.slice(n + 1)) {
          assert.ok(Math.abs(one.at.x - other.at.x) > 30 || Math.abs(one.at.y - other.at.y) >= 15.9);
        }
        for (const { at } of units) {
          assert.ok(Math.hypot(at.x - one.at.x, at.y - one.at.y) > UNIT_RADIUS + 12);
        }
      }
      for (const { at } of units) {
        assert.ok(at.x > UNIT_RADIUS && at.x < width && at.y > UNIT_RADIUS && at.y < height - UNIT_RADIUS);
      }
    }
    const { lines } = drawn(networkA());
    assert.equal(lines.filter((line) => line.isNegative).length, 6);
  });

  it('says all of it in words', () => {
    const { description, title } = drawn(networkB());
    assert.equal(title, 'Neural network');
    for (const words of [
      '2 inputs (i₁, i₂)',
      '2 units (a_h₁, a_h₂), sigmoid',
      'w₅ = 0.4',
      'the loss E_total',
    ]) {
      assert.ok(description.includes(words), `${words}: ${description}`);
    }
  });

  it('folds layers of more than 24 units', () => {
    const words = (network: Network): string =>
      drawn(network)
        .words.map((one) => one.text)
        .join('; ');
    const large = networkOf({ units: [784, 128, 10], activations: ['relu', 'softmax'] });
    assert.match(words(large), /… 784 inputs; .*… 128 units/);
    assert.equal(drawn(large).units.length, 7 + 7 + 10);
    assert.match(drawn(large).description, /101,632 weights/);
    assert.doesNotMatch(words(networkOf({ units: [24, 24], activations: ['tanh'] })), /…/);
    assert.match(words(networkOf({ units: [25, 2], activations: ['tanh'] })), /… 25 inputs/);
  });

  it('is drawn at once whatever the size', () => {
    const units = [4_096, ...Array<number>(63).fill(14), 4_096];
    const svg = diagramSvg(drawn(networkOf({ units, activations: Array(64).fill('tanh') as 'tanh'[] })));
    assert.ok(svg.length < 4_000_000, String(svg.length));
  });

  it('is a well-formed SVG without script, and every name in it is text', () => {
    for (const network of [networkA(), networkB(), named()]) {
      const svg = diagramSvg(drawn(network));
      const kinds = new Set(elements(svg));
      const known = new Set(['svg', 'title', 'desc', 'rect', 'g', 'path', 'circle', 'text', 'tspan']);
      assert.deepEqual(
        [...kinds].filter((kind) => !known.has(kind)),
        [],
      );
      assert.match(svg, /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*>\n<title id="title">/);
      assert.doesNotMatch(svg, /\son\w+=["']|href=["']|NaN|undefined/);
    }
    assert.match(diagramSvg(drawn(named())), /&lt;script&gt;/);
  });

  it('is the same picture in TikZ, every name escaped', () => {
    for (const network of [networkA(), networkB(), named()]) {
      const diagram = drawn(network);
      const tikz = diagramTikz(diagram);
      assert.equal(tikz.match(/circle\[/g)?.length, diagram.units.length);
      assert.equal(tikz.match(/ -- /g)?.length, diagram.lines.length);
      assert.equal(tikz.match(/\{/g)?.length, tikz.match(/\}/g)?.length);
      assert.doesNotMatch(tikz, /NaN|\\href\{/);
      for (const line of tikz.split('\n').slice(1, -1)) assert.match(line, /^\\(?:draw|node)\b.*;$/);
    }
  });
});

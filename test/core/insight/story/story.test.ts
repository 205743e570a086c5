import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { createTrace } from '../../../../src/core/engine/model';
import { createTrainer } from '../../../../src/core/engine/training';
import {
  isIdentity,
  linearPairs,
  mergeLayers,
  mergedView,
} from '../../../../src/core/insight/story/linearLayers';
import { slopePictures } from '../../../../src/core/insight/story/slopes';
import { storySteps, type Story } from '../../../../src/core/insight/story/story';
import { createNames } from '../../../../src/core/math/names';
import { forward } from '../../../../src/core/engine/propagate';
import { runToEnd } from '../../../../src/core/network/steps';
import { goodNetworkOf } from '../../../hostpure/goodNetworkOf';
import { elementwise } from '../randomNetworks';

const exampleText = (name: string): string => readFileSync(`media/examples/${name}.backprop.json`, 'utf8');

function storyOf(text: string, sample = 0): Story {
  const { network, model, dataset, parameters } = goodNetworkOf(text);
  assert.ok(dataset);
  const names = createNames(network);
  return runToEnd(storySteps({ network, names, model, dataset, parameters, sample, evaluation: null }));
}

function near(actual: number | undefined, expected: number, tolerance = 1e-12): void {
  assert.ok(
    actual !== undefined && Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)),
    `${actual}, not ${expected}`,
  );
}

const shown = (value: number): string => String(Number(value.toPrecision(6))).replace('-', '−');

describe('the story of a network', () => {
  it('tells network B in the numbers of the walk-through', () => {
    const { chapters, objective, slopes, merged } = storyOf(exampleText('network-b'));
    assert.deepEqual(
      chapters.map(({ id }) => id),
      ['forward', 'error', 'backward', 'update'],
    );
    const text = (id: string) =>
      chapters
        .find((chapter) => chapter.id === id)!
        .paragraphs.join('\n')
        .replaceAll('\u00A0', ' ');
    // Every number here is worked out anew, by hand-written formulas.
    const sigmoid = (a: number) => 1 / (1 + Math.exp(-a));
    const h1 = 0.05 * 0.15 + 0.1 * 0.2;
    const h2 = 0.05 * 0.25 + 0.1 * 0.3;
    const [a1, a2] = [sigmoid(h1), sigmoid(h2)];
    const [y1, y2] = [sigmoid(0.4 * a1 + 0.45 * a2), sigmoid(0.5 * a1 + 0.55 * a2)];
    const loss = 0.5 * (y1 - 0.01) ** 2 + 0.5 * (y2 - 0.99) ** 2;
    const [d1, d2] = [(y1 - 0.01) * y1 * (1 - y1), (y2 - 0.99) * y2 * (1 - y2)];
    const dh = (d1 * 0.4 + d2 * 0.5) * a1 * (1 - a1);
    assert.ok(text('forward').includes('h₁ = 0.05 · 0.15 + 0.1 · 0.2 = 0.0275'), text('forward'));
    assert.ok(text('forward').includes(`a_h₁ = ${shown(a1)}, a_h₂ = ${shown(a2)}`), text('forward'));
    assert.ok(
      text('error').includes(`a_o₁ = ${shown(y1)} where t₁ = 0.01 is wanted, off by ${shown(y1 - 0.01)}`),
    );
    assert.ok(text('error').includes(`the loss of this sample: ${shown(loss)}`), text('error'));
    assert.ok(text('backward').includes(`δ_o₁ = ${shown(d1)}, δ_o₂ = ${shown(d2)}`), text('backward'));
    assert.ok(
      text('backward').includes(
        `${shown(d1)} · 0.4 + (${shown(d2)}) · 0.5, times the slope of sigmoid there, ${shown(a1 * (1 - a1))}. So δ_h₁ = ${shown(dh)}`,
      ),
      text('backward'),
    );
    assert.ok(
      text('update').includes(`w₁ goes from 0.15 to ${shown(0.15 - 0.5 * 0.05 * dh)}`),
      text('update'),
    );
    const trainer = createTrainer(
      goodNetworkOf(exampleText('network-b')).network,
      goodNetworkOf(exampleText('network-b')).dataset!,
    );
    trainer.stepOnce();
    assert.ok(
      text('update').includes(`falls from ${shown(loss)} to ${shown(trainer.finish().loss)}`),
      text('update'),
    );
    assert.ok(
      objective
        .join('\n')
        .replaceAll('\u00A0', ' ')
        .includes(`−E_total = −${shown(loss)}`),
      objective.join('\n'),
    );
    assert.equal(slopes.length, 2);
    assert.deepEqual(merged, []);
  });

  it('tells of batches, penalties, many units and softmax without a number that is none', () => {
    const text = JSON.stringify({
      inputs: 9,
      layers: [
        { units: 9, activation: 'relu', frozen: true },
        { units: 8, activation: 'softmax' },
      ],
      loss: 'categoricalCrossEntropy',
      data: {
        inputs: [0, 1, 2].map((s) => Array.from({ length: 9 }, (_, i) => Math.sin(s + 3 * i))),
        targets: [0, 1, 2].map((s) => Array.from({ length: 8 }, (_, k) => Number(k === s))),
      },
      training: { l2: 0.1, batchSize: 2 },
    });
    const story = storyOf(text, 1);
    const words = [...story.chapters.flatMap(({ paragraphs }) => paragraphs), ...story.objective].join('\n');
    assert.doesNotMatch(words, /NaN|undefined|∞|\[object/);
    assert.match(words, /^Sample 2 comes in: .* and 3 more\.$/m);
    assert.match(words, /Softmax turns the sums into shares/);
    assert.match(words, /is frozen: no update touches it/);
    assert.match(words, /loss and penalty together falls|loss and penalty together rises/);
    assert.match(words, /training does so after every 2 samples/);
    assert.equal(story.slopes.length, 1);
  });

  it('draws curves whose slopes are those of central differences, with the units on them', () => {
    for (const activation of elementwise) {
      const text = JSON.stringify({
        inputs: 1,
        layers: [{ units: 3, activation, weights: [[0.5, -1, 20]], biases: [0.1, 0.2, 0] }, { units: 1 }],
      });
      const { network, model, parameters } = goodNetworkOf(text);
      const trace = createTrace(model);
      forward(model, parameters, Float64Array.of(1), 0, trace);
      const [picture] = slopePictures(network, createNames(network), trace.layers);
      const { xs, values, slopes, units, more } = picture!;
      const width = xs[1]! - xs[0]!;
      for (let n = 1; n + 1 < xs.length; n++) {
        if (Math.abs(xs[n]!) < 2 * width) continue; // some have a kink at 0
        near((values[n + 1]! - values[n - 1]!) / (2 * width), slopes[n]!, 0.002);
      }
      assert.equal(more, 1, 'a unit far outside would flatten the picture');
      assert.deepEqual(
        units.map(({ j }) => j),
        [0, 1],
      );
      near(units[0]!.preActivation, 0.6);
      near(units[1]!.preActivation, -0.8);
      assert.equal(units[0]!.value, trace.layers[0]!.activations[0]);
    }
  });
});

describe('two linear layers', () => {
  it('are the product of their matrices', () => {
    const text = exampleText('two-linear-layers');
    const { network, model, parameters, dataset } = goodNetworkOf(text);
    assert.deepEqual(linearPairs(network), [0]);
    const merged = mergeLayers(model, parameters, 0, dataset);
    // (0.5 1; −1 0.5)(1; 0.5) = (1; −0.75), and (0.5 −0.5)(1; 0.5) + 0.25 = 0.5.
    assert.deepEqual(merged.weights, Float64Array.of(1, -0.75));
    assert.deepEqual(merged.biases, Float64Array.of(0.5));
    assert.equal(merged.difference, 0);
    const { sentence, latex } = mergedView(network, model, parameters, merged);
    assert.match(sentence, /first and second together are one layer.*the same numbers\.$/);
    assert.match(latex[0]!, /= \\underset\{W_1 W_2\}\{\\begin\{bmatrix\} 1 \\\\ -0\.75 \\end\{bmatrix\}\}$/);
    assert.equal(storyOf(text).merged.length, 1);
  });

  it('give the same sums as one, whatever the shapes, biases and what follows', () => {
    const shape = fc.record({
      units: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
      biases: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      at: fc.constantFrom(0, 1),
      seed: fc.integer({ min: 1, max: 1000 }),
    });
    fc.assert(
      fc.property(shape, ({ units, biases, at, seed }) => {
        const [inputs = 1, ...widths] = units;
        const text = JSON.stringify({
          inputs,
          layers: widths.map((width, l) => ({
            units: width,
            activation: l === at ? 'linear' : 'tanh',
            biases: biases[l] ? Array.from({ length: width }, (_, j) => Math.sin(j + l)) : false,
          })),
          data: {
            inputs: [0, 1].map((s) => Array.from({ length: inputs }, (_, i) => Math.cos(s + i))),
            targets: [0, 1].map(() => Array.from({ length: widths.at(-1)! }, () => 0)),
          },
          training: { seed },
        });
        const { network, model, parameters, dataset } = goodNetworkOf(text);
        assert.deepEqual(linearPairs(network), [at]);
        const { difference, biases: merged } = mergeLayers(model, parameters, at, dataset);
        assert.ok(difference! < 1e-12, `${difference}`);
        assert.equal(merged !== null, biases[at] === true || biases[at + 1] === true);
      }),
    );
  });

  it('are told by what they do, also by a formula, and not where a unit bends', () => {
    assert.equal(isIdentity({ type: 'linear' }), true);
    assert.equal(isIdentity({ type: 'formula', formula: 'a' }), true);
    for (const activation of elementwise) assert.equal(isIdentity(activation), activation.type === 'linear');
    assert.equal(isIdentity({ type: 'softmax' }), false);
  });
});

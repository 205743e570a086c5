import { strict as assert } from 'node:assert';
import type { Level } from '../../../src/core/math/viewEquation';
import type { Subject } from '../../../src/core/network/subject';
import { explain } from '../../../src/core/insight/explanation';
import { formulaLines } from '../../../src/host/editor/formulaLines';
import { hoverCard, placeWords, type CardContent } from '../../../src/host/editor/hoverCard';
import { goodNetworkOf } from '../goodNetworkOf';

const good = goodNetworkOf(`{
  "inputs": ["i_1", "i_2"],
  "layers": [
    { "name": "hidden", "units": 2, "weights": [[0.15, 0.25], [0.2, 0.3]], "activation": "sigmoid",
      "symbols": { "preActivation": "h_j", "activation": "a_{h_j}" } },
    { "units": 2, "weights": [[0.4, 0.5], [0.45, 0.55]], "activation": "sigmoid", "symbols": { "preActivation": "o_j" } }
  ],
  "data": { "inputs": [[0.05, 0.1]], "targets": [[0.01, 0.99]] },
  "training": { "optimizer": "sgd", "learningRate": 0.5 }
}`);

const card = (more: Partial<CardContent>): string =>
  hoverCard({
    network: good.network,
    symbols: good.symbols,
    subject: { kind: 'weight', layer: 1, i: 0, j: 0 },
    explanation: null,
    formulas: null,
    value: null,
    file: null,
    run: null,
    comparison: null,
    remark: null,
    ...more,
  })
    .map((block) => {
      switch (block.kind) {
        case 'head':
          return `${block.strong}${block.text}`;
        case 'formula':
          return `picture of ${block.line.text}`;
        case 'levels':
          return 'levels';
        default:
          return block.text;
      }
    })
    .join('\n');

describe('the hover card', () => {
  const places: readonly (readonly [Subject, string])[] = [
    [{ kind: 'weight', layer: 0, i: 1, j: 0 }, 'from i_2 to h_1, layer hidden'],
    [{ kind: 'weight', layer: 1, i: 0, j: 1 }, 'from a_{h_1} to o_2, layer 2'],
    [{ kind: 'bias', layer: 0, j: 1 }, 'bias of h_2, layer hidden'],
    [{ kind: 'activation', layer: 0, j: 1 }, 'activation of unit 2, layer hidden'],
    [{ kind: 'preActivation', layer: 1, j: 0 }, 'pre-activation of unit 1, layer 2'],
    [{ kind: 'input', i: 0 }, 'input 1'],
    [{ kind: 'target', k: 1 }, 'target of output 2'],
    [{ kind: 'loss' }, 'the loss'],
  ];
  for (const [subject, words] of places) {
    it(`says where a ${subject.kind} is: ${words}`, () => {
      assert.equal(placeWords(good.network, good.symbols, subject), words);
    });
  }

  it('has the file’s numbers, and beside them the run’s', () => {
    const file = { value: 0.4, gradient: 0.0721570889 };
    assert.equal(card({ file }), 'u_11, from a_{h_1} to o_1, layer 2\nu_11 = 0.4\n∂L/∂u_11 = 0.0721571');
    assert.equal(
      card({ file, run: { value: 0.36, gradient: 0.07, moment: 'epoch 3' } })
        .split('\n')
        .slice(1)
        .join('\n'),
      'u_11 = 0.4   in the file\n∂L/∂u_11 = 0.0721571   in the file\nu_11 = 0.36   epoch 3\n∂L/∂u_11 = 0.07   epoch 3',
    );
  });

  it('has a sentence for every verdict', () => {
    const sentences = (['agrees', 'disagrees', 'atKink', 'uncheckable'] as const).map((verdict) =>
      card({ comparison: { parameter: 0, analytic: 1, numeric: 1, verdict } })
        .split('\n')
        .at(-1),
    );
    assert.match(sentences[0]!, /agrees with/);
    assert.match(sentences[1]!, /disagree/);
    assert.match(sentences[2]!, /kink/);
    assert.match(sentences[3]!, /cannot be checked numerically here/);
  });

  it('has the derivation, the paths and the update', () => {
    const { network, symbols, model, dataset, parameters } = good;
    assert.ok(dataset);
    const subject: Subject = { kind: 'weight', layer: 0, i: 0, j: 0 };
    const explanation = explain({ network, symbols, model, dataset, parameters }, subject, null);
    const lines = card({ subject, explanation }).split('\n');
    assert.ok(
      lines.some((line) => line.startsWith('∂L/∂w₁₁ = [(y₁ − t₁)') && line.includes('i₁ = 0.00')),
      lines.join('\n'),
    );
    assert.ok(
      lines.some((line) => /^through o₁: 0\.000\d+ {3}\d+ %$/.test(line)),
      lines.join('\n'),
    );
    assert.ok(lines.some((line) => /^through o₂: -0\.000\d+ {3}\d+ %$/.test(line)));
    assert.ok(lines.some((line) => /^\+[\d.e-]+ and −[\d.e-]+: \d+ % cancels\.$/.test(line)));
    assert.ok(lines.some((line) => line.startsWith('w₁₁ ← w₁₁ − η ∂L/∂w₁₁ = 0.14')));
    assert.equal(lines.at(-1), 'Scope: one training sample.');
  });

  it('has the gradient at levels to choose from: as a picture, as text with its value, then the other steps', () => {
    const { network, symbols, model, dataset, parameters } = good;
    assert.ok(dataset);
    const subject: Subject = { kind: 'weight', layer: 1, i: 0, j: 0 };
    const explanation = explain({ network, symbols, model, dataset, parameters }, subject, null);
    const formula = '∂L/∂u₁₁ = (y₁ − t₁) · y₁(1 − y₁) · a_h₁';
    const shown = (level: Level): string[] => {
      const formulas = formulaLines(good, parameters, subject, null, { level, form: 'terms', names: 'file' });
      return card({ subject, explanation, formulas }).split('\n').slice(1);
    };
    const lines = shown('activations');
    assert.deepEqual(lines.slice(2, 5), ['levels', `picture of ${formula}`, `${formula} = 0.0721571`]);
    assert.equal(lines.filter((line) => line.startsWith(formula)).length, 1, lines.join('\n'));
    assert.deepEqual(shown('delta').slice(2, 7), [
      'levels',
      'picture of ∂L/∂u₁₁ = δ_o₁ a_h₁',
      'picture of δ_o₁ = (y₁ − t₁) · y₁(1 − y₁)',
      '∂L/∂u₁₁ = δ_o₁ a_h₁ = 0.0721571',
      'δ_o₁ = (y₁ − t₁) · y₁(1 − y₁)',
    ]);
    assert.ok(shown('delta').includes(`${formula} = 0.0721571`));
    assert.match(shown('numbers')[4]!, /^∂L\/∂u₁₁ = \(0\.606478 − 0\.01\)/);
  });

  it('has a formula where there is no data, and none of what has no gradient', () => {
    const bare = goodNetworkOf('{ "inputs": 1, "layers": [{ "units": 1, "weights": [[0.7]] }] }');
    const writing = { level: 'numbers', form: 'terms', names: 'file' } as const;
    const weight = formulaLines(
      bare,
      bare.parameters,
      { kind: 'weight', layer: 0, i: 0, j: 0 },
      null,
      writing,
    );
    assert.equal(weight?.lines[0]?.text, '∂L/∂w₁₁ = (y₁ − t₁) · x₁');
    assert.match(weight.note!, /no sample/);
    assert.equal(formulaLines(bare, bare.parameters, { kind: 'loss' }, null, writing), null);
  });

  it('leaves more than six equations to the panel', () => {
    const layer = '{ "units": 8, "activation": "tanh" }';
    const wide = goodNetworkOf(
      `{ "inputs": 1, "layers": [${layer}, ${layer}], "data": { "inputs": [[1]], "targets": [[1,1,1,1,1,1,1,1]] } }`,
    );
    const formulas = formulaLines(wide, wide.parameters, { kind: 'weight', layer: 0, i: 0, j: 0 }, null, {
      level: 'delta',
      form: 'terms',
      names: 'file',
    });
    assert.equal(formulas?.lines.length, 6);
    assert.ok(formulas.more > 0);
    assert.ok(card({ formulas }).includes(`The panel shows ${formulas.more} more equations.`));
  });

  it('cuts formulas that nobody reads', () => {
    const { network, symbols, model, dataset, parameters } = good;
    assert.ok(dataset);
    const explanation = explain(
      { network, symbols, model, dataset, parameters },
      { kind: 'input', i: 0 },
      null,
    );
    const long = { ...explanation, steps: [{ ...explanation.steps[0]!, unicode: 'x'.repeat(5000) }] };
    const longest = Math.max(
      ...card({ explanation: long })
        .split('\n')
        .map(({ length }) => length),
    );
    assert.ok(longest < 500, `${longest}`);
  });
});

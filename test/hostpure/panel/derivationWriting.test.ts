import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import type { Subject } from '../../../src/core/network/subject';
import { derivationView } from '../../../src/host/panel/derivationView';
import { NetworkPicture } from '../../../src/host/panel/networkView';
import { forms, levels } from '../../../src/host/writingWords';
import type { DerivationView, FormulaWriting, NetworkView } from '../../../src/protocol/panel';
import { goodNetworkOf } from '../goodNetworkOf';

const networkB = readFileSync('media/examples/network-b.backprop.json', 'utf8');
const w1: Subject = { kind: 'weight', layer: 0, i: 0, j: 0 };
const usual: FormulaWriting = { level: 'activations', form: 'terms', names: 'file' };

function shown(
  text: string,
  writing: FormulaWriting,
  subject: Subject = w1,
): { readonly network: NetworkView; readonly derivation: DerivationView } {
  const good = goodNetworkOf(text, writing.names);
  const evaluation = good.evaluation();
  assert.ok(evaluation);
  const { loss, penalty } = evaluation;
  const state = { parameters: good.parameters, evaluation, loss, penalty };
  const derivation = derivationView(good, state, subject, null, writing);
  assert.ok(derivation);
  return { network: new NetworkPicture(good).view(state, 0), derivation };
}

/** Blocks of equations by their title, LaTeX without white space and thin spaces. */
function readGolden(): ReadonlyMap<string, readonly string[]> {
  const [, ...blocks] = readFileSync('test/golden/panel-network-b.txt', 'utf8').split(/^\[(.*)\]$/m);
  const golden = new Map<string, readonly string[]>();
  for (let n = 0; n < blocks.length; n += 2) {
    golden.set(blocks[n]!, blocks[n + 1]!.trim().split('\n').map(bare));
  }
  return golden;
}

const bare = (latex: string): string => latex.replace(/\\,|\s+/g, '');

describe('the gradient as the panel writes it', () => {
  it('is that of the mathematics page', () => {
    const golden = readGolden();
    assert.equal(golden.size, 7);
    for (const [title, expected] of golden) {
      const [level, form, names] = title.split(' ') as [string, string, string];
      const { formula } = shown(networkB, { level, form, names } as FormulaWriting).derivation;
      assert.deepEqual(
        formula.equations.map(({ latex }) => bare(latex)),
        expected,
        title,
      );
      assert.equal(formula.note, null, title);
    }
  });

  it('has four levels in four forms, each what was asked for or a note why not', () => {
    const told = new Map<string, string>();
    for (const level of levels) {
      for (const form of forms) {
        const writing = { ...usual, level, form };
        const { formula } = shown(networkB, writing).derivation;
        assert.deepEqual(formula.writing, writing);
        assert.ok(formula.equations.length > 0);
        for (const { latex, text } of formula.equations) assert.ok(latex !== '' && text !== '');
        const isMatrix = form === 'matrix';
        assert.equal(formula.equations[0]!.shapes !== null, isMatrix, `${level} ${form}`);
        const same = told.get(formula.equations[0]!.latex);
        // The two ways with letters begin alike in no level; numbers have no letters, and say so.
        if (level === 'numbers' && (form === 'summation' || form === 'index')) {
          assert.equal(same, 'numbers terms');
          assert.match(formula.note ?? '', /have no numbers/);
        } else if (same !== undefined) assert.equal(`${level} ${form}`, 'delta summation', same);
        told.set(formula.equations[0]!.latex, same ?? `${level} ${form}`);
      }
    }
    assert.equal(told.size, 13);
  });

  it('takes names for formula, paths, outlook, steps and diagram together, and changes no number', () => {
    const ofFile = shown(networkB, usual);
    const withIndices = shown(networkB, { ...usual, names: 'indices' });
    const numbered = shown(networkB, { ...usual, names: 'numbered' });
    const foreign = /E_|a_\{?[ho]|a_[ho]|\bi_\d|i[₁₂]|o_\d|o[₁₂]|w_[1-9]\b|w[₁-₉](?![₁-₉])/;
    const parts = ({ network, derivation }: typeof ofFile): Record<string, string> => ({
      header: JSON.stringify([derivation.symbol, derivation.gradientSymbol, derivation.place]),
      formula: JSON.stringify(derivation.formula.equations),
      steps: JSON.stringify(derivation.steps),
      ledger: JSON.stringify(derivation.ledger),
      outlook: JSON.stringify(derivation.outlook),
      inputs: JSON.stringify(network.inputs),
      layers: JSON.stringify(network.layers.map(({ units, weightTexts }) => [units, weightTexts])),
      outputs: JSON.stringify([network.outputs, network.loss]),
    });
    const before = parts(ofFile);
    for (const [part, text] of Object.entries(parts(withIndices))) {
      assert.match(before[part]!, foreign, `${part} has the file's names`);
      assert.doesNotMatch(text, foreign, part);
    }
    assert.equal(withIndices.network.layers[1]?.units[0]?.symbol, 'y_1');
    assert.deepEqual(withIndices.network.layers[0]?.weightTexts, ['w₁₁', 'w₁₂', 'w₂₁', 'w₂₂']);
    assert.equal(withIndices.derivation.ledger?.paths[1]?.through, 'y₂');
    assert.match(numbered.derivation.formula.equations[0]?.latex ?? '', /a_\{o_1\}/);
    const numbers = ({ derivation: { value, gradient, check, ledger } }: typeof ofFile): unknown => [
      value,
      gradient,
      check,
      ledger?.paths.map((path) => [path.value, path.share, path.numbersLatex]),
    ];
    assert.deepEqual(numbers(withIndices), numbers(ofFile));
    assert.deepEqual(numbers(numbered), numbers(ofFile));
  });

  it('gives each path its product, whose factors multiply to its part', () => {
    const { ledger, gradient } = shown(networkB, usual).derivation;
    assert.ok(ledger);
    assert.deepEqual(
      ledger.paths.map(({ through }) => through),
      ['o₁', 'o₂'],
    );
    for (const { numbersLatex, value } of ledger.paths) {
      const product = numbersLatex
        .split('\\cdot')
        .map((factor) => Number(factor.replace(/[()\s]/g, '')))
        .reduce((all, factor) => all * factor, 1);
      assert.ok(Math.abs(product / value - 1) < 1e-5, `${numbersLatex} is not ${value}`);
    }
    assert.ok(Math.abs(ledger.paths.reduce((sum, { value }) => sum + value, 0) - gradient) < 1e-18);
    assert.equal(ledger.scope, null);
    assert.equal(ledger.more, 0);
  });

  it('counts the paths that it does not list', () => {
    const text =
      '{ "inputs": 1, "layers": [{ "units": 20 }, { "units": 3 }], "data": { "inputs": [[1]], "targets": [[1, 0, 1]] } }';
    const deep = text.replace('{ "units": 20 }', '{ "units": 2 }, { "units": 20 }');
    const { ledger } = shown(deep, usual).derivation;
    assert.equal(ledger?.paths.length, 16);
    assert.equal(ledger.paths.length + ledger.more, 60);
  });

  it('says of which samples formula and paths are where the gradient is of more, and what the penalty adds', () => {
    const batch = (training: string): string =>
      `{ "inputs": 1, "layers": [{ "units": 2, "weights": [[0.1, 0.2]] }, { "units": 1, "weights": [[1], [2]] }],
        "data": { "inputs": [[1], [2]], "targets": [[1], [0]] }, "training": { ${training} } }`;
    const one = batch('').replace('[[1], [2]], "targets": [[1], [0]]', '[[1]], "targets": [[1]]');
    const of = (
      text: string,
      level: FormulaWriting['level'] = 'activations',
      subject: Subject = w1,
    ): (string | null)[] => {
      const { formula, ledger } = shown(text, { ...usual, level }, subject).derivation;
      return [formula.scope, ledger!.scope];
    };
    const parts = 'Each part is the mean over 2 training samples; the product under it is that of sample 1.';
    assert.deepEqual(of(batch('')), [
      'This is the formula of one sample; the gradient is the mean over 2 training samples.',
      parts,
    ]);
    assert.deepEqual(of(batch('"l2": 0.1'), 'numbers'), [
      'The numbers are those of sample 1; the gradient is the mean over 2 training samples, and the penalty on top.',
      parts,
    ]);
    assert.deepEqual(of(one), [null, null]);
    const single = one.replace('"training": {  }', '"training": { "l1": 0.1 }');
    assert.deepEqual(of(single), ['Without the penalty, which the gradient has on top.', null]);
    assert.deepEqual(of(single, 'activations', { kind: 'bias', layer: 0, j: 0 }), [null, null]);
  });
});

import assert from 'node:assert/strict';
import { derive } from '../../../src/core/math/derivation';
import { extentOf, isShown } from '../../../src/core/math/extent';
import { createNames } from '../../../src/core/math/names';
import { printView } from '../../../src/core/math/printView';
import { viewGradient, type GradientView } from '../../../src/core/math/view';
import type { Form, Level } from '../../../src/core/math/viewEquation';
import type { Network } from '../../../src/core/network/network';
import type { Subject } from '../../../src/core/network/subject';
import { networkOf } from '../engine/reference/networks';
import { allowedPairs, elementwise, randomNetwork } from '../insight/randomNetworks';
import { networkA, networkB, sampleValues } from './networks';
import { firstSample, subjects, ViewProof } from './proving';

const levels: readonly Level[] = ['delta', 'activations', 'inputs', 'numbers'];
const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];

const valuesA = sampleValues(networkA(), [0.3, -0.8], [0.2, 0.9]);
const valuesB = sampleValues(networkB(), [0.05, 0.1], [0.01, 0.99]);
const w11 = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

function texts(network: Network, view: GradientView): string[] {
  return printView(network, createNames(network), view, 'unicode').map(({ text }) => text);
}

function equal(values: readonly number[], n: number): Network {
  return networkOf({
    units: values,
    activations: Array.from({ length: values.length - 1 }, () => elementwise[n]!),
  });
}

describe('views of a gradient', () => {
  const ofA = (level: Level, form: Form, subject: Subject = w11): string[] =>
    texts(networkA(), viewGradient(networkA(), subject, level, form, valuesA));

  // Typed from the mathematics, like the files in test/golden.
  it('network A in δ-form', () => {
    assert.deepEqual(ofA('delta', 'terms'), [
      '∂L/∂w₁₁ = δ⁽¹⁾₁ x₁',
      'δ⁽¹⁾₁ = (δ₁ u₁₁ + δ₂ u₁₂) · h₁(1 − h₁)',
      'δ₁ = (y₁ − t₁) · y₁(1 − y₁)',
      'δ₂ = (y₂ − t₂) · y₂(1 − y₂)',
    ]);
    assert.deepEqual(ofA('delta', 'index'), [
      '∂L/∂w_ij = δ⁽¹⁾_j x_i',
      'δ⁽¹⁾_j = Σ_k δ_k u_jk · h_j(1 − h_j)',
      'δ_j = (y_j − t_j) · y_j(1 − y_j)',
    ]);
    assert.deepEqual(ofA('delta', 'matrix'), [
      '∂L/∂W = xᵀ δ⁽¹⁾',
      'δ⁽¹⁾ = (δ⁽²⁾ Uᵀ) ⊙ σ′(a⁽¹⁾)',
      'δ⁽²⁾ = (y − t) ⊙ σ′(a⁽²⁾)',
      'σ′(a) = σ(a)(1 − σ(a))',
    ]);
    assert.deepEqual(ofA('delta', 'matrix', { kind: 'bias', layer: 1, j: 0 })[0], '∂L/∂b⁽²⁾ = δ⁽²⁾');
    assert.deepEqual(ofA('delta', 'matrix', { kind: 'activation', layer: 0, j: 0 })[0], '∂L/∂h = δ⁽²⁾ Uᵀ');
  });

  it('network A in activations', () => {
    assert.deepEqual(ofA('activations', 'terms'), [
      '∂L/∂w₁₁ = [(y₁ − t₁) y₁(1 − y₁) u₁₁ + (y₂ − t₂) y₂(1 − y₂) u₁₂] · h₁(1 − h₁) · x₁',
    ]);
    assert.deepEqual(ofA('activations', 'summation'), [
      '∂L/∂w₁₁ = Σ_k (y_k − t_k) y_k(1 − y_k) u_1k · h₁(1 − h₁) · x₁',
    ]);
    assert.deepEqual(ofA('activations', 'index'), [
      '∂L/∂w_ij = Σ_k (y_k − t_k) y_k(1 − y_k) u_jk · h_j(1 − h_j) · x_i',
    ]);
    assert.equal(ofA('activations', 'matrix')[0], '∂L/∂W = xᵀ ((((y − t) ⊙ σ′(a⁽²⁾)) Uᵀ) ⊙ σ′(a⁽¹⁾))');
  });

  it('network A down to inputs and weights', () => {
    const h = 'σ(Σ_i x_i w_ij + b⁽¹⁾_j)';
    assert.equal(ofA('inputs', 'index', { kind: 'activation', layer: 1, j: 0 }).length, 1);
    assert.deepEqual(ofA('inputs', 'index', { kind: 'activation', layer: 1, j: 0 }), [
      '∂L/∂y_j = σ(Σ_i σ(Σ_k x_k w_ki + b⁽¹⁾_i) u_ij + b⁽²⁾_j) − t_j',
    ]);
    const delta = ofA('inputs', 'index', { kind: 'delta', layer: 0, j: 0 });
    assert.ok(delta[0]!.endsWith(` · ${h} [1 − ${h}]`), delta[0]);
    assert.equal(
      ofA('inputs', 'matrix', { kind: 'bias', layer: 1, j: 0 })[0],
      '∂L/∂b⁽²⁾ = (σ(σ(x W + b⁽¹⁾) U + b⁽²⁾) − t) ⊙ σ′(σ(x W + b⁽¹⁾) U + b⁽²⁾)',
    );
  });

  it('network B in numbers, six digits', () => {
    const of = (form: Form): string[] =>
      texts(networkB(), viewGradient(networkB(), w11, 'numbers', form, valuesB));
    assert.deepEqual(of('terms'), [
      '∂E_total/∂w₁ = [(0.606478 − 0.01) · 0.606478 · (1 − 0.606478) · 0.4 + (0.630481 − 0.99) · 0.630481 · (1 − 0.630481) · 0.5] · 0.506875 · (1 − 0.506875) · 0.05 = 0.000188256',
    ]);
    const [main, hidden, last] = of('matrix');
    assert.ok(main!.startsWith('∂E_total/∂W⁽¹⁾ = [[0.05], [0.1]] [[0.00376511, '), main);
    assert.ok(hidden!.includes(' [[0.4, 0.45], [0.5, 0.55]]) ⊙ [[0.249953, '), hidden);
    assert.ok(last!.startsWith('δ⁽²⁾ = ([[0.606478, 0.630481]] − [[0.01, 0.99]]) ⊙ '), last);
  });

  it('numbers of a saturated unit show what is left of 1 − y', () => {
    const network = networkA();
    const parameters = Float64Array.from({ length: 17 }, (_, n) => (n % 3) * 9 + 8);
    const values = sampleValues(network, [1, 2], [0.2, 0.9], parameters);
    const view = viewGradient(network, { kind: 'bias', layer: 0, j: 2 }, 'numbers', 'terms', values);
    const [text] = texts(network, view);
    assert.ok(!text!.includes('1 − 1'), text);
    assert.match(text!, /· 1 · \d\.\d+e-\d+ = /);
  });

  it('every kind of subject, at every level, in every form, is what the engine says', () => {
    const proved = { equations: 0, numbers: 0 };
    for (let seed = 301; seed <= 315; seed++) {
      const { last, loss } = allowedPairs[(seed * 5) % allowedPairs.length]!;
      const random = randomNetwork(
        seed,
        1 + (seed % 3),
        (l) => elementwise[(seed + l) % 10]!,
        last,
        loss,
        1e-3,
      );
      const { network } = random;
      const values = firstSample(random);
      const deltas = network.layers.flatMap(({ units }, layer): Subject[] =>
        Array.from({ length: units }, (_, j) => ({ kind: 'delta', layer, j })),
      );
      for (const notation of ['latex', 'unicode'] as const) {
        const proof = new ViewProof(network, values, notation, proved);
        for (const subject of [...subjects(network), ...deltas]) {
          for (const level of levels) {
            for (const form of forms) proof.prove(viewGradient(network, subject, level, form, values));
          }
        }
      }
    }
    assert.ok(proved.equations > 4_000, JSON.stringify(proved));
  });

  it('shows what is too long more compactly and says so', () => {
    const wide = equal([2, 8, 8, 8, 8, 1], 1);
    const view = viewGradient(wide, w11, 'activations', 'terms');
    assert.deepEqual([view.shownLevel, view.shownForm], ['activations', 'summation']);
    assert.equal(
      view.note,
      'Written out this has 512 terms, and no more than 200 are shown, so its sums are written with Σ.',
    );
    const deep = viewGradient(wide, w11, 'inputs', 'terms');
    assert.deepEqual([deep.shownLevel, deep.shownForm], ['activations', 'summation']);
    assert.match(deep.note!, /more than a million terms.*goes down to activations only and its sums are/);
    const narrow = viewGradient(wide, w11, 'delta', 'terms');
    assert.deepEqual([narrow.shownForm, narrow.note, narrow.equations.length], ['terms', null, 27]);
  });

  it('says why numbers are shown otherwise', () => {
    const note = (level: Level, form: Form, values = valuesA): string | null =>
      viewGradient(networkA(), w11, level, form, values).note;
    assert.equal(note('numbers', 'terms'), null);
    assert.match(
      note('numbers', 'index')!,
      /^Index letters stand for many units .*numbers of this quantity alone/,
    );
    assert.equal(
      viewGradient(networkA(), w11, 'numbers', 'matrix').note,
      'There is no sample to take numbers from, so it is shown in symbols.',
    );
    const large = equal([2, 11, 2], 1);
    const values = sampleValues(large, [0.1, 0.2], [0, 1]);
    const view = viewGradient(large, w11, 'numbers', 'matrix', values);
    assert.deepEqual([view.shownLevel, view.shownForm], ['numbers', 'terms']);
    assert.match(view.note!, /^Matrices of more than 10 rows or columns/);
    const wide = equal([2, 15, 15, 15, 1], 1);
    const folded = viewGradient(wide, w11, 'numbers', 'terms', sampleValues(wide, [0.1, 0.2], [1]));
    assert.match(folded.note!, /^Written out this has 225 terms, .*so each δ stands as one number\.$/);
    assert.equal(texts(wide, folded).length, 1);
  });

  it('says that letters need names the file does not have', () => {
    assert.match(
      viewGradient(networkB(), w11, 'activations', 'index').note!,
      /^Some of these things are named/,
    );
    assert.equal(viewGradient(networkB(), w11, 'activations', 'terms').note, null);
    assert.deepEqual(texts(networkB(), viewGradient(networkB(), w11, 'activations', 'index')), [
      '∂E_total/∂w⁽¹⁾_ij = Σ_k (a_o_k − t_k) a_o_k(1 − a_o_k) w⁽²⁾_jk · a_h_j(1 − a_h_j) · i_i',
    ]);
  });

  it('refuses what is not there and what has no gradient', () => {
    const wrong: readonly Subject[] = [
      { kind: 'loss' },
      { kind: 'target', k: 0 },
      { kind: 'weight', layer: 0, i: 2, j: 0 },
      { kind: 'weight', layer: 2, i: 0, j: 0 },
      { kind: 'delta', layer: -1, j: 0 },
      { kind: 'input', i: 2 },
      { kind: 'bias', layer: 0, j: -1 },
    ];
    for (const subject of wrong) {
      assert.throws(() => viewGradient(networkA(), subject, 'delta', 'terms'), RangeError);
    }
    assert.throws(
      () => viewGradient(networkB(), { kind: 'bias', layer: 0, j: 0 }, 'delta', 'terms'),
      RangeError,
    );
  });

  it('always has something short to show, for deep, wide and tangled networks', () => {
    const shapes: readonly (readonly number[])[] = [
      [3, ...Array<number>(64).fill(2)],
      [3, ...Array<number>(20).fill(64)],
      [784, 128, 64, 10],
      [2, ...Array<number>(30).fill(1)],
      [300, 300, 300],
    ];
    for (const units of shapes) {
      for (const { last, loss } of [allowedPairs[41]!, allowedPairs[46]!]) {
        const activations = units.slice(1).map((_, l) => elementwise[(l * 7 + 6) % 10]!);
        const network = networkOf({ units, activations: [...activations.slice(0, -1), last], loss });
        for (const subject of [w11, { kind: 'input', i: 1 }, { kind: 'delta', layer: 1, j: 0 }] as const) {
          for (const level of levels) {
            for (const form of forms) {
              const view = viewGradient(network, subject, level, form);
              const [main] = view.equations;
              assert.ok(main);
              if (main.kind === 'units') assert.ok(main.sides.every((side) => isShown(extentOf(side))));
              const printed = printView(network, createNames(network), view, 'latex');
              // Longer source is not typeset in the panel.
              assert.ok(printed.every(({ text }) => text.length < 20_000));
            }
          }
        }
        const { steps } = derive(network, w11);
        for (const { rule, equation } of steps) {
          assert.ok(
            equation.every((side) => isShown(extentOf(side))),
            `${rule} of ${units.join('-')}`,
          );
        }
      }
    }
  });
});

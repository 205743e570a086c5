import assert from 'node:assert/strict';
import type { SampleValues } from '../../../src/core/math/evaluate';
import { createNames } from '../../../src/core/math/names';
import { printView } from '../../../src/core/math/printView';
import { viewGradient, type GradientView } from '../../../src/core/math/view';
import type { Expression } from '../../../src/core/math/expression';
import type { Form, Level, ViewEquation } from '../../../src/core/math/viewEquation';
import { withNaming, type Naming } from '../../../src/core/network/naming';
import type { Activation, Network } from '../../../src/core/network/network';
import { allowedPairs, elementwise, randomNetwork } from '../insight/randomNetworks';
import { networkA, sampleValues } from './networks';
import { firstSample, subjects, ViewProof, type Proved } from './proving';

const levels: readonly Level[] = ['delta', 'activations', 'inputs', 'numbers'];
const forms: readonly Form[] = ['terms', 'summation', 'index', 'matrix'];
const namings: readonly Naming[] = ['file', 'indices', 'numbered'];
const notations = ['latex', 'unicode'] as const;

/** Symbols as a file might give them: none, templates of its own, or lists of names that are no mathematics. */
function withOwnSymbols(network: Network, seed: number): Network {
  if (seed % 3 === 0) return network;
  if (seed % 3 === 1) {
    return {
      ...network,
      symbols: {
        loss: 'C',
        lossTerm: 'C_k',
        target: 'd_k',
        product: 'weightFirst',
        residual: 'targetMinusOutput',
      },
      layers: network.layers.map((layer, l) => ({
        ...layer,
        symbols: {
          weight: `\\theta^{(${l + 1})}_{ij}`,
          bias: `c_{${l + 1},j}`,
          preActivation: `\\text{net}^{(${l + 1})}_j`,
          activation: `z^{(${l + 1})}_j`,
        },
      })),
    };
  }
  const numbered = withNaming(network, 'numbered');
  const names = ['sepal length (cm)', 'alpha', '50 % of it'];
  return {
    ...numbered,
    inputs: { units: network.inputs.units, names: names.slice(0, network.inputs.units) },
    layers: numbered.layers.map((layer, l) => ({
      ...layer,
      unitNames: Array.from({ length: layer.units }, (_, j) => `unit ${l + 1}.${j + 1}`),
    })),
  };
}

function randomOf(seed: number) {
  const depth = 1 + (seed % 5);
  const hidden = (layer: number): Activation => elementwise[(seed * 3 + layer * 7) % elementwise.length]!;
  const { last, loss } = allowedPairs[(seed * 11) % allowedPairs.length]!;
  const random = randomNetwork(seed, depth, hidden, last, loss, 1e-3);
  return { ...random, network: withOwnSymbols(random.network, seed) };
}

/**
 * Every view of every parameter and every δ, each once: what a whole layer has in common is shown alike for all of
 * its kind, and what falls back to another level or form is what that level or form shows.
 */
function* viewsOf(network: Network, values: SampleValues): Generator<GradientView, void, undefined> {
  const whole = new Set<string>();
  for (const subject of subjects(network)) {
    if (subject.kind !== 'weight' && subject.kind !== 'bias' && subject.kind !== 'delta') continue;
    const own = new Set<string>();
    for (const level of levels) {
      for (const form of forms) {
        const isWhole = form === 'index' || form === 'matrix';
        const asked = `${subject.kind} ${subject.layer} ${level} ${form}`;
        if (isWhole && whole.has(asked)) continue;
        whole.add(asked);
        const view = viewGradient(network, subject, level, form, values);
        const what = `${view.shownLevel} ${view.shownForm}`;
        if (!own.has(what)) yield view;
        own.add(what);
      }
    }
  }
}

describe('views of 200 networks, printed, read back and evaluated', function () {
  this.timeout(600_000);
  const proved: Proved = { equations: 0, numbers: 0 };
  const shown = new Map<string, number>();
  const seen = { activations: new Set<string>(), losses: new Set<string>() };

  for (let part = 0; part < 8; part++) {
    it(`networks ${part * 25 + 1} to ${part * 25 + 25}: every parameter and δ, level, form and naming`, () => {
      for (let seed = part * 25 + 1; seed <= part * 25 + 25; seed++) {
        const random = randomOf(seed);
        const values = firstSample(random);
        seen.losses.add(random.network.loss.type);
        for (const { activation } of random.network.layers) seen.activations.add(activation.type);
        for (const naming of namings) {
          const network = withNaming(random.network, naming);
          if (naming === 'indices' && seed % 3 === 0) {
            // Without symbols of its own a file's names are the index letters, and have been proved.
            assert.deepEqual(network, random.network);
            continue;
          }
          // The file's own names of these are the numbered ones, but for units and inputs.
          if (naming === 'numbered' && seed % 3 === 2) continue;
          const known = new Map<ViewEquation, readonly Expression[]>();
          const proofs = notations.map((notation) => new ViewProof(network, values, notation, proved, known));
          for (const view of viewsOf(network, values)) {
            const what = `${view.shownLevel} ${view.shownForm}`;
            shown.set(what, (shown.get(what) ?? 0) + 1);
            for (const proof of proofs) proof.prove(view);
            known.clear();
          }
        }
      }
    });
  }

  it('leaves nothing out', () => {
    assert.equal(seen.losses.size, 6);
    assert.equal(seen.activations.size, 11);
    assert.equal(shown.size, 14, 'level and form, each pair that can be shown');
    assert.ok(
      [...shown.values()].every((count) => count > 1_400),
      JSON.stringify([...shown]),
    );
    assert.ok(proved.equations >= 141_000 && proved.numbers >= 224_000, JSON.stringify(proved));
  });
});

describe('the proof of views', () => {
  const network = networkA();
  const values = sampleValues(network, [0.3, -0.8], [0.2, 0.9]);
  const subject = { kind: 'weight', layer: 0, i: 0, j: 0 } as const;

  /** The main equation of a view in Unicode, and the same with a part of its text replaced. */
  function planted(level: Level, form: Form, from: string, to: string): [ViewEquation, string, string] {
    const view = viewGradient(network, subject, level, form, values);
    const [printed] = printView(network, createNames(network), view, 'unicode', 'all');
    assert.ok(printed!.text.includes(from), printed!.text);
    return [view.equations[0]!, printed!.text, printed!.text.replace(from, to)];
  }

  for (const [what, level, form, from, to] of [
    ['a wrong index', 'activations', 'terms', 'u₁₁ +', 'u₂₁ +'],
    ['a wrong letter', 'activations', 'index', 'u_jk', 'u_kj'],
    ['a letter that counts other units', 'activations', 'index', '(y_k − t_k)', '(y_j − t_k)'],
    ['a sum without its letter', 'activations', 'summation', 'Σ_k ', ''],
    ['a sum over another letter', 'activations', 'summation', 'Σ_k', 'Σ_m'],
    ['a missing factor', 'activations', 'summation', ' y_k(1 − y_k)', ''],
    ['a missing path', 'activations', 'terms', ' + (y₂ − t₂) y₂(1 − y₂) u₁₂', ''],
    ['a sign', 'activations', 'terms', '(y₁ − t₁)', '(t₁ − y₁)'],
    ['another unit’s bias', 'inputs', 'summation', 'b⁽²⁾_k', 'b⁽²⁾₁'],
    ['a layer’s bias dropped', 'inputs', 'matrix', ' + b⁽¹⁾', ''],
    ['a transpose', 'activations', 'matrix', 'Uᵀ', 'U'],
    ['a derivative of another layer', 'activations', 'matrix', 'σ′(a⁽¹⁾)', 'σ′(a⁽²⁾)'],
    ['a digit', 'numbers', 'terms', '0.2)', '0.20000000001)'],
    ['a number in a matrix', 'numbers', 'matrix', '[[0.3]', '[[0.30000000001]'],
  ] as const) {
    it(`sees ${what} in ${level}, ${form}`, () => {
      const [equation, right, wrong] = planted(level, form, from, to);
      const proof = new ViewProof(network, values, 'unicode', { equations: 0, numbers: 0 });
      proof.proveText(equation, right);
      assert.throws(() => {
        proof.proveText(equation, wrong);
      }, /engine|sum over|letter|index|shape|product|entry by entry/);
    });
  }
});

import assert from 'node:assert/strict';
import { derive } from '../../src/core/math/derivation';
import { forwardEquations } from '../../src/core/math/forwardEquations';
import { printEquation } from '../../src/core/math/general';
import { parametersOf } from '../../src/core/math/gradientList';
import { createNames } from '../../src/core/math/names';
import { toMathml } from '../../src/typeset/mathml';
import { allowedPairs, elementwise, randomNetwork } from '../core/insight/randomNetworks';
import { networkA, networkB } from '../core/math/networks';

/** The elements of a piece of markup, each closed in its order. */
function tags(markup: string): string[] {
  const open: string[] = [];
  const seen: string[] = [];
  for (const [, isEnd, name, isEmpty] of markup.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (isEnd) assert.equal(open.pop(), name, markup);
    else {
      seen.push(name!);
      if (!isEmpty) open.push(name!);
    }
  }
  assert.deepEqual(open, []);
  return seen;
}

describe('MathML', () => {
  it('sets a formula as an element that stands by itself', () => {
    const block = toMathml('\\frac{\\partial E_{total}}{\\partial w_5}', true);
    assert.match(block, /^<math xmlns="[^"]+" display="block">[^]*<\/math>$/);
    assert.ok(tags(block).includes('mfrac'));
    assert.match(toMathml('w_5', false), /^<math xmlns="[^"]+"><semantics>/);
  });

  it('sets every formula of derivations: all activations and losses', () => {
    const random = allowedPairs.map(({ last, loss }, n) =>
      randomNetwork(300 + n, 2, () => elementwise[n % elementwise.length]!, last, loss, 1e-3),
    );
    let set = 0;
    for (const network of [networkA(), networkB(), ...random.map((one) => one.network)]) {
      const names = createNames(network);
      const steps = [
        ...forwardEquations(network),
        ...[...parametersOf(network)].flatMap((subject) => derive(network, subject).steps),
      ];
      for (const { equation } of steps) {
        const mathml = toMathml(printEquation(equation, names).latex, true);
        assert.ok(tags(mathml).includes('semantics'), mathml);
        set++;
      }
    }
    assert.ok(set > 1_000, String(set));
  });

  it('gives what it cannot set as text, and no markup of a name', () => {
    const broken = toMathml('\\frac{<img src=x>', true);
    assert.deepEqual(tags(broken), ['math', 'mtext']);
    assert.match(broken, /&lt;img/);
    const long = toMathml(`x${'+<b>'.repeat(6_000)}`, true);
    assert.deepEqual(tags(long), ['math', 'mtext']);
    for (const hostile of [
      '\\text{<script>alert(1)</script>}',
      '\\href{javascript:x}{y}',
      '\\def\\a{\\a\\a}\\a',
    ]) {
      const markup = toMathml(hostile, false);
      assert.ok(!/script|href/.test(tags(markup).join()), markup);
      assert.doesNotMatch(markup, /<a |<script/);
    }
  });
});

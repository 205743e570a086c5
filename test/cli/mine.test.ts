import assert from 'node:assert/strict';
import { backprop, document, example, failure, smallNetwork, Workshop } from './program';

interface MineDocument {
  readonly gradient: number;
  readonly updatedValue: number | null;
  readonly mine: number;
  readonly quantity: string;
  readonly verdict: string;
  readonly mistakes: readonly { readonly code: string; readonly message: string }[];
}

const networkB = example('network-b');

const explained = (symbol: string, mine: string): MineDocument =>
  document('explain', networkB, symbol, '--mine', mine) as MineDocument;

/** What is printed for people. */
function said(symbol: string, mine: string, ...more: readonly string[]): string {
  const { status, stdout, stderr } = backprop('explain', networkB, symbol, '--mine', mine, ...more);
  assert.equal(stderr, '');
  assert.equal(status, 0);
  return stdout;
}

/** By hand, from the numbers of the page: δ_o₁ · a_h₁ and w₅ − ½ δ_o₁ a_h₁. */
const byHand = (() => {
  const sigma = (x: number): number => 1 / (1 + Math.exp(-x));
  const [a1, a2] = [sigma(0.15 * 0.05 + 0.2 * 0.1), sigma(0.25 * 0.05 + 0.3 * 0.1)];
  const y1 = sigma(0.4 * a1 + 0.45 * a2);
  const gradient = (y1 - 0.01) * y1 * (1 - y1) * a1;
  return { gradient, updated: 0.4 - 0.5 * gradient, withoutSlope: (y1 - 0.01) * a1 };
})();

describe('backprop explain --mine', () => {
  const { gradient, updated, withoutSlope } = byHand;

  it('is a JSON document of the shape that the format gives', () => {
    const right = explained('w_5', gradient.toPrecision(4));
    assert.deepEqual(Object.keys(right), [
      'gradient',
      'updatedValue',
      'mine',
      'quantity',
      'verdict',
      'mistakes',
    ]);
    assert.ok(Math.abs(right.gradient - gradient) < 1e-15);
    assert.ok(Math.abs(right.updatedValue! - updated) < 1e-15);
    assert.equal(right.mine, Number(gradient.toPrecision(4)));
    assert.deepEqual([right.quantity, right.verdict, right.mistakes], ['gradient', 'right', []]);
    const { verdict, mistakes } = explained('w_5', (-gradient).toPrecision(6));
    assert.equal(verdict, 'mistake');
    assert.deepEqual(
      mistakes.map((one) => [Object.keys(one), one.code]),
      [[['code', 'message'], 'sign']],
    );
  });

  it('knows the right gradient and the right new value, in the digits given', () => {
    assert.equal(said('w_5', '0.0722').split('\n')[0], 'right: 0.0722 is ∂E_total/∂w₅.');
    assert.equal(explained('w_5', '0.0721').verdict, 'unknown');
    const digits = updated.toFixed(5);
    assert.deepEqual(
      [explained('w_5', digits).quantity, explained('w_5', digits).verdict],
      ['updatedValue', 'right'],
    );
    assert.equal(said('w_5', digits).split('\n')[0], `right: ${digits} is w₅ after one update.`);
  });

  it('names the mistake and then says what is right', () => {
    assert.deepEqual(said('a_h1', '0.12100').split('\n'), [
      'mistake: 0.12100 is what one gets by this mistake:',
      '  ∂E₁/∂a_h₂ should be ∂E₂/∂a_h₁. [wrongIndex]',
      '  ∂E_total/∂a_h₁ = 0.0150633',
      '',
    ]);
    assert.equal(explained('a_h1', '0.12100').updatedValue, null);
    const [mistake] = explained('w_5', withoutSlope.toPrecision(6)).mistakes;
    assert.equal(mistake?.code, 'missingActivationDerivative');
    const printed = said('w_5', withoutSlope.toPrecision(6));
    assert.ok(printed.includes(`  ${mistake.message} [missingActivationDerivative]\n`), printed);
    assert.match(printed, /^ {2}∂E_total\/∂w₅ = 0\.0721571\n {2}w₅ after one update = 0\.363921$/m);
  });

  it('says that it does not know, and what is right', () => {
    const { quantity, verdict, mistakes } = explained('w_5', '17.5');
    assert.deepEqual([quantity, verdict, mistakes.length], ['updatedValue', 'unknown', 1]);
    assert.match(said('w_5', '17.5'), /^unknown: no known mistake gives 17\.5\.\n/);
    assert.match(said('w_5', '0.0724'), /within 1 % of 0\.0721571/);
  });

  it('takes a minus as it is typed and as it is printed', () => {
    for (const sign of ['-', '\u2212']) {
      assert.deepEqual(explained('w_5', `${sign}0.0721571`), explained('w_5', '-0.0721571'));
    }
  });

  it('speaks in the names asked for', () => {
    assert.match(said('w_1', '0.000188256', '--names', 'indices'), /^right: 0\.000188256 is ∂L\/∂w₁₁\.\n/);
  });

  it('is about the batch that grad sees, penalty and all', () => {
    const workshop = new Workshop();
    try {
      const file = workshop.write('net.json', smallNetwork({ training: { l2: 0.1, learningRate: 0.1 } }));
      const { layers } = document('grad', file) as { layers: { weights: number[][] }[] };
      const whole = layers[1]!.weights[1]![0]!;
      const at = (mine: number): MineDocument =>
        document('explain', file, 'u21', '--mine', mine.toPrecision(9)) as MineDocument;
      assert.equal(at(whole).verdict, 'right');
      assert.equal(at(whole).gradient, whole);
      // Without the penalty λ₂ w of w = 0.8.
      assert.equal(at(whole - 0.08).verdict, 'mistake');
    } finally {
      workshop.dispose();
    }
  });

  it('refuses what has no gradient', () => {
    assert.match(failure('explain', networkB, 't_1', '--mine', '1'), /no gradient.*\[explain\.symbol\]$/);
    assert.match(failure('explain', networkB, 'w_99', '--mine', '1'), /\[explain\.symbol\]$/);
  });
});

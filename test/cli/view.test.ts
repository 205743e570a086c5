import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backprop, example, failure } from './program';

const networkA = example('network-a');
const networkB = example('network-b');
/** Network A with the format's own symbols, which have letters for all units at once. */
const lettersA = join('test', 'fixtures', 'formulas', 'networks', 'network-a.backprop.json');

function printed(...args: readonly string[]): string {
  const { status, stdout, stderr } = backprop('explain', ...args);
  assert.equal(status, 0, stderr);
  return stdout;
}

/** A formula that was typed by hand; the whole line, as it stands in the golden file. */
function golden(network: 'a' | 'b', title: string, notation: 'latex' | 'unicode'): string {
  const file = readFileSync(join('test', 'golden', `network-${network}.txt`), 'utf8');
  const block = file.split(/\n(?=\[)/).find((one) => one.startsWith(`[${title}]`));
  const line = block?.split('\n').find((one) => one.startsWith(notation));
  assert.ok(line, `${title}, ${notation}`);
  return line.slice(notation.length).trim();
}

/** What stands right of the first and of the last sign of equality, with the left side. */
function firstAndLast(formula: string): string {
  const sides = formula.split(' = ');
  return [sides[0], sides.at(-1)].join(' = ');
}

const squeezed = (latex: string): string => latex.replace(/\\,|\s/g, '');

describe('backprop explain --level and --form', () => {
  it('unfolds down to activations in terms, as the goldens say', () => {
    const levels = ['--level', 'activations'];
    for (const symbol of ['w_1', 'w_2', 'w_3', 'w_4', 'w_5', 'w_6', 'w_7', 'w_8']) {
      assert.equal(printed(networkB, symbol, ...levels), `${golden('b', symbol, 'unicode')}\n`);
    }
    assert.equal(printed(networkA, 'w_11', ...levels), `${golden('a', 'w_11', 'unicode')}\n`);
    assert.equal(printed(networkA, 'u_11', ...levels), `${golden('a', 'u_11', 'unicode')}\n`);
    assert.equal(printed(networkA, 'h_1', '--form', 'terms'), `${golden('a', 'h_1', 'unicode')}\n`);
  });

  it('writes the same in LaTeX, Markdown and MathML', () => {
    const formula = squeezed(golden('b', 'w_1', 'latex'));
    const of = (to: string): string => printed(networkB, 'w_1', '--level', 'activations', '--to', to);
    assert.equal(squeezed(of('latex')), `\\[${formula}\\]`);
    assert.equal(squeezed(of('markdown')), `$$${formula}$$`);
    assert.match(of('mathml'), /^<math [^]*<mfrac>[^]*<\/math>\n$/);
  });

  it('writes the general formula for all i and j', () => {
    const general = printed(lettersA, 'w_11', '--form', 'index', '--to', 'latex');
    assert.equal(squeezed(general), `\\[${squeezed(firstAndLast(golden('a', 'w_ij', 'latex')))}\\]`);
    assert.equal(
      printed(lettersA, 'u_32', '--form', 'index', '--level', 'delta').split('\n')[0],
      firstAndLast(golden('a', 'u_ij', 'unicode')),
    );
  });

  it('writes matrices in delta form, each with its shapes', () => {
    const lines = printed(lettersA, 'w_11', '--level', 'delta', '--form', 'matrix').split('\n');
    const at = (formula: string): number => lines.indexOf(formula);
    assert.equal(lines[at(golden('a', 'matrix W', 'unicode')) + 1], '  [2, 3] = [2, 1] [1, 3]');
    assert.ok(at(golden('a', 'matrix delta 1', 'unicode')) > 0, lines.join('\n'));
    const ofLast = printed(lettersA, 'u_11', '--level', 'delta', '--form', 'matrix').split('\n');
    assert.equal(ofLast[0], golden('a', 'matrix U', 'unicode'));
  });

  it('ends in the number where the level is numbers, of the sample asked for', () => {
    const numbers = (...more: readonly string[]): string => printed(...more, '--level', 'numbers').trimEnd();
    assert.match(numbers(networkB, 'w_5'), /^∂E_total\/∂w₅ = .*0\.606478.* = 0\.0721571$/);
    const [second, third] = ['2', '3'].map((sample) => numbers(example('xor'), 'u_11', '--sample', sample));
    assert.notEqual(second, third);
    assert.match(failure('explain', networkB, 'w_5', '--level', 'numbers', '--sample', '2'), /no sample 2/);
  });

  it('has an answer for every level in every form', () => {
    for (const level of ['delta', 'activations', 'inputs', 'numbers']) {
      for (const form of ['terms', 'summation', 'index', 'matrix']) {
        const answer = printed(networkA, 'w_11', '--level', level, '--form', form);
        assert.match(answer, /^∂L\/∂(?:w₁₁|w_ij|W) = \S/, `${level} ${form}`);
        assert.doesNotMatch(answer, /undefined|NaN|null/);
      }
    }
  });
});

describe('backprop explain --names', () => {
  it('finds w_1 by the file\u2019s name and prints in those of network A', () => {
    const answer = printed(networkB, 'w_1', '--names', 'indices', '--level', 'activations');
    assert.equal(answer, `${golden('a', 'w_11', 'unicode')}\n`);
    assert.equal(printed(networkB, 'w_11', '--names', 'indices', '--level', 'activations'), answer);
    const derivation = printed(networkB, 'w_1', '--names', 'indices');
    assert.match(derivation, /^∂L\/∂w₁₁ += 0\.000188256/m);
    assert.doesNotMatch(derivation, /E_total|a_h|i₁/);
  });

  it('gives network A the names of network B', () => {
    const answer = printed(networkA, 'w_11', '--names', 'numbered', '--level', 'delta');
    // Numbered through, w_11 is the eleventh weight: the second into the second output.
    assert.equal(answer.split('\n')[0], '∂E_total/∂w₁₁ = δ_o₂ a_h₂');
    assert.equal(
      printed(networkB, 'w_1', '--names', 'numbered', '--level', 'activations'),
      `${golden('b', 'w_1', 'unicode')}\n`,
    );
  });

  it('leaves every number as it is', () => {
    const gradients = (names: string): string[] =>
      [...printed(networkA, '--names', names).matchAll(/^ {3}= (\S+)$/gm)].map((match) => match[1]!);
    assert.equal(gradients('file').length, 17);
    assert.deepEqual(gradients('indices'), gradients('file'));
    assert.deepEqual(gradients('numbered').toSorted(), gradients('file').toSorted());
  });
});

describe('curvature and paths on the command line', () => {
  it('are told after the derivation of a parameter, for the batch alone', () => {
    const whole = printed(networkB, 'w_1');
    assert.match(whole, /^Paths\n {3}through o₁ {3}0\.00071165 /m);
    assert.match(whole, /^ {3}through o₂ +-0\.000523394 /m);
    assert.match(whole, /^Curvature and the next step\n {3}∂²E_total\/∂w₁² = /m);
    assert.doesNotMatch(printed(networkB, 'w_1', '--sample', '1'), /Curvature/);
    assert.doesNotMatch(printed(networkB, 'a_h1'), /Curvature/);
  });

  it('are asked of grad, which is silent about them otherwise', () => {
    const { stdout } = backprop('grad', networkB, '--curvature');
    const [, lambda] =
      /^λ = (\S+) is the largest curvature of E_total over 8 free parameters\.$/m.exec(stdout) ?? [];
    const [, rate] = /above 2\/λ = (\S+): each step/.exec(stdout) ?? [];
    assert.ok(lambda && rate, stdout);
    assert.ok(Math.abs((Number(lambda) * Number(rate)) / 2 - 1) < 1e-5);
    const plain = backprop('grad', networkB).stdout;
    assert.ok(stdout.startsWith(plain.trimEnd()), stdout);
    assert.doesNotMatch(plain, /λ/);
  });

  it('foretell what train then does in one step', () => {
    const { stdout } = backprop('grad', networkB, '--curvature');
    const [, from, to] = /The next step lowers E_total from (\S+) to (\S+), by/.exec(stdout) ?? [];
    const { stdout: json } = backprop('train', networkB, '--epochs', '1', '--json');
    const { history, loss } = JSON.parse(json) as { history: { loss: number[] }; loss: number };
    assert.equal(history.loss[0]!.toPrecision(6).replace(/0+$/, ''), from);
    assert.equal(loss.toPrecision(6).replace(/0+$/, ''), to);
  });
});

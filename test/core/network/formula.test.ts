import { strict as assert } from 'node:assert';
import { type FormulaNode, parseFormula } from '../../../src/core/network/formula';
import { assertReported } from './marked';

/** The formula with every grouping written out. */
function grouped(node: FormulaNode): string {
  switch (node.kind) {
    case 'number':
      return String(node.value);
    case 'variable':
      return 'a';
    case 'constant':
      return node.name;
    case 'negate':
      return `(-${grouped(node.argument)})`;
    case 'binary':
      return `(${grouped(node.left)} ${node.operator} ${grouped(node.right)})`;
    case 'call':
      return `${node.name}(${node.arguments.map(grouped).join(', ')})`;
  }
}

describe('parseFormula', () => {
  const readings: readonly (readonly [string, string])[] = [
    ['a / (1 + abs(a))', '(a / (1 + abs(a)))'],
    ['1 - 2 - 3', '((1 - 2) - 3)'],
    ['1 / 2 / a * 3', '(((1 / 2) / a) * 3)'],
    ['1 + 2 * a', '(1 + (2 * a))'],
    ['-a^2', '(-(a ^ 2))'],
    ['(-a)^2', '((-a) ^ 2)'],
    ['2^3^a', '(2 ^ (3 ^ a))'],
    ['2**3**a', '(2 ^ (3 ^ a))'],
    ['2^-a', '(2 ^ (-a))'],
    ['2^-a^3', '(2 ^ (-(a ^ 3)))'],
    ['-a * -a', '((-a) * (-a))'],
    ['--a', '(-(-a))'],
    ['a--1', '(a - (-1))'],
    ['max(a, 0.1*a)', 'max(a, (0.1 * a))'],
    ['min(max(a, 0), 6)', 'min(max(a, 0), 6)'],
    ['1e3 + .5 + 2.', '((1000 + 0.5) + 2)'],
    ['2e*a', ''],
    ['pi*e', '(pi * e)'],
    ['  a  ', 'a'],
    ['sigmoid(a)*erf(a)+sign(a)', '((sigmoid(a) * erf(a)) + sign(a))'],
  ];
  for (const [formula, reading] of readings) {
    it(`reads ${formula}`, () => {
      const { node } = parseFormula(formula);
      assert.equal(node ? grouped(node) : '', reading);
    });
  }

  it('knows where each part starts', () => {
    const { node } = parseFormula(' 1 + exp( a )');
    assert.ok(node?.kind === 'binary');
    assert.equal(node.offset, 3);
    assert.equal(node.left.offset, 1);
    assert.ok(node.right.kind === 'call');
    assert.equal(node.right.offset, 5);
    assert.equal(node.right.arguments[0]?.offset, 10);
  });

  const problems: readonly (readonly [string, RegExp])[] = [
    ['«»', /ends where/],
    ['a +«»', /ends where/],
    ['a «)»', /not expected/],
    ['«(»a', /never closed/],
    ['2 «a»', /operator is missing.*Write \*/],
    ['(2 «a»)', /operator is missing/],
    ['«x» + 1', /Did you mean a\?/],
    ['«ln»(a)', /Did you mean log\?/],
    ['«tahn»(a)', /Did you mean tanh\?/],
    ['«__proto__»', /not known/],
    ['«constructor»(a)', /not known/],
    ['«exp» a', /is a function/],
    ['«max»(a)', /takes two arguments, not 1/],
    ['«exp»(a, a)', /takes one argument, not 2/],
    ['exp(«)»', /stands where/],
    ['a «%» 2', /no meaning/],
    ['a «;» process', /no meaning/],
    ['«"»x"', /no meaning/],
    ['a «=»= a', /no meaning/],
    ['a «😀»', /no meaning/],
    ['a«.»b', /no meaning/],
    ['a * «*» a', /stands where/],
    ['«1e999»', /does not fit/],
    ['+a'.replace('+', '«+»'), /stands where/],
  ];
  for (const [marked, message] of problems) {
    it(`refuses ${marked}`, () => {
      const start = marked.indexOf('«');
      const text = marked.replace(/[«»]/g, '');
      const { problem } = parseFormula(text);
      assert.ok(problem);
      assert.match(problem.message, message);
      assert.deepEqual([problem.offset, problem.length], [start, marked.indexOf('»') - start - 1]);
    });
  }

  it('takes 50 levels and refuses the next, at its place', () => {
    const levels: readonly (readonly [string, string])[] = [
      ['(', ')'],
      ['-', ''],
      ['a^', ''],
      ['tanh(', ')'],
      ['sigmoid(', ')'],
    ];
    for (const [open, close] of levels) {
      const nested = (depth: number) => `${open.repeat(depth)}a${close.repeat(depth)}`;
      assert.equal(parseFormula(nested(49)).problem, null, open);
      const { problem } = parseFormula(nested(50));
      assert.match(problem!.message, /nested at most 50 deep/, open);
      assert.equal(problem!.offset, open.length * 50, open);
    }
  });

  it('takes 100 operations and refuses the next, at its operator', () => {
    for (const operation of ['+a', '-a', '*a', '/a']) {
      assert.equal(parseFormula(`a${operation.repeat(100)}`).problem, null, operation);
      const { problem } = parseFormula(`a${operation.repeat(101)}`);
      assert.match(problem!.message, /at most 100 operations/);
      assert.equal(problem!.offset, 1 + 200, operation);
    }
  });

  it('refuses hostile lengths, whatever they are made of', () => {
    for (const part of ['(', '-', 'a^', 'a+', 'exp(', ' ', '9', 'x', '\u00e9']) {
      for (const length of [999, 10_000, 100_000]) {
        const formula = part.repeat(Math.ceil(length / part.length));
        const { problem } = parseFormula(formula);
        assert.ok(problem, part);
        assert.ok(problem.offset + problem.length <= formula.length);
      }
    }
  });

  it('is reported at the exact character of the file', () => {
    const at = (formula: string) =>
      `{"inputs": 1, "layers": [{"units": 1, "activation": {"formula": ${formula}}}]}`;
    assertReported(at('"a + «b»"'), 'error activation.formula');
    assertReported(at('"a +«"»'), 'error activation.formula');
    assertReported(at('"\\u0061 + \\t«x» * 2"'), 'error activation.formula');
    assertReported(at('"a + 1"'));
  });
});

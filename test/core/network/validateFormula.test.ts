import { strict as assert } from 'node:assert';
import { checkFormula } from '../../../src/core/network/validateFormula';
import { assertReported } from './marked';

describe('the meaning of a formula', () => {
  /** The formula with «what is told about», the code, and a word of the message. */
  const findings: readonly (readonly [string, string, RegExp])[] = [
    ['a «/» 0', 'activation.domain', /divides by zero/],
    ['1 «/» (2-2) + a', 'activation.domain', /divides by zero.*after \/ is 0/],
    ['1 «/» (2*3 - 6) + a', 'activation.domain', /divides by zero/],
    ['a «/» sin(0)', 'activation.domain', /divides by zero/],
    ['a «/» erf(0)', 'activation.domain', /divides by zero/],
    ['a «/» (0 * exp(a))', 'activation.domain', /divides by zero/],
    ['a «/» (a - a)', 'activation.domain', /divides by zero/],
    ['1«/»(tanh(a)/2 - tanh(a)/2)', 'activation.domain', /divides by zero/],
    ['0«^»-1 * a', 'activation.domain', /power -1 divides by zero/],
    ['(1-1)«*»*-2 + a', 'activation.domain', /power -2 divides by zero/],
    ['a + «log»(0)', 'activation.domain', /log of 0 has no value.*above 0/],
    ['a + «log»(-pi)', 'activation.domain', /log of -3.14\S* has no value/],
    ['a * «sqrt»(-1)', 'activation.domain', /sqrt of -1 has no value.*from 0 on/],
    ['a * «sqrt»(1 - e)', 'activation.domain', /sqrt of -1.7\S* has no value/],
    ['a + (-8)«^»(1/3)', 'activation.domain', /negative number -8 has no real value/],
    ['(-2)«^»a', 'activation.domain', /-2 has no real value to a power that is not whole/],
    ['a + «exp»(1000)', 'activation.domain', /does not fit a double/],
    ['a * 10«^»400', 'activation.domain', /does not fit a double/],
    ['a - 1e300«*»1e300', 'activation.domain', /does not fit a double/],
    ['«1 + pi»', 'activation.constant', /has no a/],
    ['«erf(1)»', 'activation.constant', /has no a/],
    ['«sign(a)»', 'activation.flat', /derivative of this formula is 0/],
    ['«2 * sign(a) - sign(a + 1)»', 'activation.flat', /derivative/],
    ['«a - a»', 'activation.flat', /derivative/],
    ['«a^0»', 'activation.flat', /derivative/],
    ['«0 * a + 1»', 'activation.flat', /derivative/],
    ['«exp(0 / a)»', 'activation.flat', /derivative/],
    ['a + «x»', 'activation.formula', /Did you mean a/],
  ];
  for (const [marked, code, message] of findings) {
    it(`tells ${code} of ${marked}`, () => {
      const finding = checkFormula(marked.replace(/[«»]/g, ''));
      assert.ok(finding);
      assert.equal(finding.code, code);
      assert.match(finding.message, message);
      const start = marked.indexOf('«');
      assert.deepEqual([finding.offset, finding.length], [start, marked.indexOf('»') - start - 1]);
      const isWarning = code === 'activation.constant' || code === 'activation.flat';
      assert.equal(finding.severity, isWarning ? 'warning' : 'error');
    });
  }

  it('says nothing of formulas that have a value somewhere', () => {
    for (const formula of [
      'a',
      'a / (1 + abs(a))',
      '1/a',
      'log(a)',
      'sqrt(a)',
      'a^-2',
      'a^0.5',
      '2^a',
      '0^a + a',
      'a^a',
      '(-8)^3 * a',
      '(-2)^-1 * a',
      'a / (0.1 + 0.2 - 0.3)',
      'a * sign(a)',
      'max(0, a)',
      'exp(1000 * a)',
      'a / erf(1)',
      'a + sqrt(0)',
      'a - sqrt(a)',
    ]) {
      assert.equal(checkFormula(formula), null, formula);
    }
  });

  it('is reported at the characters of the file', () => {
    const at = (formula: string) =>
      `{"inputs": 1, "layers": [{"units": 1, "activation": {"formula": ${formula}}}]}`;
    assertReported(at('"a «/» (2 - 2)"'), 'error activation.domain');
    assertReported(at('"\\u0061 \\u002b\\t«log»(0)"'), 'error activation.domain');
    assertReported(at('"«sign(a)»"'), 'warning activation.flat');
    assertReported(at('"«2 * 3»"'), 'warning activation.constant');
  });
});

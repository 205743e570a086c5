import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  formatColumn,
  formatCount,
  formatExact,
  formatNumber,
  formatTick,
  shortened,
  visibleText,
} from '../../webview/format';

describe('numbers on the panel', () => {
  it('have six significant digits', () => {
    const expected: readonly (readonly [number, string])[] = [
      [0.0721570729, '0.0721571'],
      [0.00018825566, '0.000188256'],
      [0.4, '0.4'],
      [1, '1'],
      [-0.35951939, '−0.359519'],
      [123456.7, '123457'],
      [999999.5, '1\u2009×\u200910⁶'],
      [0.00009999996, '0.0001'],
      [0.000099999, '9.9999\u2009×\u200910⁻⁵'],
      [2.5e-10, '2.5\u2009×\u200910⁻¹⁰'],
      [-1.6e300, '−1.6\u2009×\u200910³⁰⁰'],
      [4.2e-18, '4.2\u2009×\u200910⁻¹⁸'],
      [5e-324, '4.94066\u2009×\u200910⁻³²⁴'],
    ];
    for (const [value, text] of expected) assert.equal(formatNumber(value), text);
  });

  it('write −0 as 0, and name what is not finite', () => {
    assert.equal(formatNumber(-0), '0');
    assert.equal(formatExact(-0), '0');
    assert.equal(formatNumber(NaN), 'NaN');
    assert.equal(formatNumber(Infinity), '∞');
    assert.equal(formatNumber(-Infinity), '−∞');
  });

  it('are within half a unit of the sixth digit, whatever the number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const read = formatNumber(value)
          .replace('−', '-')
          .replace(/\u2009×\u200910(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)/, (_, sign: string, digits: string) => {
            const power = digits.replace(/./g, (digit) => String('⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(digit)));
            return `e${sign === '' ? '' : '-'}${power}`;
          });
        // Six digits of a number near the largest double may round beyond it.
        if (Math.abs(value) > 1.79769e308) return;
        const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 5);
        assert.ok(Math.abs(Number(read) - value) <= half * (1 + 1e-9) || value === 0, `${value} as ${read}`);
      }),
      { numRuns: 5000, seed: 3 },
    );
  });

  it('are exact where they are copied', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (value) => {
        assert.ok(Object.is(Number(formatExact(value)), value) || value === 0);
      }),
      { seed: 4 },
    );
  });

  it('stand with their points under each other', () => {
    const column = formatColumn([0.4, 12.25, -3, NaN]);
    assert.deepEqual(column, ['0.4\u2007', '12.25', '−3\u2008\u2007\u2007', 'NaN']);
  });

  it('are counted in groups of three', () => {
    assert.deepEqual([40, 1000, 10_000, 1_234_567].map(formatCount), [
      '40',
      '1000',
      '10\u2009000',
      '1\u2009234\u2009567',
    ]);
  });

  it('are bare powers of ten on an axis', () => {
    assert.deepEqual([1, 1e-5, 1e12, 3e12].map(formatTick), ['1', '10⁻⁵', '10¹²', '3\u2009×\u200910¹²']);
  });
});

describe('text from a file', () => {
  const naughty = JSON.parse(
    readFileSync(join(process.cwd(), 'test', 'fixtures', 'naughty-strings', 'blns.json'), 'utf8'),
  ) as string[];

  it('shows its control, zero-width and direction characters', () => {
    assert.equal(visibleText('a\u0000b\u202Ec\u200Bd\u2028e\ufeff'), 'a␀b⟨202E⟩c⟨200B⟩d⟨2028⟩e⟨FEFF⟩');
    assert.equal(visibleText('lone \ud800 surrogate'), 'lone ⟨D800⟩ surrogate');
    assert.equal(visibleText('naïve 漢字 🙂 tab\there'), 'naïve 漢字 🙂 tab\there');
  });

  it('holds nothing hidden afterwards, for all 515 naughty strings', () => {
    assert.equal(naughty.length, 515);
    for (const text of naughty) {
      assert.doesNotMatch(visibleText(text), /[\u0000-\u0008\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u); // eslint-disable-line no-control-regex -- these are what must be gone
    }
  });

  it('is cut between characters, not inside one', () => {
    assert.equal(shortened('sepal length', 14), 'sepal length');
    assert.equal(shortened('sepal length (cm)', 8), 'sepal l…');
    assert.equal(shortened('🙂🙂🙂🙂', 3), '🙂🙂…');
  });
});

import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { numberAt, nudged } from '../../../src/core/network/nudge';

describe('a number changed by its last digit', () => {
  const cases: readonly (readonly [string, number, string])[] = [
    ['0.15', 1, '0.16'],
    ['0.15', -1, '0.14'],
    ['0.99', 1, '1.00'],
    ['1.00', -1, '0.99'],
    ['-0.01', 1, '0.00'],
    ['0.00', -1, '-0.01'],
    ['0', -1, '-1'],
    ['9', 1, '10'],
    ['-10', 1, '-9'],
    ['1e-3', 1, '2e-3'],
    ['9.9e-3', 1, '10.0e-3'],
    ['1E+2', -3, '-2E+2'],
    ['0.1234567890123456789', 1, '0.1234567890123456790'],
    ['-0.0', 1, '0.1'],
  ];
  for (const [number, steps, expected] of cases) {
    it(`${number} and ${steps} give ${expected}`, () => {
      assert.equal(nudged(number, steps), expected);
    });
  }

  it('comes back by the way it went, keeps its digits and is a number of JSON, whatever number it is', () => {
    const literal = fc
      .record({
        value: fc.integer({ min: -99_999, max: 99_999 }),
        decimals: fc.integer({ min: 0, max: 8 }),
        exponent: fc.constantFrom('', 'e5', 'E-12', 'e+0'),
      })
      .map(({ value, decimals, exponent }) => {
        const digits = String(Math.abs(value)).padStart(decimals + 1, '0');
        const point = digits.length - decimals;
        const fraction = decimals === 0 ? '' : `.${digits.slice(point)}`;
        return `${value < 0 ? '-' : ''}${digits.slice(0, point)}${fraction}${exponent}`;
      });
    fc.assert(
      fc.property(literal, fc.integer({ min: -1000, max: 1000 }), (number, steps) => {
        const moved = nudged(number, steps);
        assert.ok(Number.isFinite(JSON.parse(moved)));
        assert.equal(nudged(moved, -steps), number);
        assert.equal(moved.split('.')[1]?.length, number.split('.')[1]?.length);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });

  it('is refused where it is none', () => {
    for (const text of ['', '-', '.5', '1.', 'NaN', '0x10']) assert.throws(() => nudged(text, 1), RangeError);
  });
});

describe('the number at a place of a line', () => {
  const at = (line: string): string | null => {
    const column = line.indexOf('|');
    return numberAt(line.replace('|', ''), column)?.text ?? null;
  };

  it('is found inside it, before it and behind it', () => {
    for (const line of ['[0.|15, 2]', '[|0.15, 2]', '[0.15|, 2]']) assert.equal(at(line), '0.15');
    assert.equal(at('[0.15,| 2]'), null);
    assert.equal(at('"learningRate": 1e|-3 // 5'), '1e-3');
    assert.equal(at('[1,|-2]'), '-2');
  });

  it('is none in a string, a comment, a name, or what is no number', () => {
    for (const line of [
      '"w_|5": 1',
      '"a\\"|5": 1',
      '// |5',
      '2, // |5',
      'tru|e',
      '1.2.|3',
      '01|',
      '"open |5',
      'x|5',
    ]) {
      assert.equal(at(line), null, line);
    }
  });
});

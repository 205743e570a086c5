import assert from 'node:assert/strict';
import { typedNumber } from '../../../src/core/network/typedNumber';

describe('a number as it is typed', () => {
  it('keeps its spelling where JSON has it so', () => {
    for (const text of ['0.20', '-3', '1e-4', '12.50E+3', '-0', '0']) assert.equal(typedNumber(text), text);
  });

  it('is given the spelling of JSON where a person writes otherwise', () => {
    const written = {
      '.5': '0.5',
      '-.25': '-0.25',
      '+2': '2',
      ' 7 ': '7',
      '007': '7',
      '3.': '3',
      '−0.3': '-0.3',
      '1e−4': '1e-4',
    };
    for (const [typed, text] of Object.entries(written)) assert.equal(typedNumber(typed), text, typed);
  });

  it('is refused where it is none, or leaves the range of a double', () => {
    const none = ['', '-', '.', 'e5', '0x10', '1,5', '1 2', 'NaN', 'Infinity', '1e999', '--1', '1e', '٣'];
    for (const typed of none) assert.equal(typedNumber(typed), null, typed);
  });

  it('is the same double as what was typed', () => {
    for (let n = 0; n < 2000; n++) {
      const value = Math.tan(n * 12.9898) * 10 ** ((n % 40) - 20);
      assert.equal(Number(typedNumber(String(value))), value);
      assert.equal(Number(typedNumber(value.toExponential())), value);
    }
  });
});

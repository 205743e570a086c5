import { strict as assert } from 'node:assert';
import { formatNumber } from '../../../src/core/network/number';

describe('formatNumber', () => {
  const shown: readonly (readonly [number, string])[] = [
    [0.07215708889, '0.0721571'],
    [0.00018825561, '0.000188256'],
    [0.5, '0.5'],
    [-0, '0'],
    [100, '100'],
    [123456, '123456'],
    [999999.7, '1e6'],
    [1234567, '1.23457e6'],
    [1e300, '1e300'],
    [0.00025, '0.00025'],
    [-2.5e-9, '-2.5e-9'],
    [5e-324, '4.94066e-324'],
    [-1 / 3, '-0.333333'],
    [Number.NaN, 'NaN'],
    [Number.POSITIVE_INFINITY, '∞'],
    [Number.NEGATIVE_INFINITY, '-∞'],
  ];
  for (const [value, text] of shown) {
    it(`shows ${value} as ${text}`, () => {
      assert.equal(formatNumber(value), text);
    });
  }
});

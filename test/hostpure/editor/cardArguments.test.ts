import assert from 'node:assert/strict';
import { checkCopyGradient, checkShowAtLevel } from '../../../src/host/editor/cardArguments';

describe('the arguments of a hover’s links', () => {
  const uri = 'file:///a.backprop.json';
  const level = { uri, level: 'inputs', line: 3, character: 0 };
  const copy = { uri, subject: { kind: 'weight', layer: 0, i: 1, j: 0 }, notation: 'LaTeX' };

  it('come through as they are', () => {
    assert.deepEqual(checkShowAtLevel({ ...level, more: 1 }), level);
    assert.deepEqual(checkCopyGradient(copy), copy);
  });

  it('are refused if anything is not as it should be', () => {
    for (const wrong of [
      null,
      undefined,
      'inputs',
      [],
      {},
      Object.create(level),
      { ...level, uri: 'x'.repeat(10_001) },
      { ...level, uri: 1 },
      { ...level, level: 'all' },
      { ...level, level: 'constructor' },
      { ...level, line: -1 },
      { ...level, line: 0.5 },
      { ...level, character: NaN },
      { ...level, character: '1' },
    ] as unknown[]) {
      assert.equal(checkShowAtLevel(wrong), null, JSON.stringify(wrong));
    }
    for (const wrong of [
      null,
      'LaTeX',
      { ...copy, notation: 'latex' },
      { ...copy, notation: 0 },
      { ...copy, subject: { kind: 'weight', layer: -1, i: 0, j: 0 } },
      { ...copy, uri: 1 },
      { notation: 'LaTeX' },
    ] as unknown[]) {
      assert.equal(checkCopyGradient(wrong), null, JSON.stringify(wrong));
    }
  });
});

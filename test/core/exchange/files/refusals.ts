import assert from 'node:assert/strict';
import { ImportStop, type ImportRefusal } from '../../../../src/core/exchange/imports/imported';
import { runToEnd, type Steps } from '../../../../src/core/network/steps';

/** Why something is refused; fails where it is not. */
export function refusalOf(read: () => unknown): ImportRefusal {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ImportStop, String(error));
    assert.ok(error.result.kind === 'refused');
    const { refusal } = error.result;
    for (const sentence of [refusal.cause, refusal.remedy]) assert.match(sentence, /^\S.*[.?]$/);
    return refusal;
  }
  return assert.fail('nothing is refused');
}

export const refusalOfSteps = (steps: () => Steps<unknown>): ImportRefusal =>
  refusalOf(() => runToEnd(steps()));

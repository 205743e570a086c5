import { strict as assert } from 'node:assert';
import { LineShift } from '../../src/host/lineShift';

describe('LineShift', () => {
  it('moves the lines below an edit and leaves those above alone', () => {
    const shift = new LineShift();
    shift.add({ startLine: 5, endLine: 5, addedBreaks: 2, isWholeLines: false });
    assert.deepEqual(
      [4, 5, 6, 9].map((line) => shift.lineNow(line)),
      [4, 5, 8, 11],
    );
  });

  it('loses the lines that an edit deletes', () => {
    const shift = new LineShift();
    shift.add({ startLine: 5, endLine: 8, addedBreaks: 0, isWholeLines: false });
    assert.deepEqual(
      [5, 6, 7, 8, 9].map((line) => shift.lineNow(line)),
      [5, null, null, 5, 6],
    );
  });

  it('loses the first line too where whole lines are deleted', () => {
    const shift = new LineShift();
    shift.add({ startLine: 5, endLine: 7, addedBreaks: 0, isWholeLines: true });
    assert.deepEqual(
      [4, 5, 6, 7, 8].map((line) => shift.lineNow(line)),
      [4, null, null, 5, 6],
    );
  });

  it('follows edits one after the other and forgets them on reset', () => {
    const shift = new LineShift();
    shift.add({ startLine: 0, endLine: 0, addedBreaks: 3, isWholeLines: false });
    shift.add({ startLine: 2, endLine: 4, addedBreaks: 0, isWholeLines: false });
    assert.equal(shift.lineNow(7), 8);
    shift.reset();
    assert.equal(shift.lineNow(7), 7);
  });
});

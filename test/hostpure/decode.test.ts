import { strict as assert } from 'node:assert';
import { runToEnd } from '../../src/core/network/steps';
import { decodeSteps } from '../../src/host/decode';

const decoded = (bytes: Uint8Array): string | null => runToEnd(decodeSteps(bytes));

describe('decoding a data file', () => {
  it('gives the text of a long file, whatever character a pause falls into', () => {
    const text = `größe,日本,\u{1F600}\n`.repeat(40_000);
    for (const shift of ['', 'a', 'ab', 'abc']) {
      const bytes = Buffer.from(shift + text);
      const steps = decodeSteps(bytes);
      let pauses = 0;
      let step = steps.next();
      for (; !step.done; step = steps.next()) pauses++;
      assert.ok(step.value === shift + text, 'the text is another');
      assert.equal(pauses, Math.ceil(bytes.length / (256 * 1024)));
    }
  });

  it('drops a byte order mark at the start, and no other', () => {
    assert.equal(decoded(Buffer.from('\uFEFFx,\uFEFFt\n')), 'x,\uFEFFt\n');
    assert.equal(decoded(new Uint8Array(0)), '');
  });

  it('gives nothing for what is no UTF-8, wherever that is', () => {
    assert.equal(decoded(Uint8Array.of(0x78, 0xe9, 0x0a)), null);
    assert.equal(decoded(Uint8Array.of(0x78, 0xc3)), null);
    const long = Buffer.alloc(600_000, 'x');
    long[599_999] = 0xc3;
    assert.equal(decoded(long), null);
  });
});

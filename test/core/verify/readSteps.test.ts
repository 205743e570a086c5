import assert from 'node:assert/strict';
import type { Steps } from '../../../src/core/network/steps';
import { networkReference, readDocument, readDocumentSteps } from '../../../src/core/verify/readDocument';
import type { ReadDocument } from '../../../src/core/verify/written';
import { networkB } from '../math/networks';
import { megabytes } from './hostileDocuments';

/** How often reading pauses, and what it comes to. */
function driven(steps: Steps<ReadDocument>): { readonly pauses: number; readonly read: ReadDocument } {
  for (let pauses = 0; ; pauses++) {
    const step = steps.next();
    if (step.done) return { pauses, read: step.value };
  }
}

describe('reading in steps', function () {
  this.timeout(120_000);
  const b = networkB();

  for (const { what, kind, text } of megabytes) {
    it(`pauses often in 1 MB of ${what}, ${kind}`, () => {
      const { pauses, read } = driven(readDocumentSteps(text, kind, b));
      // Each pause stands for about a millisecond of work; the whole takes up to a second.
      assert.ok(pauses >= 100, `${pauses} pauses`);
      assert.deepEqual(read, readDocument(text, kind, b));
    });
  }

  it('two documents read at once are read as each by itself', () => {
    // The other half of each pair stands between any two steps of the first.
    const small = megabytes.map((one) => ({
      ...one,
      text: one.kind === 'notebook' ? one.text : one.text.slice(0, 50_000),
    }));
    const alone = small.map(({ kind, text }) => readDocument(text, kind, b));
    const together = small.map(({ kind, text }) => readDocumentSteps(text, kind, b));
    const found = new Map<number, ReadDocument>();
    while (found.size < together.length) {
      together.forEach((steps, n) => {
        const step = found.has(n) ? null : steps.next();
        if (step?.done) found.set(n, step.value);
      });
    }
    alone.forEach((read, n) => {
      assert.deepEqual(found.get(n), read, small[n]!.what);
    });
  });

  it('finds the network that is named after a megabyte of the keyword', () => {
    const noise = 'backprop: '.repeat(100_000);
    const text = `${noise}\n<!-- backprop: net.json -->`;
    assert.equal(networkReference(text, 'markdown')?.path, 'net.json');
    assert.equal(networkReference(noise, 'latex'), null);
  });

  it('long runs of spaces and of letters are read in time that grows with their length', () => {
    // Patterns that could split such a run in two at every place would take minutes.
    const spaces = `$∂E_{total}/∂w_5 = 1\n- ${' '.repeat(200_000)}.$`;
    assert.equal(readDocument(spaces, 'markdown', b).unreadable.length, 1);
    const letters = `$∂E = ab ${'c'.repeat(200_000)}_$ and $`;
    assert.equal(readDocument(letters, 'markdown', b).formulas.length, 0);
  });
});

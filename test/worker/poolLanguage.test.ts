import { strict as assert } from 'node:assert';
import { setWords, wordsSet, type Words } from '../../src/core/words/say';
import type { Port } from '../../src/protocol/channel';
import { TrainingPool } from '../../src/worker/pool';
import { servePool } from '../../src/worker/poolServer';
import { mixedJobs } from './poolJobs';

/** Two ends of a wire in one thread; a message arrives in a later turn. `onWay` sees what the first end posts. */
function wire(onWay: () => void): readonly [Port, Port] {
  const listeners = [new Set<(message: unknown) => void>(), new Set<(message: unknown) => void>()] as const;
  const end = (n: 0 | 1): Port => ({
    post(message) {
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        if (n === 0) onWay();
        for (const listener of listeners[n === 0 ? 1 : 0]) listener(copy);
      });
    },
    onMessage(listener) {
      listeners[n].add(listener);
      return () => listeners[n].delete(listener);
    },
  });
  return [end(0), end(1)];
}

/** The words that a thread of a pool has after it has made runs, where the pool's own thread has `words`. */
async function wordsOfThread(words: Words | null): Promise<Words | null> {
  setWords(words);
  let isForgotten = false;
  const [host, thread] = wire(() => {
    // Both ends are in this thread: from the first message on it knows the words by the wire alone.
    if (!isForgotten) setWords(null);
    isForgotten = true;
  });
  const ended = new Promise<null>(() => undefined);
  const pool = new TrainingPool(() => ({ port: host, ended, terminate: () => undefined }), 1);
  servePool(thread);
  try {
    const outcomes = await pool.train(mixedJobs(1)).outcomes;
    assert.ok(
      outcomes.every(({ kind }) => kind === 'finished'),
      JSON.stringify(outcomes),
    );
    return wordsSet();
  } finally {
    pool.dispose();
    setWords(null);
  }
}

describe('a thread of a pool', () => {
  it('speaks the language of the thread that started it, from its first run on', async () => {
    const words = { 'unit {0}': 'Einheit {0}' };
    assert.deepEqual(await wordsOfThread(words), words);
    assert.equal(await wordsOfThread(null), null);
  });
});

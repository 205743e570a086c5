import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Trainable } from './peers/trainable';
import { simdPeak, type Lanes } from './simdPeak';

/*
 * How fast two cores of this machine multiply and add at once: what two are worth differs, since cores of a virtual
 * machine may be two threads of one, and cores slow down beside each other.
 */

/** What a helper is told, and where the two find each other: places in `words`. */
export interface PeakHelp {
  readonly lanes: Lanes;
  readonly words: Int32Array;
}

export const peakWords = { generation: 0, done: 1, updates: 2, count: 3 } as const;

/** A step is `peakOperations(lanes)` operations on each of two threads. */
export function simdPeakOfTwo(lanes: Lanes): Trainable {
  const words = new Int32Array(new SharedArrayBuffer(4 * peakWords.count));
  const workerData: PeakHelp = { lanes, words };
  new Worker(join(__dirname, 'peakHelper.cjs'), { workerData }).unref();
  const own = simdPeak(lanes);
  return {
    ...own,
    usesCores: true,
    train(updates) {
      Atomics.store(words, peakWords.updates, updates);
      const generation = Atomics.add(words, peakWords.generation, 1) + 1;
      Atomics.notify(words, peakWords.generation);
      own.train(updates);
      for (;;) {
        const done = Atomics.load(words, peakWords.done);
        if (done === generation) return;
        if (Atomics.wait(words, peakWords.done, done, patienceMs) === 'timed-out') {
          throw new Error('the other thread does not come');
        }
      }
    },
  };
}

const patienceMs = 30_000;

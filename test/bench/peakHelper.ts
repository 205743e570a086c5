/** The other of the two threads of `simdPeakOfTwo`: does what it does, until the process ends. */

import { workerData } from 'node:worker_threads';
import { simdPeak } from './simdPeak';
import { peakWords, type PeakHelp } from './simdPeakOfTwo';

const { lanes, words } = workerData as PeakHelp;
const peak = simdPeak(lanes);
for (let generation = 0; ; generation++) {
  Atomics.wait(words, peakWords.generation, generation);
  peak.train(Atomics.load(words, peakWords.updates));
  Atomics.store(words, peakWords.done, generation + 1);
  Atomics.notify(words, peakWords.done);
}

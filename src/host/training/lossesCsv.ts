import { csvField } from '../../core/exchange/dataRewrites';
import type { Steps } from '../../core/network/steps';
import type { ArchivedRun } from './archivedRun';
import type { Run } from './trainingRun';

/** Losses by epochs, all that is known: value n is that of `epochs[n]`. */
export interface LossColumns {
  readonly name: string;
  readonly epochs: Float64Array;
  readonly losses: Float64Array;
  /** Null without a test share. */
  readonly testLosses: Float64Array | null;
}

/** Every value of a run's history. */
export function historyColumns(name: string, { losses, testLosses, every }: Run): LossColumns {
  return {
    name,
    epochs: losses.map((_, index) => index * every),
    losses,
    testLosses: testLosses.length > 0 ? testLosses : null,
  };
}

/** What is kept of a run: where not every value is, the one at which each bucket begins. */
export function keptColumns({ name, startEpoch, every, losses, testLosses }: ArchivedRun): LossColumns {
  return {
    name,
    epochs: losses.starts.slice(0, -1).map((start) => startEpoch + start * every),
    losses: losses.first,
    testLosses: testLosses?.first ?? null,
  };
}

/** Lines between two pauses. */
const linesPerPause = 1000;

/**
 * The losses of some runs as a CSV file: a line for each epoch of each run, and every number with all its digits.
 * Without a test share that field is empty.
 */
export function* lossesCsv(runs: readonly LossColumns[]): Steps<string> {
  const lines = ['run,epoch,loss,test loss'];
  for (const { name, epochs, losses, testLosses } of runs) {
    const field = csvField(name);
    for (let n = 0; n < epochs.length; n++) {
      lines.push(`${field},${epochs[n]},${losses[n]},${testLosses ? testLosses[n] : ''}`);
      if (lines.length % linesPerPause === 0) yield;
    }
  }
  return `${lines.join('\n')}\n`;
}

import type * as vscode from 'vscode';
import { LossSeries } from '../../core/engine/lossSeries';
import { mergeBuckets, type LossBuckets } from '../../core/engine/stretches';
import type { Training } from '../../core/network/network';

/** A run as it is handed over, and copied. */
export interface RunRecord {
  readonly name: string;
  readonly uri: vscode.Uri;
  /** The history from `startEpoch` on, one loss every `every` epochs. */
  readonly losses: Float64Array;
  /** As long as `losses`; empty without a test share. */
  readonly testLosses: Float64Array;
  readonly every: number;
  /** Not 0 where it is a fork of another run. */
  readonly startEpoch: number;
  readonly training: Pick<Training, 'optimizer' | 'learningRate'>;
}

/** A run that is kept. `starts` of its buckets count entries of its history. */
export interface ArchivedRun {
  /** Unlike that of any other run of the file, ever. */
  readonly id: string;
  readonly name: string;
  readonly every: number;
  readonly startEpoch: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly losses: LossBuckets;
  readonly testLosses: LossBuckets | null;
}

/** What is kept of one network file. */
export interface FileRuns {
  /** The number of the next run. */
  readonly next: number;
  readonly runs: readonly ArchivedRun[];
}

/** Runs kept for a file; when there are more the oldest goes. */
export const mostRuns = 20;

/** Names that a person gives are cut to so many characters. */
export const longestName = 80;

/** The bytes that a run's losses may need. */
const mostBytes = 64 * 1024;

/** Numbers of a bucket: its start, first, last, least and greatest value, and how many are not finite. */
const bucketNumbers = 6;

/**
 * The losses of a kept run in the epochs `from` to before `to`, in at most `parts` parts.
 *
 * @returns starts are epochs.
 */
export function archivedCurve(
  { startEpoch, every, losses, testLosses }: ArchivedRun,
  from: number,
  to: number,
  parts: number,
): { readonly losses: LossBuckets; readonly testLosses: LossBuckets | null } {
  const [first, last] = [Math.floor((from - startEpoch) / every), Math.ceil((to - startEpoch) / every)];
  const query = (buckets: LossBuckets): LossBuckets => {
    const found = mergeBuckets(buckets, first, last, parts);
    return { ...found, starts: found.starts.map((start) => startEpoch + start * every) };
  };
  return { losses: query(losses), testLosses: testLosses && query(testLosses) };
}

/** The epoch after the last of a kept run. */
export function endEpochOf({ startEpoch, every, losses }: ArchivedRun): number {
  return startEpoch + losses.starts.at(-1)! * every;
}

/** What is kept of a run of one epoch or more. */
export function archived(record: RunRecord, id: string): ArchivedRun {
  const { name, every, startEpoch, training, losses, testLosses } = record;
  const share = testLosses.length > 0 ? mostBytes / 2 : mostBytes;
  const fits = losses.length * Float64Array.BYTES_PER_ELEMENT <= share;
  const buckets = Math.floor(share / (bucketNumbers * Float64Array.BYTES_PER_ELEMENT));
  const kept = (values: Float64Array): LossBuckets =>
    new LossSeries(values).query(0, values.length, fits ? Math.max(1, values.length) : buckets);
  return {
    id,
    name: Array.from(name).slice(0, longestName).join(''),
    every,
    startEpoch,
    optimizer: training.optimizer.type,
    learningRate: training.learningRate,
    losses: kept(losses),
    testLosses: testLosses.length > 0 ? kept(testLosses) : null,
  };
}

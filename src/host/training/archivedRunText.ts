import type { LossBuckets } from '../../core/engine/stretches';
import { LossSeries } from '../../core/engine/lossSeries';
import { longestName, mostRuns, type ArchivedRun, type FileRuns } from './archivedRun';
import { say } from '../../core/words/say';

/*
 * The text of a file of kept runs: JSON with the numbers in base64, since JSON has no NaN and no −0. What was read is
 * checked like anything that comes from a disk.
 */

const version = 1;

/** Losses as values, where every one is kept, or as buckets: starts, first, last, min, max, nonFinite. */
interface StoredLosses {
  readonly isEveryValue: boolean;
  readonly parts: readonly string[];
}

type Stored = Readonly<Record<string, unknown>>;

/** @param uri for whoever looks at the file. */
export function writeRuns(uri: string, { next, runs }: FileRuns): string {
  const stored = runs.map((run) => ({
    ...run,
    losses: writeLosses(run.losses),
    testLosses: run.testLosses && writeLosses(run.testLosses),
  }));
  return JSON.stringify({ version, uri, next, runs: stored });
}

/** @throws where the text is no file of kept runs, or is damaged. */
export function readRuns(text: string): FileRuns {
  const file = recordIn(JSON.parse(text));
  const { next, runs } = file;
  if (file['version'] !== version || !isCount(next) || !Array.isArray(runs) || runs.length > mostRuns) {
    throw damaged();
  }
  return { next, runs: runs.map(readRun) };
}

function readRun(value: unknown): ArchivedRun {
  const { id, name, every, startEpoch, optimizer, learningRate, losses, testLosses } = recordIn(value);
  const isWhole =
    typeof id === 'string' &&
    typeof name === 'string' &&
    Array.from(name).length <= longestName &&
    isCount(every) &&
    every > 0 &&
    isCount(startEpoch) &&
    typeof optimizer === 'string' &&
    typeof learningRate === 'number';
  if (!isWhole) throw damaged();
  return {
    id,
    name,
    every,
    startEpoch,
    optimizer,
    learningRate,
    losses: readLosses(losses),
    testLosses: testLosses === null ? null : readLosses(testLosses),
  };
}

function recordIn(value: unknown): Stored {
  if (typeof value !== 'object' || value === null) throw damaged();
  return value as Stored;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function damaged(): Error {
  return new Error(say('A file of kept runs is damaged.'));
}

function writeLosses({ starts, first, last, min, max, nonFinite }: LossBuckets): StoredLosses {
  const isEveryValue = starts.at(-1) === first.length;
  const parts = isEveryValue ? [first] : [starts, first, last, min, max, nonFinite];
  return { isEveryValue, parts: parts.map(toBase64) };
}

function readLosses(value: unknown): LossBuckets {
  const { isEveryValue, parts } = recordIn(value);
  if (!Array.isArray(parts)) throw damaged();
  const [one, first, last, min, max, nonFinite] = parts.map(fromBase64);
  if (!one) throw damaged();
  if (isEveryValue === true) return new LossSeries(one).query(0, one.length, Math.max(1, one.length));
  const columns = [first, last, min, max, nonFinite];
  if (!isAscending(one) || !columns.every((column) => column?.length === one.length - 1)) throw damaged();
  return { starts: one, first: first!, last: last!, min: min!, max: max!, nonFinite: nonFinite! };
}

function isAscending(starts: Float64Array): boolean {
  return starts.every((start, b) => Number.isSafeInteger(start) && (b === 0 || start > starts[b - 1]!));
}

/** Arguments of one call: more of them overflow the stack. */
const chunk = 8192;

function toBase64(values: Float64Array): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += chunk)
    text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  return btoa(text);
}

function fromBase64(text: unknown): Float64Array {
  if (typeof text !== 'string') throw damaged();
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  if (bytes.length % Float64Array.BYTES_PER_ELEMENT !== 0) throw damaged();
  return new Float64Array(bytes.buffer);
}

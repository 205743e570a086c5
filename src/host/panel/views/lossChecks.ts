import type { Checks } from '../../../protocol/channel';
import type { LossRequests } from '../../../protocol/views/loss';
import { isRecord, own, type Checked } from '../messageParts';
import { mostRuns } from '../../training/archivedRun';

/** More columns than any screen has. */
const MOST_BUCKETS = 16_384;
const MOST_POINTS = 4096;
/** Bytes of a picture, far more than one of the largest screen has. */
const MOST_BYTES = 64 * 1024 * 1024;
const LONGEST_ID = 20;

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_ID;
}

function checkIds(value: unknown): readonly string[] | null {
  if (!Array.isArray(value) || value.length > mostRuns || !value.every(isId)) return null;
  return [...value];
}

function checkRange(params: Readonly<Record<string, unknown>>, count: string, most: number) {
  const [from, to, parts] = ['from', 'to', count].map((key) => own(params, key));
  const isRange = isIndex(from) && isIndex(to) && from <= to && isIndex(parts) && parts > 0 && parts <= most;
  return isRange ? { from, to, parts } : null;
}

function checkCurves(params: unknown): Checked<LossRequests['lossCurves']['params']> {
  if (!isRecord(params)) return null;
  const range = checkRange(params, 'buckets', MOST_BUCKETS);
  const archived = checkIds(own(params, 'archived'));
  if (!range || !archived) return null;
  const { from, to, parts: buckets } = range;
  return { value: { from, to, buckets, archived } };
}

function checkParts(params: unknown): Checked<LossRequests['lossParts']['params']> {
  const range = isRecord(params) ? checkRange(params, 'points', MOST_POINTS) : null;
  return range && { value: { from: range.from, to: range.to, points: range.parts } };
}

function checkId(params: unknown): Checked<{ readonly id: string }> {
  const id = isRecord(params) ? own(params, 'id') : null;
  return isId(id) ? { value: { id } } : null;
}

function checkArchived(params: unknown): Checked<{ readonly archived: readonly string[] }> {
  const archived = isRecord(params) ? checkIds(own(params, 'archived')) : null;
  return archived && { value: { archived } };
}

function checkPicture(params: unknown): Checked<LossRequests['exportPicture']['params']> {
  if (!isRecord(params)) return null;
  const format = (['png', 'svg'] as const).find((one) => one === own(params, 'format'));
  const bytes = own(params, 'bytes');
  if (!format || !(bytes instanceof Uint8Array) || bytes.length > MOST_BYTES) return null;
  return { value: { format, bytes: Uint8Array.from(bytes) } };
}

/** One check for each request of the loss chart; whether a run is kept is for the handlers to say. */
export const lossChecks: Checks<{ readonly requests: LossRequests; readonly events: object }> = {
  lossCurves: checkCurves,
  lossParts: checkParts,
  renameRun: checkId,
  removeRun: checkId,
  exportLosses: checkArchived,
  exportPicture: checkPicture,
};

import type { Dataset } from '../engine/dataset';
import { numberText } from '../network/edit';
import { childOf, type JsonObject } from '../network/jsonTree';
import { firstKey, removedKey, rowsIn } from '../network/layout';
import type { Network } from '../network/network';
import type { ParsedNetwork } from '../network/parse';
import type { NumberGridPlaces } from '../network/places';
import { Pace, type Steps } from '../network/steps';
import type { TextEdit } from '../network/text';
import { columnNames } from './columnNames';

/*
 * Samples out of a network file into a CSV file beside it, and back. What the network is given stays the same, bit
 * for bit: numbers go out as they are spelled and come in with all their digits.
 */

/** Why a rewrite cannot be made, as the end of a sentence. */
export type DataRefusal = 'comments' | 'tooMany' | 'noSamples';

/** Numbers that are brought into a file: as many as the format allows in it. */
const mostNumbers = 1_000_000;

/** Rows between two pauses. */
const rowsPerStep = 1_000;

export interface MovedData {
  /** The text of the CSV file, its lines ended by line feeds. */
  readonly csv: string;
  /** What the network file says then, in file order. */
  readonly edits: readonly TextEdit[];
}

function dataObject({ root }: ParsedNetwork): JsonObject | null {
  const data = childOf(root, 'data');
  return data?.kind === 'object' ? data : null;
}

/** Why the inline samples cannot be moved; null if they can. */
export function moveRefusal({ places, text }: ParsedNetwork): DataRefusal | null {
  const { inputs, targets } = places.data ?? {};
  if (!inputs || !targets) return 'noSamples';
  // Between numbers, brackets and commas a slash begins a comment: a CSV file has no place for it.
  const hasComment = ({ range }: NumberGridPlaces): boolean =>
    text.slice(range.offset, range.offset + range.length).includes('/');
  return hasComment(inputs) || hasComment(targets) ? 'comments' : null;
}

/**
 * Moves the inline samples into a CSV file.
 *
 * @param fileName of the CSV file, in the network's folder.
 */
export function* movedDataSteps(
  parsed: ParsedNetwork,
  network: Network,
  fileName: string,
): Steps<MovedData | null> {
  const data = dataObject(parsed);
  const { inputs, targets } = parsed.places.data ?? {};
  if (!data || !inputs || !targets || moveRefusal(parsed) !== null) return null;
  const names = columnNames(network);
  const lines = [[...names.inputs, ...names.targets].map(csvField).join(',')];
  const pace = new Pace(rowsPerStep);
  for (let row = 0; row < inputs.rows.length; row++) {
    const cells = [inputs, targets].flatMap((grid) => rowTexts(parsed.text, grid, row));
    lines.push(cells.join(','));
    if (pace.isDue()) yield;
  }
  const listText = (list: readonly string[]): string =>
    `[${list.map((name) => JSON.stringify(name)).join(', ')}]`;
  const edits: TextEdit[] = [
    firstKey(parsed.text, data, { key: 'file', rows: JSON.stringify(fileName) }),
    { range: inputs.range, newText: listText(names.inputs) },
    { range: targets.range, newText: listText(names.targets) },
  ];
  return { csv: `${lines.join('\n')}\n`, edits: edits.sort(byOffset) };
}

function rowTexts(text: string, { columns, offsets, lengths }: NumberGridPlaces, row: number): string[] {
  return Array.from({ length: columns }, (_, column) => {
    const index = row * columns + column;
    return text.slice(offsets[index], offsets[index]! + lengths[index]!);
  });
}

/** A field of a CSV file, in quotes where it needs them. */
export function csvField(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Why the samples of a CSV file cannot be brought in; null if they can. */
export function bringRefusal({ sampleCount, inputUnits, targetUnits }: Dataset): DataRefusal | null {
  return sampleCount * (inputUnits + targetUnits) > mostNumbers ? 'tooMany' : null;
}

/**
 * Brings the samples of the CSV file into the network file: the numbers that the network is given, so that categories
 * are 0 and 1 and standardized columns are as they were made.
 */
export function* broughtDataSteps(parsed: ParsedNetwork, dataset: Dataset): Steps<TextEdit[]> {
  const data = dataObject(parsed);
  const inputs = childOf(data, 'inputs');
  const targets = childOf(data, 'targets');
  if (!data || !inputs || !targets || bringRefusal(dataset) !== null) return [];
  const { text } = parsed;
  const inputRows = yield* rowsOf(dataset.inputs, dataset.inputUnits, dataset.sampleCount);
  const targetRows = yield* rowsOf(dataset.targets, dataset.targetUnits, dataset.sampleCount);
  const edits: TextEdit[] = [
    ...['file', 'oneHot', 'standardize'].flatMap((key) => removedKey(text, data, key)),
    { range: { offset: inputs.offset, length: inputs.length }, newText: rowsIn(text, data, inputRows) },
    { range: { offset: targets.offset, length: targets.length }, newText: rowsIn(text, data, targetRows) },
  ];
  return edits.sort(byOffset);
}

function* rowsOf(numbers: Float64Array, width: number, count: number): Steps<string[]> {
  const rows: string[] = [];
  const pace = new Pace(rowsPerStep);
  for (let row = 0; row < count; row++) {
    const cells = Array.from(numbers.subarray(row * width, (row + 1) * width), numberText);
    rows.push(`[${cells.join(', ')}]`);
    if (pace.isDue()) yield;
  }
  return rows;
}

function byOffset(a: TextEdit, b: TextEdit): number {
  return a.range.offset - b.range.offset;
}

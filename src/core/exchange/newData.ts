import { parseNumberCell } from '../engine/csv';
import { childOf, type JsonProperty } from '../network/jsonTree';
import { addedKeys, objectText, rowsIn } from '../network/layout';
import type { Network } from '../network/network';
import type { ParsedNetwork } from '../network/parse';
import type { TextEdit } from '../network/text';
import { chooseColumns, columnsInOrder } from './columnNames';
import type { PastedSamples } from './pastedSamples';

/** What becomes of pasted samples. */
export type PasteWay = 'add' | 'replace';

function rowText(row: readonly string[]): string {
  return `[${row.join(', ')}]`;
}

/** Whether `offset` is on the key "data" or in its value, be it that there is none yet. */
export function isInData({ root, text }: ParsedNetwork, offset: number): boolean {
  const property = root?.kind === 'object' ? root.find.get('data') : undefined;
  if (!property || offset < property.offset) return false;
  const end = property.offset + property.length;
  return offset <= end || (property.value.kind === 'invalid' && text.slice(end, offset).trim() === '');
}

/** The ways that samples can be put into the data of a file; the first is the nearest. */
export function pasteWays({ places }: ParsedNetwork): PasteWay[] {
  return places.data?.inputs && places.data.targets ? ['add', 'replace'] : ['replace'];
}

/** The edits that put samples into the value of "data", in file order; null where the file has no such value. */
export function pasteEdits(parsed: ParsedNetwork, samples: PastedSamples, way: PasteWay): TextEdit[] | null {
  const { root, text, places } = parsed;
  const data = root?.kind === 'object' ? root.find.get('data') : undefined;
  if (root?.kind !== 'object' || !data) return null;
  const grids = places.data;
  const object = data.value.kind === 'object' ? data.value : null;
  const parts = (['inputs', 'targets'] as const).map((key) => ({
    key,
    grid: grids?.[key] ?? null,
    rows: samples[key].map(rowText),
  }));
  if (object && parts.every(({ grid }) => grid)) {
    return parts
      .map(({ grid, rows }): TextEdit => {
        const { range, rows: present } = grid!;
        if (way === 'replace') return { range, newText: rowsIn(text, object, rows) };
        const last = present.at(-1)!;
        const offset = last.offset + last.length;
        return {
          range: { offset, length: 0 },
          newText: rows.map((row) => `,${lineGap(text, last.offset)}${row}`).join(''),
        };
      })
      .sort((a, b) => a.range.offset - b.range.offset);
  }
  const kept = childOf(object, 'testFraction');
  const share = kept ? text.slice(kept.offset, kept.offset + kept.length) : null;
  const keys = parts.map(({ key, rows }) => ({ key, rows }));
  const all = share === null ? keys : [...keys, { key: 'testFraction', rows: share }];
  return [replacedValue(text, data, objectText(text, root, all))];
}

/** Puts a value where another stands, or where one is missing behind the colon. */
function replacedValue(text: string, { value }: JsonProperty, newText: string): TextEdit {
  const { offset, length } = value;
  if (length > 0) return { range: { offset, length }, newText };
  const space = /^[ \t]*/.exec(text.slice(offset, offset + 1_000))?.[0].length ?? 0;
  return { range: { offset, length: space }, newText: ` ${newText}` };
}

/** The white space before a row, if nothing but white space is before it on its line; else one space. */
function lineGap(text: string, offset: number): string {
  return /(?:\r\n|\n|\r)[ \t]*$/.exec(text.slice(Math.max(0, offset - 1_000), offset))?.[0] ?? ' ';
}

/** A CSV file as data: its reference, its columns, and which of them hold categories. */
export interface FileData {
  readonly file: string;
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
  readonly oneHot: readonly string[];
}

/**
 * What `data` says about a CSV file for a network: columns by name, else by their number, else the last one as target.
 *
 * @param rows the header and some rows below it.
 */
export function fileData(
  file: string,
  rows: readonly (readonly string[])[],
  network: Network,
): FileData | null {
  const [header, ...samples] = rows;
  if (!header || header.length < 2) return null;
  const choice = chooseColumns(header, network) ?? columnsInOrder(header.length, header.length - 1, 1)!;
  const name = (column: number): string => header[column]!;
  const isCategory = (column: number): boolean =>
    samples.some((row) => parseNumberCell(row[column] ?? '') === null);
  const columns = [...choice.inputs, ...choice.targets];
  return {
    file,
    inputs: choice.inputs.map(name),
    targets: choice.targets.map(name),
    oneHot: columns.filter(isCategory).map(name),
  };
}

/** The edits that make a CSV file the data of a network file, in place of what there was but the test share. */
export function fileDataEdits(parsed: ParsedNetwork, data: FileData): TextEdit[] | null {
  const { root, text } = parsed;
  if (root?.kind !== 'object') return null;
  const list = (names: readonly string[]): string =>
    `[${names.map((name) => JSON.stringify(name)).join(', ')}]`;
  const property = root.find.get('data');
  const kept = childOf(property?.value, 'testFraction');
  const value = objectText(text, root, [
    { key: 'file', rows: JSON.stringify(data.file) },
    { key: 'inputs', rows: list(data.inputs) },
    { key: 'targets', rows: list(data.targets) },
    ...(data.oneHot.length === 0 ? [] : [{ key: 'oneHot', rows: list(data.oneHot) }]),
    ...(kept ? [{ key: 'testFraction', rows: text.slice(kept.offset, kept.offset + kept.length) }] : []),
  ]);
  if (!property) return addedKeys(text, root, [{ key: 'data', rows: value }]);
  return [replacedValue(text, property, value)];
}

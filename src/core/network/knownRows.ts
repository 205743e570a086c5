import type { JsonNode, JsonNumbers, JsonResult } from './jsonTree';

/** A text that was read, and what came of it. */
export interface ReadText {
  readonly text: string;
  readonly result: JsonResult;
}

/** A row of numbers of the earlier text, and how far it has moved. */
interface KnownRow {
  readonly row: JsonNumbers;
  /** Added to a place in the earlier text it gives the place in the new one. */
  readonly shift: number;
}

/**
 * The rows of numbers that an edit has left as they were. What a row says depends on nothing outside its brackets, so one
 * that lies before or behind everything that changed, is closed and had no problem need not be read again. Nearly all
 * of a large file is such rows, and reading their digits nearly all of the work.
 */
export class KnownRows {
  /** In file order. */
  readonly #rows: readonly KnownRow[];
  #next = 0;

  constructor(before: ReadText, text: string) {
    this.#rows = unchangedRows(before, text);
  }

  /** The row that begins at `offset` of the new text, if it is known. Each call asks further on than the one before. */
  at(offset: number): KnownRow | undefined {
    const rows = this.#rows;
    while (this.#next < rows.length && placeOf(rows[this.#next]!) < offset) this.#next++;
    const found = rows[this.#next];
    return found && placeOf(found) === offset ? found : undefined;
  }
}

function placeOf({ row, shift }: KnownRow): number {
  return row.offset + shift;
}

function unchangedRows({ text: before, result }: ReadText, text: string): KnownRow[] {
  // Of problems that were left out nobody knows where they are.
  if (!result.root || result.omitted > 0) return [];
  const start = commonStart(before, text);
  const end = commonEnd(before, text, Math.min(before.length, text.length) - start);
  const faults = result.problems.map(({ range }) => range.offset).sort((a, b) => a - b);
  let fault = 0;
  const found: KnownRow[] = [];
  for (const row of rowsOf(result.root, [])) {
    const rowEnd = row.offset + row.length;
    while (fault < faults.length && faults[fault]! < row.offset) fault++;
    const hasFault = fault < faults.length && faults[fault]! < rowEnd;
    // A row that the end of something else has closed goes on in another text.
    if (hasFault || before[rowEnd - 1] !== ']') continue;
    if (rowEnd <= start) found.push({ row, shift: 0 });
    else if (row.offset >= before.length - end) found.push({ row, shift: text.length - before.length });
  }
  return found;
}

/** The rows of numbers below a node, in file order. */
function rowsOf(node: JsonNode, found: JsonNumbers[]): JsonNumbers[] {
  if (node.kind === 'numbers') found.push(node);
  else if (node.kind === 'array') for (const item of node.items) rowsOf(item, found);
  else if (node.kind === 'object') for (const { value } of node.properties) rowsOf(value, found);
  return found;
}

/** Characters that are compared at once, which is many times faster than one by one. */
const piece = 4096;

/** How many characters two texts have in common at their start. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.slice(at, at + piece) === b.slice(at, at + piece)) at += piece;
  at = Math.min(at, most);
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** How many they have in common at their end, `most` at most. */
function commonEnd(a: string, b: string, most: number): number {
  const part = (text: string, from: number, to: number): string =>
    text.slice(text.length - to, text.length - from);
  let count = 0;
  while (count + piece <= most && part(a, count, count + piece) === part(b, count, count + piece))
    count += piece;
  while (count < most && a.charCodeAt(a.length - 1 - count) === b.charCodeAt(b.length - 1 - count)) count++;
  return count;
}

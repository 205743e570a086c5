// Test programs reach this file without the folder's declarations; the reference brings them along.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./papaparse.d.ts" />
import Papa from 'papaparse';

/*
 * CSV as RFC 4180 has it: commas, quotes only around a whole field and doubled inside it, records of one
 * width. Nothing is guessed: what would need a guess is a problem with its line. Papaparse is lenient with
 * quotes and wants one kind of line end, so both are settled before it splits the text into fields.
 */

/** The largest data file that is read, in bytes. */
export const dataFileSizeLimit = 64 * 1024 * 1024;

/**
 * `width`: a record of another width than the first. `quote`: a quote that is not closed, or not around a
 * whole field. `encoding`: bytes that are not UTF-8. `character`: a control character.
 */
export interface CsvProblem {
  readonly kind: 'width' | 'quote' | 'encoding' | 'character';
  /** The line of the text, from 1; a quoted line end counts. */
  readonly line: number;
  /** Cause and remedy in one sentence, without the name of the file. */
  readonly message: string;
}

export interface CsvTable {
  /** The records in file order, the header first; all of one width. Blank lines are no records. */
  readonly rows: string[][];
  /** The line on which each record starts, from 1. */
  readonly lines: number[];
}

/** Reads a CSV text; a byte order mark is not part of it. */
export function parseCsv(text: string): CsvTable | { readonly problem: CsvProblem } {
  const content = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const problem = findControlCharacter(content);
  if (problem) return { problem };
  const parts = content.split('"');
  const quoteProblem = findMisplacedQuote(parts);
  if (quoteProblem) return { problem: quoteProblem };
  const table = readRecords(withLineFeeds(parts));
  return findWidthProblem(table) ?? table;
}

/**
 * The text of a CSV file.
 *
 * @param decode strict UTF-8: null for bytes that are not. Core has no decoder of its own.
 */
export function decodeCsv(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => string | null,
): { readonly text: string } | { readonly problem: CsvProblem } {
  const text = decode(bytes);
  if (text !== null) return { text };
  const isUtf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  const line = isUtf16 ? 1 : firstUndecodedLine(bytes, decode);
  const message = isUtf16
    ? 'The file is UTF-16. Save it as UTF-8.'
    : `Line ${line} is not UTF-8. Save the file as UTF-8.`;
  return { problem: { kind: 'encoding', line, message } };
}

/**
 * The number a cell holds, or null if it holds none. Spaces around it do not count; digits with a point and
 * an exponent as in most languages (`+1`, `.5`, `5.`, `1e-3`). A number beyond the largest double is none.
 */
export function parseNumberCell(cell: string): number | null {
  const text = cell.trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** A line feed is in no UTF-8 sequence of several bytes, so each line stands for itself. */
function firstUndecodedLine(bytes: Uint8Array, decode: (bytes: Uint8Array) => string | null): number {
  let line = 1;
  for (let start = 0; start < bytes.length; line++) {
    const feed = bytes.indexOf(0x0a, start);
    const end = feed < 0 ? bytes.length : feed + 1;
    if (decode(bytes.subarray(start, end)) === null) return line;
    start = end;
  }
  return 1;
}

function findControlCharacter(text: string): CsvProblem | null {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  const match = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text);
  if (!match) return null;
  const line = lineAt(text, match.index);
  const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0');
  const message = `Line ${line} holds the control character U+${code}. Remove it, or save the file as UTF-8 text.`;
  return { kind: 'character', line, message };
}

/**
 * Quotes that RFC 4180 does not allow. `parts` is the text cut at every quote: parts 0, 2, 4, … are outside
 * of quotes, and an empty one between two quotes is a doubled quote inside a field. So before an opening
 * quote stands a comma, a line end or nothing, and after a closing one likewise.
 */
function findMisplacedQuote(parts: readonly string[]): CsvProblem | null {
  const last = parts.length - 1;
  let opening = 0;
  for (let k = 0; k <= last; k += 2) {
    const outside = parts[k]!;
    if (outside !== '') {
      if (k > 0 && !/^[,\r\n]/.test(outside)) {
        const line = lineOfQuote(parts, k);
        return {
          kind: 'quote',
          line,
          message: `Line ${line} has text after a closing quote. Put the quotes around the whole field and double those inside it.`,
        };
      }
      if (k < last && !/[,\r\n]$/.test(outside)) {
        const line = lineOfQuote(parts, k + 1);
        return {
          kind: 'quote',
          line,
          message: `Line ${line} has a quote inside a field without quotes. Put quotes around the whole field and double this one.`,
        };
      }
    }
    if (outside !== '' || k === 0) opening = k + 1;
  }
  if (last % 2 === 0) return null;
  const line = lineOfQuote(parts, opening);
  const message = `The quote that opens on line ${line} is never closed. Close it, or remove it.`;
  return { kind: 'quote', line, message };
}

/** The line of the quote in front of part `k`. */
function lineOfQuote(parts: readonly string[], k: number): number {
  const before = parts.slice(0, k).join('"');
  return lineAt(before, before.length);
}

/** The text again, with every line end outside of quotes a line feed. */
function withLineFeeds(parts: readonly string[]): string {
  return parts.map((part, k) => (k % 2 === 0 ? part.replace(/\r\n?/g, '\n') : part)).join('"');
}

function readRecords(text: string): CsvTable {
  const rows: string[][] = [];
  const lines: number[] = [];
  let line = 1;
  let start = 0;
  Papa.parse(text, {
    delimiter: ',',
    newline: '\n',
    step: ({ data, meta }) => {
      const isBlank = meta.cursor === start || (meta.cursor === start + 1 && text[start] === '\n');
      if (!isBlank) {
        rows.push(data);
        lines.push(line);
      }
      for (const field of data) line += countLineEnds(field);
      line++;
      start = meta.cursor;
    },
  });
  return { rows, lines };
}

function findWidthProblem({ rows, lines }: CsvTable): { readonly problem: CsvProblem } | null {
  const header = rows[0];
  if (!header) return null;
  const width = header.length;
  const index = rows.findIndex((row) => row.length !== width);
  if (index < 0) return null;
  const line = lines[index]!;
  const separator = width > 1 ? null : guessSeparator(header[0]!);
  const remedy = separator
    ? `The file seems to be separated by ${separator}: save it with commas and decimal points.`
    : 'Give every line the same number of fields; a field with a comma needs quotes.';
  const message = `Line ${line} has ${fields(rows[index]!.length)}, the header ${fields(width)}. ${remedy}`;
  return { problem: { kind: 'width', line, message } };
}

/** What a header read as one column seems to be separated by instead of commas, for messages only. */
export function guessSeparator(header: string): 'semicolons' | 'tabs' | null {
  if (header.includes(';')) return 'semicolons';
  return header.includes('\t') ? 'tabs' : null;
}

function fields(count: number): string {
  return count === 1 ? '1 field' : `${count} fields`;
}

function lineAt(text: string, offset: number): number {
  return 1 + countLineEnds(text.slice(0, offset));
}

function countLineEnds(text: string): number {
  return text.match(/\r\n|\r|\n/g)?.length ?? 0;
}

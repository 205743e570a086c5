import { runToEnd, type Steps } from '../network/steps';
import { CsvReader, type CsvProblem, type CsvTable } from './csvReader';
import { say } from '../words/say';

/** The largest data file that is read, in bytes. */
export const dataFileSizeLimit = 64 * 1024 * 1024;

/** Characters between two pauses: a millisecond or two of work. */
const charactersPerStep = 32_768;

/** Reads a CSV text, as CsvReader says; a byte order mark is not part of it. */
export function parseCsv(text: string): CsvTable | { readonly problem: CsvProblem } {
  return runToEnd(parseCsvSteps(text));
}

/** The same with a pause every 32,768 characters. */
export function* parseCsvSteps(text: string): Steps<CsvTable | { readonly problem: CsvProblem }> {
  const reader = new CsvReader(text);
  while (!reader.run(charactersPerStep)) yield;
  return reader.result();
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
    ? say('The file is UTF-16. Save it as UTF-8.')
    : say('Line {0} is not UTF-8. Save the file as UTF-8.', line);
  return { problem: { kind: 'encoding', line, message } };
}

/**
 * The number a cell holds, or null if it holds none. Spaces around it do not count; digits with a point and
 * an exponent as in most languages (`+1`, `.5`, `5.`, `1e-3`). A number beyond the largest double is none.
 */
export function parseNumberCell(cell: string): number | null {
  const short = shortDecimal(cell);
  if (!Number.isNaN(short)) return short;
  const text = cell.trim();
  if (!/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/**
 * The number of a cell of at most 15 digits with nothing but a minus before and a point between them, as most cells are; NaN
 * for any other. The digits are a whole number and their power of ten is exact, so that the quotient is rounded once, to
 * what `Number` gives.
 */
function shortDecimal(cell: string): number {
  if (cell.length > mostShort) return NaN;
  const isNegative = cell.charCodeAt(0) === MINUS;
  let [whole, digits, decimals] = [0, 0, -1];
  for (let n = isNegative ? 1 : 0; n < cell.length; n++) {
    const digit = cell.charCodeAt(n) - ZERO;
    if (digit >= 0 && digit <= 9) {
      whole = 10 * whole + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (digit === POINT - ZERO && decimals < 0) decimals = 0;
    else return NaN;
  }
  if (digits === 0 || digits > mostExactDigits) return NaN;
  const value = decimals > 0 ? whole / powersOfTen[decimals]! : whole;
  return isNegative ? -value : value;
}

const [MINUS, POINT, ZERO] = [0x2d, 0x2e, 0x30];
/** Whole numbers of so many digits are doubles, and so are powers of ten up to the 22nd. */
const mostExactDigits = 15;
/** With a minus and a point. */
const mostShort = mostExactDigits + 2;
const powersOfTen = Array.from({ length: mostExactDigits + 1 }, (_, n) => Number(`1e${n}`));

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

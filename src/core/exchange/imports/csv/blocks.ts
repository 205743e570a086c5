import { parseNumberCell } from '../../../engine/csv';
import { LIMITS } from '../../../network/limits';
import { Pace, type Steps } from '../../../network/steps';
import { grouped, quoted } from '../../../network/wording';
import { refuse } from '../imported';
import { say } from '../../../words/say';

/** A matrix in a text of numbers. */
export interface Block {
  /** What stands alone on the line above it; null: nothing. */
  readonly name: string | null;
  /** The line of its first row, from 1. */
  readonly line: number;
  readonly rows: number;
  readonly columns: number;
  /** In row-major order. */
  readonly values: readonly number[];
}

/** Lines between two pauses. */
const LINES_PER_STEP = 200;

/** Matrices of so many numbers are no weights of a network file, with a bias for every weight. */
const MOST_NUMBERS = 2 * LIMITS.weights;

/**
 * The matrices of a text: numbers with commas, semicolons, tabs or spaces between them, a row a line; an empty line, a
 * comment (#) or a name alone on its line ends a matrix. Refuses any other line at its place.
 */
export function* blockSteps(text: string): Steps<Block[]> {
  const blocks: Block[] = [];
  let name: string | null = null;
  let rows: number[][] = [];
  let first = 1;
  let count = 0;
  const close = (): void => {
    if (rows.length === 0) return;
    blocks.push({ name, line: first, rows: rows.length, columns: rows[0]!.length, values: rows.flat() });
    [rows, name] = [[], null];
  };
  const pace = new Pace(LINES_PER_STEP);
  let number = 0;
  for (const line of linesOf(text)) {
    number++;
    if (pace.isDue()) yield;
    checkLength(number, line);
    if (line === '') {
      close();
      continue;
    }
    if (line.startsWith('#')) {
      close();
      name = line.replace(/^#+\s*/, '') || null;
      continue;
    }
    const cells = cellsOf(line);
    const numbers = cells.map(parseNumberCell);
    if (numbers.every((value) => value !== null)) {
      if (rows.length === 0) first = number;
      checkWidth(number, numbers.length, rows);
      rows.push(numbers);
      count += numbers.length;
      if (count > MOST_NUMBERS) {
        refuse(
          null,
          say('It has more than {0} numbers.', grouped(MOST_NUMBERS)),
          say('Import a smaller network.'),
        );
      }
    } else if (cells.length === 1 && numbers[0] === null) {
      close();
      name = cells[0]!;
    } else {
      const wrong = cells[numbers.indexOf(null)] ?? '';
      refuse(
        say('line {0}', number),
        say('{0} is no number.', quoted(wrong)),
        say('Write numbers alone, one row a line, with an empty line between two matrices.'),
      );
    }
  }
  close();
  return blocks;
}

/** The lines of a text, one after the other, without the white space around them. */
function* linesOf(text: string): Generator<string, void, undefined> {
  const ends = /\r\n|\n|\r/g;
  for (let start = 0; start <= text.length; start = ends.lastIndex) {
    const end = ends.exec(text);
    yield text.slice(start, end?.index).trim();
    if (!end) return;
  }
}

/** A row of more numbers has more units than a layer; no number needs more characters. */
const LONGEST_LINE = 64 * (LIMITS.units + 1);

function checkLength(line: number, { length }: string): void {
  if (length <= LONGEST_LINE) return;
  refuse(
    say('line {0}', line),
    say('It has {0} characters: more than the numbers of one row.', grouped(length)),
    say('Write numbers alone, one row a line, with an empty line between two matrices.'),
  );
}

/** Cells between the first separator that a line has, of comma, semicolon, tab and space; quotation marks around one are left out. */
function cellsOf(line: string): string[] {
  const separator =
    [',', ';', '\t'].find((one) => line.includes(one)) ?? (/^[-+.\deE\s]+$/.test(line) ? /\s+/ : '\t');
  return line.split(separator).map((cell) => cell.trim().replace(/^"([^"]*)"$/, '$1'));
}

function checkWidth(line: number, width: number, rows: readonly (readonly number[])[]): void {
  const expected = rows[0]?.length ?? width;
  if (width === expected) return;
  refuse(
    say('line {0}', line),
    say('It has {0} numbers, and the rows above it have {1}.', width, expected),
    say('Write rows of one length, and an empty line between two matrices.'),
  );
}

import type { Dialect } from './dialect';

/** Lines of a program, each without its line end. */
export type Lines = readonly string[];

/** A parameter of a function: a number, or a whole number that counts or names a place. */
export interface FunctionParameter {
  readonly name: string;
  readonly type: 'number' | 'index';
}

/**
 * The few constructs that a training program needs of a language in which one writes loops over numbers: plain
 * Python, TypeScript, C. Arithmetic and `table[i][j]` are written alike in all of them, and so stand in texts.
 */
export interface LoopLanguage {
  readonly dialect: Dialect;
  comment(words: string): string;
  /** What stands above everything else. */
  readonly head: Lines;
  /** A whole number that never changes. */
  count(name: string, value: number): Lines;
  /** A row of numbers. */
  row(name: string, values: ArrayLike<number>): Lines;
  /** Rows of equal length. */
  table(name: string, rows: readonly ArrayLike<number>[]): Lines;
  /** The same, all 0. */
  zeroRow(name: string, length: number): Lines;
  zeroTable(name: string, rows: number, columns: number): Lines;
  /** A function that gives a number back, or nothing. */
  func(
    name: string,
    parameters: readonly FunctionParameter[],
    returns: 'number' | 'nothing',
    body: Lines,
  ): Lines;
  local(name: string, value: string): string;
  localIndex(name: string, value: string): string;
  assign(target: string, operator: '=' | '+=' | '-=', value: string): string;
  giveBack(value: string): string;
  /** Calls a function of the program for what it does. */
  call(text: string): string;
  /** For `index` from `from` to before `to`. */
  loop(index: string, from: string, to: string, body: Lines): Lines;
  /** `condition` compares numbers, which is written alike everywhere. */
  when(condition: string, then: Lines): Lines;
  /** The smaller of two whole numbers. */
  smaller(left: string, right: string): string;
  /** A whole number as a number. */
  asNumber(index: string): string;
  /** Prints words, which hold letters and spaces only, and a number. */
  print(words: string, value: string | null): string;
  /** Ends the program as failed, with words, unless `condition` holds. */
  demand(condition: string, words: string): Lines;
  /** The program's main part. */
  main(body: Lines): Lines;
  /** The remainder of whole numbers, and their quotient rounded down. */
  readonly quotient: (left: string, right: string) => string;
}

export const indented = (lines: Lines, by: string): Lines =>
  lines.map((line) => (line === '' ? '' : `${by}${line}`));

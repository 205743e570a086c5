/** How the figures of the bench are taken and printed. */

import type { Steps } from '../../src/core/network/steps';

/** How often each thing is measured. */
export const ROUNDS = 7;

/** The middle value. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1]!;

/** Milliseconds of `work`. */
export function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** What work in steps comes to, the milliseconds of its longest step, and those of all. */
export function timeSteps<T>(steps: Steps<T>): {
  readonly value: T;
  readonly longest: number;
  readonly whole: number;
} {
  let [longest, whole] = [0, 0];
  for (;;) {
    const start = performance.now();
    const step = steps.next();
    const milliseconds = performance.now() - start;
    longest = Math.max(longest, milliseconds);
    whole += milliseconds;
    if (step.done) return { value: step.value, longest, whole };
  }
}

/** One line: what it is, then its figures. */
export function print(...cells: readonly (string | number)[]): void {
  const text = cells.map((cell) => (typeof cell === 'number' ? shown(cell) : cell));
  console.log(text.map((cell, n) => (n === 0 ? cell.padEnd(46) : cell.padStart(16))).join(''));
}

/** Three digits, or whole numbers in groups of three. */
export function shown(value: number): string {
  if (Number.isInteger(value) && value < 1000) return String(value);
  if (value >= 1000) return Math.round(value).toLocaleString('en').replaceAll(',', ' ');
  return value.toPrecision(3);
}

/**
 * A table whose columns are as wide as need be: the first from the left, the last as it is, others from the right; one
 * without a cell that says anything is left out.
 */
export function printTable(head: readonly string[], rows: readonly (readonly string[])[]): void {
  const isUsed = head.map((_, n) => rows.some((row) => row[n] !== ''));
  const all = [head, ...rows].map((row) => row.filter((_, n) => isUsed[n]));
  const widths = all[0]!.map((_, n) => Math.max(...all.map((row) => row[n]!.length)));
  const last = widths.length - 1;
  for (const row of all) {
    const cells = row.map((cell, n) => {
      if (n === last) return cell;
      return n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!);
    });
    console.log(cells.join('  ').trimEnd());
  }
}

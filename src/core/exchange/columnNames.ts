import type { Network } from '../network/network';
import { looseSpelling, plainSpelling } from '../network/spelling';
import { createSymbols } from '../network/symbols';

/** What the columns of a table with a network's samples are called: inputs, then targets; each name once. */
export interface ColumnNames {
  readonly inputs: readonly string[];
  readonly targets: readonly string[];
}

/** A name that a CSV file can have in its header, and people in sight. */
const usable = /^[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+$/u;

/** The names that the file lists, else the plain spelling of symbols; x1, x2, … and t1, t2, … where they are not all different. */
export function columnNames(network: Network): ColumnNames {
  const symbols = createSymbols(network);
  const outputs = network.layers.at(-1)!.units;
  const inputs = numbers(network.inputs.units).map(
    (i) => network.inputs.names?.[i] ?? plainSpelling(symbols.input(i)),
  );
  const targets = numbers(outputs).map((k) => plainSpelling(symbols.target(k)));
  const all = [...inputs, ...targets];
  if (new Set(all).size === all.length && all.every((name) => usable.test(name))) return { inputs, targets };
  return { inputs: inputs.map((_, i) => `x${i + 1}`), targets: targets.map((_, k) => `t${k + 1}`) };
}

/** Where the columns of a header go. */
export interface ColumnChoice {
  /** For each input its column. */
  readonly inputs: readonly number[];
  /** For each target its column. */
  readonly targets: readonly number[];
}

/**
 * The columns that a network's inputs and targets are in: those with their names, however they are spelled; else, if
 * there are as many columns as inputs and targets and no name says otherwise, in that order. Null where neither is so.
 *
 * @param outputNames what outputs are called: a target may have the name of its output.
 */
export function chooseColumns(header: readonly string[], network: Network): ColumnChoice | null {
  const { inputs, targets } = columnNames(network);
  const symbols = createSymbols(network);
  const last = network.layers.length - 1;
  const places = new Map<string, number>();
  for (const [column, name] of header.entries()) {
    const key = looseSpelling(name.trim());
    if (!places.has(key)) places.set(key, column);
  }
  const find = (...names: readonly string[]): number =>
    names.map((name) => places.get(looseSpelling(name)) ?? -1).find((column) => column >= 0) ?? -1;
  const chosen: ColumnChoice = {
    inputs: inputs.map((name, i) => find(name, symbols.input(i))),
    targets: targets.map((name, k) => find(name, symbols.target(k), symbols.activation(last, k))),
  };
  const all = [...chosen.inputs, ...chosen.targets];
  if (all.every((column) => column >= 0) && new Set(all).size === all.length) return chosen;
  const inOrder = columnsInOrder(header.length, inputs.length, targets.length);
  // A name that is known says where its column goes, whatever the others are called.
  const isAgainst = all.some((column, n) => column >= 0 && column !== n);
  return isAgainst ? null : inOrder;
}

/** The first columns as inputs, the others as targets, if there are as many. */
export function columnsInOrder(columns: number, inputs: number, targets: number): ColumnChoice | null {
  if (columns !== inputs + targets) return null;
  return { inputs: numbers(inputs), targets: numbers(targets).map((k) => inputs + k) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

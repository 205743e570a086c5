import { parseJsonSteps } from '../../network/json';
import { childOf, type JsonNode, type JsonObject } from '../../network/jsonTree';
import { Lines } from '../../network/lines';
import { Pace, type Steps } from '../../network/steps';
import { shownNode } from '../../network/wording';
import { textOfUtf8 } from '../files/utf8';
import { refuse } from './imported';
import { say } from '../../words/say';

/**
 * Reading JSON of other tools field by field. Each function refuses, by `refuse`, what is not as it should be, at its
 * place; `where` is that place in the words of the file, such as `coefs_[1]`.
 */

/** The tree of a strict JSON text in UTF-8 whose root is an object, with every key once. */
export function* jsonObjectSteps(bytes: Uint8Array): Steps<JsonObject> {
  const again = say('Write the file anew, and leave it as it is.');
  if (hasTooManyParts(bytes)) {
    refuse(
      null,
      say('It has more lists, keys and numbers than a network file can hold.'),
      say('Import a smaller network.'),
    );
  }
  const text = textOfUtf8(bytes);
  if (text === null) refuse(null, say('The file is not UTF-8.'), again);
  const { root, problems } = yield* parseJsonSteps(text, { strict: true });
  // Of equal keys one tool takes the first and another the last.
  const problem = problems.find(({ severity, code }) => severity === 'error' || code === 'json.duplicateKey');
  if (problem) {
    const { line, column } = new Lines(text).place(problem.range.offset);
    refuse(say('line {0}, column {1}', line, column), problem.message, again);
  }
  if (root?.kind !== 'object') refuse(null, say('The file is not one JSON object.'), again);
  return root;
}

/** A million weights and as many numbers of samples, with a list around each. */
const MOST_PARTS = 5_000_000;

/** Whether there are more commas, colons and opening brackets; the tree of the text takes memory for each. */
function hasTooManyParts(bytes: Uint8Array): boolean {
  let parts = 0;
  for (const byte of bytes) {
    if (byte === 0x2c || byte === 0x3a || byte === 0x5b || byte === 0x7b) parts++;
  }
  return parts > MOST_PARTS;
}

function wrong(where: string, expected: string, node: JsonNode | undefined): never {
  const fromSnippet = say('Write the file anew with the snippet.');
  if (!node) refuse(where, say('It is missing. It must be {0}.', expected), fromSnippet);
  refuse(where, say('It must be {0}, not {1}.', expected, shownNode(node)), fromSnippet);
}

/** The value of a key; undefined where it is missing or null. */
export function field(object: JsonObject, key: string): JsonNode | undefined {
  const node = childOf(object, key);
  return node?.kind === 'null' ? undefined : node;
}

export function objectOf(node: JsonNode | undefined, where: string): JsonObject {
  return node?.kind === 'object' ? node : wrong(where, say('an object'), node);
}

export function textOf(node: JsonNode | undefined, where: string): string {
  return node?.kind === 'string' ? node.value : wrong(where, say('text'), node);
}

export function numberOf(node: JsonNode | undefined, where: string): number {
  return node?.kind === 'number' ? node.value : wrong(where, say('a number'), node);
}

export function truthOf(node: JsonNode | undefined, where: string): boolean {
  return node?.kind === 'boolean' ? node.value : wrong(where, say('true or false'), node);
}

/** A whole number, at least `low`. */
export function wholeOf(node: JsonNode | undefined, where: string, low = 1): number {
  const value = numberOf(node, where);
  return Number.isInteger(value) && value >= low
    ? value
    : wrong(where, say('a whole number, at least {0}', low), node);
}

/** The entries of a list; those of a list of numbers have the place of the list. */
export function listOf(node: JsonNode | undefined, where: string): readonly JsonNode[] {
  if (node?.kind === 'array') return node.items;
  if (node?.kind !== 'numbers') wrong(where, say('a list'), node);
  const { pool, start, count, offset, length } = node;
  return Array.from({ length: count }, (_, n) => ({
    kind: 'number' as const,
    value: pool.values[start + n]!,
    offset,
    length,
  }));
}

/** A list of numbers; it may be empty. */
export function numbersOf(node: JsonNode | undefined, where: string): Float64Array {
  if (node?.kind === 'numbers') return node.pool.values.slice(node.start, node.start + node.count);
  if (node?.kind === 'array' && node.items.length === 0) return new Float64Array(0);
  return wrong(where, say('a list of numbers'), node);
}

export function textsOf(node: JsonNode | undefined, where: string): string[] {
  return listOf(node, where).map((one, n) => textOf(one, `${where}[${n}]`));
}

/** Numbers in rows of one length, in row-major order. */
export interface Rows {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

/** Rows between two pauses. */
const ROWS_PER_STEP = 1_000;

/** A list of at least one row of numbers, all of one length, at least one. */
export function* rowsOf(node: JsonNode | undefined, where: string): Steps<Rows> {
  const expected = say('a list of rows of numbers');
  if (node?.kind !== 'array' || node.items.length === 0) return wrong(where, expected, node);
  const { items } = node;
  const [first] = items;
  const columns =
    first?.kind === 'numbers' ? first.count : wrong(`${where}[0]`, say('a list of numbers'), first);
  // What the text spells out bounds the size: no row is shorter than the first.
  items.forEach((row, n) => {
    const place = `${where}[${n}]`;
    if (row.kind !== 'numbers') wrong(place, say('a list of numbers'), row);
    if (row.count !== columns) {
      refuse(
        place,
        say('It has {0} numbers, and the first row has {1}.', row.count, columns),
        say('Write the file anew with the snippet.'),
      );
    }
  });
  const values = new Float64Array(items.length * columns);
  const pace = new Pace(ROWS_PER_STEP);
  for (const [n, row] of items.entries()) {
    if (row.kind === 'numbers')
      values.set(row.pool.values.subarray(row.start, row.start + columns), n * columns);
    if (pace.isDue()) yield;
  }
  return { rows: items.length, columns, values };
}

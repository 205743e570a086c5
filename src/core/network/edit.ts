import type { JsonNode, JsonObject } from './jsonTree';
import { childOf, rangeAt } from './jsonTree';
import { addedKeys, type NewKey } from './layout';
import type { Layer, Network } from './network';
import type { ParsedNetwork } from './parse';
import type { LayerPlaces } from './places';
import { runToEnd } from './steps';
import type { ParameterSubject } from './subject';
import type { TextEdit } from './text';
import { say } from '../words/say';

/**
 * Writing parameters back into a file. Only numbers that changed are touched; every other byte stays: comments,
 * layout, line ends, the spelling of numbers that did not change.
 */

/** Above this many changed numbers in a file a row is one edit: editors are slow with many small ones. */
const MOST_NUMBER_EDITS = 1_000;

type Values = (subject: ParameterSubject) => number;

/** Which parameters are written: all weights or all biases of a layer each. */
type Wanted = (kind: ParameterSubject['kind'], layer: number) => boolean;

const everything: Wanted = () => true;

/** The shortest digits that read back as the same double, −0 included. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A number of the file that changes. */
interface Change {
  readonly offset: number;
  readonly length: number;
  readonly newText: string;
}

/** The changes of one row, in file order. */
type RowChanges = readonly Change[];

/**
 * The edits that put `values` into the text of `parsed`: changed numbers in place, omitted weights and biases as
 * new keys. Edits come in file order and do not overlap. The network must be valid.
 *
 * Throws a RangeError for a value that is not finite, since JSON has none, before any edit is made.
 */
export function parameterEdits(parsed: ParsedNetwork, values: Values): TextEdit[] {
  return runToEnd(parameterEditSteps(parsed, values));
}

/** The same with a pause every 10,000 numbers or so; of the parameters that are wanted. */
export function* parameterEditSteps(
  parsed: ParsedNetwork,
  values: Values,
  isWanted: Wanted = everything,
): Generator<undefined, TextEdit[], undefined> {
  const { network, root, text } = parsed;
  if (!network || !root) throw new Error('Only a network without errors can be written back.');
  const checked: Values = (subject) => {
    const value = values(subject);
    if (!Number.isFinite(value)) {
      throw new RangeError(
        say('The {0} is {1}, which a network file cannot hold.', nameOf(network, subject), value),
      );
    }
    return value;
  };
  const rows: RowChanges[] = [];
  const added: TextEdit[] = [];
  for (const [l, layer] of network.layers.entries()) {
    const places = parsed.places.layers[l];
    const node = objectAt(root, l);
    if (!places || !node) throw new Error(`Layer ${l + 1} has no place in the text.`);
    rows.push(...(yield* changesOf(layer, l, places, checked, isWanted)));
    const before = l === 0 ? network.inputs.units : network.layers[l - 1]!.units;
    added.push(...addedKeys(text, node, yield* missingKeys(layer, l, before, checked, isWanted)));
  }
  return [...editsOf(text, rows), ...added].sort((a, b) => a.range.offset - b.range.offset);
}

function nameOf(network: Network, subject: ParameterSubject): string {
  const layer = network.layers[subject.layer]?.name ?? say('layer {0}', subject.layer + 1);
  const unit = subject.j + 1;
  return subject.kind === 'weight'
    ? say('weight from unit {0} to unit {1} of {2}', subject.i + 1, unit, layer)
    : say('bias of unit {0} of {1}', unit, layer);
}

function objectAt(root: JsonNode, l: number): JsonObject | null {
  const layers = childOf(root, 'layers');
  const node = layers?.kind === 'array' ? layers.items[l] : undefined;
  return node?.kind === 'object' && rangeAt(root, ['layers', l]) ? node : null;
}

const NUMBERS_PER_STEP = 10_000;

/** Whether the end of row `i` of so many columns is a place to pause. */
function isPause(i: number, columns: number): boolean {
  return (i + 1) % Math.max(1, Math.floor(NUMBERS_PER_STEP / columns)) === 0;
}

function* changesOf(
  layer: Layer,
  l: number,
  places: LayerPlaces,
  values: Values,
  isWanted: Wanted,
): Generator<undefined, RowChanges[], undefined> {
  const rows: RowChanges[] = [];
  const grid = places.weights;
  if (layer.weights && grid && isWanted('weight', l)) {
    for (const [i, row] of layer.weights.entries()) {
      const changes: Change[] = [];
      row.forEach((old, j) => {
        const value = values({ kind: 'weight', layer: l, i, j });
        const index = i * grid.columns + j;
        if (!Object.is(value, old)) {
          changes.push({
            offset: grid.offsets[index]!,
            length: grid.lengths[index]!,
            newText: numberText(value),
          });
        }
      });
      rows.push(changes);
      if (isPause(i, grid.columns)) yield undefined;
    }
  }
  const list = places.biases;
  if (layer.biases && list && isWanted('bias', l)) {
    const changes: Change[] = [];
    layer.biases.forEach((old, j) => {
      const value = values({ kind: 'bias', layer: l, j });
      if (!Object.is(value, old)) {
        changes.push({ offset: list.offsets[j]!, length: list.lengths[j]!, newText: numberText(value) });
      }
    });
    rows.push(changes);
  }
  return rows;
}

function editsOf(text: string, rows: readonly RowChanges[]): TextEdit[] {
  const count = rows.reduce((sum, row) => sum + row.length, 0);
  if (count > MOST_NUMBER_EDITS) return rows.flatMap((row) => rowEdit(text, row));
  return rows.flat().map(({ offset, length, newText }) => ({ range: { offset, length }, newText }));
}

/** One edit from the first changed number of a row to its last; what stands between is repeated as it is. */
function rowEdit(text: string, changes: RowChanges): TextEdit[] {
  const first = changes[0];
  const last = changes.at(-1);
  if (!first || !last) return [];
  let newText = '';
  let position = first.offset;
  for (const change of changes) {
    newText += text.slice(position, change.offset) + change.newText;
    position = change.offset + change.length;
  }
  return [{ range: { offset: first.offset, length: position - first.offset }, newText }];
}

/** The keys that a layer lacks, with their text row by row. */
function* missingKeys(
  layer: Layer,
  l: number,
  before: number,
  values: Values,
  isWanted: Wanted,
): Generator<undefined, NewKey[], undefined> {
  const keys: NewKey[] = [];
  const units = Array.from({ length: layer.units }, (_, j) => j);
  if (!layer.weights && isWanted('weight', l)) {
    const rows: string[] = [];
    for (let i = 0; i < before; i++) {
      const row = units.map((j) => numberText(values({ kind: 'weight', layer: l, i, j })));
      rows.push(`[${row.join(', ')}]`);
      if (isPause(i, layer.units)) yield undefined;
    }
    keys.push({ key: 'weights', rows });
  }
  if (layer.hasBiases && !layer.biases && isWanted('bias', l)) {
    keys.push({
      key: 'biases',
      rows: `[${units.map((j) => numberText(values({ kind: 'bias', layer: l, j }))).join(', ')}]`,
    });
  }
  return keys;
}

import { type ParsedNetwork } from '../network/parse';
import { keyPathAt, type NumberGridPlaces, subjectAt } from '../network/places';
import type { Subject } from '../network/subject';
import type { TextRange } from '../network/text';
import { occurrenceSteps, type SymbolAt, symbolAtSteps } from './occurrences';

/** Where what is used somewhere was named, and where what is named somewhere is used. */

type Located = Pick<ParsedNetwork, 'text' | 'root' | 'places'>;

/** A unit of a layer, counted from 0, or an input: layer −1. */
interface Unit {
  readonly layer: number;
  readonly j: number;
}

/** Of a row or column of numbers at most so many are listed. */
const MOST_USES = 1_000;

/** The unit that a quantity belongs to; null for a weight, which has two, and for the loss. */
function unitOf({ places }: Located, subject: Subject): Unit | null {
  switch (subject.kind) {
    case 'input':
      return { layer: -1, j: subject.i };
    case 'target':
    case 'lossTerm':
      return { layer: places.layers.length - 1, j: subject.k };
    case 'bias':
    case 'preActivation':
    case 'activation':
    case 'delta':
      return { layer: subject.layer, j: subject.j };
    case 'weight':
    case 'loss':
      return null;
  }
}

/** Where a unit is named; where the file only counts the units of its layer, the count. */
function unitPlace({ places }: Located, { layer, j }: Unit): TextRange | null {
  if (layer < 0) {
    return places.inputs?.names[j] ?? places.symbols.input?.names[j] ?? places.inputs?.range ?? null;
  }
  const own = places.layers[layer];
  return own?.unitNames[j] ?? own?.symbols.activation?.names[j] ?? own?.units ?? null;
}

/** A definition, and what under the cursor it defines. */
export interface Definition {
  readonly origin: TextRange;
  readonly target: TextRange;
}

/**
 * Where what stands at `offset` is named: of a weight the units it joins and its own name, of a bias, an input or a
 * target its unit, of a symbol within another the place that it is given at, of a name of a weight or bias the number,
 * of a swept key the key of `training`. Pauses.
 */
export function* definitionSteps(
  located: Located,
  offset: number,
): Generator<undefined, readonly Definition[], undefined> {
  const place = keyPathAt(located, offset);
  if (!place) return [];
  const to = (targets: readonly (TextRange | null | undefined)[], origin: TextRange = place.range) =>
    distinct(targets).map((target) => ({ origin, target }));
  if (place.isOnKey) {
    const [section, key, ...below] = place.path;
    const isSwept = section === 'sweep' && typeof key === 'string' && below.length === 0;
    return isSwept ? to([located.places.training?.keys.get(key)?.key]) : [];
  }
  const symbol = yield* symbolAtSteps(located, offset);
  if (symbol && !symbol.isWhole) {
    const occurrences = yield* occurrenceSteps(located, symbol);
    return to(
      occurrences.filter(({ isWhole }) => isWhole).map(({ range }) => range),
      symbol.range,
    );
  }
  const column = columnAt(located, place.path);
  const subject = column ?? subjectAt(located, offset);
  if (!subject) return [];
  return to(namedAt(located, subject, symbol), symbol?.range);
}

function namedAt(
  located: Located,
  subject: Subject,
  symbol: SymbolAt | null,
): readonly (TextRange | null | undefined)[] {
  const { places } = located;
  if (subject.kind === 'weight') {
    const { layer, i, j } = subject;
    if (symbol) return [numberAt(places.layers[layer]?.weights, i, j)];
    const name = places.layers[layer]?.symbols.weight?.rows[i]?.[j];
    return [unitPlace(located, { layer: layer - 1, j: i }), unitPlace(located, { layer, j }), name];
  }
  const unit = unitOf(located, subject);
  if (!unit) return [];
  if (subject.kind === 'bias') {
    const own = places.layers[subject.layer];
    if (symbol) return [listEntry(own?.biases, subject.j)];
    return [unitPlace(located, unit), own?.symbols.bias?.names[subject.j]];
  }
  return [unitPlace(located, unit)];
}

/** The input or output that a column of a CSV file is for, as long as every column is one number. */
function columnAt({ root, places }: Located, path: readonly (string | number)[]): Subject | null {
  const [section, list, index] = path;
  if (section !== 'data' || typeof index !== 'number' || !places.data?.file || path.length !== 3) return null;
  const data = root?.kind === 'object' ? root.find.get('data')?.value : undefined;
  const oneHot = data?.kind === 'object' ? data.find.get('oneHot')?.value : undefined;
  if (oneHot?.kind === 'array' && oneHot.items.length > 0) return null;
  if (list === 'inputs') return { kind: 'input', i: index };
  return list === 'targets' ? { kind: 'target', k: index } : null;
}

/**
 * Where what stands at `offset` is used: of a unit the weights that lead to it and from it, its bias, its names, its
 * column of the samples; of a weight or bias its number and its name; of any symbol also where it stands within
 * others. Without what `definitionSteps` calls its name unless `withNames`. In file order; of a row or column the first
 * 1,000. Pauses.
 */
export function* referenceSteps(
  located: Located,
  offset: number,
  withNames: boolean,
): Generator<undefined, readonly TextRange[], undefined> {
  const place = keyPathAt(located, offset);
  if (!place || place.isOnKey) return [];
  const symbol = yield* symbolAtSteps(located, offset);
  const found: (TextRange | null | undefined)[] = [];
  if (symbol) {
    const occurrences = yield* occurrenceSteps(located, symbol);
    for (const { range, isWhole } of occurrences) if (withNames || !isWhole) found.push(range);
  }
  const isWhole = symbol?.isWhole ?? true;
  const subject = columnAt(located, place.path) ?? (isWhole ? subjectAt(located, offset) : null);
  if (subject) found.push(...usesOf(located, subject, withNames));
  return distinct(found).sort((a, b) => a.offset - b.offset);
}

function usesOf(
  located: Located,
  subject: Subject,
  withNames: boolean,
): readonly (TextRange | null | undefined)[] {
  const { places } = located;
  if (subject.kind === 'weight') {
    const { layer, i, j } = subject;
    const own = places.layers[layer];
    const name = own?.symbols.weight?.rows[i]?.[j];
    return [numberAt(own?.weights, i, j), ...(withNames ? [name && inside(located, name)] : [])];
  }
  const unit = unitOf(located, subject);
  return unit ? unitUses(located, unit, withNames) : [];
}

function unitUses(
  located: Located,
  unit: Unit,
  withNames: boolean,
): readonly (TextRange | null | undefined)[] {
  const { places } = located;
  const { layer, j } = unit;
  const own = places.layers[layer];
  const isOutput = layer === places.layers.length - 1;
  const name = unitPlace(located, unit);
  return [
    ...(withNames ? [name && inside(located, name)] : []),
    ...columnOf(own?.weights, j),
    ...rowOf(places.layers[layer + 1]?.weights, j),
    listEntry(own?.biases, j),
    ...[own?.symbols.bias, own?.symbols.preActivation, own?.symbols.activation].map((names) => {
      const written = names?.names[j];
      return written && inside(located, written);
    }),
    ...(layer < 0 ? columnOf(places.data?.inputs, j) : []),
    ...(isOutput ? columnOf(places.data?.targets, j) : []),
    ...(isOutput ? [places.symbols.target?.names[j], places.symbols.lossTerm?.names[j]] : []).map(
      (written) => written && inside(located, written),
    ),
  ];
}

/** A name without its quotes. */
function inside({ text }: Located, { offset, length }: TextRange): TextRange {
  const isQuoted = text[offset] === '"' && length >= 2;
  return isQuoted ? { offset: offset + 1, length: length - 2 } : { offset, length };
}

function numberAt(grid: NumberGridPlaces | null | undefined, i: number, j: number): TextRange | null {
  return grid && j < grid.columns ? listEntry(grid, i * grid.columns + j) : null;
}

function listEntry(
  list: { readonly offsets: Uint32Array; readonly lengths: Uint32Array } | null | undefined,
  index: number,
): TextRange | null {
  const offset = list?.offsets[index];
  const length = list?.lengths[index];
  return offset === undefined || length === undefined ? null : { offset, length };
}

function columnOf(grid: NumberGridPlaces | null | undefined, j: number): readonly (TextRange | null)[] {
  const rows = Math.min(grid?.rows.length ?? 0, MOST_USES);
  return Array.from({ length: rows }, (_, i) => numberAt(grid, i, j));
}

function rowOf(grid: NumberGridPlaces | null | undefined, i: number): readonly (TextRange | null)[] {
  const columns = grid && i < grid.rows.length ? Math.min(grid.columns, MOST_USES) : 0;
  return Array.from({ length: columns }, (_, j) => numberAt(grid, i, j));
}

/** The places that are there, each once. */
function distinct(ranges: readonly (TextRange | null | undefined)[]): TextRange[] {
  const found = new Map<number, TextRange>();
  for (const range of ranges) {
    if (range && !found.has(range.offset))
      found.set(range.offset, { offset: range.offset, length: range.length });
  }
  return [...found.values()];
}

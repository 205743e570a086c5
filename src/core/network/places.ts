import { entryRange, type JsonNode, type JsonNumbers } from './jsonTree';
import type { Subject } from './subject';
import type { TextRange } from './text';

/** Where the parts of a network stand in its text. */

/** The numbers of a matrix, row by row: number (i, j) is at index i · columns + j. */
export interface NumberGridPlaces {
  readonly range: TextRange;
  readonly rows: readonly TextRange[];
  readonly columns: number;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

export interface NumberListPlaces {
  readonly range: TextRange;
  readonly offsets: Uint32Array;
  readonly lengths: Uint32Array;
}

/** A symbol key: its value, and its names if it lists some. */
export interface NamePlaces {
  readonly range: TextRange;
  readonly names: readonly TextRange[];
}

export interface NameGridPlaces {
  readonly range: TextRange;
  readonly rows: readonly (readonly TextRange[])[];
}

export interface LayerPlaces {
  readonly object: TextRange;
  readonly name: TextRange | null;
  readonly units: TextRange | null;
  readonly unitNames: readonly TextRange[];
  readonly activation: TextRange | null;
  /** Null where the weights are omitted, or no matrix. */
  readonly weights: NumberGridPlaces | null;
  /** Null where the biases are omitted, `false`, or no list of numbers. */
  readonly biases: NumberListPlaces | null;
  readonly init: TextRange | null;
  readonly frozen: TextRange | null;
  readonly symbols: {
    readonly weight: NameGridPlaces | null;
    readonly bias: NamePlaces | null;
    readonly preActivation: NamePlaces | null;
    readonly activation: NamePlaces | null;
  };
}

export interface DataPlaces {
  readonly object: TextRange;
  readonly inputs: NumberGridPlaces | null;
  readonly targets: NumberGridPlaces | null;
  readonly file: TextRange | null;
  readonly generator: TextRange | null;
}

/** A section of settings: the values of its keys, in file order. */
export interface SectionPlaces {
  readonly object: TextRange;
  readonly keys: ReadonlyMap<string, { readonly key: TextRange; readonly value: TextRange }>;
}

export interface NetworkPlaces {
  readonly root: TextRange | null;
  readonly name: TextRange | null;
  readonly inputs: NamePlaces | null;
  readonly layers: readonly LayerPlaces[];
  readonly symbols: {
    readonly loss: TextRange | null;
    readonly lossTerm: NamePlaces | null;
    readonly target: NamePlaces | null;
    readonly input: NamePlaces | null;
  };
  readonly loss: TextRange | null;
  readonly data: DataPlaces | null;
  readonly training: SectionPlaces | null;
  readonly learningRate: TextRange | null;
  readonly sweep: SectionPlaces | null;
}

/** What the look-ups below need of a parsed network. */
interface Located {
  readonly root: JsonNode | null;
  readonly places: NetworkPlaces;
}

/** A cursor right behind a word still points at it. */
function contains(range: TextRange | null | undefined, offset: number): boolean {
  return !!range && range.offset <= offset && offset <= range.offset + range.length;
}

/** The index of the number at `offset` in ascending `offsets`, or −1. */
function indexAt(offsets: Uint32Array, lengths: Uint32Array, offset: number): number {
  let low = 0;
  let high = offsets.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (offsets[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return offsets.length > 0 && offsets[low]! <= offset && offset <= offsets[low]! + lengths[low]! ? low : -1;
}

function numberIndexAt({ pool, start, count }: JsonNumbers, offset: number): number {
  const end = start + count;
  return indexAt(pool.offsets.subarray(start, end), pool.lengths.subarray(start, end), offset);
}

function rangeIndexAt(ranges: readonly TextRange[], offset: number): number {
  let low = 0;
  let high = ranges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ranges[middle]!.offset <= offset) low = middle;
    else high = middle - 1;
  }
  return contains(ranges[low], offset) ? low : -1;
}

function gridIndexAt(
  grid: NumberGridPlaces | null | undefined,
  offset: number,
): { row: number; column: number } | null {
  if (!grid || !contains(grid.range, offset)) return null;
  const index = indexAt(grid.offsets, grid.lengths, offset);
  return index < 0 ? null : { row: Math.floor(index / grid.columns), column: index % grid.columns };
}

function nameIndexAt(places: NamePlaces | null, offset: number): number {
  return places && contains(places.range, offset) ? rangeIndexAt(places.names, offset) : -1;
}

function subjectInLayer(layer: LayerPlaces, index: number, offset: number): Subject | null {
  const weight = gridIndexAt(layer.weights, offset);
  if (weight) return { kind: 'weight', layer: index, i: weight.row, j: weight.column };
  if (layer.biases && contains(layer.biases.range, offset)) {
    const j = indexAt(layer.biases.offsets, layer.biases.lengths, offset);
    return j < 0 ? null : { kind: 'bias', layer: index, j };
  }
  const unit = contains(layer.units, offset) ? rangeIndexAt(layer.unitNames, offset) : -1;
  if (unit >= 0) return { kind: 'activation', layer: index, j: unit };
  for (const kind of ['bias', 'preActivation', 'activation'] as const) {
    const j = nameIndexAt(layer.symbols[kind], offset);
    if (j >= 0) return { kind, layer: index, j };
  }
  const grid = layer.symbols.weight;
  if (!grid || !contains(grid.range, offset)) return null;
  for (const [i, row] of grid.rows.entries()) {
    const j = rangeIndexAt(row, offset);
    if (j >= 0) return { kind: 'weight', layer: index, i, j };
  }
  return null;
}

/**
 * What the number, unit name or symbol under `offset` stands for; null elsewhere. A number of the inline data is
 * the input or target of its column (`sampleAt` tells the sample). Takes O(log n) in the numbers of a layer.
 */
export function subjectAt({ places }: Located, offset: number): Subject | null {
  const layer = places.layers.findIndex((one) => contains(one.object, offset));
  if (layer >= 0) return subjectInLayer(places.layers[layer]!, layer, offset);
  const { inputs, symbols, data } = places;
  const input = nameIndexAt(inputs, offset);
  if (input >= 0) return { kind: 'input', i: input };
  if (contains(places.loss, offset) || contains(symbols.loss, offset)) return { kind: 'loss' };
  const named = nameIndexAt(symbols.input, offset);
  if (named >= 0) return { kind: 'input', i: named };
  for (const kind of ['target', 'lossTerm'] as const) {
    const k = nameIndexAt(symbols[kind], offset);
    if (k >= 0) return { kind, k };
  }
  const x = gridIndexAt(data?.inputs, offset);
  if (x) return { kind: 'input', i: x.column };
  const t = gridIndexAt(data?.targets, offset);
  return t && { kind: 'target', k: t.column };
}

/** The 0-based layer whose object `offset` is in, or null. */
export function layerAt({ places }: Located, offset: number): number | null {
  const layer = places.layers.findIndex((one) => contains(one.object, offset));
  return layer < 0 ? null : layer;
}

/** The 0-based sample whose inline input or target stands at `offset`, or null. */
export function sampleAt({ places }: Located, offset: number): number | null {
  const found = gridIndexAt(places.data?.inputs, offset) ?? gridIndexAt(places.data?.targets, offset);
  return found?.row ?? null;
}

/** Where number (row, column) of a grid stands. */
function gridRange(grid: NumberGridPlaces, row: number, column: number): TextRange | null {
  const index = row * grid.columns + column;
  const offset = grid.offsets[index];
  const length = grid.lengths[index];
  return offset === undefined || length === undefined || column >= grid.columns ? null : { offset, length };
}

/** Where number `index` of a list stands. */
function listRange(list: NumberListPlaces, index: number): TextRange | null {
  const offset = list.offsets[index];
  const length = list.lengths[index];
  return offset === undefined || length === undefined ? null : { offset, length };
}

/**
 * Where a quantity stands: the number of a weight or bias, else the name the file gives it; the loss is at its key's
 * value. Null for what the file does not write.
 */
export function placeOf({ places }: Located, subject: Subject): TextRange | null {
  const { symbols } = places;
  switch (subject.kind) {
    case 'loss':
      return places.loss ?? symbols.loss;
    case 'input':
      return places.inputs?.names[subject.i] ?? symbols.input?.names[subject.i] ?? null;
    case 'target':
      return symbols.target?.names[subject.k] ?? null;
    case 'lossTerm':
      return symbols.lossTerm?.names[subject.k] ?? null;
    default:
      return placeInLayer(places.layers[subject.layer], subject);
  }
}

function placeInLayer(
  layer: LayerPlaces | undefined,
  subject: Extract<Subject, { layer: number }>,
): TextRange | null {
  if (!layer) return null;
  const { weights, biases, symbols } = layer;
  switch (subject.kind) {
    case 'weight': {
      const { i, j } = subject;
      return (weights && gridRange(weights, i, j)) ?? symbols.weight?.rows[i]?.[j] ?? null;
    }
    case 'bias':
      return (biases && listRange(biases, subject.j)) ?? symbols.bias?.names[subject.j] ?? null;
    case 'preActivation':
      return symbols.preActivation?.names[subject.j] ?? null;
    case 'activation':
      return layer.unitNames[subject.j] ?? symbols.activation?.names[subject.j] ?? null;
    case 'delta':
      return null;
  }
}

/** Where in the structure of a file an offset is. */
interface KeyPath {
  /** Keys and indices from the root; the last is the innermost that holds the offset. */
  readonly path: readonly (string | number)[];
  /** Of the innermost key, or of the entry of a list. */
  readonly range: TextRange;
  /** The offset is on the key itself, not in its value. */
  readonly isOnKey: boolean;
}

/** The keys and indices around `offset`; null outside the file's object. */
export function keyPathAt({ root }: Located, offset: number): KeyPath | null {
  let node: JsonNode | null = root;
  let found: KeyPath | null = null;
  const path: (string | number)[] = [];
  while (node) {
    let next: JsonNode | null = null;
    if (node.kind === 'object') {
      const property: (typeof node.properties)[number] | undefined =
        node.properties[rangeIndexAt(node.properties, offset)];
      if (!property) return found;
      path.push(property.key);
      const isOnKey = contains(property.keyRange, offset);
      found = { path: [...path], range: plain(property.keyRange), isOnKey };
      next = isOnKey ? null : property.value;
    } else if (node.kind === 'array' || node.kind === 'numbers') {
      const index = node.kind === 'array' ? rangeIndexAt(node.items, offset) : numberIndexAt(node, offset);
      const range = entryRange(node, index);
      if (!range) return found;
      path.push(index);
      found = { path: [...path], range: plain(range), isOnKey: false };
      next = node.kind === 'array' ? node.items[index]! : null;
    }
    node = next;
  }
  return found;
}

function plain({ offset, length }: TextRange): TextRange {
  return { offset, length };
}

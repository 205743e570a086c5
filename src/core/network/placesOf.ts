import { childOf, entryCount, entryRange, type JsonNode } from './jsonTree';
import type { NumberPool } from './numberPool';
import type {
  DataPlaces,
  LayerPlaces,
  NameGridPlaces,
  NamePlaces,
  NetworkPlaces,
  NumberGridPlaces,
  NumberListPlaces,
  SectionPlaces,
} from './places';
import type { TextRange } from './text';

/** A range and nothing else: a node would drag its whole subtree along. */
export function rangeOf(range: TextRange): TextRange {
  return { offset: range.offset, length: range.length };
}

function valueRange(node: JsonNode | undefined, key: string): TextRange | null {
  const value = childOf(node, key);
  return value ? rangeOf(value) : null;
}

function listRanges(node: JsonNode | undefined): TextRange[] {
  return Array.from({ length: entryCount(node) }, (_, index) => rangeOf(entryRange(node, index)!));
}

function namePlaces(node: JsonNode | undefined): NamePlaces | null {
  return node ? { range: rangeOf(node), names: listRanges(node) } : null;
}

function nameGridPlaces(node: JsonNode | undefined): NameGridPlaces | null {
  if (!node) return null;
  return { range: rangeOf(node), rows: node.kind === 'array' ? node.items.map(listRanges) : [] };
}

function numberList(node: JsonNode | undefined): NumberListPlaces | null {
  if (node?.kind !== 'numbers') return null;
  return { range: rangeOf(node), ...stretch(node.pool, node.start, node.count) };
}

/** Rows of a matrix between two pauses. */
const ROWS_PER_STEP = 20_000;

/** The places of a matrix whose rows are equally long; null for anything else. */
function* numberGrid(node: JsonNode | undefined): Generator<undefined, NumberGridPlaces | null, undefined> {
  if (node?.kind !== 'array') return null;
  const [first] = node.items;
  if (first?.kind !== 'numbers') return null;
  const { pool, start, count: columns } = first;
  const rows: TextRange[] = [];
  for (const row of node.items) {
    // Equal rows of numbers only: they follow each other in the pool.
    if (row.kind !== 'numbers' || row.count !== columns) return null;
    rows.push(rangeOf(row));
    if (rows.length % ROWS_PER_STEP === 0) yield undefined;
  }
  return { range: rangeOf(node), rows, columns, ...stretch(pool, start, rows.length * columns) };
}

/** The places of some numbers of the pool, in arrays of their own: the pool goes on after them. */
function stretch(pool: NumberPool, start: number, count: number) {
  return {
    offsets: pool.offsets.slice(start, start + count),
    lengths: pool.lengths.slice(start, start + count),
  };
}

function* layerPlaces(node: JsonNode): Generator<undefined, LayerPlaces, undefined> {
  const units = childOf(node, 'units');
  const symbols = childOf(node, 'symbols');
  return {
    object: rangeOf(node),
    name: valueRange(node, 'name'),
    units: units ? rangeOf(units) : null,
    unitNames: listRanges(units),
    activation: valueRange(node, 'activation'),
    weights: yield* numberGrid(childOf(node, 'weights')),
    biases: numberList(childOf(node, 'biases')),
    init: valueRange(node, 'init'),
    frozen: valueRange(node, 'frozen'),
    symbols: {
      weight: nameGridPlaces(childOf(symbols, 'weight')),
      bias: namePlaces(childOf(symbols, 'bias')),
      preActivation: namePlaces(childOf(symbols, 'preActivation')),
      activation: namePlaces(childOf(symbols, 'activation')),
    },
  };
}

function* dataPlaces(node: JsonNode | undefined): Generator<undefined, DataPlaces | null, undefined> {
  if (!node) return null;
  return {
    object: rangeOf(node),
    inputs: yield* numberGrid(childOf(node, 'inputs')),
    targets: yield* numberGrid(childOf(node, 'targets')),
    file: valueRange(node, 'file'),
    generator: valueRange(node, 'generator'),
  };
}

function sectionPlaces(node: JsonNode | undefined): SectionPlaces | null {
  if (node?.kind !== 'object') return null;
  const keys = Array.from(
    node.find.values(),
    ({ key, keyRange, value }) => [key, { key: rangeOf(keyRange), value: rangeOf(value) }] as const,
  );
  return { object: rangeOf(node), keys: new Map(keys) };
}

/** Where the parts of a network stand, as far as they are there; pauses after each layer. */
export function* networkPlaces(root: JsonNode | null): Generator<undefined, NetworkPlaces, undefined> {
  const node = root ?? undefined;
  const layerNodes = childOf(node, 'layers');
  const layers: LayerPlaces[] = [];
  for (const layer of layerNodes?.kind === 'array' ? layerNodes.items : []) {
    layers.push(yield* layerPlaces(layer));
    yield undefined;
  }
  const symbols = childOf(node, 'symbols');
  const training = childOf(node, 'training');
  return {
    root: root ? rangeOf(root) : null,
    name: valueRange(node, 'name'),
    inputs: namePlaces(childOf(node, 'inputs')),
    layers,
    symbols: {
      loss: valueRange(symbols, 'loss'),
      lossTerm: namePlaces(childOf(symbols, 'lossTerm')),
      target: namePlaces(childOf(symbols, 'target')),
      input: namePlaces(childOf(symbols, 'input')),
    },
    loss: valueRange(node, 'loss'),
    data: yield* dataPlaces(childOf(node, 'data')),
    training: sectionPlaces(training),
    learningRate: valueRange(training, 'learningRate'),
    sweep: sectionPlaces(childOf(node, 'sweep')),
  };
}

import { childOf, entryCount, entryRange, type JsonNode } from './jsonTree';
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
  return { range: rangeOf(node), offsets: node.offsets, lengths: node.lengths };
}

/** The places of a matrix whose rows are equally long; null for anything else. */
export function numberGrid(node: JsonNode | undefined): NumberGridPlaces | null {
  if (node?.kind !== 'array') return null;
  const columns = entryCount(node.items[0]);
  const total = node.items.length * columns;
  if (total === 0) return null;
  const offsets = new Uint32Array(total);
  const lengths = new Uint32Array(total);
  let filled = 0;
  for (const row of node.items) {
    if (row.kind !== 'numbers' || row.values.length !== columns) return null;
    offsets.set(row.offsets, filled);
    lengths.set(row.lengths, filled);
    filled += columns;
  }
  return { range: rangeOf(node), rows: node.items.map(rangeOf), columns, offsets, lengths };
}

function layerPlaces(node: JsonNode): LayerPlaces {
  const units = childOf(node, 'units');
  const symbols = childOf(node, 'symbols');
  return {
    object: rangeOf(node),
    name: valueRange(node, 'name'),
    units: units ? rangeOf(units) : null,
    unitNames: listRanges(units),
    activation: valueRange(node, 'activation'),
    weights: numberGrid(childOf(node, 'weights')),
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

function dataPlaces(node: JsonNode | undefined): DataPlaces | null {
  if (!node) return null;
  return {
    object: rangeOf(node),
    inputs: numberGrid(childOf(node, 'inputs')),
    targets: numberGrid(childOf(node, 'targets')),
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
    layers.push(layerPlaces(layer));
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
    data: dataPlaces(childOf(node, 'data')),
    training: sectionPlaces(training),
    learningRate: valueRange(training, 'learningRate'),
    precision: valueRange(training, 'precision'),
    sweep: sectionPlaces(childOf(node, 'sweep')),
  };
}

import { showHidden } from '../network/hidden';
import {
  childOf,
  entryCount,
  entryRange,
  type JsonNode,
  type JsonObject,
  type JsonProperty,
} from '../network/jsonTree';
import type { ParsedNetwork } from '../network/parse';
import { symbolToUnicode } from '../network/spelling';
import type { TextRange } from '../network/text';
import { counted, quoted } from '../network/wording';
import { say } from '../words/say';

/** What a file holds, as a tree to be shown beside it. */
export interface OutlineEntry {
  readonly kind:
    | 'network'
    | 'inputs'
    | 'layer'
    | 'unit'
    | 'weights'
    | 'row'
    | 'biases'
    | 'data'
    | 'training'
    | 'sweep'
    | 'setting';
  /** Plain text on one line. */
  readonly name: string;
  readonly detail: string;
  readonly range: TextRange;
  /** The part of `range` that a person looks for. */
  readonly focus: TextRange;
  readonly children: readonly OutlineEntry[];
}

/** Of one list at most so many entries are told. */
const MOST_ENTRIES = 200;
const LONGEST_NAME = 60;

/** The parts of a file, as far as they are there; work grows with layers and units, never with weights. */
export function outlineOf({ root }: Pick<ParsedNetwork, 'root'>): readonly OutlineEntry[] {
  if (root?.kind !== 'object') return [];
  const layers = childOf(root, 'layers');
  const layerNodes = layers?.kind === 'array' ? layers.items : [];
  const sizes = [childOf(root, 'inputs'), ...layerNodes.map((layer) => childOf(layer, 'units'))].map(
    unitCount,
  );
  const name = textOf(childOf(root, 'name'));
  const nameNode = childOf(root, 'name');
  const parts: readonly (readonly [string, (property: JsonProperty) => readonly OutlineEntry[]])[] = [
    ['inputs', (property) => [inputsEntry(property)]],
    ['layers', () => layerNodes.map((layer, l) => layerEntry(layer, l, layerNodes[l - 1] ?? root))],
    ['data', (property) => [section('data', property, dataDetail(property.value))]],
    ['training', (property) => [settings('training', property)]],
    ['sweep', (property) => [settings('sweep', property)]],
  ];
  const children = root.properties.flatMap((property) => {
    const make = parts.find(([key]) => key === property.key)?.[1];
    return root.find.get(property.key) === property && make ? make(property) : [];
  });
  return [
    {
      kind: 'network',
      name: name === '' ? 'network' : shown(name),
      detail: sizes.map((size) => (size === null ? '?' : String(size))).join('-'),
      range: plain(root),
      focus: nameNode ? plain(nameNode) : { offset: root.offset, length: Math.min(1, root.length) },
      children,
    },
  ];
}

function inputsEntry(property: JsonProperty): OutlineEntry {
  const count = unitCount(property.value);
  return {
    kind: 'inputs',
    name: 'inputs',
    detail: count === null ? '' : counted(count, 'input'),
    range: plain(property),
    focus: plain(property.keyRange),
    children: unitEntries(property.value),
  };
}

function layerEntry(node: JsonNode, l: number, before: JsonNode): OutlineEntry {
  const name = textOf(childOf(node, 'name'));
  const nameNode = childOf(node, 'name');
  const units = childOf(node, 'units');
  const count = unitCount(units);
  const activation = activationWord(childOf(node, 'activation'));
  const own = node.kind === 'object' ? node : null;
  return {
    kind: 'layer',
    name: name === '' ? say('layer {0}', l + 1) : shown(name),
    detail: [count === null ? '' : counted(count, 'unit'), activation]
      .filter((word) => word !== '')
      .join(', '),
    range: plain(node),
    focus:
      nameNode && nameNode.length > 0
        ? plain(nameNode)
        : { offset: node.offset, length: Math.min(1, node.length) },
    children: [...unitEntries(units), ...(own ? numbersEntries(own, before, l === 0) : [])],
  };
}

function numbersEntries(layer: JsonObject, before: JsonNode, isFirst: boolean): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const weights = layer.find.get('weights');
  if (weights) {
    const senders = childOf(before, isFirst ? 'inputs' : 'units');
    entries.push({
      kind: 'weights',
      name: 'weights',
      detail: counted(entryCount(weights.value), 'row'),
      range: plain(weights),
      focus: plain(weights.keyRange),
      children: rowEntries(weights.value, senders),
    });
  }
  const biases = layer.find.get('biases');
  if (biases) {
    const count = entryCount(biases.value);
    const detail = biases.value.kind === 'boolean' ? String(biases.value.value) : counted(count, 'number');
    entries.push(leaf('biases', 'biases', detail, biases));
  }
  return entries;
}

/** One entry for each row of a matrix, called by the unit that its weights come from. */
function rowEntries(weights: JsonNode, senders: JsonNode | undefined): readonly OutlineEntry[] {
  if (weights.kind !== 'array') return [];
  return weights.items.slice(0, MOST_ENTRIES).map((row, i) => {
    const sender = senders?.kind === 'array' ? textOf(senders.items[i]) : '';
    return {
      kind: 'row',
      name: sender === '' ? say('from unit {0}', i + 1) : say('from {0}', shown(sender)),
      detail: counted(entryCount(row), 'weight'),
      range: plain(row),
      focus: plain(row),
      children: [],
    };
  });
}

function unitEntries(units: JsonNode | undefined): readonly OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  for (let j = 0; units?.kind === 'array' && j < Math.min(units.items.length, MOST_ENTRIES); j++) {
    const range = plain(entryRange(units, j)!);
    const name = textOf(units.items[j]);
    entries.push({
      kind: 'unit',
      name: name === '' ? say('unit {0}', j + 1) : shown(name),
      detail: say('unit {0}', j + 1),
      range,
      focus: range,
      children: [],
    });
  }
  return entries;
}

function section(kind: 'data', property: JsonProperty, detail: string): OutlineEntry {
  const own = property.value.kind === 'object' ? property.value.properties : [];
  return {
    kind,
    name: property.key,
    detail,
    range: plain(property),
    focus: plain(property.keyRange),
    children: own
      .slice(0, MOST_ENTRIES)
      .map((one) => leaf('setting', shown(one.key), detailOf(one.value), one)),
  };
}

function settings(kind: 'training' | 'sweep', property: JsonProperty): OutlineEntry {
  const own = property.value.kind === 'object' ? property.value.properties : [];
  return {
    kind,
    name: property.key,
    detail: own
      .slice(0, 3)
      .map(({ key }) => shown(key))
      .join(', '),
    range: plain(property),
    focus: plain(property.keyRange),
    children: own
      .slice(0, MOST_ENTRIES)
      .map((one) => leaf('setting', shown(one.key), detailOf(one.value), one)),
  };
}

function leaf(
  kind: 'biases' | 'setting',
  name: string,
  detail: string,
  property: JsonProperty,
): OutlineEntry {
  return { kind, name, detail, range: plain(property), focus: plain(property.keyRange), children: [] };
}

function dataDetail(data: JsonNode): string {
  const file = childOf(data, 'file');
  const generator = childOf(data, 'generator');
  if (file?.kind === 'string') return shown(file.value);
  if (generator?.kind === 'string') return shown(generator.value);
  return counted(entryCount(childOf(data, 'inputs')), 'sample');
}

/** A value in a few words. */
function detailOf(node: JsonNode): string {
  switch (node.kind) {
    case 'string':
      return shown(node.value);
    case 'number':
    case 'boolean':
      return String(node.value);
    case 'numbers':
      return counted(node.count, 'number');
    case 'array':
      return counted(node.items.length, 'entry', 'entries');
    case 'object':
      return activationWord(node);
    default:
      return '';
  }
}

/** An activation, or what else is a word or an object with a type. */
function activationWord(node: JsonNode | undefined): string {
  if (node?.kind === 'string') return shown(node.value);
  const type = textOf(childOf(node, 'type'));
  const formula = textOf(childOf(node, 'formula'));
  return type !== '' ? shown(type) : formula === '' ? '' : quoted(showHidden(formula));
}

function unitCount(node: JsonNode | undefined): number | null {
  if (node?.kind === 'number') return node.value;
  return node?.kind === 'array' ? node.items.length : null;
}

function textOf(node: JsonNode | undefined): string {
  return node?.kind === 'string' ? node.value : '';
}

function shown(name: string): string {
  const characters = Array.from(showHidden(symbolToUnicode(name)));
  return characters.length > LONGEST_NAME
    ? `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
    : characters.join('');
}

function plain({ offset, length }: TextRange): TextRange {
  return { offset, length };
}

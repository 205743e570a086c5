import type { Fix } from '../../network/diagnostic';
import { entryRange, nodeAtPath, type JsonNode, type JsonObject } from '../../network/jsonTree';
import { removedEntry, setKey } from '../../network/layout';
import type { Init } from '../../network/network';
import { settingEdits } from '../../network/settingEdits';
import type { TextEdit, TextRange } from '../../network/text';
import { layerName } from './shownUnits';
import type { Chart } from './chart';
import type { Patient } from './patient';
import { say } from '../../words/say';

/** Changes of the text that quick fixes make. */

/** More numbers than this are not changed by one fix. */
const mostEdits = 10_000;

function objectAt(
  { parsed }: Pick<Patient, 'parsed'>,
  path: readonly (string | number)[],
): JsonObject | null {
  const node = nodeAtPath(parsed.root, path);
  return node?.kind === 'object' ? node : null;
}

function fixOf(title: string, edits: readonly TextEdit[]): Fix[] {
  return edits.length === 0 ? [] : [{ title, edits }];
}

/** Two significant digits, rounded down: a rate that is to be below a limit stays below it. */
export function roundedDown(value: number): number {
  const [digits = '', exponent = '0'] = value.toExponential(1).split('e');
  const nearest = Number(`${digits}e${exponent}`);
  // One unit of the second digit less where it was rounded up; a power of ten has one more digit to lose.
  return nearest <= value ? nearest : Number((nearest - Number(`1e${Number(exponent) - 1}`)).toPrecision(2));
}

export function learningRateFix(patient: Patient, rate: number): Fix[] {
  if (!(rate > 0) || !Number.isFinite(rate)) return [];
  const text = String(rate);
  return fixOf(
    say('Use the learning rate {0}', text),
    settingEdits(patient.parsed, 'training', 'learningRate', text),
  );
}

export function activationFix(patient: Patient, layer: number, name: string): Fix[] {
  const node = objectAt(patient, ['layers', layer]);
  if (!node) return [];
  const title = say('Use {0} in {1}', name, layerName(patient, layer));
  return fixOf(title, setKey(patient.parsed.text, node, 'activation', `"${name}"`));
}

/** Whether all weights that it gives are the same. */
function isConstantInit(init: Init): boolean {
  return (
    init.type === 'zeros' ||
    (init.type === 'uniform' && init.low === init.high) ||
    (init.type === 'normal' && init.deviation === 0)
  );
}

/**
 * Has the weights of a layer drawn at random: takes them out of the file, and puts a way to start in place of one
 * that makes them all alike. Nothing where they are drawn at random already.
 */
export function redrawFix(patient: Patient, layer: number): Fix[] {
  const { parsed, network } = patient;
  const node = objectAt(patient, ['layers', layer]);
  if (!node) return [];
  const edits: TextEdit[] = [];
  const weights = node.properties.findIndex(({ key }) => key === 'weights');
  if (weights >= 0) edits.push(...removedEntry(parsed.text, node.properties, weights));
  const init = node.find.get('init')?.value;
  if (init && isConstantInit(network.layers[layer]!.init)) {
    edits.push({ range: { offset: init.offset, length: init.length }, newText: '"xavierUniform"' });
  }
  return fixOf(say('Draw the weights of {0} at random', layerName(patient, layer)), inOrder(edits));
}

/**
 * Shifts the biases of units so that the middle of their pre-activations is 0: those that the file holds, of units
 * whose pre-activations reach from `lowest` to `highest`.
 */
export function centreFix(
  { parsed, names, parameters, model }: Patient,
  layer: number,
  units: readonly number[],
  { lowest, highest }: { readonly lowest: Float64Array; readonly highest: Float64Array },
): Fix[] {
  const places = parsed.places.layers[layer]?.biases;
  const { biasOffset } = model.layers[layer]!;
  if (!places || biasOffset === null || units.length > mostEdits) return [];
  const shifted = (j: number): string => {
    const bias = parameters[biasOffset + j]! - (lowest[j]! + highest[j]!) / 2;
    return String(Number(bias.toPrecision(6)) + 0);
  };
  const edits = units.map((j): TextEdit => {
    const range = { offset: places.offsets[j]!, length: places.lengths[j]! };
    return { range, newText: shifted(j) };
  });
  const [first] = units;
  const title =
    units.length === 1
      ? say(
          'Set the bias of {0} to {1}, the middle of its samples',
          names.unicode({ kind: 'activation', layer, j: first! }),
          edits[0]!.newText,
        )
      : say('Set the biases of these {0} units to the middle of their samples', units.length);
  return fixOf(title, edits);
}

/** Scales what the network is given: `standardize` for a file, new numbers for samples in the network file. */
export function standardizeFix(chart: Chart): Fix[] {
  const { network } = chart;
  if (network.data?.kind === 'file') {
    return fixOf(
      say('Standardize the columns of the file'),
      settingEdits(chart.parsed, 'data', 'standardize', 'true'),
    );
  }
  if (network.data?.kind !== 'inline') return [];
  const title = say('Standardize the inputs in the file: (x − mean) / deviation');
  return fixOf(title, standardizingEdits(chart));
}

function standardizingEdits({ parsed, dataset }: Chart): TextEdit[] {
  const { inputs, inputUnits, sampleCount, trainingIndices } = dataset;
  const grid = parsed.places.data?.inputs;
  if (!grid || inputs.length > mostEdits) return [];
  const edits: TextEdit[] = [];
  for (let i = 0; i < inputUnits; i++) {
    const column = Array.from(trainingIndices, (sample) => inputs[sample * inputUnits + i]!);
    const mean = column.reduce((sum, x) => sum + x, 0) / column.length;
    const deviation = Math.sqrt(column.reduce((sum, x) => sum + (x - mean) ** 2, 0) / column.length);
    if (!(deviation > 0) || column.every((x) => x === column[0])) continue;
    for (let sample = 0; sample < sampleCount; sample++) {
      const index = sample * inputUnits + i;
      const scaled = Number(((inputs[index]! - mean) / deviation).toPrecision(6));
      const range = { offset: grid.offsets[index]!, length: grid.lengths[index]! };
      edits.push({ range, newText: String(scaled === 0 ? 0 : scaled) });
    }
  }
  return inOrder(edits);
}

/** Takes a column of the samples out of the network: its numbers, its names and the weights that go with it. */
export function removeColumnFix(chart: Chart, side: 'inputs' | 'targets', column: number): Fix[] {
  const { network, parsed, names } = chart;
  const last = network.layers.length - 1;
  const layer = side === 'inputs' ? 0 : last;
  const width = side === 'inputs' ? network.inputs.units : network.layers[last]!.units;
  const isOneHot = network.data?.kind === 'file' && network.data.oneHot.length > 0;
  if (width < 2 || isOneHot || network.data?.kind === 'generator') return [];
  const lists: JsonNode[] = [];
  const edits: TextEdit[] = [];
  const count = (path: readonly (string | number)[]): void => {
    const node = nodeAtPath(parsed.root, path);
    if (node?.kind === 'number') edits.push({ range: rangeOf(node), newText: String(width - 1) });
    else if (node) lists.push(node);
  };
  const list = (path: readonly (string | number)[]): void => {
    const node = nodeAtPath(parsed.root, path);
    if (node?.kind === 'array' || node?.kind === 'numbers') lists.push(node);
  };
  const columnsOf = (path: readonly (string | number)[]): void => {
    const node = nodeAtPath(parsed.root, path);
    if (node?.kind === 'array') lists.push(...node.items);
  };
  if (network.data?.kind === 'inline') columnsOf(['data', side]);
  else list(['data', side]);
  if (side === 'inputs') {
    count(['inputs']);
    list(['symbols', 'input']);
    list(['layers', 0, 'weights']);
    list(['layers', 0, 'symbols', 'weight']);
  } else {
    count(['layers', layer, 'units']);
    list(['symbols', 'target']);
    list(['symbols', 'lossTerm']);
    columnsOf(['layers', layer, 'weights']);
    columnsOf(['layers', layer, 'symbols', 'weight']);
    list(['layers', layer, 'biases']);
    for (const key of ['bias', 'preActivation', 'activation']) list(['layers', layer, 'symbols', key]);
  }
  if (lists.length > mostEdits) return [];
  for (const node of lists) edits.push(...removedEntry(parsed.text, ...entryAt(node, column)));
  const isInput = side === 'inputs';
  const name = isInput
    ? names.unicode({ kind: 'input', i: column })
    : names.unicode({ kind: 'activation', layer, j: column });
  return fixOf(
    isInput ? say('Remove the input {0}', name) : say('Remove the output {0}', name),
    inOrder(edits),
  );
}

/** An entry as `removedEntry` takes it: of a long list nothing but it and the one before is looked at. */
function entryAt(node: JsonNode, index: number): [entries: TextRange[], index: number] {
  const near = [entryRange(node, index - 1), entryRange(node, index)].filter((entry) => entry !== undefined);
  return [near, near.length - 1];
}

function rangeOf({ offset, length }: TextRange): TextRange {
  return { offset, length };
}

function inOrder(edits: TextEdit[]): TextEdit[] {
  return edits.sort((a, b) => a.range.offset - b.range.offset);
}

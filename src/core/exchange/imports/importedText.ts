import { formatSteps, defaultFormat } from '../../network/format';
import { showHidden } from '../../network/hidden';
import type { Activation, Init, Loss, Matrix, Optimizer, Training } from '../../network/network';
import { parseSteps } from '../../network/parse';
import { Pace, type Steps } from '../../network/steps';
import { editedText } from '../../network/text';
import { visibleJson } from '../visibleJson';
import { checkImported } from './checkImported';
import { refuse, type ImportedData, type ImportedLayer, type ImportedNetwork } from './imported';
import { say } from '../../words/say';

/** Which names of the other tool the text holds: symbols must not clash, whatever a tool calls its columns. */
interface Names {
  readonly inputs: boolean;
  readonly units: boolean;
}

/** What was written, with all that is said of it. */
interface Written {
  readonly text: string;
  readonly network: ImportedNetwork;
}

/** Tried in turn until the file has nothing to say about its names. */
const namings: readonly Names[] = [
  { inputs: true, units: true },
  { inputs: true, units: false },
  { inputs: false, units: true },
  { inputs: false, units: false },
];

/** Codes of what the format says about names that are symbols. */
const aboutNames = /^(?:names|symbols|inputs|units)\./;

/**
 * The text of a network file in the tidy layout that holds what was imported, every number as the shortest text that reads back the
 * same double; what was chosen and left out stands above it as comments. `parse` finds no error in it. Refuses, by
 * `refuse`, what the format cannot hold: numbers that are not finite, and more than its limits.
 *
 * @param headline where the network comes from: the first comment.
 */
export function* importedTextSteps(imported: ImportedNetwork, headline: string): Steps<Written> {
  const network = checkImported(imported);
  const known: Names = {
    inputs: network.inputs.names !== null,
    units: network.layers.some(({ unitNames }) => unitNames !== undefined),
  };
  for (const names of namings) {
    if ((names.inputs && !known.inputs) || (names.units && !known.units)) continue;
    const notes = [...network.notes, ...droppedNames(known, names)];
    const text = yield* writtenSteps(network, [headline, ...notes], names);
    const { network: read, diagnostics } = yield* parseSteps(text);
    const hasNames = names.inputs || names.units;
    if (hasNames && diagnostics.some(({ code }) => aboutNames.test(code))) continue;
    if (read) return { text, network: { ...network, notes } };
    // Two parts of the file do not go together, as a loss and the last layer.
    const error = diagnostics.find(({ severity }) => severity === 'error')!;
    refuse(
      null,
      say('The network that it describes has an error: {0}', error.message),
      say('Mend it there, and export it again.'),
    );
  }
  throw new RangeError('a network without names is always written');
}

function droppedNames(known: Names, written: Names): string[] {
  return [
    ...(known.inputs && !written.inputs
      ? [
          say(
            'The names of the inputs cannot be symbols of one network beside the others, so they are left out.',
          ),
        ]
      : []),
    ...(known.units && !written.units
      ? [
          say(
            'The names of the units cannot be symbols of one network beside the others, so they are left out.',
          ),
        ]
      : []),
  ];
}

/** Rows between two pauses. */
const rowsPerStep = 256;

function* writtenSteps(network: ImportedNetwork, notes: readonly string[], names: Names): Steps<string> {
  const { inputs, layers, loss, reduction, data, training, name } = network;
  const parts: string[] = [];
  for (const note of notes) parts.push(...commentLines(note));
  parts.push('{');
  if (name !== null) parts.push(`"name": ${visibleJson(name)},\n`);
  parts.push(`"inputs": ${unitsText(inputs.units, names.inputs ? inputs.names : null)},`, '"layers": [');
  for (const [l, layer] of layers.entries()) {
    yield* layerSteps(parts, layer, names.units);
    parts.push(l === layers.length - 1 ? '],' : ',');
  }
  if (loss) parts.push(`"loss": ${lossText(loss)},`);
  if (reduction !== undefined && reduction !== 'mean') parts.push(`"reduction": "${reduction}",`);
  if (data) yield* dataSteps(parts, data);
  const settings = trainingText(training);
  if (settings !== '') parts.push(`\n"training": { ${settings} },`);
  // What is last has no comma behind it.
  parts[parts.length - 1] = parts.at(-1)!.replace(/,$/, '');
  parts.push('}', '');
  const text = parts.join('\n');
  return editedText(text, yield* formatSteps(text, defaultFormat));
}

/** Columns of a comment. */
const commentWidth = 106;

/** A sentence as comments of one line each, in which nothing can end a line or hide. */
function commentLines(sentence: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of showHidden(sentence).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > commentWidth) {
      lines.push(`// ${line}`);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, `// ${line}`];
}

function unitsText(units: number, names: readonly string[] | null | undefined): string {
  return names ? `[${names.map(visibleJson).join(', ')}]` : String(units);
}

function* layerSteps(parts: string[], layer: ImportedLayer, withNames: boolean): Steps<void> {
  const { name, fanIn, units, unitNames, activation, weights, init, biases, frozen } = layer;
  parts.push('{');
  if (name !== null) parts.push(`"name": ${visibleJson(name)},`);
  parts.push(`"units": ${unitsText(units, withNames ? unitNames : null)},`);
  parts.push(`"activation": ${activationText(activation)}`);
  if (weights) {
    parts.push(', "weights": [');
    const pace = new Pace(rowsPerStep);
    for (let i = 0; i < fanIn; i++) {
      const row = Array.from({ length: units }, (_, j) => numberText(weights[i * units + j]!));
      parts.push(`[${row.join(', ')}]${i === fanIn - 1 ? '' : ','}`);
      if (pace.isDue()) yield;
    }
    parts.push(']');
  }
  if (!weights && init) parts.push(`, "init": ${initText(init)}`);
  if (biases === false) parts.push(', "biases": false');
  else if (biases) parts.push(`, "biases": [${Array.from(biases, numberText).join(', ')}]`);
  if (frozen?.weights && (frozen.biases || biases === false)) parts.push(', "frozen": true');
  else if (frozen?.weights) parts.push(', "frozen": "weights"');
  else if (frozen?.biases) parts.push(', "frozen": "biases"');
  parts.push('}');
}

/** The shortest text that reads back the same double; −0 keeps its sign. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function activationText(activation: Activation): string {
  switch (activation.type) {
    case 'leakyRelu':
      return activation.slope === 0.01
        ? '"leakyRelu"'
        : `{ "type": "leakyRelu", "slope": ${numberText(activation.slope)} }`;
    case 'elu':
      return activation.alpha === 1 ? '"elu"' : `{ "type": "elu", "alpha": ${numberText(activation.alpha)} }`;
    case 'formula':
      return `{ "formula": ${visibleJson(activation.formula)} }`;
    default:
      return `"${activation.type}"`;
  }
}

function initText(init: Init): string {
  switch (init.type) {
    case 'uniform':
      return `{ "uniform": [${numberText(init.low)}, ${numberText(init.high)}] }`;
    case 'normal':
      return `{ "normal": [${numberText(init.mean)}, ${numberText(init.deviation)}] }`;
    default:
      return `"${init.type}"`;
  }
}

function lossText(loss: Loss): string {
  return loss.type === 'huber' && loss.delta !== 1
    ? `{ "type": "huber", "delta": ${numberText(loss.delta)} }`
    : `"${loss.type}"`;
}

function* dataSteps(parts: string[], data: ImportedData): Steps<void> {
  const share = data.testFraction ? [`"testFraction": ${numberText(data.testFraction)}`] : [];
  if (data.kind === 'generator') {
    const keys = [
      `"generator": "${data.generator}"`,
      `"samples": ${data.samples}`,
      `"noise": ${numberText(data.noise)}`,
      ...(data.seed === undefined ? [] : [`"seed": ${data.seed}`]),
      ...share,
    ];
    parts.push(`\n"data": { ${keys.join(', ')} },`);
    return;
  }
  parts.push('\n"data": {');
  for (const key of ['inputs', 'targets'] as const) {
    parts.push(`"${key}": [`);
    yield* rowSteps(parts, data[key]);
    parts.push(key === 'inputs' || share.length > 0 ? '],' : ']');
  }
  parts.push(...share, '},');
}

function* rowSteps(parts: string[], rows: Matrix): Steps<void> {
  const pace = new Pace(rowsPerStep);
  for (const [index, row] of rows.entries()) {
    parts.push(`[${row.map(numberText).join(', ')}]${index === rows.length - 1 ? '' : ','}`);
    if (pace.isDue()) yield;
  }
}

/** The settings that are given, in the order of the format; empty where none is. */
function trainingText(training: Partial<Training>): string {
  const { optimizer, learningRate, epochs, batchSize, shuffle, seed, l1, l2, stopWhen, precision } = training;
  const keys: string[] = [];
  const number = (key: string, value: number | undefined): void => {
    if (value !== undefined) keys.push(`"${key}": ${numberText(value)}`);
  };
  if (optimizer) keys.push(`"optimizer": ${optimizerText(optimizer)}`);
  number('learningRate', learningRate);
  number('epochs', epochs);
  if (batchSize !== undefined) keys.push(`"batchSize": ${batchSize === 'full' ? '"full"' : batchSize}`);
  if (shuffle !== undefined && shuffle !== null) keys.push(`"shuffle": ${shuffle}`);
  number('seed', seed);
  number('l1', l1);
  number('l2', l2);
  const stops = Object.entries(stopWhen ?? {}).flatMap(([key, value]) =>
    value === null ? [] : [`"${key}": ${numberText(value)}`],
  );
  if (stops.length > 0) keys.push(`"stopWhen": { ${stops.join(', ')} }`);
  if (precision !== undefined) keys.push(`"precision": "${precision}"`);
  return keys.join(', ');
}

function optimizerText(optimizer: Optimizer): string {
  const { type, ...constants } = optimizer;
  const entries = Object.entries(constants).map(([key, value]) => `"${key}": ${numberText(value)}`);
  return entries.length === 0 ? `"${type}"` : `{ "type": "${type}", ${entries.join(', ')} }`;
}

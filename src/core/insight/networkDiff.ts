import { createLayout, parameterAt } from '../engine/layout';
import { createNames } from '../math/names';
import { activationLabel } from '../network/wording';
import type { DataSource, Layer, Matrix, Network } from '../network/network';
import { Pace, type Steps } from '../network/steps';
import { say } from '../words/say';

/** One of two networks that are compared, with the parameters it stands at. */
export interface ComparedNetwork {
  readonly network: Network;
  /** In the order of its layout. */
  readonly parameters: Float64Array;
}

export type DiffSection = 'file' | 'shape' | 'layers' | 'loss' | 'data' | 'training' | 'sweep' | 'symbols';

/** Something that one network says and the other does not, or says otherwise. */
export interface SettingChange {
  readonly section: DiffSection;
  /** `learningRate`, `activation of hidden`. */
  readonly name: string;
  /** Null: it is not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A number that differs. */
export interface NumberChange {
  /** A symbol of the first network, or the place of a sample's number. */
  readonly name: string;
  readonly before: number;
  readonly after: number;
}

/** A layer whose weights and biases have no counterpart. */
export interface UncomparedLayer {
  readonly name: string;
  /** Units before it and in it; null: the network has no such layer. */
  readonly before: readonly [number, number] | null;
  readonly after: readonly [number, number] | null;
}

export interface NumberChanges {
  /** Largest difference first, no more than asked for. */
  readonly changes: readonly NumberChange[];
  readonly changed: number;
  readonly unchanged: number;
}

/** What distinguishes two networks. */
export interface NetworkDiff {
  readonly settings: readonly SettingChange[];
  readonly unchangedSettings: number;
  /** Numbers of the samples in the files; null where their tables are not of one shape. */
  readonly samples: NumberChanges | null;
  readonly parameters: NumberChanges;
  readonly uncompared: readonly UncomparedLayer[];
}

/** Whether a diff found nothing. */
export function isSame({ settings, samples, parameters, uncompared }: NetworkDiff): boolean {
  const changed = (samples?.changed ?? 0) + parameters.changed + uncompared.length;
  return settings.length + changed === 0;
}

/** Numbers compared between two pauses: about a millisecond of work. */
const numbersPerStep = 4_096;

/**
 * Compares two networks by what they mean: settings with every default filled in, samples that stand in the file, and
 * weights and biases, drawn ones included. Layers are compared by their number.
 *
 * @param most how many numbers that differ are told of samples, and of parameters.
 */
export function* networkDiffSteps(a: ComparedNetwork, b: ComparedNetwork, most: number): Steps<NetworkDiff> {
  const before = settingsOf(a.network, a.network);
  const after = settingsOf(b.network, a.network);
  const settings: SettingChange[] = [];
  let unchangedSettings = 0;
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    const [one, other] = [before.get(key), after.get(key)];
    if (one?.text === other?.text) {
      unchangedSettings++;
      continue;
    }
    const { section, name } = (one ?? other)!;
    settings.push({ section, name, before: one?.text ?? null, after: other?.text ?? null });
  }
  settings.sort((one, other) => sections.indexOf(one.section) - sections.indexOf(other.section));
  yield;
  const samples = yield* samplesDiff(a.network.data, b.network.data, most);
  const { parameters, uncompared } = yield* parametersDiff(a, b, most);
  return { settings, unchangedSettings, samples, parameters, uncompared };
}

const sections: readonly DiffSection[] = [
  'file',
  'shape',
  'layers',
  'loss',
  'data',
  'training',
  'sweep',
  'symbols',
];

interface Setting {
  readonly section: DiffSection;
  readonly name: string;
  readonly text: string;
}

/** @param named whose layers' names are used: both sides of a change have one name. */
function settingsOf(network: Network, named: Network): Map<string, Setting> {
  const settings = new Map<string, Setting>();
  const add = (section: DiffSection, name: string, value: unknown, key = name): void => {
    const text = settingText(value);
    if (text !== null) settings.set(`${section} ${key}`, { section, name, text });
  };
  const { inputs, layers, symbols, data, training, sweep } = network;
  add('file', 'name', network.name);
  add('file', 'description', network.description);
  add('shape', 'inputs', inputs.units);
  add('shape', 'layers', layers.length);
  add('symbols', 'inputs', inputs.names);
  for (const [l, layer] of layers.entries()) {
    const name = layerName(named.layers[l] ? named : network, l);
    const addOf = (section: DiffSection, what: string, value: unknown): void => {
      add(section, say('{0} of {1}', what, name), value, `${l} ${what}`);
    };
    addOf('shape', 'units', layer.units);
    for (const [what, value] of layerSettings(layer)) addOf('layers', what, value);
    addOf('symbols', 'units', layer.unitNames);
    for (const [kind, value] of Object.entries(layer.symbols)) addOf('symbols', kind, value);
  }
  for (const [kind, value] of Object.entries(symbols)) add('symbols', kind, value);
  add('loss', 'loss', network.loss);
  add('loss', 'reduction', network.reduction);
  for (const [what, value] of dataSettings(data)) add('data', what, value);
  add('data', 'testFraction', network.testFraction);
  for (const [key, value] of Object.entries(training)) {
    if (key === 'stopWhen') {
      for (const [rule, limit] of Object.entries(training.stopWhen))
        add('training', `stopWhen.${rule}`, limit);
    } else add('training', key, value);
  }
  sweep?.keys.forEach((key, n) => {
    add('sweep', key, sweep.written[n]);
  });
  return settings;
}

/** The layer's name, or its number where others have that name. */
function layerName({ layers }: Network, l: number): string {
  const { name } = layers[l]!;
  return layers.filter((one) => one.name === name).length === 1 ? name : say('layer {0}', l + 1);
}

function layerSettings({
  name,
  activation,
  weights,
  hasBiases,
  biases,
  init,
  frozen,
}: Layer): [string, unknown][] {
  return [
    ['name', name],
    ['activation', activation.type === 'formula' ? activationLabel(activation) : activation],
    ['weights', weights ? say('in the file') : say('drawn')],
    ['biases', hasBiases ? (biases ? say('in the file') : say('from 0')) : say('none')],
    ['init', init],
    [say('frozen weights'), frozen.weights],
    [say('frozen biases'), frozen.biases],
  ];
}

function dataSettings(data: DataSource | null): [string, unknown][] {
  switch (data?.kind) {
    case undefined:
      return [['samples', say('none')]];
    case 'inline':
      return [
        ['samples', say('{0} in the file', data.inputs.length)],
        [say('numbers of a sample'), (data.inputs[0]?.length ?? 0) + (data.targets[0]?.length ?? 0)],
      ];
    case 'file': {
      const { path, inputs, targets, oneHot, standardize } = data;
      return Object.entries({ samples: say('those of {0}', path), inputs, targets, oneHot, standardize });
    }
    case 'generator': {
      const { generator, samples, noise, seed } = data;
      return Object.entries({ samples: say('{0} by the generator {1}', samples, generator), noise, seed });
    }
  }
}

/** A setting as people read it; null for one that is not there. */
function settingText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || Array.isArray(value) || !('type' in value)) return JSON.stringify(value);
  const { type, ...constants } = value;
  const list = Object.entries(constants).map(([key, constant]) => `${key} ${String(constant)}`);
  return list.length === 0 ? String(type) : `${String(type)} (${list.join(', ')})`;
}

/** The largest of many differences, told one by one. */
class Largest {
  readonly #most: number;
  readonly #kept: { readonly size: number; readonly make: () => NumberChange }[] = [];
  changed = 0;
  unchanged = 0;

  constructor(most: number) {
    this.#most = most;
  }

  compare(before: number, after: number, name: () => string): void {
    if (Object.is(before, after)) {
      this.unchanged++;
      return;
    }
    this.changed++;
    const size = Math.abs(after - before);
    const kept = this.#kept;
    kept.push({ size, make: () => ({ name: name(), before, after }) });
    // Sorted now and then, so that a million differences cost neither a million sorted nor a million kept.
    if (kept.length > 2 * this.#most + 1_000) this.#trim();
  }

  #trim(): void {
    this.#kept.sort((one, other) => other.size - one.size);
    if (this.#kept.length > this.#most) this.#kept.length = this.#most;
  }

  result(): NumberChanges {
    this.#trim();
    const { changed, unchanged } = this;
    return { changes: this.#kept.map(({ make }) => make()), changed, unchanged };
  }
}

function* samplesDiff(a: DataSource | null, b: DataSource | null, most: number): Steps<NumberChanges | null> {
  if (a?.kind !== 'inline' || b?.kind !== 'inline') return null;
  const parts = [
    ['input', a.inputs, b.inputs],
    ['target', a.targets, b.targets],
  ] as const;
  if (!parts.every(([, one, other]) => hasOneShape(one, other))) return null;
  const largest = new Largest(most);
  const pace = new Pace(numbersPerStep);
  for (const [what, one, other] of parts) {
    for (const [sample, row] of one.entries()) {
      for (const [index, before] of row.entries()) {
        const after = other[sample]![index]!;
        largest.compare(before, after, () =>
          what === 'input'
            ? say('input {0} of sample {1}', index + 1, sample + 1)
            : say('target {0} of sample {1}', index + 1, sample + 1),
        );
        if (pace.isDue()) yield;
      }
    }
  }
  return largest.result();
}

function hasOneShape(a: Matrix, b: Matrix): boolean {
  return a.length === b.length && (a[0]?.length ?? 0) === (b[0]?.length ?? 0);
}

function* parametersDiff(
  a: ComparedNetwork,
  b: ComparedNetwork,
  most: number,
): Steps<Pick<NetworkDiff, 'parameters' | 'uncompared'>> {
  const [first, second] = [createLayout(a.network), createLayout(b.network)];
  const names = createNames(a.network);
  const largest = new Largest(most);
  const uncompared: UncomparedLayer[] = [];
  const pace = new Pace(numbersPerStep);
  for (let l = 0; l < Math.max(first.layers.length, second.layers.length); l++) {
    const [one, other] = [first.layers[l], second.layers[l]];
    if (one?.inputs !== other?.inputs || one?.units !== other?.units || !one || !other) {
      uncompared.push({
        name: layerName(one ? a.network : b.network, l),
        before: one ? [one.inputs, one.units] : null,
        after: other ? [other.inputs, other.units] : null,
      });
      continue;
    }
    const runs = [[one.weightOffset, other.weightOffset, one.inputs * one.units]];
    // A bias term that only one of them has is a setting that differs.
    if (one.biasOffset !== null && other.biasOffset !== null) {
      runs.push([one.biasOffset, other.biasOffset, one.units]);
    }
    for (const [from = 0, to = 0, count = 0] of runs) {
      for (let n = 0; n < count; n++) {
        const name = () => names.unicode(parameterAt(first, from + n));
        largest.compare(a.parameters[from + n]!, b.parameters[to + n]!, name);
        if (pace.isDue()) yield;
      }
    }
  }
  return { parameters: largest.result(), uncompared };
}

import { rangeAt } from '../../network/jsonTree';
import { placeOf } from '../../network/places';
import type { TextRange } from '../../network/text';
import type { Chart } from './chart';
import type { Patient } from './patient';

/** Where the things that findings are about stand in the file. */

/** The place of a path; of the nearest thing around it where the path leads nowhere. */
export function placeAt({ parsed }: Pick<Patient, 'parsed'>, path: readonly (string | number)[]): TextRange {
  for (let length = path.length; length > 0; length--) {
    const found = rangeAt(parsed.root, path.slice(0, length));
    if (found) return { offset: found.offset, length: found.length };
  }
  const { root } = parsed;
  return { offset: root?.offset ?? 0, length: Math.min(1, root?.length ?? 0) };
}

/** A unit: the first weight that leads to it, else its name, else the layer's `units`. */
export function unitPlace({ parsed }: Pick<Patient, 'parsed'>, layer: number, j: number): TextRange {
  return (
    placeOf(parsed, { kind: 'weight', layer, i: 0, j }) ??
    placeOf(parsed, { kind: 'activation', layer, j }) ??
    placeAt({ parsed }, ['layers', layer, 'units'])
  );
}

/** A layer: what says how many units it has. */
export function layerPlace(patient: Pick<Patient, 'parsed'>, layer: number): TextRange {
  return placeAt(patient, ['layers', layer, 'units']);
}

export function activationPlace(patient: Pick<Patient, 'parsed'>, layer: number): TextRange {
  const { root } = patient.parsed;
  const key = rangeAt(root, ['layers', layer, 'activation']) ? 'activation' : 'units';
  return placeAt(patient, ['layers', layer, key]);
}

/** The samples of one column: its first number, its name among the columns of a file, or the generator. */
export function columnPlace(chart: Chart, key: 'inputs' | 'targets', column: number): TextRange {
  const { network, dataset } = chart;
  const { data } = network;
  if (data?.kind === 'inline') return placeAt(chart, ['data', key, 0, column]);
  if (data?.kind === 'generator') return placeAt(chart, ['data', 'generator']);
  const columns = key === 'inputs' ? dataset.inputColumns : dataset.targetColumns;
  const name = columns?.[column] ?? '';
  // A one-hot column is written out as `column=value`.
  const listed = data?.kind === 'file' ? data[key] : [];
  const index = listed.findIndex((one) => name === one || name.startsWith(`${one}=`));
  return placeAt(chart, index < 0 ? ['data', key] : ['data', key, index]);
}

export function learningRatePlace(patient: Pick<Patient, 'parsed'>): TextRange {
  return placeAt(patient, ['training', 'learningRate']);
}

/** The loss, where the file names it, as a place to point to. */
export function lossRelated(
  { parsed }: Pick<Patient, 'parsed'>,
  message: string,
): { readonly message: string; readonly range: TextRange }[] {
  const range = parsed.places.loss;
  return range ? [{ message, range }] : [];
}

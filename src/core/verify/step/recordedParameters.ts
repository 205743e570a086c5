import { childOf, type JsonNode, type JsonNumbers } from '../../network/jsonTree';
import { shownNode } from '../../network/wording';
import { say } from '../../words/say';
import type { RecordedParameters, StepReader } from './recording';

/**
 * The `weights` and `biases` of an object, each a list with an entry for every layer. A matrix has one row for each unit
 * before, as in a network file; one that only fits turned is turned, and told so.
 *
 * @param name of the object, in messages; null: the recording itself.
 */
export function readParameters(reader: StepReader, node: JsonNode, name: string | null): RecordedParameters {
  const { layout, refuse } = reader;
  const values = new Float64Array(layout.parameterCount).fill(NaN);
  const [turned, withoutBiases, extraBiases]: number[][] = [[], [], []];
  const result = { values, turned: turned!, withoutBiases: withoutBiases!, extraBiases: extraBiases! };
  if (node.kind !== 'object') {
    refuse('step.shape', node, say('"{0}" is an object with "weights" and "biases".', name ?? ''));
    return result;
  }
  const weights = entries(reader, childOf(node, 'weights'), 'weights');
  const biases = entries(reader, childOf(node, 'biases'), 'biases');
  for (const [l, layer] of layout.layers.entries()) {
    const matrix = weights?.[l];
    if (matrix && readMatrix(reader, matrix, l, values)) result.turned.push(l);
    const list = biases?.[l];
    if (!list || list.kind === 'boolean') continue;
    if (list.kind === 'null') {
      if (layer.biasOffset !== null) result.withoutBiases.push(l);
      continue;
    }
    const numbers = list.kind === 'numbers' ? list : null;
    if (numbers?.count !== layer.units) {
      const layerName = reader.network.layers[l]!.name;
      const message = say(
        'The biases of layer "{0}" are a list of {1} numbers, or null where it has none; this is {2}.',
        layerName,
        layer.units,
        shownNode(list),
      );
      refuse('step.shape', list, message);
    } else if (layer.biasOffset === null) result.extraBiases.push(l);
    else values.set(numbersIn(numbers), layer.biasOffset);
  }
  return result;
}

/** The entries of a list that has one for every layer; null where there is none. */
function entries(
  { layout, refuse }: StepReader,
  node: JsonNode | undefined,
  name: string,
): readonly JsonNode[] | null {
  if (node === undefined || node.kind === 'null') return null;
  const items = node.kind === 'array' ? node.items : [];
  if (items.length === layout.layers.length) return items;
  const message = say(
    '"{0}" has one entry for each of the {1} layers; this is {2}.',
    name,
    layout.layers.length,
    shownNode(node),
  );
  refuse('step.shape', node, message);
  return null;
}

function numbersIn({ pool, start, count }: JsonNumbers): Float64Array {
  return pool.values.subarray(start, start + count);
}

/** Puts a matrix in its place; true where it stood the other way round. */
function readMatrix(reader: StepReader, node: JsonNode, l: number, values: Float64Array): boolean {
  const { layout, network, refuse } = reader;
  const { inputs, units, weightOffset } = layout.layers[l]!;
  if (node.kind === 'null') return false;
  const rows = node.kind === 'array' ? node.items : [];
  const widths = new Set(rows.map((row) => (row.kind === 'numbers' ? row.count : -1)));
  const [width = -1] = widths;
  const isUpright = rows.length === inputs && width === units;
  const isTurned = rows.length === units && width === inputs;
  if (widths.size !== 1 || !(isUpright || isTurned)) {
    const message = say(
      'The weights of layer "{0}" are {1} rows of {2} numbers: a row for each unit before, a column for each unit; this is {3}.',
      network.layers[l]!.name,
      inputs,
      units,
      shownNode(node),
    );
    refuse('step.shape', node, message);
    return false;
  }
  for (const [r, row] of rows.entries()) {
    const numbers = numbersIn(row as JsonNumbers);
    if (isUpright) values.set(numbers, weightOffset + r * units);
    else numbers.forEach((value, i) => (values[weightOffset + i * units + r] = value));
  }
  return !isUpright;
}

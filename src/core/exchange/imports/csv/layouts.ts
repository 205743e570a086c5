import { turned } from '../imported';
import type { Block } from './blocks';
import { saying } from '../../../words/say';

/** The weights and biases of a layer, as the format has them. */
export interface LayerNumbers {
  readonly name: string | null;
  readonly fanIn: number;
  readonly units: number;
  readonly weights: Float64Array;
  readonly biases: Float64Array | false;
}

/** Ways in which matrices can be the layers of a network. */
export const layoutNames = [
  'in-none',
  'in-blocks',
  'in-last',
  'in-first',
  'out-none',
  'out-blocks',
  'out-last',
  'out-first',
] as const;

export type LayoutName = (typeof layoutNames)[number];

/** What a person reads of each. */
export const layoutLabels: Readonly<Record<LayoutName, () => string>> = {
  'in-none': saying('A row for each input, no biases'),
  'in-blocks': saying('A row for each input, biases as lists of their own'),
  'in-last': saying('A row for each input, the last row are biases'),
  'in-first': saying('A row for each input, the first row are biases'),
  'out-none': saying('A row for each unit, no biases'),
  'out-blocks': saying('A row for each unit, biases as lists of their own'),
  'out-last': saying('A row for each unit, the last column are biases'),
  'out-first': saying('A row for each unit, the first column are biases'),
};

/** The layers that the matrices are in this way; null where they are none, or do not follow each other. */
export function layersIn(layout: LayoutName, blocks: readonly Block[]): LayerNumbers[] | null {
  const [orientation, biases] = layout.split('-') as ['in' | 'out', 'none' | 'blocks' | 'last' | 'first'];
  const layers: LayerNumbers[] = [];
  const step = biases === 'blocks' ? 2 : 1;
  if (blocks.length === 0 || blocks.length % step !== 0) return null;
  for (let index = 0; index < blocks.length; index += step) {
    const block = blocks[index]!;
    const layer =
      biases === 'blocks'
        ? withList(plain(block, orientation), blocks[index + 1]!)
        : biases === 'none'
          ? plain(block, orientation)
          : withInner(plain(block, orientation), biases);
    if (!layer) return null;
    const before = layers.at(-1);
    if (before && before.units !== layer.fanIn) return null;
    layers.push(layer);
  }
  return layers;
}

/** How many units each layer has, from the inputs on: 2–3–1. */
export function shapeOf(layers: readonly LayerNumbers[]): string {
  return [layers[0]!.fanIn, ...layers.map(({ units }) => units)].join('–');
}

/** The shapes of the matrices as a message names them. */
export function shapesOf(blocks: readonly Block[]): string {
  const shown = blocks.slice(0, 8).map(({ rows, columns }) => `${rows}×${columns}`);
  return shown.join(', ') + (blocks.length > shown.length ? ', …' : '');
}

function plain({ name, rows, columns, values }: Block, orientation: 'in' | 'out'): LayerNumbers {
  return orientation === 'in'
    ? { name, fanIn: rows, units: columns, weights: Float64Array.from(values), biases: false }
    : { name, fanIn: columns, units: rows, weights: turned(values, rows, columns), biases: false };
}

/** The biases in a matrix of one row or one column. */
function withList(layer: LayerNumbers, { rows, columns, values }: Block): LayerNumbers | null {
  const isList = (rows === 1 || columns === 1) && values.length === layer.units;
  return isList ? { ...layer, biases: Float64Array.from(values) } : null;
}

/** One input less: its weights are the biases. */
function withInner(layer: LayerNumbers, at: 'last' | 'first'): LayerNumbers | null {
  const { fanIn, units, weights } = layer;
  if (fanIn < 2) return null;
  const from = at === 'first' ? 0 : (fanIn - 1) * units;
  return {
    ...layer,
    fanIn: fanIn - 1,
    biases: weights.slice(from, from + units),
    weights: at === 'first' ? weights.slice(units) : weights.slice(0, from),
  };
}

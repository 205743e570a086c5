import type { NetworkView, UnitView } from '../../src/protocol/panel';
import { formatCount, formatNumber, visibleText } from '../format';
import { diagramSentences } from './diagramStrings';

/** A forward or backward pass, one layer at a time: which numbers arrive where, and the same in words. */

export type Direction = 'forward' | 'backward';

/** Numbers that arrive at the units of a column. `layer` −1 is the inputs, one past the last the loss. */
export interface PassStep {
  readonly layer: number;
  /** One for each unit drawn. */
  readonly arriving: readonly number[];
  /** The layer whose edges they have come along; null: along none. */
  readonly along: number | null;
  readonly sentence: string;
}

/** More units than this are counted, not told one by one. */
const MOST_TOLD = 6;

/** Forward: inputs, each layer, the loss. Backward: the loss, then each layer from the last to the first. */
export function passLength(network: NetworkView): number {
  return network.layers.length + (network.outputs.length > 0 ? 2 : 1);
}

/** Step `index` of a pass; null past its end. */
export function passStep(network: NetworkView, direction: Direction, index: number): PassStep | null {
  return direction === 'forward' ? forwardStep(network, index) : backwardStep(network, index);
}

function forwardStep(network: NetworkView, index: number): PassStep | null {
  const { inputs, layers } = network;
  if (index === 0) {
    const list = told(inputs, ({ text, value }) => diagramSentences.is(text, formatNumber(value)));
    return {
      layer: -1,
      arriving: inputs.map(({ value }) => value),
      along: null,
      sentence: diagramSentences.passInputs(list),
    };
  }
  if (index === layers.length + 1) return lossStep(network);
  const layer = layers[index - 1];
  if (!layer) return null;
  const list = told(layer.units, ({ text, value, preActivation }) =>
    diagramSentences.receives(text, formatNumber(preActivation?.value ?? NaN), formatNumber(value)),
  );
  return {
    layer: index - 1,
    arriving: layer.units.map(({ preActivation }) => preActivation?.value ?? NaN),
    along: index - 1,
    sentence: diagramSentences.passForward(visibleText(layer.name), list),
  };
}

function lossStep({ layers, loss, outputs }: NetworkView): PassStep | null {
  if (outputs.length === 0) return null;
  return {
    layer: layers.length,
    arriving: [loss.value],
    along: null,
    sentence: diagramSentences.passLoss(visibleText(loss.text), formatNumber(loss.value)),
  };
}

function backwardStep(network: NetworkView, index: number): PassStep | null {
  if (index === 0) return lossStep(network);
  const l = network.layers.length - index;
  const layer = network.layers[l];
  if (!layer) return null;
  const list = told(layer.units, ({ text, delta }) =>
    diagramSentences.error(text, formatNumber(delta ?? NaN)),
  );
  return {
    layer: l,
    arriving: layer.units.map(({ delta }) => delta ?? NaN),
    along: l + 1 < network.layers.length ? l + 1 : null,
    sentence: diagramSentences.passBackward(visibleText(layer.name), list),
  };
}

function told(units: readonly UnitView[], tell: (unit: UnitView) => string): string {
  const first = units.slice(0, MOST_TOLD).map((unit) => visibleText(tell(unit)));
  const more = units.length - first.length;
  return [...first, ...(more > 0 ? [diagramSentences.more(formatCount(more))] : [])].join('; ');
}

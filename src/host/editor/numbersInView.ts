import type { ParameterLayout } from '../../core/engine/layout';
import type { NetworkPlaces } from '../../core/network/places';
import type { TextRange } from '../../core/network/text';

/** A parameter whose number stands in the text. */
export interface PlacedNumber {
  /** In the flat vector of parameters. */
  readonly index: number;
  readonly range: TextRange;
}

/**
 * The weights and biases whose numbers begin in the text from offset `from` to before `to`, in the layout's order, the
 * first `most` of them. Takes time for those alone, however many there are elsewhere.
 */
export function numbersBetween(
  places: NetworkPlaces,
  layout: ParameterLayout,
  from: number,
  to: number,
  most: number,
): readonly PlacedNumber[] {
  const found: PlacedNumber[] = [];
  const add = (
    numbers: { readonly offsets: Uint32Array; readonly lengths: Uint32Array } | null,
    offset: number | null,
    count: number,
  ): void => {
    // A text with errors may have more or fewer numbers than the network has parameters.
    if (!numbers || offset === null || numbers.offsets.length !== count) return;
    const { offsets, lengths } = numbers;
    for (let n = firstFrom(offsets, from); n < count && offsets[n]! < to && found.length < most; n++) {
      found.push({ index: offset + n, range: { offset: offsets[n]!, length: lengths[n]! } });
    }
  };
  layout.layers.forEach(({ inputs, units, weightOffset, biasOffset }, l) => {
    const layer = places.layers[l];
    if (!layer) return;
    add(layer.weights, weightOffset, inputs * units);
    add(layer.biases, biasOffset, units);
  });
  return found;
}

/** The first of ascending offsets that is `from` or more. */
function firstFrom(offsets: Uint32Array, from: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

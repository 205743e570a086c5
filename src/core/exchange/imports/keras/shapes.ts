import type { JsonNode } from '../../../network/jsonTree';

/** The lengths in a shape of Keras but the first, which is the batch's and null; null for what is none. */
export function lengthsOf(shape: JsonNode): number[] | null {
  if (shape.kind === 'numbers') {
    const all = Array.from(shape.pool.values.subarray(shape.start, shape.start + shape.count));
    return all.length > 1 ? all.slice(1) : all;
  }
  if (shape.kind !== 'array') return null;
  const [first, ...rest] = shape.items;
  if (first?.kind !== 'null') return null;
  const lengths = rest.flatMap((one) => (one.kind === 'number' ? [one.value] : []));
  return lengths.length === rest.length ? lengths : null;
}
